using SopEngine.Core.Sheets;

namespace SopEngine.Core.Import;

/// <summary>A symbol as drawn on a page.</summary>
public sealed record DrawnSymbol(SymbolKind Kind, Box Box, IReadOnlyList<string> Ids)
{
    /// <summary>True when a place lies within the symbol's outline, or this far outside.</summary>
    public bool Contains(Point place, double margin = 0)
    {
        var box = Box.Grown(margin);
        if (place.X < box.Left || place.X > box.Right || place.Y < box.Top || place.Y > box.Bottom) return false;

        return Kind != SymbolKind.Decision
            || (Math.Abs(place.X - box.Centre.X) / (box.Width / 2)) + (Math.Abs(place.Y - box.Centre.Y) / (box.Height / 2)) <= 1.12;
    }
}

/// <summary>
/// Finds the symbols among the outlines of a page. One symbol is drawn in three ways: filled and then stroked on the same box, filled with
/// a
/// colour and stroked, or as two outlines one within the other; so outlines on the same box are one, and one that is only filled is none.
/// </summary>
public static class Symbols
{
    private const double SameBox = 2.4;
    private const double LeastWidth = 12, MostWidth = 130, LeastHeight = 6.5, MostHeight = 75;

    public static List<DrawnSymbol> Of(IReadOnlyList<PagePath> paths)
    {
        var groups = new List<List<PagePath>>();
        foreach (var path in paths.Where(IsCandidate))
        {
            var group = groups.FirstOrDefault(group => Agree(group[0].Box, path.Box));
            if (group is null) groups.Add([path]);
            else group.Add(path);
        }

        var symbols = groups.Where(IsKept)
            .Select(group => new DrawnSymbol(KindOf(group), group.MaxBy(path => path.Box.Width)!.Box,
                [.. group.Select(path => path.Id).OfType<string>()]))
            .ToList();

        // The shadow of a symbol, and the frame around two, are no symbols of their own.
        symbols.RemoveAll(one => symbols.Count(other => !ReferenceEquals(one, other) && one.Box.Grown(1).Contains(other.Box)) > 1);
        return symbols;
    }

    private static bool IsCandidate(PagePath path)
    {
        var box = path.Box;
        return box.Width is >= LeastWidth and <= MostWidth && box.Height is >= LeastHeight and <= MostHeight && path.Points.Count > 2
            && (path.IsClosed || path.IsFilled || ComesBack(path)) && !IsBent(path);
    }

    private static bool ComesBack(PagePath path) => Distance(path.Points[0], path.Points[^1]) < 1.5;

    /// <summary>A thin line along its way, drawn as an outline, covers little of its box; a symbol covers at least half.</summary>
    internal static bool IsBent(PagePath path) => Area(path.Points) < 0.42 * path.Box.Width * path.Box.Height;

    private static bool IsKept(List<PagePath> group) => group.Count > 1 ? group.Any(path => path.IsStroked)
        || group.All(path => path.IsFilled)
        : group[0].IsStroked;

    private static bool Agree(Box one, Box other) => Math.Abs(one.Left - other.Left) <= SameBox
        && Math.Abs(one.Right - other.Right) <= SameBox
        && Math.Abs(one.Top - other.Top) <= SameBox && Math.Abs(one.Bottom - other.Bottom) <= SameBox;

    private static SymbolKind KindOf(List<PagePath> group) =>
        group.Select(KindOf).GroupBy(kind => kind).OrderByDescending(kinds => kinds.Count()).ThenBy(kinds => kinds.Key).First().Key;

    private static SymbolKind KindOf(PagePath path)
    {
        var box = path.Box;
        var corners = Corners(path.Points);
        if (TouchesOnlyMiddles(corners, box)) return SymbolKind.Decision;
        if (path.HasCurves) return SymbolKind.Terminator;

        var reached = new[]
        {
            new Point(box.Left, box.Top), new Point(box.Right, box.Top), new Point(box.Left, box.Bottom), new Point(box.Right, box.Bottom),
        }.Count(corner => corners.Any(point => Distance(point, corner) < Math.Max(1.2, 0.05 * box.Height)));
        if (reached == 4) return SymbolKind.Process;
        if (corners.Count == 5) return SymbolKind.OffPage;
        return reached == 0 || corners.Count > 6 ? SymbolKind.Terminator : SymbolKind.Process;
    }

    private static bool TouchesOnlyMiddles(List<Point> corners, Box box)
    {
        var (across, down) = (Math.Max(2, 0.12 * box.Width), Math.Max(1.5, 0.12 * box.Height));
        return corners.Count is >= 4 and <= 9 && corners.All(point =>
            (Math.Abs(point.X - box.Centre.X) < across && (point.Y - box.Top < down || box.Bottom - point.Y < down))
            || (Math.Abs(point.Y - box.Centre.Y) < down && (point.X - box.Left < across || box.Right - point.X < across)));
    }

    /// <summary>The points at which the outline turns.</summary>
    private static List<Point> Corners(IReadOnlyList<Point> points)
    {
        List<Point> distinct = [];
        foreach (var point in points)
            if (distinct.Count == 0 || Distance(distinct[^1], point) > 0.4) distinct.Add(point);
        if (distinct.Count > 1 && Distance(distinct[0], distinct[^1]) <= 0.4) distinct.RemoveAt(distinct.Count - 1);
        return [.. distinct.Where((point, i) =>
            Turns(distinct[(i + distinct.Count - 1) % distinct.Count], point, distinct[(i + 1) % distinct.Count]))];
    }

    private static bool Turns(Point before, Point at, Point after)
    {
        var cross = ((at.X - before.X) * (after.Y - at.Y)) - ((at.Y - before.Y) * (after.X - at.X));
        return Math.Abs(cross) > 0.04 * Distance(before, at) * Distance(at, after);
    }

    private static double Area(IReadOnlyList<Point> points)
    {
        var twice = 0.0;
        for (var i = 0; i < points.Count; i++)
        {
            var (a, b) = (points[i], points[(i + 1) % points.Count]);
            twice += (a.X * b.Y) - (b.X * a.Y);
        }

        return Math.Abs(twice) / 2;
    }

    internal static double Distance(Point one, Point other) =>
        Math.Sqrt(((one.X - other.X) * (one.X - other.X)) + ((one.Y - other.Y) * (one.Y - other.Y)));
}
