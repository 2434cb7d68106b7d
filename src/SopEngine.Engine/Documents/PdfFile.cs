using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace SopEngine.Engine.Documents;

/// <summary>
/// A PDF of text and lines on A4 pages, with the used glyphs embedded and its text readable for searching, copying and screen readers.
/// Lengths are in points from the top left. (ISO 32000-1, PDF 1.7; fonts by 9.7, composite fonts.)
/// </summary>
internal sealed partial class PdfFile(string title, string author)
{
    public const double Width = 595.28;
    public const double Height = 841.89;

    private static readonly string[] FontNames =
        ["DejaVuSerifCondensed", "DejaVuSerifCondensed-Bold", "DejaVuSansCondensed", "DejaVuSansCondensed-Bold"];

    private static readonly TrueTypeFont[] Fonts = [.. FontNames.Select(name => Shipped(name + ".ttf"))];

    private readonly List<Page> _pages = [];
    private readonly SortedDictionary<int, char>[] _used = [.. FontNames.Select(_ => new SortedDictionary<int, char>())];

    public int Pages => _pages.Count;

    /// <summary>Adds a page of A4, upright or on its side.</summary>
    public void AddPage(bool isWide = false) => _pages.Add(isWide ? new Page(Height, Width) : new Page(Width, Height));

    public static double Measure(string text, double size, bool bold) => text.Sum(c => Measure(c, bold)) * size / 1000;

    /// <summary>The width of a character, in thousandths of the font's size.</summary>
    public static int Measure(char c, bool bold) => Fonts[Index(bold)].Width(Fonts[Index(bold)].Glyph(c));

    /// <summary>
    /// The text as the font can show it: a blank for a tab, no other control characters, and U+FFFD for each character without a glyph,
    /// because glyph 0 stands for all of these and is copied as one of them.
    /// </summary>
    public static string Shown(string text, bool bold) => Shown(text, Index(bold));

