using System.Text;
using System.Xml.Linq;
using SopEngine.Core.Documents;
using SopEngine.Core.Sheets;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Documents;
using SopEngine.Tests.Support;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Tokens;

namespace SopEngine.Tests.Documents;

/// <summary>The rules of PDF/A-2a, read from the objects of our PDFs.</summary>
internal sealed class PdfArchiveTests
{
    private static readonly byte[] Logo = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAADklEQVR4nGP4z8DQAMIADv0C/528KS0AAAAASUVORK5CYII=");

    private static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace Dc = "http://purl.org/dc/elements/1.1/";
    private static readonly XNamespace PdfA = "http://www.aiim.org/pdfa/ns/id/";

    public enum Paper
    {
        Letter,
        Sheet,
        Book,
    }

    [Test]
    public void Each_paper_can_be_archived([Values] Paper paper)
    {
        var bytes = Bytes(paper);
        using var pdf = PdfDocument.Open(bytes);
        var tags = new PdfTags(pdf);
        var catalog = pdf.Structure.Catalog.CatalogDictionary;
        var text = Encoding.Latin1.GetString(bytes);

        Assert.That(bytes[..9], Is.EqualTo("%PDF-1.7\n"u8.ToArray()));
        Assert.That(bytes[10..14], Has.All.GreaterThan(127));
        Assert.That(text, Does.EndWith("%%EOF\n").And.Match("/ID \\[<[0-9A-F]{32}> <[0-9A-F]{32}>\\]"));
        Assert.That(text, Does.Not.Contain("/Encrypt").And.Not.Contain("/SMask").And.Not.Contain("/JavaScript"));
        Assert.That(((BooleanToken)tags.Dictionary(catalog.Data["MarkInfo"]).Data["Marked"]).Data, Is.True);
        var intent = tags.Dictionary(((ArrayToken)catalog.Data["OutputIntents"]).Data.Single());
        Assert.That(((NameToken)intent.Data["S"]).Data, Is.EqualTo("GTS_PDFA1"));
        Assert.That(intent.Data, Does.ContainKey("DestOutputProfile"));
        Assert.That(tags.Lines, Is.Not.Empty);
        Assert.That(tags.Strays, Is.Empty, "each marked piece belongs to an element");
        Assert.That(pdf.GetPages().Select(page => page.Letters.Count), Is.EqualTo(pdf.GetPages().Select(
            page => page.GetMarkedContents().Sum(content => content.Letters.Count))), "each letter is in a tag or in an artifact");
    }

    [Test]
    public void Each_font_is_embedded_and_each_of_its_glyphs_has_a_character_and_the_width_of_the_font([Values] Paper paper)
    {
        using var pdf = PdfDocument.Open(Bytes(paper));
        var tags = new PdfTags(pdf);
        var fonts = pdf.GetPages().Select(page => tags.Dictionary(page.Dictionary.Data["Resources"]))
            .SelectMany(resources => tags.Dictionary(resources.Data["Font"]).Data.Values)
            .Cast<IndirectReferenceToken>().DistinctBy(font => font.Data).ToList();
        Assert.That(fonts, Is.Not.Empty);
        foreach (var font in fonts.Select(tags.Dictionary))
        {
            var glyphs = tags.Dictionary(((ArrayToken)font.Data["DescendantFonts"]).Data.Single());
            var descriptor = tags.Dictionary(glyphs.Data["FontDescriptor"]);
            Assert.That(font.Data, Does.ContainKey("ToUnicode"));
            Assert.That(descriptor.Data, Does.ContainKey("FontFile2"));
            Assert.That(((NameToken)glyphs.Data["CIDToGIDMap"]).Data, Is.EqualTo("Identity"));
            Assert.That(glyphs.Data["BaseFont"], Is.EqualTo(descriptor.Data["FontName"]).And.EqualTo(font.Data["BaseFont"]));
        }

        foreach (var letter in pdf.GetPages().SelectMany(page => page.Letters))
            Assert.That(letter.Value, Is.Not.Empty.And.Not.EqualTo("\0").And.Not.EqualTo("\ufeff"));
    }

