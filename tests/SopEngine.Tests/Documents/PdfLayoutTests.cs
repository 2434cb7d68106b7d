using SopEngine.Core.Documents;
using SopEngine.Engine.Documents;
using UglyToad.PdfPig;

namespace SopEngine.Tests.Documents;

/// <summary>How blocks stand on pages, and how a screen reader hears them.</summary>
internal sealed class PdfLayoutTests
{
    private static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAADklEQVR4nGP4z8DQAMIADv0C/528KS0AAAAASUVORK5CYII=");

    [Test]
    public void Each_part_of_a_letter_has_its_tag_in_reading_order()
    {
        using var pdf = Read(
        [
            .. DocumentText.Read(
                "# Surat **Tugas**\n\n## Dasar\n\n1. butir satu\n2. butir dua\n\nBaris satu\nbaris dua", DocumentData.None),
            new TableBlock([new("Uji", 0.5), new("Tarif", 0.5, true)], [["Air", "1"], ["", ""], ["Jumlah", "1"]]) { HasSums = true },
            new BarsBlock([new("SOP A", 0.5, "50 %")]),
            new PictureBlock(Picture, 0.5, "Gambar 1") { Words = "Dua titik" },
            new QrBlock("https://contoh.go.id/v/1", ["Periksa keasliannya"]),
            new SignatureBlock(["Kepala,"], ["Budi"]) { Electronic = "Ditandatangani secara elektronik" },
        ]);
        var tags = new PdfTags(pdf);
        Assert.That(tags.Lines, Is.EqualTo(new[]
        {
            "P BALAI", "P Jakarta", "H1 Surat Tugas", "H2 Dasar", "Lbl 1.", "LBody butir satu", "Lbl 2.", "LBody butir dua",
            "P Baris satu baris dua", "TH/Column Uji", "TH/Column Tarif", "TD Air", "TD 1", "TH/Row Jumlah", "TD 1", "LBody SOP A 50 %",
            "Figure Dua titik", "Caption Gambar 1", "Figure QR: https://contoh.go.id/v/1", "P Periksa keasliannya", "P Kepala,",
            "P Ditandatangani secara elektronik", "P Budi",
        }));
        Assert.That(tags.Strays, Is.Empty);
        Assert.That(tags.Artifacts, Is.EqualTo(new[] { "" }), "lines are drawn for the eye, and no text is");
    }

    [Test]
    public void A_row_higher_than_a_page_goes_on_and_the_head_is_repeated_for_the_eye_alone()
    {
        var words = string.Join(' ', Enumerable.Range(0, 2_000));
        using var pdf = Read([new TableBlock([new("No", 0.1), new("Uraian", 0.9)], [["1", words], ["2", "akhir"]])]);
        var tags = new PdfTags(pdf);
        Assert.That(pdf.NumberOfPages, Is.GreaterThan(1));
        Assert.That(tags.Lines.Skip(2),
            Is.EqualTo(new[] { "TH/Column No", "TH/Column Uraian", "TD 1", "TD " + words, "TD 2", "TD akhir" }));
        Assert.That(tags.Artifacts.Skip(1), Has.All.StartsWith("NoUraian"));
        Assert.That(pdf.GetPages().SelectMany(page => page.Letters).Min(letter => letter.StartBaseLine.Y), Is.GreaterThan(35),
            "nothing runs off the page");
    }

    [Test]
    public void A_short_row_stands_on_one_page_and_a_long_word_is_broken_in_its_cell()
    {
        var rows = Enumerable.Range(0, 60).Select(i => (IReadOnlyList<string>)[$"{i}", $"<{i} satu\ndua\ntiga {i}>"]);
        using var pdf = Read([new TableBlock([new("No", 0.1), new("Uraian", 0.9)], [.. rows]), new TableBlock(
            [new("A", 0.1), new("B", 0.9)], [[new string('w', 100), "kanan"]])]);
        var pages = pdf.GetPages().Select(page => page.Text).ToList();
        for (var i = 0; i < 60; i++)
            Assert.That(pages, Has.Exactly(1).Contains($"<{i} ").And.Contains($"tiga {i}>"), $"row {i}");
        var last = pdf.GetPage(pdf.NumberOfPages).Letters;
        Assert.That(last.Where(letter => letter.Value == "w").Max(letter => letter.EndBaseLine.X),
            Is.LessThan(last.Last(letter => letter.Value == "k").StartBaseLine.X));
    }

