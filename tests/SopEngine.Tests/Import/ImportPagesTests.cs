using System.Text.RegularExpressions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Import;

/// <summary>Documents brought by authors, from the upload to the draft.</summary>
internal sealed partial class ImportPagesTests : AppTest
{
    [Test]
    public async Task A_document_becomes_a_draft_and_the_same_document_is_recognised()
    {
        using var author = await SessionClient.SignIn(App, "admin.pekanbaru");
        var bytes = OfficeSamples.Docx();
        var brought = await Bring(author, "surat.docx", bytes);
        var address = brought.Header("Location")!;
        var page = await Read(author, address);

        Assert.That(page, Does.Contain("Menyusun konsep surat").And.Contain("SOP-1/2025").And.Contain("/pages/1.svg"));
        Assert.That((await author.Get(address + "/pages/1.svg")).Header("Content-Type"), Does.StartWith("image/svg+xml"));
        Assert.That((await Bring(author, "lain.docx", bytes)).Header("Location"), Is.EqualTo(address), "the same document");

        var draft = await author.Submit(address, address + "/draft", ("sop", "0"));
        Assert.That(draft.Status, Is.EqualTo(303), draft.Text);
        var again = await author.Submit(address, address + "/draft", ("sop", "0"));
        Assert.That(again.Header("Location"), Is.EqualTo(draft.Header("Location")), "one draft, however often");
        Assert.That((await author.Get(draft.Header("Location")!)).Text, Does.Contain("Pengiriman Surat"));
    }

    [Test]
    public async Task A_broken_document_says_why_and_another_office_sees_none()
    {
        using var author = await SessionClient.SignIn(App, "admin.pekanbaru");
        using var other = await SessionClient.SignIn(App, "admin.palembang");
        using var clerk = await SessionClient.SignIn(App, "pengelola1.pekanbaru");
        var address = (await Bring(author, "rusak.pdf", "%PDF-1.7 rusak"u8.ToArray())).Header("Location")!;

        Assert.That(await Read(author, address), Does.Contain("role=\"alert\""));
        Assert.That((await other.Get(address)).Status, Is.EqualTo(404));
        Assert.That((await clerk.Get("/sops/import")).Status, Is.EqualTo(404).Or.EqualTo(403));
        Assert.That((await author.Submit("/sops/import", address + "/draft", ("sop", "0"))).Status, Is.EqualTo(422));
        Assert.That((await author.Submit("/sops/import", address + "/removal")).Status, Is.EqualTo(303));
        Assert.That((await author.Get(address)).Status, Is.EqualTo(404));
    }

    private static async Task<SessionClient.Answer> Bring(SessionClient author, string name, byte[] bytes)
    {
        var token = Token().Match((await author.Get("/sops/import")).Text).Groups[1].Value;
        using var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" },
            { new ByteArrayContent(bytes), "files", name } };
        var answer = await author.Send(HttpMethod.Post, "/sops/import", form);
        Assert.That(answer.Status, Is.EqualTo(303), answer.Text);
        return answer;
    }

    private static async Task<string> Read(SessionClient author, string address)
    {
        var page = "";
        await Patience.Until(
            async () => !(page = (await author.Get(address)).Text).Contains("data-reading-waits", StringComparison.Ordinal),
                "the document is read");
        return page;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
