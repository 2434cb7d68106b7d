using System.Net;
using System.Text.RegularExpressions;
using SopEngine.Tests.Support;
using SopEngine.Web.Site;

namespace SopEngine.Tests.Site;

/// <summary>An admin writes the site, looks at it, and shows it.</summary>
internal sealed partial class SiteWritingTests : AppTest
{
    private const string Office = "baristand-palembang", Admin = "admin.palembang";

    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private async Task<string> Public(string path)
    {
        using var nobody = SessionClient.Nobody(App);
        return WebUtility.HtmlDecode((await nobody.Get(path)).Text);
    }

    private static async Task<string> Revision(SessionClient client, string page) =>
        RevisionField().Match((await client.Get(page)).Text).Groups[1].Value;

    [Test]
    public async Task What_is_written_is_seen_by_its_writer_alone_until_it_is_shown()
    {
        using var admin = await SessionClient.SignIn(App, Admin);
        const string Written = "Melayani uji air minum.\n\n- satu\n- dua\n\nLihat https://contoh.go.id/a?b=1.";
        var revision = await Revision(admin, "/site");
        var saved = await admin.Submit("/site", ("revision", revision), ("about", Written), ("about.en", "Tests drinking water."));
        Assert.That((saved.Status, saved.Header("Location")), Is.EqualTo((303, "/site/preview")));
        Assert.That(await Public($"/o/{Office}"), Does.Not.Contain("uji air minum"));
        var preview = WebUtility.HtmlDecode((await admin.Get("/site/preview")).Text);
        Assert.That(preview, Does.Contain("<p>Melayani uji air minum.</p><ul><li>satu</li><li>dua</li></ul>").And.Contain("Pratinjau"));
        Assert.That(preview, Does.Contain(
            "<a href=\"https://contoh.go.id/a?b=1\" rel=\"nofollow noopener\">https://contoh.go.id/a?b=1</a>."));

        revision = await Revision(admin, "/site/preview");
        Assert.That(
            (await admin.Submit("/site/preview", "/site/publication", ("sop", ""), ("revision", revision))).Status, Is.EqualTo(303));
        Assert.That(await Public($"/o/{Office}"), Does.Contain("uji air minum"));
        Assert.That(await App.Scalar<int>(
            "select count(*)::int from audit_log l join units u on u.id = l.unit_id where action = 'site-shown' and code = @Office",
            new { Office }), Is.EqualTo(1));
        Assert.That(
            (await admin.Submit("/site", "/site/publication", ("sop", ""), ("revision", revision))).Status, Is.EqualTo(409),
            "it is shown already");
    }

    [Test]
    public async Task Of_two_writers_the_second_is_told()
    {
        using var admin = await SessionClient.SignIn(App, Admin);
        const string Page = "/site/services/sop-4-bipa-5";
        var revision = await Revision(admin, Page);
        Assert.That((await admin.Submit(Page, ("revision", revision), ("summary", "pertama"))).Status, Is.EqualTo(303));
        var second = await admin.Submit(Page, ("revision", revision), ("summary", "kedua"));
        Assert.That(second.Status, Is.EqualTo(422).Or.EqualTo(409));
        Assert.That(second.Text, Does.Contain("kedua"), "and loses nothing");
        Assert.That(
            await App.Scalar<string>("select draft ->> 'summary' from site_pages where sop = 'sop-4-bipa-5'"), Is.EqualTo("pertama"));
    }

    [Test]
    public async Task Text_is_never_markup_and_too_much_of_it_is_refused()
    {
        using var admin = await SessionClient.SignIn(App, Admin);
        const string Page = "/site/services/sop-21-bipa-5";
        const string Attack =
            "<script>alert(1)</script>\n\n- <img src=x onerror=alert(1)>\n\nhttps://a.id/\"onmouseover=x javascript:alert(1)";
        await admin.Submit(Page, ("revision", await Revision(admin, Page)), ("isListed", "on"), ("fee", Attack), ("name", "<b>x</b>"));
        var shown = (await admin.Get(Page + "/preview")).Text;
        Assert.That(shown, Does.Contain("&lt;script&gt;").And.Not.Contain("<script>alert"));
        Assert.That(shown, Does.Not.Contain("<img src=x").And.Not.Contain("<b>x"));
        Assert.That(shown, Does.Not.Contain("\"onmouseover").And.Not.Contain("href=\"javascript"));

        var long_ = await admin.Submit(
            Page, ("revision", await Revision(admin, Page)), ("summary", new string('a', 501)), ("fee.en", new string('b', 2001)));
        Assert.That(long_.Status, Is.EqualTo(422));
        Assert.That(
            WebUtility.HtmlDecode(long_.Text), Does.Contain("Ringkasan: paling panjang 500 huruf").And.Contain("Biaya/tarif: paling"));
        Assert.That((await admin.Submit("/site/services/tiada", ("revision", "0"))).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task A_picture_is_checked_described_and_public_only_once_it_is_shown()
    {
        using var admin = await SessionClient.SignIn(App, "admin.bisip");
        Assert.That((await Send(admin, "bukan gambar"u8.ToArray(), "Gedung")).Status, Is.EqualTo(422));
        Assert.That((await Send(admin, [.. Png, .. new byte[SaveSitePage.LargestPicture]], "Gedung")).Status, Is.EqualTo(422));
        Assert.That((await Send(admin, Png, "")).Status, Is.EqualTo(422), "nothing for those who do not see it");
        Assert.That((await Send(admin, Png, "Gedung kantor")).Status, Is.EqualTo(303));
        var id = await App.Scalar<string>(
            "select draft ->> 'picture' from site_pages s join units u on u.id = s.unit_id where u.code = 'bisip' and sop = ''");
        Assert.That(id, Is.Not.Null);
        using var nobody = SessionClient.Nobody(App);
        Assert.That((await nobody.Get($"/o/bisip/pictures/{id}")).Status, Is.EqualTo(404));
        Assert.That((await admin.Get("/site/preview")).Text, Does.Contain("data:image/png;base64,").And.Contain("alt=\"Gedung kantor\""));
        await admin.Submit("/site/preview", "/site/publication", ("sop", ""), ("revision", await Revision(admin, "/site/preview")));
        var picture = await nobody.Get($"/o/bisip/pictures/{id}");
        Assert.That((picture.Status, picture.Header("Content-Type")), Is.EqualTo((200, "image/png")));
        Assert.That((await nobody.Get($"/o/{Office}/pictures/{id}")).Status, Is.EqualTo(404), "of another office");
    }

    private static async Task<SessionClient.Answer> Send(SessionClient client, byte[] picture, string text)
    {
        var page = (await client.Get("/site")).Text;
        var form = new MultipartFormDataContent
        {
            { new StringContent(Token().Match(page).Groups[1].Value), "__RequestVerificationToken" },
            { new StringContent(RevisionField().Match(page).Groups[1].Value), "revision" },
            { new StringContent(text), "pictureText" },
            { new ByteArrayContent(picture), "pictureFile", "gambar.png" },
        };
        return await client.Send(HttpMethod.Post, "/site", form);
    }

    [GeneratedRegex("""name="revision" value="([^"]+)""")]
    private static partial Regex RevisionField();

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex Token();
}