    private static string Shown(string text, int font)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' || (rune.IsBmp && Fonts[font].Glyph((char)rune.Value) != 0)) shown.Append((char)rune.Value);
            else if (rune.Value is '\t') shown.Append(' ');
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format)) shown.Append('\ufffd');
        }

        return shown.ToString();
    }

    /// <param name="y">The height of the base line.</param>
    public void Text(int page, string text, double x, double y, double size, bool bold)
    {
        _pages[page].Content.Append(CultureInfo.InvariantCulture,
            $"BT /F{Index(bold)} {size:0.##} Tf {x:0.##} {_pages[page].Height - y:0.##} Td <{Glyphs(text, Index(bold))}> Tj ET\n");
    }

    public void Line(int page, double x, double y, double width, double thickness)
    {
        var height = _pages[page].Height - y;
        _pages[page].Content.Append(
            CultureInfo.InvariantCulture, $"{thickness:0.##} w {x:0.##} {height:0.##} m {x + width:0.##} {height:0.##} l S\n");
    }

    private string Glyphs(string text, int font)
    {
        var glyphs = new StringBuilder();
        foreach (var c in text)
        {
            var glyph = Fonts[font].Glyph(c);
            _used[font].TryAdd(glyph, c);
            glyphs.Append(CultureInfo.InvariantCulture, $"{glyph:X4}");
        }

        return glyphs.ToString();
    }

    public MemoryStream Write()
    {
        const int Catalog = 1, Tree = 2, Info = 3, FirstFont = 4, PerFont = 5;
        var fonts = Enumerable.Range(0, Fonts.Length).Where(font => _used[font].Count > 0).ToList();
        var firstPicture = FirstFont + (PerFont * fonts.Count);
        var pictures = _pictures.Index().ToDictionary(
            picture => picture.Item, picture => firstPicture + _pictures.Take(picture.Index).Sum(PdfPicture.Objects));
        var firstPage = firstPicture + _pictures.Sum(PdfPicture.Objects);
        var bookmarks = firstPage + (2 * _pages.Count);
        var file = new Writer(new MemoryStream());
        var outlines = _bookmarks.Count > 0 ? $"/Outlines {bookmarks} 0 R /PageMode /UseOutlines " : "";
        file.Add(Catalog,
            $"<< /Type /Catalog /Pages {Tree} 0 R /Lang (id) {outlines}/ViewerPreferences << /DisplayDocTitle true >> >>");
        file.Add(Tree,
            $"<< /Type /Pages /Count {_pages.Count} /Kids [{string.Join(' ', _pages.Select((_, i) => $"{firstPage + (2 * i)} 0 R"))}] >>");
        file.Add(Info, $"<< /Title {Hex(title)} /Author {Hex(author)} /Producer (SopEngine) >>");
        foreach (var (i, font) in fonts.Index()) AddFont(file, FirstFont + (PerFont * i), font);
        foreach (var picture in _pictures) Add(file, pictures[picture], picture);
        var fontNames = string.Join(' ', fonts.Select((font, i) => $"/F{font} {FirstFont + (PerFont * i)} 0 R"));
        foreach (var (i, page) in _pages.Index())
        {
            var shown = string.Join(' ', page.Pictures.Select(picture => $"/P{_pictures.IndexOf(picture)} {pictures[picture]} 0 R"));
            file.Add(firstPage + (2 * i), string.Create(CultureInfo.InvariantCulture,
                $"<< /Type /Page /Parent {Tree} 0 R /MediaBox [0 0 {page.Width} {page.Height}] "
                + $"/Resources << /Font << {fontNames} >> /XObject << {shown} >> >> /Contents {firstPage + (2 * i) + 1} 0 R >>"));
            file.Add(firstPage + (2 * i) + 1, "", Encoding.ASCII.GetBytes(page.Content.ToString()));
        }

        AddBookmarks(file, bookmarks, page => firstPage + (2 * page));
        return file.Close(Catalog, Info);
    }

    private void AddFont(Writer file, int number, int index)
    {
        var font = Fonts[index];
        var name = "SOPENG+" + FontNames[index];
        var isBold = index % 2 == 1;
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
            $"<< /Type /FontDescriptor /FontName /{name} /Flags 6 /FontBBox [{string.Join(' ', font.Box)}] "
            + $"/ItalicAngle 0 /Ascent {font.Ascent} /Descent {font.Descent} "
            + $"/CapHeight 729 /StemV {(isBold ? 140 : 80)} /FontFile2 {number + 3} 0 R >>");
        file.Add(number + 3, $"/Length1 {subset.Length}", subset);
        file.Add(number + 4, "", Encoding.ASCII.GetBytes(ToUnicode(_used[index])));
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

    private static string Hex(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private static int Index(bool bold, bool sans = false) => (bold ? 1 : 0) + (sans ? 2 : 0);

    private static TrueTypeFont Shipped(string name)
    {
        using var resource = typeof(PdfFile).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return new TrueTypeFont(bytes);
    }

    private sealed record Page(double Width, double Height)
    {
        public StringBuilder Content { get; } = new();

        public HashSet<PdfPicture> Pictures { get; } = [];
    }

    /// <summary>Writes numbered objects and the table of their positions.</summary>
    private sealed class Writer
    {
        private readonly MemoryStream _file;
        private readonly SortedDictionary<int, long> _offsets = [];

        public Writer(MemoryStream file)
        {
            _file = file;
            Put("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");
        }

        public void Add(int number, string dictionary)
        {
            _offsets.Add(number, _file.Position);
            Put(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n{dictionary}\nendobj\n"));
        }

        public void Add(int number, string entries, byte[] stream)
        {
            using var packed = new MemoryStream();
            using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zip.Write(stream);
            AddPacked(number, $"{entries} /Filter /FlateDecode", packed.ToArray());
        }

        /// <param name="stream">Packed by the filter that the entries name.</param>
        public void AddPacked(int number, string entries, byte[] stream)
        {
            _offsets.Add(number, _file.Position);
            Put(string.Create(
                CultureInfo.InvariantCulture, $"{number} 0 obj\n<< {entries} /Length {stream.Length} >>\nstream\n"));
            _file.Write(stream);
            Put("\nendstream\nendobj\n");
        }

        public MemoryStream Close(int catalog, int info)
        {
            var start = _file.Position;
            Put(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {_offsets.Count + 1}\n0000000000 65535 f \n"));
            foreach (var offset in _offsets.Values) Put(string.Create(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n"));
            Put(string.Create(CultureInfo.InvariantCulture,
                $"trailer\n<< /Size {_offsets.Count + 1} /Root {catalog} 0 R /Info {info} 0 R >>\nstartxref\n{start}\n%%EOF\n"));
            _file.Position = 0;
            return _file;
        }

        private void Put(string text) => _file.Write(Encoding.Latin1.GetBytes(text));
    }
}
