using SopEngine.Core.Documents;
using SopEngine.Core.Sheets;

namespace SopEngine.Engine.Documents;

/// <summary>A document to be printed.</summary>
/// <param name="Unit">The office in its letterhead.</param>
public sealed record Letter(string Unit, string City, string Title, string? Number, IReadOnlyList<Block> Blocks)
{
    /// <summary>The lines around the office's name, and its logo. Without them the city stands below the name.</summary>
    public Letterhead Head { get; init; } = Letterhead.None;

    /// <summary>
    /// Stands at the foot of every page, with the page and the number of pages. Null for the pages alone, from two on.
    /// </summary>
    public string? Foot { get; init; }
}

/// <summary>The lines around an office's name on its paper, and its logo.</summary>
/// <param name="Above">The bodies that it belongs to, a line each.</param>
/// <param name="Below">Its address and how it is reached, a line each; none for the city alone.</param>
public sealed record Letterhead(IReadOnlyList<string> Above, IReadOnlyList<string> Below, PdfPicture? Logo)
{
    public static readonly Letterhead None = new([], [], null);
}

/// <summary>Sets a document on A4 pages. Lengths are in points.</summary>
public sealed partial class PdfWriter
{
    private const double Margin = 71; // 2.5 cm
    private const double Indent = 20;
    private const double LogoSide = 58;
    private const double LogoGap = 10;
    private const double Leading = 1.4;
    private const double BodySize = 11;
    private const double Width = PdfFile.Width - (2 * Margin);
    private const double Bottom = PdfFile.Height - Margin;

    private readonly PdfFile _file;
    private double _y;

    private PdfWriter(PdfFile file)
    {
        _file = file;
        Turn();
    }

    private enum Align
    {
        Left,
        Centre,
        Right,
    }

    public static MemoryStream Write(Letter letter)
    {
        var file = new PdfFile(letter.Number is null ? letter.Title : $"{letter.Title} {letter.Number}", letter.Unit);
        Append(file, letter).NumberPages(letter.Foot);
        return file.Write();
    }

    /// <summary>Sets a document on new pages of a file.</summary>
    internal static PdfWriter Append(PdfFile file, Letter letter)
    {
        var writer = new PdfWriter(file);
        writer.Head(letter);
        foreach (var block in letter.Blocks) writer.Add(block);
        return writer;
    }

    private void Head(Letter letter)
    {
        var top = _y;
        var side = letter.Head.Logo is null ? 0 : LogoSide + LogoGap;
        foreach (var line in letter.Head.Above) Text([new Span(line.ToUpperInvariant(), false)], 11, Align.Centre, side, right: side);
        Text([new Span(letter.Unit.ToUpperInvariant(), true)], 13, Align.Centre, side, right: side);
        var below = letter.Head.Below.Count > 0 ? letter.Head.Below : letter.City.Length > 0 ? [letter.City] : [];
        foreach (var line in below) Text([new Span(line, false)], 10, Align.Centre, side, right: side);
        if (letter.Head.Logo is { } logo)
        {
            var scale = LogoSide / Math.Max(logo.Width, logo.Height);
            var (width, height) = (logo.Width * scale, logo.Height * scale);
            var left = Margin + ((LogoSide - width) / 2);
            _file.Show(_file.Pages - 1, logo, new Box(left, top, left + width, top + height));
            _y = Math.Max(_y, top + height);
        }

        Rule(1.2);
        _y += 8;
    }

    private void Add(Block block)
    {
        switch (block)
        {
            case TableBlock table:
                Table(table);
                return;
            case BarsBlock bars:
                Bars(bars);
                return;
            case SignatureBlock signature:
                Signature(signature);
                return;
            case QrBlock code:
                Code(code);
                return;
            case PictureBlock picture:
                Picture(picture);
                return;
        }

        switch (block.Kind)
        {
            case BlockKind.Title:
                Text(block.Spans.Select(Bold), 13, Align.Centre, after: 4);
                break;
            case BlockKind.Heading:
                Text(block.Spans.Select(Bold), 12, Align.Left, before: 4, after: 2);
                break;
            case BlockKind.Item:
                Text(block.Spans, BodySize, Align.Left, Indent, mark: block.Mark, after: 2);
                break;
            case BlockKind.Line:
                Rule(0.6);
                break;
            case BlockKind.Space:
                _y += BodySize * 2.5;
                break;
            default:
                Text(block.Spans, BodySize, block.Right ? Align.Right : Align.Left, after: 6);
                break;
        }
    }

