using System.Text;
using System.Text.RegularExpressions;
using SopEngine.Core.Sheets;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Documents;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Sops;

/// <summary>The sheet of a SOP and the office's SOPs as PDF.</summary>
internal sealed class BookTests : AppTest
{
    /// <summary>Two pixels by one, red and half transparent.</summary>
    private static readonly byte[] Logo = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAADklEQVR4nGP4z8DQAMIADv0C/528KS0AAAAASUVORK5CYII=");

    [Test]
    public async Task The_book_has_a_cover_a_decision_contents_and_every_sheet_in_force()
    {
        using var head = await SessionClient.SignIn(App, "kepala.palembang");
        var offer = (await head.Get("/sops/book")).Text;
        var book = await head.Get("/sops/book.pdf?number=12%2FKPTS%2F2026&date=2026-12-01&place=Palembang&signer=Kepala&name=Budi&nip=1");
        var sheets = Regex.Matches(offer, "<li><a href=\"(/sops/[^\"]+/sheet)\"").Select(match => match.Groups[1].Value).ToList();
        var pages = 0;
        foreach (var sheet in sheets) pages += Pages((await head.Get(sheet + ".pdf")).Bytes);
        await Keep("book.pdf", book.Bytes);

        Assert.That(book.Header("Content-Type"), Is.EqualTo("application/pdf"));
        Assert.That(sheets, Has.Count.GreaterThan(1));
        Assert.That(Pages(book.Bytes), Is.InRange(pages + 3, pages + 5), "cover, decision on one page or two, contents");
        var text = Encoding.Latin1.GetString(book.Bytes);
        Assert.That(Regex.Matches(text, "/MediaBox \\[0 0 841.89 595.28\\]"), Has.Count.EqualTo(pages));
        Assert.That(text, Does.Contain("/Type /Outlines").And.Contain($"/Count {sheets.Count + 2} >>"));
    }

    [Test]
    public async Task Staff_get_the_book_of_their_own_office_and_customers_none()
    {
        using var clerk = await SessionClient.SignIn(App, "pengelola1.pekanbaru");
        using var customer = await SessionClient.SignIn(App, "pelanggan1.pekanbaru");

        Assert.That((await clerk.Get("/sops/book")).Text, Does.Not.Contain("/sops/sop-4-bipa-5/sheet"));
        Assert.That((await clerk.Get("/sops/book.pdf")).Bytes[..5], Is.EqualTo("%PDF-"u8.ToArray()));
        Assert.That((await customer.Get("/sops/book")).Status, Is.EqualTo(404));
        Assert.That((await customer.Get("/sops/book.pdf")).Status, Is.EqualTo(404));
        Assert.That((await clerk.Get($"/sops/book.pdf?number={new string('9', 101)}")).Status, Is.EqualTo(422));
    }

    [Test]
    public async Task A_sheet_holds_the_logo_on_white_where_it_is_transparent()
    {
        var flow = FlowCompiler.Compile(WorkflowDefinition.Parse(Definition.Shipped("sop-b-1664-2023.json"))).Flow!;
        var picture = PdfPicture.Read(Logo)!;
        var sheet = SopSheet.Draw(flow, logo: new SheetLogo(Logo, "image/png", picture.Ratio));
        var pdf = SheetPdf.Write(sheet, "Balai").ToArray();
        await Keep("sheet-of-seven-lanes.pdf", pdf);

        Assert.That((picture.Width, picture.Height), Is.EqualTo((2, 1)));
        Assert.That(Encoding.Latin1.GetString(pdf), Does.Contain("/Width 2 /Height 1").And.Not.Contain("/SMask"));
        Assert.That(picture.Data[..3], Is.EqualTo(new byte[] { 255, 127, 127 }).Within(1), "red, half of it");
        Assert.That(PdfPicture.Read([.. Logo[..40]]), Is.Null, "a broken picture");
        Assert.That(PdfPicture.Read([.. Logo[..8], 0, 0, 0, 8, .. "IHDR"u8, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0]), Is.Null, "a short head");
        Assert.That(PdfPicture.Read("%PDF-"u8.ToArray()), Is.Null);
    }

    private static int Pages(byte[] pdf) => Regex.Count(Encoding.Latin1.GetString(pdf), "/Type /Page /Parent");

    private static async Task Keep(string name, byte[] pdf)
    {
        if (Environment.GetEnvironmentVariable("SOP_TEST_SCREENSHOTS") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, name), pdf);
    }
}
