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

    /// <summary>Of its text, as BCP 47 writes it.</summary>
    public string Language { get; init; } = "id-ID";
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
    private const int HeadingsInARow = 5;

    private readonly PdfFile _file;
    private double _y;
    private PdfElement? _list;
    private string _heading = "H1";

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
        var file = new PdfFile(letter.Number is null ? letter.Title : $"{letter.Title} {letter.Number}", letter.Unit, letter.Language);
        Append(file, letter).NumberPages(letter);
        return file.Write();
    }

    /// <summary>Sets a document on new pages of a file.</summary>
    internal static PdfWriter Append(PdfFile file, Letter letter)
    {
        var writer = new PdfWriter(file);
        writer.Head(letter);
        if (letter.Blocks.Any(block => block.Kind == BlockKind.Title)) writer._heading = "H2";
        for (var i = 0; i < letter.Blocks.Count; i++) writer.Add(letter.Blocks, i);
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
            var box = new Box(left, top, left + width, top + height);
            using (_file.Figure(_file.Pages - 1, $"Logo {letter.Unit}", box)) _file.Show(_file.Pages - 1, logo, box);
            _y = Math.Max(_y, top + height);
        }

        Rule(1.2);
        _y += 8;
    }

    private void Add(IReadOnlyList<Block> blocks, int at)
    {
        var block = blocks[at];
        if (block.Kind != BlockKind.Item) _list = null;
        if (EndsWithSignature(blocks, at)) Keep(Ending(blocks, at));
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
            case PicturesBlock pictures:
                Pictures(pictures);
                return;
        }

        switch (block.Kind)
        {
            case BlockKind.Title:
                Keep(Least(blocks, at));
                Text(block.Spans.Select(Bold), 13, Align.Centre, after: 4, type: "H1");
                break;
            case BlockKind.Heading:
                Keep(Least(blocks, at));
                Text(block.Spans.Select(Bold), 12, Align.Left, before: 4, after: 2, type: _heading);
                break;
            case BlockKind.Item:
                Item(block);
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

    /// <summary>The height that a block must find on a page to begin there. A heading stands with the block below it.</summary>
    private static double Least(IReadOnlyList<Block> blocks, int at, int depth = 0) => at >= blocks.Count ? 0 : blocks[at] switch
    {
        TableBlock or BarsBlock => 4 * LineHeight,
        SignatureBlock signature => Height(signature),
        QrBlock or PictureBlock => CodeSide,
        PicturesBlock row => Rows(row.Pictures).FirstOrDefault()?.Height ?? 0,
        { Kind: BlockKind.Line or BlockKind.Space } => 0,
        { Kind: BlockKind.Title or BlockKind.Heading } heading =>
            6 + (13 * Leading * Lines(heading.Spans.Select(Bold), 13, Width).Count())
            + (depth < HeadingsInARow ? Least(blocks, at + 1, depth + 1) : 0),
        _ => 2 * BodySize * Leading,
    };

    /// <summary>
    /// True for a signature, and for the paragraph above one, with which it moves: a signature never stands alone on a page.
    /// </summary>
    private static bool EndsWithSignature(IReadOnlyList<Block> blocks, int at) => blocks[at] is SignatureBlock
        || (blocks[at].Kind == BlockKind.Paragraph && blocks[at] is not (TableBlock or BarsBlock or QrBlock or PictureBlock)
            && blocks.Skip(at + 1).FirstOrDefault(block => block.Kind is not (BlockKind.Line or BlockKind.Space)) is SignatureBlock);

    /// <summary>The height of the rest of a document; 0 for more than an ending, which takes a third of a page at most.</summary>
    private static double Ending(IReadOnlyList<Block> blocks, int at)
    {
        double height = 0;
        foreach (var block in blocks.Skip(at))
        {
            height += block switch
            {
                SignatureBlock signature => Height(signature),
                QrBlock => CodeSide,
                TableBlock or BarsBlock or PictureBlock => PdfFile.Height,
                { Kind: BlockKind.Line or BlockKind.Space } => BodySize * 2.5,
                { Kind: BlockKind.Paragraph } => (Lines(block.Spans, BodySize, Width).Count() * BodySize * Leading) + 6,
                _ => PdfFile.Height,
            };
            if (height > (Bottom - Margin) / 2) return 0;
        }

        return height;
    }

    private void Keep(double height)
    {
        if (_y + height > Bottom && _y > Margin) Turn();
    }

    private void Item(Block item)
    {
        var numbering = item.Mark switch
        {
            [>= '0' and <= '9', ..] => "Decimal",
            [>= 'a' and <= 'z', ..] => "LowerAlpha",
            _ => "Disc",
        };
        _list ??= _file.Element("L", entries: $"/A << /O /List /ListNumbering /{numbering} >>");
        using var scope = _file.In(_file.Element("LI", _list));
        Text(item.Spans, BodySize, Align.Left, Indent, mark: item.Mark, after: 2, type: "LBody");
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
        double right = 0, string type = "P")
    {
        _y += before;
        var height = size * Leading;
        var lines = Lines(spans, size, Width - indent - right).ToList();
        if (lines.Count > 0 && !Fits(lines.Count <= 3 ? lines.Count : 2)) Turn();
        if (mark.Length > 0)
            using (_file.Tag("Lbl")) _file.Text(_file.Pages - 1, PdfFile.Shown(mark, false), Margin + 2, _y + size, size, false);
        using var scope = _file.Tag(type);
        foreach (var (i, line) in lines.Index())
        {
            // No page begins with the last line of a paragraph.
            if (!Fits(1) || (i > 0 && i == lines.Count - 2 && !Fits(2))) Turn();
            var slack = Width - indent - right - Used(line, size);
            Put(line, Margin + indent + (align switch { Align.Centre => slack / 2, Align.Right => slack, _ => 0 }), _y, size);
            _y += height;
        }

        _y += after;

        bool Fits(int count) => _y + (count * height) <= Bottom;
    }

    private void Put(List<Word> line, double x, double top, double size)
    {
        for (int from = 0, to; from < line.Count; from = to)
        {
            var width = 0.0;
            for (to = from; to < line.Count && line[to].Bold == line[from].Bold; to++) width += line[to].Width;
            var text = to == from + 1 ? line[from].Text : string.Concat(line.GetRange(from, to - from).Select(word => word.Text));
            _file.Text(_file.Pages - 1, text, x, top + size, size, line[from].Bold);
            x += width;
        }
    }

    private void Turn()
    {
        _file.AddPage();
        _y = Margin;
    }

    private void NumberPages(Letter letter)
    {
        if (_file.Pages == 1 && letter.Foot is null) return;
        var foot = letter.Foot is null ? "" : Lines(letter.Foot, Width * 0.75, SmallSize, bold: false)[0];
        var words = letter.Language.StartsWith("id", StringComparison.Ordinal) ? ("Halaman", "dari") : ("Page", "of");
        using var scope = _file.In(PdfElement.Repeated);
        for (var page = 0; page < _file.Pages; page++)
        {
            var text = letter.Foot is null ? $"{page + 1} / {_file.Pages}" : $"{words.Item1} {page + 1} {words.Item2} {_file.Pages}";
            var slack = Width - PdfFile.Measure(text, SmallSize, false);
            _file.Text(page, foot, Margin, Bottom + 30, SmallSize, false);
            _file.Text(page, text, Margin + (letter.Foot is null ? slack / 2 : slack), Bottom + 30, SmallSize, false);
        }
    }
}
