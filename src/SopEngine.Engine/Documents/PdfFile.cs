using System.Globalization;
using System.Text;
using static System.FormattableString;

namespace SopEngine.Engine.Documents;

/// <summary>
/// A PDF of text and lines on A4 pages that can be archived and read aloud: PDF/A-2a (ISO 19005-2) of PDF 1.7 (ISO 32000-1), with the used
/// glyphs embedded and a tag for each piece of text. Lengths are in points from the top left.
/// </summary>
internal sealed partial class PdfFile
{
    public const double Width = 595.28;
    public const double Height = 841.89;

    private readonly string _title;
    private readonly string _author;
    private readonly string _language;
    private readonly List<Page> _pages = [];

    /// <param name="language">Of the text, as BCP 47 writes it.</param>
    public PdfFile(string title, string author, string language = "id-ID")
    {
        (_title, _author, _language) = (Clean(title), Clean(author), language);
        _elements.Add(_document);
    }

    public int Pages => _pages.Count;

    /// <summary>Adds a page of A4, upright or on its side.</summary>
    public void AddPage(bool isWide = false) => _pages.Add(isWide ? new Page(Height, Width) : new Page(Width, Height));

    /// <summary>Sets text that <see cref="Shown(string, bool)"/> has been through.</summary>
    /// <param name="y">The height of the base line.</param>
    public void Text(int page, string text, double x, double y, double size, bool bold)
    {
        if (text.Length == 0) return;
        On(page, _open).Append(CultureInfo.InvariantCulture, $"BT /F{Index(bold)} {size:0.##} Tf {x:0.##} {Up(page, y):0.##} Td <")
            .Append(Glyphs(text, Index(bold))).Append("> Tj ET\n");
    }

    public MemoryStream Write()
    {
        var file = new PdfObjects(new MemoryStream());
        var (catalog, tree, info, metadata, intent) = (file.Take(), file.Take(), file.Take(), file.Take(), file.Take(2));
        var firstPage = file.Take(2 * _pages.Count);
        var fonts = Enumerable.Range(0, Fonts.Length).Where(font => _used[font].Count > 0)
            .ToDictionary(font => font, font => AddFont(file, font));
        var pictures = _pictures.ToDictionary(picture => picture, picture => Add(file, picture));
        var structure = AddStructure(file, page => firstPage + (2 * page));
        var outlines = AddBookmarks(file, page => firstPage + (2 * page)) is { } bookmarks
            ? $"/Outlines {bookmarks} 0 R /PageMode /UseOutlines " : "";
        file.Add(catalog, $"<< /Type /Catalog /Pages {tree} 0 R /Lang ({_language}) {outlines}/MarkInfo << /Marked true >> "
            + $"/StructTreeRoot {structure} 0 R /Metadata {metadata} 0 R /OutputIntents [{intent} 0 R] "
            + "/ViewerPreferences << /DisplayDocTitle true >> >>");
        file.Add(tree,
            $"<< /Type /Pages /Count {_pages.Count} /Kids [{string.Join(' ', _pages.Select((_, i) => $"{firstPage + (2 * i)} 0 R"))}] >>");
        file.Add(info, $"<< /Title {Hex(_title)} {(_author.Length > 0 ? $"/Author {Hex(_author)} " : "")}/Producer ({Producer}) >>");
        AddArchive(file, metadata, intent);
        var fontNames = string.Join(' ', fonts.Select(font => $"/F{font.Key} {font.Value} 0 R"));
        foreach (var (i, page) in _pages.Index())
        {
            var shown = string.Join(' ', page.Pictures.Select(picture => $"/P{_pictures.IndexOf(picture)} {pictures[picture]} 0 R"));
            file.Add(firstPage + (2 * i), Invariant($"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {page.Width} {page.Height}] ")
                + Invariant($"/Resources << /Font << {fontNames} >> /XObject << {shown} >> >> /Contents {firstPage + (2 * i) + 1} 0 R ")
                + Invariant($"/StructParents {i} /Tabs /S >>"));
            file.AddStream(firstPage + (2 * i) + 1, "", Encoding.ASCII.GetBytes(page.Closed()));
        }

        return file.Close(catalog, info);
    }

    private double Up(int page, double y) => _pages[page].Height - y;

    private static string Hex(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private sealed record Page(double Width, double Height)
    {
        public StringBuilder Content { get; } = new();

        public HashSet<PdfPicture> Pictures { get; } = [];

        /// <summary>The element of each marked piece of the content.</summary>
        public List<PdfElement> Marks { get; } = [];

        /// <summary>The element whose piece is being written; null before the first.</summary>
        public PdfElement? Open { get; set; }

        public string Closed() => Open is null ? "" : Content + "EMC";
    }
}
