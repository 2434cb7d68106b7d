using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.Pdf;
using SopEngine.Core.Documents;

namespace SopEngine.Engine.Documents;

/// <summary>A document to be set on paper.</summary>
/// <param name="Unit">The office whose letterhead it bears.</param>
internal sealed record Letter(string Unit, string City, string Title, string? Number, IReadOnlyList<Block> Blocks);

/// <summary>Sets a document on A4 pages. Lengths in points.</summary>
internal sealed class PdfWriter : IDisposable
{
    private const double Margin = 71; // 2.5 cm
    private const double Indent = 20;
    private const double Leading = 1.4;
    private const double BodySize = 11;

    private readonly PdfDocument _document = new();
    private readonly double _width;
    private readonly double _bottom;
    private PdfPage _page = null!;
    private XGraphics _ink = null!;
    private double _y;

    static PdfWriter() => GlobalFontSettings.FontResolver ??= new ShippedFonts();

    private PdfWriter()
    {
        Turn();
        _width = _page.Width.Point - (2 * Margin);
        _bottom = _page.Height.Point - Margin;
    }

    public static MemoryStream Write(Letter letter)
    {
        using var writer = new PdfWriter();
        writer._document.Info.Title = letter.Number is null ? letter.Title : $"{letter.Title} {letter.Number}";
        writer._document.Info.Author = letter.Unit;
        writer.Head(letter);
        foreach (var block in letter.Blocks) writer.Add(block);
        writer.NumberPages();

        var stream = new MemoryStream();
        writer._document.Save(stream, closeStream: false);
        return stream;
    }

    public void Dispose()
    {
        _ink.Dispose();
        _document.Dispose();
    }

    private void Head(Letter letter)
    {
        Text([new Span(letter.Unit.ToUpperInvariant(), true)], 13, XStringAlignment.Center);
        if (letter.City.Length > 0) Text([new Span(letter.City, false)], 10, XStringAlignment.Center);
        Rule(1.2);
        _y += 8;
    }

    private void Add(Block block)
    {
        switch (block.Kind)
        {
            case BlockKind.Title:
                Text(block.Spans.Select(Bold), 13, XStringAlignment.Center, after: 4);
                break;
            case BlockKind.Heading:
                Text(block.Spans.Select(Bold), 12, XStringAlignment.Near, before: 4, after: 2);
                break;
            case BlockKind.Item:
                Text(block.Spans, BodySize, XStringAlignment.Near, Indent, mark: block.Mark, after: 2);
                break;
            case BlockKind.Line:
                Rule(0.6);
                break;
            case BlockKind.Space:
                _y += BodySize * 2.5;
                break;
            default:
                Text(block.Spans, BodySize, block.Right ? XStringAlignment.Far : XStringAlignment.Near, after: 6);
                break;
        }
    }

    private static Span Bold(Span span) => span with { Bold = true };

    private void Rule(double thickness)
    {
        _y += 5;
        _ink.DrawLine(new XPen(XColors.Black, thickness), Margin, _y, Margin + _width, _y);
        _y += 7;
    }

    private void Text(
        IEnumerable<Span> spans, double size, XStringAlignment align, double indent = 0, string mark = "", double before = 0, double after = 0)
    {
        _y += before;
        var height = size * Leading;
        foreach (var line in Lines(spans, size, _width - indent))
        {
            if (_y + height > _bottom) Turn();
            var slack = _width - indent - line.Sum(word => word.Width);
            var x = Margin + indent + (align switch { XStringAlignment.Center => slack / 2, XStringAlignment.Far => slack, _ => 0 });
            if (mark.Length > 0) _ink.DrawString(mark, Font(size, false), XBrushes.Black, Margin + 2, _y + size);
            mark = "";
            foreach (var word in line)
            {
                _ink.DrawString(word.Text, Font(size, word.Bold), XBrushes.Black, x, _y + size);
                x += word.Width;
            }

            _y += height;
        }

        _y += after;
    }

    /// <summary>Breaks text into lines. A word that is wider than a line is broken where the line ends.</summary>
    private IEnumerable<List<Word>> Lines(IEnumerable<Span> spans, double size, double width)
    {
        var line = new List<Word>();
        var used = 0.0;
        foreach (var word in spans.SelectMany(Pieces).SelectMany(piece => Fit(piece, size, width)))
        {
            var isBreak = word.Text == "\n";
            if (isBreak || (line.Count > 0 && used + Measure(word.Text.TrimEnd(), size, word.Bold) > width))
            {
                yield return line;
                line = [];
                used = 0;
            }

            if (isBreak) continue;
            line.Add(word);
            used += word.Width;
        }

        if (line.Count > 0) yield return line;
    }

    /// <summary>Words with the blank behind them, and line breaks.</summary>
    private static IEnumerable<Span> Pieces(Span span)
    {
        var from = 0;
        for (var i = 0; i < span.Text.Length; i++)
        {
            if (span.Text[i] is not (' ' or '\n')) continue;
            var end = span.Text[i] == ' ' ? i + 1 : i;
            if (end > from) yield return span with { Text = span.Text[from..end] };
            if (span.Text[i] == '\n') yield return span with { Text = "\n" };
            from = i + 1;
        }

        if (from < span.Text.Length) yield return span with { Text = span.Text[from..] };
    }

    private IEnumerable<Word> Fit(Span piece, double size, double width)
    {
        var text = piece.Text;
        while (text != "\n" && Measure(text.TrimEnd(), size, piece.Bold) > width)
        {
            var length = text.Length - 1;
            while (length > 1 && Measure(text[..length], size, piece.Bold) > width) length--;
            yield return new Word(text[..length], piece.Bold, Measure(text[..length], size, piece.Bold));
            text = text[length..];
        }

        yield return new Word(text, piece.Bold, text == "\n" ? 0 : Measure(text, size, piece.Bold));
    }

    private double Measure(string text, double size, bool bold) => _ink.MeasureString(text, Font(size, bold)).Width;

    private static XFont Font(double size, bool bold) => new(ShippedFonts.Family, size, bold ? XFontStyleEx.Bold : XFontStyleEx.Regular);

    private void Turn()
    {
        _ink?.Dispose();
        _page = _document.AddPage();
        _page.Size = PdfSharp.PageSize.A4;
        _ink = XGraphics.FromPdfPage(_page);
        _y = Margin;
    }

    private void NumberPages()
    {
        _ink.Dispose();
        if (_document.PageCount == 1) return;
        for (var i = 0; i < _document.PageCount; i++)
        {
            using var ink = XGraphics.FromPdfPage(_document.Pages[i]);
            ink.DrawString($"{i + 1} / {_document.PageCount}", Font(9, false), XBrushes.Black,
                new XRect(Margin, _bottom + 20, _width, 12), XStringFormats.TopCenter);
        }
    }

    private readonly record struct Word(string Text, bool Bold, double Width);

    /// <summary>The fonts that the program carries, so that a document looks the same whatever the machine has.</summary>
    private sealed class ShippedFonts : IFontResolver
    {
        public const string Family = "DejaVu Serif Condensed";

        public FontResolverInfo ResolveTypeface(string familyName, bool bold, bool italic) => new(bold ? "DejaVuSerifCondensed-Bold.ttf" : "DejaVuSerifCondensed.ttf");

        public byte[] GetFont(string faceName)
        {
            using var resource = typeof(PdfWriter).Assembly.GetManifestResourceStream(faceName)!;
            var bytes = new byte[resource.Length];
            resource.ReadExactly(bytes);
            return bytes;
        }
    }
}
