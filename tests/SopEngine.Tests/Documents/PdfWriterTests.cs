using SopEngine.Core.Documents;
using SopEngine.Engine.Documents;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Tokens;

namespace SopEngine.Tests.Documents;

/// <summary>Letters as a PDF reader that is not ours reads them back.</summary>
internal sealed class PdfWriterTests
{
    /// <summary>Texts, and how a letter shows them. An attribute cannot hold half of a surrogate pair.</summary>
    private static readonly string[][] Lacking =
    [
        ["漢 字", "\ufffd \ufffd"], ["a😀b", "a\ufffdb"], ["a\ud800b", "a\ufffdb"], ["שלום", "\ufffd\ufffd\ufffd\ufffd"],
        ["a\0b\u0007c\ufeff\td", "abc d"],
    ];

    [Test]
    public void The_text_of_a_letter_can_be_copied_in_its_order()
    {
        using var pdf = Read(Letter("# Surat **Tugas**\nNomor {{nomor}}\n\n- butir pertama\n> Jakarta"));
        Assert.That(Text(pdf), Is.EqualTo("BALAI UJIJakartaSurat TugasNomor 001/BIPA•butir pertamaJakarta"));
    }

    [Test]
    public void A_preview_names_the_characters_that_the_font_of_letters_lacks_each_once()
    {
        var preview = new DocumentPreview(
            null, [new Block(BlockKind.Paragraph, "", [new Span("Kopi 😀 ½ é\n", false), new Span("漢😀", true)])],
            new Letter("Balai", "", "Surat", null, []), [], false);

        Assert.That(preview.Unprintable, Is.EquivalentTo(new[] { "😀", "漢" }));
    }

    [Test]
    public void A_letter_has_its_title_with_its_number_its_office_and_its_language()
    {
        using var pdf = Read(new Letter("Koperasi & <UMKM> 漢", "", "Surat \"maaf\" (baru)", "1\\2", []));
        Assert.Multiple(() =>
        {
            Assert.That(pdf.Information.Title, Is.EqualTo("Surat \"maaf\" (baru) 1\\2"));
            Assert.That(pdf.Information.Author, Is.EqualTo("Koperasi & <UMKM> 漢"));
            Assert.That(((StringToken)pdf.Structure.Catalog.CatalogDictionary.Data["Lang"]).Data, Is.EqualTo("id-ID"));
        });
    }

    [TestCase(0, 1, 1)]
    [TestCase(2, 3, 1)]
    [TestCase(3, 1, 1)]
    [TestCase(4, 2, 1)]
    [TestCase(6, 4, 1)]
    public void A_png_logo_of_any_plain_kind_stands_in_the_letterhead(int kind, int channels, int filter)
    {
        var file = Png(kind, channels, (byte)filter);
        var logo = PdfPicture.Read(file)!;
        using var pdf = Read(new Letter("Balai", "", "Surat", null, []) { Head = new(["Kementerian"], ["Jl. Uji 1"], logo) });

        var image = pdf.GetPage(1).GetImages().Single();
        Assert.That((image.WidthInSamples, image.HeightInSamples), Is.EqualTo((3, 2)));
        Assert.That(Text(pdf), Is.EqualTo("KEMENTERIANBALAIJl. Uji 1"));
        for (var cut = 0; cut < file.Length; cut++) Assert.That(() => PdfPicture.Read(file[..cut]), Throws.Nothing, $"cut at {cut}");
    }

    [Test]
    public void A_filtered_line_of_a_png_is_the_line_that_was_drawn()
    {
        var plain = PdfPicture.Read(Png(2, 3, 0))!;
        foreach (var filter in new byte[] { 1, 2, 3, 4 })
            Assert.That(PdfPicture.Read(Png(2, 3, filter))!.Data, Is.EqualTo(plain.Data), $"filter {filter}");
    }

