using SopEngine.Core.Sheets;

namespace SopEngine.Core.Import;

/// <summary>A stretch of a connector: its ends, and the straight pieces between them.</summary>
/// <param name="IsBox">Only the box of its way is known: two of the four ends are real.</param>
public sealed record Strand(IReadOnlyList<Point> Ends, IReadOnlyList<Segment> Pieces, bool IsBox);

/// <summary>The lines between the symbols of a page, and the heads of its arrows.</summary>
public sealed record Connectors(IReadOnlyList<Strand> Strands, IReadOnlyList<Box> Heads)
{
    private const double MostHead = 13, LeastHead = 2;
    private const double Thick = 3.2;

    /// <param name="zone">Where lanes are.</param>
    /// <param name="edges">The upright edges of the columns.</param>
    /// <param name="rows">The level edges of the rows.</param>
    public static Connectors Of(IReadOnlyList<PagePath> paths, IReadOnlyList<DrawnSymbol> symbols, Box zone, IReadOnlyList<double> edges,
        IReadOnlyList<double> rows)
    {
        var (strands, heads) = (new List<Strand>(), new List<Box>());
        foreach (var path in paths)
        {
            var box = path.Box;
            if (path.Points.Count < 2 || !Meets(box, zone) || symbols.Any(symbol => IsSymbol(symbol, box))) continue;
            if (IsHead(path)) heads.Add(box);
            else if (Rules.IsThin(path) || (path.Points.Count == 2 && path.IsStroked))
            {
                if (!IsRule(box)) strands.Add(Straight(path));
            }
            else if (path.IsStroked && !path.IsFilled && !path.IsClosed && path.Points.Count > 2) strands.Add(Open(path.Points));
            else if (!path.HasCurves || Thin(path)) Outline(path);
        }

        return new(strands, heads);

        bool IsRule(Box box) => box.Width >= box.Height
            ? rows.Any(row => Math.Abs(row - box.Centre.Y) < 1.3)
                && (box.Width > 20 || !symbols.Any(symbol => symbol.Box.Grown(3).Overlaps(box)))
            : edges.Any(edge => Math.Abs(edge - box.Centre.X) < 1.3);

        void Outline(PagePath path)
        {
            var box = path.Box;
            if (Caps(path.Points) is { } caps) strands.Add(new([caps.Item1, caps.Item2], [.. Segment.Along(path.Points)], false));
            else if (path.IsFilled && !path.IsStroked && (IsPlainBox(path) || Symbols.IsBent(path)) && !IsBackground(box))
                strands.Add(new(CornersOf(box), [], true));
        }

        bool IsBackground(Box box) => edges.Any(edge => Math.Abs(edge - box.Left) < 3) && edges.Any(edge => Math.Abs(edge - box.Right) < 3)
            && rows.Any(row => Math.Abs(row - box.Top) < 3) && rows.Any(row => Math.Abs(row - box.Bottom) < 3);
    }

    private static bool Meets(Box box, Box zone) => box.Left < zone.Right && zone.Left < box.Right + 0.1 && box.Top < zone.Bottom
        && zone.Top < box.Bottom + 0.1;

    private static bool IsSymbol(DrawnSymbol symbol, Box box) => Math.Abs(symbol.Box.Left - box.Left) < 2.5
        && Math.Abs(symbol.Box.Right - box.Right) < 2.5
        && Math.Abs(symbol.Box.Top - box.Top) < 2.5 && Math.Abs(symbol.Box.Bottom - box.Bottom) < 2.5;

    private static bool IsHead(PagePath path) => path.Box is { Width: >= LeastHead and <= MostHead, Height: >= LeastHead and <= MostHead }
        && path.Points.Count is >= 3 and <= 10 && (path.IsFilled || path.Points.Count is 3 or 4);

    private static Strand Straight(PagePath path)
    {
        var box = path.Box;
        if (path.Points.Count == 2) return Open(path.Points);

        var middle = box.Centre;
        return box.Width >= box.Height ? Open([new(box.Left, middle.Y), new(box.Right, middle.Y)])
            : Open([new(middle.X, box.Top), new(middle.X, box.Bottom)]);
    }

    private static Strand Open(IReadOnlyList<Point> points) => new([points[0], points[^1]], [.. Segment.Along(points)], false);

    private static bool IsPlainBox(PagePath path) => path.Points.Count is >= 4 and <= 5;

    private static bool Thin(PagePath path) => Caps(path.Points) is not null;

    /// <summary>The two short edges of the outline of a thin line along its way: where it begins and ends.</summary>
    private static (Point, Point)? Caps(IReadOnlyList<Point> points)
    {
        List<Point> ring = [.. points];
        if (ring.Count > 1 && Symbols.Distance(ring[0], ring[^1]) < 0.05) ring.RemoveAt(ring.Count - 1);
        if (ring.Count < 5) return null;

        // Each half of the outline runs along the other, so the two caps have as many corners on either side.
        (double Cost, Point, Point)? best = null;
        var half = ring.Count / 2;
        if (ring.Count % 2 != 0) return null;
        for (var i = 0; i < half; i++)
        {
            var (a, b) = (ring[i], ring[(i + 1) % ring.Count]);
            var (c, d) = (ring[(i + half) % ring.Count], ring[(i + half + 1) % ring.Count]);
            var widest = 0.0;
            for (var k = 0; k < half; k++)
                widest = Math.Max(widest, Symbols.Distance(ring[(i + 1 + k) % ring.Count], ring[(i - k + ring.Count) % ring.Count]));
            if (widest <= Thick * 1.6 && (best is null || widest < best.Value.Cost)) best = (widest, Middle(a, b), Middle(c, d));
        }

        return best is { } found ? (found.Item2, found.Item3) : null;
    }

    private static Point Middle(Point one, Point other) => new((one.X + other.X) / 2, (one.Y + other.Y) / 2);

    private static List<Point> CornersOf(Box box) =>
        [new(box.Left, box.Top), new(box.Right, box.Top), new(box.Left, box.Bottom), new(box.Right, box.Bottom)];
}
