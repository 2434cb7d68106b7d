using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Sops;

internal sealed class SheetPagesTests : AppTest
{
    [Test]
    public async Task An_older_version_is_shown_as_such_and_the_newer_one_without_a_version()
    {
        using var admin = await App.Client("admin.pekanbaru");
        var definition = JsonNode.Parse(Definition.Shipped("pk-tu-pjt-02.json"))!;
        definition["customProperties"]!["sop"]!["title"] = "EDISI KEDUA";
        await admin.Send("POST", "sops?acceptGaps=true", definition.ToJsonString());

        using var staff = await SignIn("kepala.pekanbaru");
        var inForce = await staff.GetStringAsync("/sops/pk-tu-pjt-02/sheet.svg");
        var older = await staff.GetStringAsync("/sops/pk-tu-pjt-02/sheet.svg?version=1");
        var page = await staff.GetStringAsync("/sops/pk-tu-pjt-02/sheet?version=1");

        Assert.Multiple(() =>
        {
            Assert.That(inForce, Does.Contain("EDISI KEDUA").And.Not.Contain("tidak berlaku lagi"));
            Assert.That(older, Does.Not.Contain("EDISI KEDUA").And.Contain("Versi 1, tidak berlaku lagi"));
            Assert.That(page, Does.Contain("Ini versi 1, yang tidak berlaku lagi."));
            Assert.That(XDocument.Parse(older).Root!.Name.LocalName, Is.EqualTo("svg"));
        });
    }

    [TestCase("kepala.pekanbaru", "sop-4-bipa-5/sheet")] // another unit's
    [TestCase("kepala.pekanbaru", "apa-saja/sheet.svg")]
    [TestCase("kepala.pekanbaru", "pk-tu-pjt-01/sheet?version=7")]
    [TestCase("pelanggan1.pekanbaru", "pk-tu-pjt-01/sheet")] // staff only
    public async Task Missing_sheets_and_sheets_a_person_may_not_see_are_not_found(string person, string path)
    {
        using var client = await SignIn(person);
        var answer = await client.GetAsync("/sops/" + path);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_version_that_is_no_number_is_a_bad_request()
    {
        using var client = await SignIn("kepala.pekanbaru");
        var answer = await client.GetAsync("/sops/pk-tu-pjt-01/sheet?version=satu");

        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
    }

    private async Task<HttpClient> SignIn(string userName)
    {
        var client = new HttpClient { BaseAddress = App.Address };
        var form = await client.GetStringAsync("/sign-in");
        var token = System.Text.RegularExpressions.Regex.Match(form,
            "name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"").Groups[1].Value;
        var answer = await client.PostAsync("/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["userName"] = userName,
            ["password"] = TestApp.Password,
            ["__RequestVerificationToken"] = token,
        }));
        Assert.That(answer.IsSuccessStatusCode, $"{answer.StatusCode} {token}");
        return client;
    }
}
