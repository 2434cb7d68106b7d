using System.Globalization;
using System.Text;
using SopEngine.Core.Sheets;
using static System.FormattableString;

namespace SopEngine.Engine.Documents;

/// <summary>Drawings, pictures and bookmarks in the file. All lengths are in points from the top left of the page.</summary>
internal sealed partial class PdfFile
{
    /// <summary>How far four arcs of a Bezier curve lie from their corners so that they look like a circle.</summary>
    private const double Roundness = 0.5523;

    private readonly List<PdfPicture> _pictures = [];
    private readonly List<(string Title, int Page)> _bookmarks = [];

    /// <summary>Puts the page's name into the list that readers show beside the document.</summary>
    public void Bookmark(string name, int page) => _bookmarks.Add((name, page));

    /// <summary>Sets a line of text in the sans serif font, drawn together or apart to the given width.</summary>
    /// <param name="isExact">False for a line whose width is a guess: it is only drawn together.</param>
    public void Set(int page, string text, double x, double y, double size, bool bold, double width, bool isExact)
    {
        var font = Index(bold, sans: true);
        var shown = Shown(text, font);
        var natural = shown.Sum(c => Fonts[font].Width(Fonts[font].Glyph(c))) * size / 1000;
        if (natural == 0) return;
        var share = isExact || natural > width ? width / natural * 100 : 100;
        var place = Invariant($"/F{font} {size:0.##} Tf {share:0.##} Tz {x:0.##} {Up(page, y):0.##} Td");
        On(page, _open).Append("BT ").Append(place).Append(" <").Append(Glyphs(shown, font)).Append("> Tj 100 Tz ET\n");
    }

    public void Line(int page, double x, double y, double width, double thickness) =>
        Put(page, Invariant($"{thickness:0.##} w {x:0.##} {Up(page, y):0.##} m {x + width:0.##} {Up(page, y):0.##} l S"));

    public void Stroke(int page, IEnumerable<(Point From, Point To)> lines, double thickness)
    {
        var path = new StringBuilder();
        foreach (var (from, to) in lines)
            path.Append(CultureInfo.InvariantCulture,
                $"{from.X:0.##} {Up(page, from.Y):0.##} m {to.X:0.##} {Up(page, to.Y):0.##} l ");
        if (path.Length > 0) Put(page, Invariant($"{thickness:0.##} w 2 J {path}S 0 J"));
    }

    /// <summary>Fills a shape in black, or in white with a black edge.</summary>
    /// <param name="edge">The thickness of the edge; null for a black shape.</param>
    public void Fill(int page, IReadOnlyList<Point> corners, double? edge)
    {
        var path = corners.Select((corner, i) => Invariant($"{corner.X:0.##} {Up(page, corner.Y):0.##} {(i == 0 ? 'm' : 'l')} "));
        Paint(page, $"{string.Concat(path)}h", edge);
    }

    /// <summary>Fills a box in white with a black edge.</summary>
    /// <param name="radius">Of its corners.</param>
    /// <param name="edge">The thickness of the edge; 0 for none.</param>
    public void Fill(int page, Box box, double radius, double edge)
    {
        var (left, right, top, bottom) = (box.Left, box.Right, Up(page, box.Top), Up(page, box.Bottom));
        var reach = radius * (1 - Roundness);
        var path = new StringBuilder();
        path.Append(CultureInfo.InvariantCulture, $"{left + radius:0.##} {top:0.##} m {right - radius:0.##} {top:0.##} l ");
        Arc(right - reach, top, right, top - reach, right, top - radius);
        path.Append(CultureInfo.InvariantCulture, $"{right:0.##} {bottom + radius:0.##} l ");
        Arc(right, bottom + reach, right - reach, bottom, right - radius, bottom);
        path.Append(CultureInfo.InvariantCulture, $"{left + radius:0.##} {bottom:0.##} l ");
        Arc(left + reach, bottom, left, bottom + reach, left, bottom + radius);
        path.Append(CultureInfo.InvariantCulture, $"{left:0.##} {top - radius:0.##} l ");
        Arc(left, top - reach, left + reach, top, left + radius, top);
        Paint(page, $"{path}h", edge);

        void Arc(double x1, double y1, double x2, double y2, double x, double y) => path.Append(
            CultureInfo.InvariantCulture, $"{x1:0.##} {y1:0.##} {x2:0.##} {y2:0.##} {x:0.##} {y:0.##} c ");
    }

    /// <param name="grey">From 0 for black to 1 for white.</param>
    public void Shade(int page, Box box, double grey) => Put(page, Invariant(
        $"{grey:0.##} g {box.Left:0.##} {Up(page, box.Bottom):0.##} {box.Width:0.##} {box.Height:0.##} re f 0 g"));

    /// <summary>Fills the dots of a square pattern, row by row from the top.</summary>
    public void Dots(int page, IReadOnlyList<System.Collections.BitArray> rows, Box box)
    {
        var dot = box.Width / rows.Count;
        var path = new StringBuilder(Invariant($"q {dot:0.####} 0 0 {-dot:0.####} {box.Left:0.##} {Up(page, box.Top):0.##} cm "));
        foreach (var (y, row) in rows.Index())
        {
            for (var x = 0; x < row.Count; x++)
            {
                var from = x;
                while (x < row.Count && row[x]) x++;
                if (x > from) path.Append(CultureInfo.InvariantCulture, $"{from} {y} {x - from} 1 re ");
            }
        }

        Put(page, path.Append("f Q").ToString());
    }

    public void Show(int page, PdfPicture picture, Box box)
    {
        if (!_pictures.Contains(picture)) _pictures.Add(picture);
        _pages[page].Pictures.Add(picture);
        var place = Invariant($"{box.Width:0.##} 0 0 {box.Height:0.##} {box.Left:0.##} {Up(page, box.Bottom):0.##} cm");
        Put(page, $"q {place} /P{_pictures.IndexOf(picture)} Do Q");
    }

    private void Paint(int page, string path, double? edge) => Put(page, edge switch
    {
        null => $"{path} f",
        0 => $"1 g {path} f 0 g",
        _ => Invariant($"1 g {edge:0.##} w {path} B 0 g"),
    });

    private void Put(int page, string operators) => Drawn(page).Append(operators).Append('\n');

    private static int Add(PdfObjects file, PdfPicture picture)
    {
        var number = file.Take();
        var entries = Invariant($"/Type /XObject /Subtype /Image /Width {picture.Width} /Height {picture.Height} /BitsPerComponent 8 ")
            + $"/ColorSpace /{(picture.Colours == 1 ? "DeviceGray" : "DeviceRGB")}";
        if (picture.Filter is { } filter) file.AddPlain(number, $"{entries} /Filter /{filter}", picture.Data);
        else file.AddStream(number, entries, picture.Data);
        return number;
    }

    private int? AddBookmarks(PdfObjects file, Func<int, int> pageObject)
    {
        if (_bookmarks.Count == 0) return null;
        var number = file.Take(1 + _bookmarks.Count);
        var last = number + _bookmarks.Count;
        file.Add(number, $"<< /Type /Outlines /First {number + 1} 0 R /Last {last} 0 R /Count {_bookmarks.Count} >>");
        foreach (var (i, (name, page)) in _bookmarks.Index())
        {
            var at = number + 1 + i;
            var before = i > 0 ? $"/Prev {at - 1} 0 R " : "";
            var after = at < last ? $"/Next {at + 1} 0 R " : "";
            file.Pack(at, $"<< /Title {Hex(Clean(name))} /Parent {number} 0 R {before}{after}/Dest [{pageObject(page)} 0 R /Fit] >>");
        }

        return number;
    }
}
