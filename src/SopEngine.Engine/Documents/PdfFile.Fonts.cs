using System.Globalization;
using System.Text;

namespace SopEngine.Engine.Documents;

/// <summary>Fonts, of which a file holds the glyphs that it uses. (ISO 32000-1, 9.7, composite fonts.)</summary>
internal sealed partial class PdfFile
{
    private const string HexDigits = "0123456789ABCDEF";

    private static readonly string[] FontNames =
        ["DejaVuSerifCondensed", "DejaVuSerifCondensed-Bold", "DejaVuSansCondensed", "DejaVuSansCondensed-Bold"];

    private static readonly TrueTypeFont[] Fonts = [.. FontNames.Select(name => Shipped(name + ".ttf"))];

    private readonly SortedDictionary<int, char>[] _used = [.. FontNames.Select(_ => new SortedDictionary<int, char>())];

    public static double Measure(string text, double size, bool bold) => text.Sum(c => Measure(c, bold)) * size / 1000;

    /// <summary>The width of a character, in thousandths of the font's size.</summary>
    public static int Measure(char c, bool bold) => Fonts[Index(bold)].Width(Fonts[Index(bold)].Glyph(c));

    /// <summary>
    /// The text as the font can show it: a blank for a tab, no other control characters, and U+FFFD for each character without a glyph,
    /// because glyph 0 stands for all of these and is copied as one of them. Characters of private use have a meaning for nobody else.
    /// </summary>
    public static string Shown(string text, bool bold) => Shown(text, Index(bold));

    /// <summary>The characters that <see cref="Shown(string, bool)"/> puts U+FFFD for.</summary>
    public static IEnumerable<string> Unprintable(string text) =>
        text.EnumerateRunes().Where(rune => rune.Value != 0xFFFD && Shown(rune.ToString(), Index(false)) == "\ufffd")
            .Select(rune => rune.ToString());

    private static string Shown(string text, int font)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' || (rune.IsBmp && Fonts[font].Glyph((char)rune.Value) != 0 && !IsPrivate(rune)))
                shown.Append((char)rune.Value);
            else if (rune.Value is '\t') shown.Append(' ');
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format)) shown.Append('\ufffd');
        }

        return shown.ToString();

        static bool IsPrivate(Rune rune) => rune.Value is >= 0xE000 and <= 0xF8FF;
    }

    private string Glyphs(string text, int font)
    {
        foreach (var c in text) _used[font].TryAdd(Fonts[font].Glyph(c), c);
        return string.Create(4 * text.Length, (text, font), static (digits, given) =>
        {
            for (var i = 0; i < given.text.Length; i++)
            {
                var glyph = Fonts[given.font].Glyph(given.text[i]);
                for (var digit = 0; digit < 4; digit++) digits[(4 * i) + digit] = HexDigits[(glyph >> (12 - (4 * digit))) & 15];
            }
        });
    }

    private int AddFont(PdfObjects file, int index)
    {
        var number = file.Take(5);
        var font = Fonts[index];
        var name = "SOPENG+" + FontNames[index];
        var (isBold, isSerif) = (index % 2 == 1, index < 2);
        var widths = string.Join(' ', _used[index].Keys.Select(glyph => $"{glyph} [{font.Width(glyph)}]"));
        var subset = font.Subset(_used[index].Keys);
        file.Add(number,
            $"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
            + $"/DescendantFonts [{number + 1} 0 R] /ToUnicode {number + 4} 0 R >>");
        file.Add(number + 1,
            $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} "
            + $"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            + $"/FontDescriptor {number + 2} 0 R /CIDToGIDMap /Identity /W [{widths}] >>");
        file.Add(number + 2,
            $"<< /Type /FontDescriptor /FontName /{name} /Flags {(isSerif ? 6 : 4)} /FontBBox [{string.Join(' ', font.Box)}] "
            + $"/ItalicAngle 0 /Ascent {font.Ascent} /Descent {font.Descent} "
            + $"/CapHeight 729 /StemV {(isBold ? 140 : 80)} /FontFile2 {number + 3} 0 R >>");
        file.AddStream(number + 3, $"/Length1 {subset.Length}", subset);
        file.AddStream(number + 4, "", Encoding.ASCII.GetBytes(ToUnicode(_used[index])));
        return number;
    }

    /// <summary>Maps each glyph to its character.</summary>
    private static string ToUnicode(SortedDictionary<int, char> used)
    {
        var map = new StringBuilder(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /SopEngine def /CMapType 2 def\n"
            + "1 begincodespacerange <0000> <FFFF> endcodespacerange\n");
        foreach (var hundred in used.Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{hundred.Length} beginbfchar\n");
            foreach (var (glyph, c) in hundred) map.Append(CultureInfo.InvariantCulture, $"<{glyph:X4}> <{(int)c:X4}>\n");
            map.Append("endbfchar\n");
        }

        return map.Append("endcmap CMapName currentdict /CMap defineresource pop end end").ToString();
    }

    private static int Index(bool bold, bool sans = false) => (bold ? 1 : 0) + (sans ? 2 : 0);

    private static TrueTypeFont Shipped(string name)
    {
        using var resource = typeof(PdfFile).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return new TrueTypeFont(bytes);
    }
}