    /// <summary>A picture of three by two points whose lines are filtered in one way.</summary>
    private static byte[] Png(int kind, int channels, byte filter)
    {
        var samples = Enumerable.Range(0, 3 * 2 * channels).Select(i => (byte)(kind == 3 ? i % 2 : 40 * i)).ToArray();
        using var packed = new MemoryStream();
        using (var zip = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            var stride = 3 * channels;
            for (var row = 0; row < 2; row++)
            {
                zip.WriteByte(filter);
                for (var i = 0; i < stride; i++)
                {
                    int left = i < channels ? 0 : samples[(row * stride) + i - channels];
                    int above = row == 0 ? 0 : samples[i];
                    int corner = row == 0 || i < channels ? 0 : samples[i - channels];
                    var guess = filter switch
                    {
                        1 => left,
                        2 => above,
                        3 => (left + above) / 2,
                        4 => new[] { left, above, corner }.MinBy(near => Math.Abs(left + above - corner - near)),
                        _ => 0,
                    };
                    zip.WriteByte((byte)(samples[(row * stride) + i] - guess));
                }
            }
        }

        return
        [
            0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR", [0, 0, 0, 3, 0, 0, 0, 2, 8, (byte)kind, 0, 0, 0]),
            .. kind == 3 ? Chunk("PLTE", [1, 2, 3, 4, 5, 6]) : [], .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", []),
        ];

        static byte[] Chunk(string type, byte[] data) =>
            [0, 0, (byte)(data.Length >> 8), (byte)data.Length, .. System.Text.Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0];
    }

    // The font builds each of these from a glyph that is itself built from glyphs: a subset without the innermost ones shows "h" for "ḥ".
    [TestCase('ḥ', 2)]
    [TestCase('ǹ', 2)]
    [TestCase('ȩ', 3)]
    [TestCase('Ё', 3)]
    [TestCase('ό', 3)]
    [TestCase('ế', 4)]
    public void A_letter_shows_all_outlines_of_a_character_with_marks(char character, int outlines)
    {
        using var pdf = Read(Letter(character.ToString()));
        var font = pdf.GetPage(1).Letters.Single(letter => letter.Value == character.ToString()).GetFont()!;
        var glyph = Enumerable.Range(1, 4000).Single(i => font.TryGetUnicode(i, out var text) && text == character.ToString());
        Assert.That(font.TryGetPath(glyph, out var paths) ? paths!.Count : 0, Is.EqualTo(outlines));
    }

    [TestCaseSource(nameof(Lacking))]
    public void A_character_that_the_font_lacks_is_shown_and_copied_as_a_sign_of_its_own(string text, string shown)
    {
        using var pdf = Read(new Letter("", "", "", null, [new Block(BlockKind.Paragraph, "", [new Span(text, false)])]));
        Assert.That(Text(pdf), Is.EqualTo(shown));
    }

    [TestCase("w", "", 420)]
    [TestCase("kata ", "", 247)]
    [TestCase("butir", "\n", 3704)]
    public async Task A_megabyte_of_text_becomes_a_letter(string part, string between, int pages)
    {
        var text = string.Join(between, Enumerable.Repeat(part, 1_000_000 / (part.Length + between.Length)));
        using var pdf = await Task.Run(() => Read(Letter("{{nomor}}", text))).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.That(pdf.NumberOfPages, Is.EqualTo(pages));
    }

    [Test]
    public void Letters_written_at_once_are_those_written_one_by_one()
    {
        var letters = Enumerable.Range(0, 40).Select(i =>
            Letter($"# Surat {i}\n\nMuḥammad {(char)('Ѐ' + i)} " + string.Concat(Enumerable.Repeat("kata ", 100 * i)))).ToList();
        var alone = letters.Select(Bytes).ToList();
        Assert.That(letters.AsParallel().AsOrdered().WithDegreeOfParallelism(8).Select(Bytes), Is.EqualTo(alone));
    }

    private static Letter Letter(string template, string number = "001/BIPA") => new("Balai Uji", "Jakarta", "Surat", null,
        DocumentText.Read(template, new DocumentData(new Dictionary<string, DocumentValue> { ["nomor"] = number })));

    private static byte[] Bytes(Letter letter)
    {
        using var pdf = PdfWriter.Write(letter);
        return pdf.ToArray();
    }

    private static PdfDocument Read(Letter letter) => PdfDocument.Open(Bytes(letter));

    private static string Text(PdfDocument pdf) => string.Concat(pdf.GetPages().Select(page => page.Text));
}