    private static Span Bold(Span span) => span with { Bold = true };

    private void Rule(double thickness)
    {
        _y += 5;
        _file.Line(_file.Pages - 1, Margin, _y, Width, thickness);
        _y += 7;
    }

    private void Text(
        IEnumerable<Span> spans, double size, Align align, double indent = 0, string mark = "", double before = 0, double after = 0,
        double right = 0)
    {
        _y += before;
        var height = size * Leading;
        foreach (var line in Lines(spans, size, Width - indent - right))
        {
            if (_y + height > Bottom) Turn();
            var slack = Width - indent - right - Used(line);
            var x = Margin + indent + (align switch { Align.Centre => slack / 2, Align.Right => slack, _ => 0 });
            if (mark.Length > 0) _file.Text(_file.Pages - 1, PdfFile.Shown(mark, false), Margin + 2, _y + size, size, false);
            mark = "";
            Put(line, x, _y, size);
            _y += height;
        }

        _y += after;
    }

    private void Put(List<Word> line, double x, double top, double size)
    {
        foreach (var word in line)
        {
            _file.Text(_file.Pages - 1, word.Text, x, top + size, size, word.Bold);
            x += word.Width;
        }
    }

    private static double Used(List<Word> line) => line.Sum(word => word.Width);

    /// <summary>A text in lines of this width, as the file can show it; at least one.</summary>
    internal static IReadOnlyList<string> Lines(string text, double width, double size, bool bold)
    {
        var lines = Lines([new Span(text, bold)], size, width)
            .Select(line => string.Concat(line.Select(word => word.Text)).TrimEnd()).ToList();
        return lines.Count > 0 ? lines : [""];
    }

    /// <summary>Breaks text into lines. A word wider than a line is broken at the line's end.</summary>
    private static IEnumerable<List<Word>> Lines(IEnumerable<Span> spans, double size, double width)
    {
        var line = new List<Word>();
        var used = 0.0;
        foreach (var word in spans.SelectMany(Pieces).SelectMany(piece => Fit(piece, width * 1000 / size, size)))
        {
            var isBreak = word.Text == "\n";
            if (isBreak || (line.Count > 0 && used + PdfFile.Measure(word.Text.TrimEnd(), size, word.Bold) > width))
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

    /// <summary>The words, each with the blank after it, and the line breaks.</summary>
    private static IEnumerable<Span> Pieces(Span written)
    {
        var span = written with { Text = PdfFile.Shown(written.Text, written.Bold) };
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

    /// <summary>A word, in pieces when it is wider than a line. The blank behind it may stand over the line's end.</summary>
    /// <param name="room">The width of a line, in thousandths of the font's size.</param>
    private static IEnumerable<Word> Fit(Span word, double room, double size)
    {
        if (word.Text == "\n")
        {
            yield return new Word("\n", word.Bold, 0);
            yield break;
        }

        for (int from = 0, to = 0; from < word.Text.Length; from = to)
        {
            var used = 0;
            for (; to < word.Text.Length; to++)
            {
                var width = PdfFile.Measure(word.Text[to], word.Bold);
                if (to > from && used + width > room && word.Text[to] != ' ') break;
                used += width;
            }

            yield return new Word(word.Text[from..to], word.Bold, used * size / 1000);
        }
    }

    private void Turn()
    {
        _file.AddPage();
        _y = Margin;
    }

    private void NumberPages(string? foot)
    {
        if (_file.Pages == 1 && foot is null) return;
        var name = foot is null ? "" : Lines(foot, Width * 0.75, SmallSize, bold: false)[0];
        for (var page = 0; page < _file.Pages; page++)
        {
            var text = $"Halaman {page + 1} dari {_file.Pages}";
            var slack = Width - PdfFile.Measure(text, SmallSize, false);
            _file.Text(page, name, Margin, Bottom + 30, SmallSize, false);
            _file.Text(page, text, Margin + (foot is null ? slack / 2 : slack), Bottom + 30, SmallSize, false);
        }
    }

    private readonly record struct Word(string Text, bool Bold, double Width);
}
