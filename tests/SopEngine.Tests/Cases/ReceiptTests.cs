using System.Text.RegularExpressions;
using SopEngine.Tests.Support;
using UglyToad.PdfPig;

namespace SopEngine.Tests.Cases;

/// <summary>The receipt that a customer gets for a request, and the number in the office's register on it.</summary>
internal sealed class ReceiptTests : AppTest
{
    [Test]
    public async Task A_receipt_names_the_number_the_next_step_the_due_moment_and_the_way_to_follow_the_case()
    {
        using var clerk = await SessionClient.SignIn(App, "pengelola1.pekanbaru");
        var opened = await clerk.Submit("/sops/pk-tu-pjt-02/start", "/cases",
            ("sop", "pk-tu-pjt-02"), ("title", "Uji tanda terima"), ("customer", "pelanggan1.pekanbaru"), ("key", "kunci-terima"));
        Assert.That(opened.Status, Is.EqualTo(303), opened.Text);
        var id = long.Parse(opened.Header("Location")!.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
        var number = (await App.Scalar<string>("select register_number from cases where id = @id", new { id }))!;
        Assert.That(number, Does.Match("[0-9]{3,}.*/20[0-9]{2}$"));
        Assert.That((await clerk.Get($"/cases/{id}")).Text, Does.Contain(number).And.Contain($"/cases/{id}/receipt"));

        foreach (var paper in new[] { "", "?paper=80" })
        {
            var receipt = (await clerk.Get($"/cases/{id}/receipt{paper}")).Text;
            Assert.That(receipt, Does.Contain(number).And.Contain("giliran pelanggan").And.Contain("standar layanan")
                .And.Contain("masuk sebagai pelanggan1.pekanbaru"));
            Assert.That(receipt.Contains("receipt-80", StringComparison.Ordinal), Is.EqualTo(paper.Length > 0));
        }

        using var slip = PdfDocument.Open((await clerk.Get($"/cases/{id}/slip")).Bytes);
        var printed = string.Join(' ', slip.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text));
        Assert.That(printed, Does.Contain(number).And.Contain("Cara mengikuti"));

        using var customer = await SessionClient.SignIn(App, "pelanggan1.pekanbaru");
        Assert.That((await customer.Get($"/cases/{id}/receipt")).Text, Does.Contain(number));
        using var other = await SessionClient.SignIn(App, "pelanggan2.pekanbaru");
        Assert.That((await other.Get($"/cases/{id}/receipt")).Status, Is.EqualTo(404));
        Assert.That(await App.Scalar<string>(
            "select details ->> 'register' from messages where case_id = @id and kind = 'case-received'", new { id }), Is.EqualTo(number));
        var found = (await clerk.Get($"/cases?q={Uri.EscapeDataString(number)}")).Text;
        Assert.That(Regex.Matches(found, $"href=\"/cases/{id}\""), Is.Not.Empty, "found by its number");
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task A_customer_without_an_account_is_told_to_name_the_number_and_the_office_sets_its_rule()
    {
        using var admin = await SessionClient.SignIn(App, "admin.pekanbaru");
        var page = (await admin.Get("/office")).Text;
        Assert.That(page, Does.Contain("name=\"registerRule\" value=\"{seq:0000}/{unit}/{yyyy}\"").Or.Contain("{seq:0000}/{unit}/{yyyy}"));
        (string, string)[] office = [("name", "Balai Pekanbaru"), ("shortName", "BSPJI"), ("language", "id"), ("phone", "0761 123456")];
        foreach (var wrong in new[] { "tanpa nomor", "{seq}/{class}", "{seq}{seq}", "{seq}/{abc}", new string('x', 120) + "{seq}" })
        {
            var refused = await admin.Submit("/office", "/office", [.. office, ("registerRule", wrong)]);
            Assert.That(refused.Status, Is.EqualTo(422), wrong);
            Assert.That(refused.Text, Does.Contain("Aturan harus memuat {seq} satu kali"));
        }

        Assert.That((await admin.Submit("/office", "/office", [.. office, ("registerRule", "REG-{seq:000}/{yyyy}")])).Status,
            Is.EqualTo(303));
        using var clerk = await SessionClient.SignIn(App, "pengelola1.pekanbaru");
        await clerk.Submit("/customers/new", "/customers", ("name", "Tanpa Akun"), ("phone", "0812 7000 9999"));
        var user = await App.Scalar<string>("select user_name from people where name = 'Tanpa Akun'");
        using var api = await App.Client("pengelola1.pekanbaru");
        var id = (await api.Post("cases", new { sop = "pk-tu-pjt-02", title = "Uji tamu", customer = user }))["id"].GetInt64();
        Assert.That((await clerk.Get($"/cases/{id}/receipt")).Text, Does.Match("REG-[0-9]{3}/20[0-9]{2}")
            .And.Contain("Sebutkan nomor ini di loket kantor, atau lewat (0761) 123456"));
    }
}
