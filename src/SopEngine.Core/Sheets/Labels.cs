namespace SopEngine.Core.Sheets;

/// <summary>
/// Puts the outcome of a decision beside its arrow: as near to the decision as there is room, off every line, symbol and other label, and
/// only where no other arrow shares the line, so that nobody reads it as another arrow's.
/// </summary>
internal sealed class Labels(IReadOnlyList<Route> routes, IReadOnlyList<IReadOnlyList<Point>> ways,
    IReadOnlyList<Symbol> symbols, IReadOnlyList<TableLine> lines, Box area)
{
    private const int MostLines = 5;
    private const double Step = 1.5;
    private const double Gap = 1.2;
    private static readonly double[] Gaps = [Gap, 5, 10.5]; // close by, or just beyond a table line that is close by
    private const double OnLine = 3_000; // more than any way along an arrow: the label goes anywhere before it crosses a table line
    private const double OnArrow = 50_000;
    private const double PerLine = 3;
    private static readonly int[] Lengths = [48, 32, 22, 14];

    private readonly (Box Bounds, int Route)[] _arrows =
        [.. ways.SelectMany((way, i) => Segment.Along(way).Select(segment => (segment.Bounds, i)))];
    private readonly Box[] _lines = [.. lines.Select(line => line.Segment.Bounds)];
    private readonly List<Box> _taken = [];

    /// <summary>The number of labels without room of their own.</summary>
    public int Crowded { get; private set; }

    /// <returns>One entry for each arrow; null for an arrow without a label.</returns>
    public List<TextBlock?> Place()
    {
        var placed = new TextBlock?[routes.Count];
        // The labels with the fewest places first.
        foreach (var i in Enumerable.Range(0, routes.Count).Where(i => routes[i].Link.Label.Length > 0)
            .OrderBy(i => Alone(i).Sum(segment => segment.Length)))
        {
            placed[i] = Place(i);
            _taken.Add(placed[i]!.Ink);
        }

        return [.. placed];
    }

    /// <summary>The whole label or, where there is no room for it, as much as fits; the page's description has it whole.</summary>
    private TextBlock Place(int index)
    {
        var label = routes[index].Link.Label;
        var (best, cost) = Place(index, label);
        foreach (var length in Lengths.Where(length => length < label.Length))
        {
            if (cost < OnLine) break;
            if (Place(index, Typesetting.Shortened(label, length)) is var shorter && shorter.Cost < cost) (best, cost) = shorter;
        }

        if (cost >= OnLine) Crowded++;
        return best;
    }

    private (TextBlock Block, double Cost) Place(int index, string label)
    {
        var font = TableRows.Label;
        var settings = Enumerable.Range(1, MostLines).Select(count => Typesetting.Balanced(label, count, font))
            .DistinctBy(lines => lines.Count).ToList();
        Box best = default;
        List<string> bestLines = settings[0];
        var bestCost = double.PositiveInfinity;
        foreach (var setting in settings)
        {
            var (width, height) = (setting.Max(font.Measure), setting.Count * font.Leading);
            foreach (var (box, at, distance) in Places(index, width, height))
            {
                var cost = distance + (PerLine * setting.Count);
                if (cost >= bestCost) continue;
                cost += Cost(index, box, at, bestCost - cost);
                if (cost >= bestCost) continue;
                (best, bestLines, bestCost) = (box, setting, cost);
            }
        }

        return (new TextBlock(best, bestLines, font.Size, font.Bold, TextAlign.Centre, best.Top), bestCost);
    }

    /// <summary>
    /// Boxes along the part of an arrow that no other arrow shares, with the point beside each and its distance from the beginning of that
    /// part.
    /// </summary>
    private IEnumerable<(Box Box, Point At, double Distance)> Places(int index, double width, double height)
    {
        var before = 0.0;
        foreach (var segment in Alone(index))
        {
            for (var along = 0.0; along <= segment.Length; along += Step)
            {
                var at = segment.At(along);
                foreach (var gap in Gaps)
                {
                    if (segment.IsLevel)
                    {
                        var left = segment.To.X > segment.From.X ? at.X + Gap : at.X - Gap - width;
                        yield return (new Box(left, at.Y - gap - height, left + width, at.Y - gap), at, before + along + gap);
                        yield return (new Box(left, at.Y + gap, left + width, at.Y + gap + height), at, before + along + gap + Gap);
                    }
                    else
                    {
                        var top = segment.To.Y > segment.From.Y ? at.Y : at.Y - height;
                        yield return (new Box(at.X + gap + Gap, top, at.X + gap + Gap + width, top + height), at, before + along + gap);
                        yield return (new Box(at.X - gap - Gap - width, top, at.X - gap - Gap, top + height),
                            at, before + along + gap + Gap);
                    }
                }
            }

            before += segment.Length;
        }
    }

    private double Cost(int index, Box box, Point at, double most)
    {
        var cost = 0.0;
        if (!area.Contains(box)) cost += 2 * OnArrow;
        if (cost >= most) return cost;
        cost += OnArrow * symbols.Count(symbol => Touches(symbol, box));
        cost += OnArrow * _taken.Count(taken => taken.Grown(Gap).Overlaps(box));
        if (cost >= most) return cost;
        var grown = box.Grown(Gap * 0.7);
        // Nor may another arrow run between a label and its own.
        var reach = new Box(Math.Min(grown.Left, at.X), Math.Min(grown.Top, at.Y),
            Math.Max(grown.Right, at.X), Math.Max(grown.Bottom, at.Y));
        cost += OnArrow * _arrows.Count(arrow => (arrow.Route == index ? grown : reach).Overlaps(arrow.Bounds));
        if (cost >= most) return cost;
        grown = box.Grown(0.5);
        return cost + (OnLine * _lines.Count(line => line.Overlaps(grown)));
    }

    /// <summary>A diamond leaves the corners of its box free.</summary>
    private static bool Touches(Symbol symbol, Box box)
    {
        if (!symbol.Box.Grown(1).Overlaps(box)) return false;
        if (symbol.Kind != SymbolKind.Decision) return true;

        var centre = symbol.Box.Centre;
        var dx = Math.Max(0, Math.Max(box.Left - centre.X, centre.X - box.Right));
        var dy = Math.Max(0, Math.Max(box.Top - centre.Y, centre.Y - box.Bottom));
        return (dx / (symbol.Box.Width / 2)) + (dy / (symbol.Box.Height / 2)) < 1.12;
    }

    /// <summary>
    /// The part of an arrow that no other arrow shares: between the point where others have parted and the one where others join. The whole
    /// arrow when there is no such part.
    /// </summary>
    private List<Segment> Alone(int index)
    {
        var length = Segment.Along(ways[index]).Sum(segment => segment.Length);
        var from = Others(index, (mine, other) => mine.Link.From == other.Link.From && mine.Exit == other.Exit)
            .Select(other => Common(ways[index], other)).DefaultIfEmpty(0).Max();
        var to = length - Others(index, (mine, other) => mine.Link.To == other.Link.To && mine.Entry == other.Entry)
            .Select(other => Common([.. ways[index].Reverse()], [.. other.Reverse()])).DefaultIfEmpty(0).Max();

        var alone = new List<Segment>();
        var before = 0.0;
        foreach (var segment in Segment.Along(ways[index]))
        {
            var (begin, end) = (Math.Max(from - before, 0), Math.Min(to - before, segment.Length));
            if (begin < end) alone.Add(new Segment(segment.At(begin), segment.At(end)));
            before += segment.Length;
        }

        return alone.Count > 0 ? alone : [.. Segment.Along(ways[index])];
    }

    private IEnumerable<IReadOnlyList<Point>> Others(int index, Func<Route, Route, bool> isLike) =>
        Enumerable.Range(0, routes.Count)
            .Where(other => other != index && isLike(routes[index], routes[other])).Select(other => ways[other]);

    /// <summary>The length over which two ways with the same beginning run together.</summary>
    private static double Common(IReadOnlyList<Point> a, IReadOnlyList<Point> b)
    {
        var common = 0.0;
        foreach (var (mine, other) in Segment.Along(a).Zip(Segment.Along(b)))
        {
            var sameWay = mine.IsLevel == other.IsLevel && Direction(mine) == Direction(other);
            if (!sameWay) return common;
            common += Math.Min(mine.Length, other.Length);
            if (Math.Abs(mine.Length - other.Length) > 0.001) return common;
        }

        return common;
    }

    private static int Direction(Segment segment) => Math.Sign(segment.To.X - segment.From.X) + Math.Sign(segment.To.Y - segment.From.Y);
}
