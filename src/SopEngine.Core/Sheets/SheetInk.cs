namespace SopEngine.Core.Sheets;

/// <summary>A line of text at its place.</summary>
/// <param name="IsExact">True when the width is certain, so that the line may be set to it in another font.</param>
public readonly record struct SetLine(string Text, double Left, double Baseline, double Width, bool IsExact);

/// <summary>The parts of a page as the SVG and the PDF draw them.</summary>
public static class SheetInk
{
    private const double HeadLength = 5.5, HeadWidth = 4.6;

    /// <summary>The lines of a text block from top to bottom.</summary>
    public static IEnumerable<SetLine> Lines(TextBlock block)
    {
        foreach (var (i, line) in block.Lines.Index())
        {
            var width = block.Font.Measure(line);
            var left = block.Align switch
            {
                TextAlign.Left => block.Cell.Left,
                TextAlign.Right => block.Cell.Right - width,
                _ => block.Cell.Centre.X - (width / 2),
            };
            yield return new(line, left, block.Top + (i * block.Font.Leading) + block.Font.Ascent, width, FontWidths.Know(line));
        }
    }

    /// <summary>Overlapping lines are drawn as one, or they would look heavier than the others.</summary>
    public static IEnumerable<Segment> Merged(IEnumerable<Segment> segments)
    {
        foreach (var line in segments.GroupBy(
            segment => (segment.IsLevel, Math.Round(segment.IsLevel ? segment.From.Y : segment.From.X, 2))))
        {
            var (isLevel, at) = line.Key;
            foreach (var (from, to) in Merged(line.Select(segment =>
                isLevel ? (segment.Bounds.Left, segment.Bounds.Right) : (segment.Bounds.Top, segment.Bounds.Bottom))))
                yield return isLevel ? new(new(from, at), new(to, at)) : new(new(at, from), new(at, to));
        }
    }

    private static List<(double From, double To)> Merged(IEnumerable<(double From, double To)> stretches)
    {
        var merged = new List<(double From, double To)>();
        foreach (var stretch in stretches.Order())
        {
            if (merged is [.., var last] && stretch.From <= last.To + 0.01) merged[^1] = (last.From, Math.Max(last.To, stretch.To));
            else merged.Add(stretch);
        }

        return merged;
    }

    /// <summary>The corners of the heads of a page's arrows; arrows that end together share one.</summary>
    public static IEnumerable<Point[]> Heads(SheetPage page) =>
        page.Arrows.Select(arrow => (arrow.Points[^2], Tip: arrow.Points[^1])).DistinctBy(entry => entry.Tip)
            .Select(entry => Head(entry.Item1, entry.Tip));

    private static Point[] Head(Point before, Point tip)
    {
        var (dx, dy) = (Math.Sign(tip.X - before.X), Math.Sign(tip.Y - before.Y));
        var (x, y) = (tip.X - (dx * HeadLength), tip.Y - (dy * HeadLength));
        var (across, along) = (dy * HeadWidth / 2, dx * HeadWidth / 2);
        return [tip, new(x + across, y + along), new(x - across, y - along)];
    }

    /// <summary>The corners of a symbol; none for one whose box has round ends or is the symbol.</summary>
    public static IReadOnlyList<Point> Corners(Symbol symbol)
    {
        var box = symbol.Box;
        var (x, y) = (box.Centre.X, box.Centre.Y);
        var shoulder = symbol.PointsUp ? box.Bottom - (box.Height * 0.6) : box.Top + (box.Height * 0.6);
        var (flat, tip) = symbol.PointsUp ? (box.Bottom, box.Top) : (box.Top, box.Bottom);
        return symbol.Kind switch
        {
            SymbolKind.Decision => [new(x, box.Top), new(box.Right, y), new(x, box.Bottom), new(box.Left, y)],
            SymbolKind.Connector =>
                [new(box.Left, flat), new(box.Right, flat), new(box.Right, shoulder), new(x, tip), new(box.Left, shoulder)],
            _ => [],
        };
    }

    /// <summary>The radius of a symbol's corners: terminators are capsules.</summary>
    public static double Radius(Symbol symbol) => symbol.Kind == SymbolKind.Process ? 0 : symbol.Box.Height / 2;

    /// <summary>Terminators and connectors carry their names; for the others, their row says what they stand for.</summary>
    public static TextBlock? Name(Symbol symbol, SheetMark? mark = null)
    {
        var name =
            symbol.Kind switch { SymbolKind.Start => Wording.Start, SymbolKind.End => Wording.End, _ => symbol.Letter ?? mark?.Text };
        if (name is null) return null;

        var font = new Font(symbol.Letter is null ? 6.5 : name.Length > 1 ? 6 : 7.5, Bold: symbol.Letter is not null);
        var raise = symbol.Letter is null ? 0 : symbol.PointsUp ? 1 : -1;
        return Cells.Centred(symbol.Box with { Top = symbol.Box.Top + raise, Bottom = symbol.Box.Bottom + raise }, [name], font);
    }

    /// <summary>True for a label that crosses a line of the table and stands on white there.</summary>
    public static bool CrossesLine(TextBlock label, SheetPage page)
    {
        var ink = label.Ink;
        return page.Lines.Any(line => line.Segment.Bounds.Overlaps(ink));
    }
}
