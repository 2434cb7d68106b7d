using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Sheets;

/// <summary>
/// The identity of a SOP: letterhead and data above, below them three bands of two blocks. Long lists are set smaller; a list that is still
/// too long continues on a page of its own.
/// </summary>
internal static class IdentityPages
{
    private const double Padding = 7;
    private const double ItemGap = 2;
    private static readonly double[] Sizes = [10, 9.5, 9, 8.5, 8];

    public static IEnumerable<SheetPage> Draw(SopHeader header, string title, SheetLogo? logo)
    {
        var paper = new Paper(1);
        var body = paper.Body;
        var head = IdentityHead.Of(header, title, body, logo);
        foreach (var size in Sizes)
        {
            var bands = Bands(header, body, new Font(size));
            if (head.Height + bands.Sum(band => band.Height) <= body.Height || size == Sizes[^1]) return Draw(paper, head, bands, title);
        }

        return [];
    }

    private static List<Band> Bands(SopHeader header, Box body, Font font)
    {
        var middle = body.Centre.X;
        var (left, right) = (middle - body.Left, body.Right - middle);
        Block Of(string name, IReadOnlyList<string> items, double width) => new(name, Items(items, width - (2 * Padding), font));
        return
        [
            new(Of(Wording.LegalBasis, header.LegalBasis, left), Of(Wording.Qualifications, header.Qualifications, right), font),
            new(Of(Wording.RelatedSops, header.RelatedSops, left), Of(Wording.Equipment, header.Equipment, right), font),
            new(Of(Wording.Warnings, header.Warnings, left), Of(Wording.Records, header.Records, right), font),
        ];
    }

    /// <summary>The lines of a numbered list; a single item has no number.</summary>
    private static List<Line> Items(IReadOnlyList<string> items, double width, Font font)
    {
        var indent = items.Count > 1 ? font.Measure($"{items.Count}. ") + 3 : 0;
        return [.. items.SelectMany((item, i) => Typesetting.Lines(item, width - indent, font)
            .Select((text, line) =>
                new Line(items.Count > 1 && line == 0 ? $"{i + 1}." : "", text, indent, i > 0 && line == 0 ? ItemGap : 0)))];
    }

    private static IEnumerable<SheetPage> Draw(Paper paper, IdentityHead head, List<Band> bands, string title)
    {
        var body = paper.Body;
        var isFirst = true;
        while (bands.Count > 0 || isFirst)
        {
            var texts = new List<TextBlock>();
            var lines = new List<TableLine>();
            var top = isFirst ? head.Draw(texts, lines) : body.Top;
            var here = new List<Band>();
            var room = body.Bottom - top;
            while (bands is [var band, ..])
            {
                var (fits, rest) = band.Split(room);
                if (fits is null) break;
                here.Add(fits);
                room -= fits.Height;
                bands.RemoveAt(0);
                if (rest is null) continue;
                bands.Insert(0, rest);
                break;
            }

            // The last page is filled, as the form is.
            var extra = bands.Count == 0 && isFirst && here.Count > 0 ? room / here.Count : 0;
            foreach (var band in here) top = band.Draw(top, band.Height + extra, body, texts, lines);
            lines.AddRange(Cells.Frame(body with { Bottom = top }));
            lines.Add(Cells.Upright(body.Centre.X, body.Top, top));
            yield return new SheetPage(paper, Wording.IdentityOf(title))
            {
                Texts = texts,
                Lines = lines,
                Logo = isFirst ? head.Logo : null,
            };
            isFirst = false;
        }
    }

    /// <summary>A line of a list.</summary>
    /// <param name="Number">The number, on the first line of a numbered item.</param>
    /// <param name="Above">Room above it.</param>
    private sealed record Line(string Number, string Text, double Indent, double Above);

    private sealed record Block(string Name, List<Line> Lines)
    {
        public double Height(Font font) => (font.Leading * (Lines.Count + 1.25)) + Lines.Sum(line => line.Above) + (2 * Padding);

        public (Block Fits, Block Left) Split(Font font, double room)
        {
            var count = 0;
            while (count < Lines.Count && (this with { Lines = Lines[..(count + 1)] }).Height(font) <= room) count++;
            var name = Name.EndsWith(Wording.Continued, StringComparison.Ordinal) ? Name : $"{Name} {Wording.Continued}";
            return (this with { Lines = Lines[..count] }, new Block(count < Lines.Count ? name : "", Lines[count..]));
        }
    }

    private sealed record Band(Block Left, Block Right, Font Font)
    {
        public double Height => Math.Max(Left.Height(Font), Right.Height(Font));

        /// <summary>The part that there is room for, and the rest; no first part when not even a line fits.</summary>
        public (Band? Fits, Band? Left) Split(double room)
        {
            if (Height <= room) return (this, null);

            var (left, leftRest) = Left.Split(Font, room);
            var (right, rightRest) = Right.Split(Font, room);
            var isAny = left.Lines.Count + right.Lines.Count > 0;
            return isAny ? (new Band(left, right, Font), new Band(leftRest, rightRest, Font)) : (null, this);
        }

        public double Draw(double top, double height, Box body, List<TextBlock> texts, List<TableLine> lines)
        {
            var middle = body.Centre.X;
            lines.Add(Cells.Level(top, body.Left, body.Right));
            Draw(Left, new Box(body.Left, top, middle, top + height), texts);
            Draw(Right, new Box(middle, top, body.Right, top + height), texts);
            return top + height;
        }

        private void Draw(Block block, Box cell, List<TextBlock> texts)
        {
            if (block.Name.Length == 0) return;

            var inner = cell.Grown(-Padding);
            texts.Add(Cells.Top(inner with { Bottom = inner.Top + Font.Leading }, [$"{block.Name}:"], Font with { Bold = true }));
            var top = inner.Top + (1.25 * Font.Leading);
            foreach (var line in block.Lines)
            {
                top += line.Above;
                var box = inner with { Top = top, Bottom = top + Font.Leading };
                if (line.Number.Length > 0) texts.Add(Cells.Top(box, [line.Number], Font));
                texts.Add(Cells.Top(box with { Left = box.Left + line.Indent }, [line.Text], Font));
                top += Font.Leading;
            }
        }
    }
}