    [TestCase(0.2)]
    [TestCase(0.001)]
    public void A_head_that_takes_much_of_a_page_stands_once(double share)
    {
        using var pdf = Read([new TableBlock(
            [new(string.Join(' ', Enumerable.Repeat("panjang", 60)), share), new("B", 1)],
            [.. Enumerable.Range(0, 100).Select(i => (IReadOnlyList<string>)["", $"baris {i};"])])]);
        var text = string.Concat(pdf.GetPages().Select(page => page.Text));
        Assert.That(text, Does.Contain("baris 99;"));
        Assert.That(pdf.NumberOfPages, Is.LessThan(40));
    }

    [Test]
    public void A_heading_stands_with_the_next_block_and_no_page_begins_or_ends_with_one_line_of_a_paragraph()
    {
        for (var above = 20; above < 60; above++)
        {
            List<Block> blocks = [.. Enumerable.Repeat(Text("baris"), above)];
            blocks.Add(new Block(BlockKind.Heading, "", [new Span("JUDUL", true)]));
            blocks.Add(Text("satu\ndua\ntiga\nempat\nlima"));
            using var pdf = Read(blocks);
            foreach (var page in pdf.GetPages().Select(page => page.Text))
            {
                Assert.That(page, Does.Not.Match("JUDUL(\\d+ / \\d+)?$"), $"{above} lines above: the heading alone");
                Assert.That(page, Does.Not.Match("satu (\\d+ / \\d+)?$").And.Not.Match("^lima"), $"{above} lines above: a line alone");
            }
        }
    }

    [TestCase("id-ID", "LHU 7/2026Halaman 1 dari 2")]
    [TestCase("en", "LHU 7/2026Page 1 of 2")]
    public void The_foot_of_each_page_names_the_document_and_the_page(string language, string foot)
    {
        var letter = new Letter("Balai", "Jakarta", "LHU", "7/2026", [.. Enumerable.Repeat(Text("baris"), 50)]);
        using var pdf = PdfDocument.Open(PdfWriter.Write(letter with { Foot = "LHU 7/2026", Language = language }));
        Assert.That(new PdfTags(pdf).Artifacts, Is.EqualTo(new[] { foot, foot.Replace("1", "2", StringComparison.Ordinal) }));
    }

    [Test]
    public void A_foot_stands_on_a_single_page_too_and_a_picture_that_cannot_be_read_leaves_its_caption()
    {
        using var pdf = PdfDocument.Open(PdfWriter.Write(new Letter(
            "Balai", "Jakarta", "LHU", null, [new PictureBlock([1, 2, 3], 0.5, "Gambar 1")])
        { Foot = "LHU" }));
        Assert.That(pdf.GetPage(1).Text, Is.EqualTo("BALAIJakartaGambar 1LHUHalaman 1 dari 1"));
        Assert.That(pdf.GetPage(1).GetImages(), Is.Empty);
    }

    [Test]
    public void A_code_that_holds_much_is_drawn_larger_so_that_telephones_read_it()
    {
        using var pdf = Read([new QrBlock(new string('a', 1_000), ["zona"])]);
        Assert.That(pdf.GetPage(1).Letters.Single(letter => letter.Value == "z").StartBaseLine.X, Is.GreaterThan(71 + 120));
    }

    private static Block Text(string text) => new(BlockKind.Paragraph, "", [new Span(text, false)]);

    private static PdfDocument Read(IReadOnlyList<Block> blocks) =>
        PdfDocument.Open(PdfWriter.Write(new Letter("Balai", "Jakarta", "Surat", null, blocks)));
}