    [Test]
    public void The_metadata_names_title_office_and_language_with_any_characters()
    {
        using var pdf = PdfDocument.Open(PdfWriter.Write(
            new Letter("Koperasi & <UMKM> 漢\u0001😀", "", "Surat \"maaf\" \ud800", "1\\2", []) { Language = "en" }));
        Assert.That(pdf.TryGetXmpMetadata(out var metadata), Is.True);
        var said = XDocument.Load(new MemoryStream([.. metadata!.GetXmlBytes().ToArray()]));
        Assert.That(said.Descendants(Dc + "title").Single().Value.Trim(),
            Is.EqualTo("Surat \"maaf\" \ufffd 1\\2").And.EqualTo(pdf.Information.Title));
        Assert.That(said.Descendants(Dc + "creator").Single().Value.Trim(),
            Is.EqualTo("Koperasi & <UMKM> 漢 😀").And.EqualTo(pdf.Information.Author));
        Assert.That(said.Descendants(Dc + "language").Descendants(Rdf + "li").Single().Value, Is.EqualTo("en"));
        Assert.That((said.Descendants(PdfA + "part").Single().Value, said.Descendants(PdfA + "conformance").Single().Value),
            Is.EqualTo(("2", "A")));
    }

    [Test]
    public void The_flowchart_of_a_sheet_is_told_in_words()
    {
        using var pdf = PdfDocument.Open(Bytes(Paper.Sheet));
        var sheet = Sheet();
        Assert.That(new PdfTags(pdf).Lines.Where(line => line.StartsWith("Figure ", StringComparison.Ordinal)), Is.EqualTo(
            sheet.Pages.Where(page => page.Symbols.Count > 0).Select(page => "Figure " + page.Description).Prepend("Figure Logo")));
    }

    [Test]
    public void The_colour_profile_has_the_length_and_the_tags_of_its_head()
    {
        var profile = SrgbProfile.Bytes;
        Assert.That(profile[3] + (profile[2] << 8), Is.EqualTo(profile.Length));
        Assert.That(profile.Length % 4, Is.Zero);
        Assert.That(Encoding.ASCII.GetString(profile, 12, 12) + Encoding.ASCII.GetString(profile, 36, 4), Is.EqualTo("mntrRGB XYZ acsp"));
        for (var i = 0; i < profile[131]; i++)
        {
            var at = (profile[132 + (12 * i) + 6] << 8) + profile[132 + (12 * i) + 7];
            var length = (profile[132 + (12 * i) + 10] << 8) + profile[132 + (12 * i) + 11];
            Assert.That(at % 4 == 0 && at + length <= profile.Length, $"tag {i}");
        }
    }

    private static SopSheet Sheet() => SopSheet.Draw(
        FlowCompiler.Compile(WorkflowDefinition.Parse(Definition.Shipped("sop-b-1664-2023.json"))).Flow!,
        logo: new SheetLogo(Logo, "image/png", 2));

    private static byte[] Bytes(Paper paper)
    {
        var blocks = DocumentText.Read("# Judul \ue000 漢\n\nteks", DocumentData.None).Append(new QrBlock("x", ["y"]));
        var letter = new Letter("Balai", "Jakarta", "Surat", "1", [.. blocks]) { Foot = "1" };
        var book = new SopBook("Balai", "Jl. Uji", 2026, 12, new BookDecree("", null, "", "", "", ""), [Sheet(), Sheet()]);
        using var pdf = paper switch
        {
            Paper.Letter => PdfWriter.Write(letter with { Head = new(["Kementerian"], ["Jl. Uji"], PdfPicture.Read(Logo)) }),
            Paper.Sheet => SheetPdf.Write(Sheet(), "Balai"),
            _ => (book with { Logo = new(Logo, "image/png", 2) }).Write(),
        };
        return pdf.ToArray();
    }
}
