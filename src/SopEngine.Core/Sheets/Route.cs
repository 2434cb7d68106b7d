namespace SopEngine.Core.Sheets;

internal enum Port
{
    Top,
    Bottom,
    Left,
    Right,
}

/// <summary>
/// A place in the grid of lines for arrows. Upright lines: <c>2c</c> is the channel to the left of lane c, <c>2c + 1</c> the middle of lane
/// c. Level lines: <c>3r</c> runs above the symbol of row r, <c>3r + 1</c> through its middle, <c>3r + 2</c> below it.
/// </summary>
internal readonly record struct GridPoint(int X, int Y)
{
    public static GridPoint Of(Spot spot) => new((2 * spot.Lane) + 1, (3 * spot.Row) + 1);
}

/// <summary>A stretch of a line of the grid; <paramref name="From"/> is never beyond <paramref name="To"/>.</summary>
internal readonly record struct Stretch(bool IsLevel, int Line, int From, int To)
{
    /// <summary>In a channel, arrows get tracks of their own; on every other line there is room for one.</summary>
    public bool IsInChannel => !IsLevel && Line % 2 == 0;

    /// <summary>
    /// True when they would lie on one another. Two stretches that meet in a channel would: each ends at a track somewhere in it.
    /// </summary>
    public bool Overlaps(Stretch other) => IsLevel == other.IsLevel && Line == other.Line
        && ((From < other.To && other.From < To)
            || (IsLevel && ((From == other.To && From % 2 == 0) || (To == other.From && To % 2 == 0))));

    public bool Crosses(Stretch other) =>
        IsLevel != other.IsLevel && From < other.Line && other.Line < To && other.From < Line && Line < other.To;
}

/// <summary>
/// The way of an arrow: out of one symbol, along a level line of that symbol's row, along one upright line, along a level line of the other
/// symbol's row, and into it.
/// </summary>
internal sealed class Route
{
    private Route(Link link, Port exit, Port entry, int line, List<GridPoint> points)
    {
        Link = link;
        Exit = exit;
        Entry = entry;
        Line = line;
        Points = points;
        Stretches = [.. points.Zip(points.Skip(1), (a, b) => a.Y == b.Y
            ? new Stretch(true, a.Y, Math.Min(a.X, b.X), Math.Max(a.X, b.X))
            : new Stretch(false, a.X, Math.Min(a.Y, b.Y), Math.Max(a.Y, b.Y)))];
    }

    public Link Link { get; }

    public Port Exit { get; }

    public Port Entry { get; }

    /// <summary>The upright line.</summary>
    public int Line { get; }

    /// <summary>Its corners, from the middle of one symbol to that of the other.</summary>
    public IReadOnlyList<GridPoint> Points { get; }

    public Stretch[] Stretches { get; }

    public int Bends => Points.Count - 2;

    public int Length => Stretches.Sum(stretch => stretch.To - stretch.From);

    /// <summary>
    /// True when two arrows may share a line: they come from the same exit and have not parted yet, or go to the same entry.
    /// </summary>
    public bool MayJoin(Route other) =>
        (Link.From == other.Link.From && Exit == other.Exit) || (Link.To == other.Link.To && Entry == other.Entry);

    /// <summary>The way by these ports and this line; null when every such way turns back on itself.</summary>
    public static Route? Try(Link link, Spot from, Spot to, Port exit, Port entry, int line)
    {
        var (start, end) = (GridPoint.Of(from), GridPoint.Of(to));
        var leaving = Level(start, exit);
        var arriving = Level(end, entry);
        if (!LeavesOutwards(exit, start, line) || !LeavesOutwards(entry, end, line)) return null;

        List<GridPoint> points = [];
        foreach (var point in new[] { start, new(start.X, leaving), new(line, leaving), new(line, arriving), new(end.X, arriving), end })
        {
            if (points.Count > 0 && points[^1] == point) continue;
            if (points.Count > 1 && IsStraight(points[^2], points[^1], point, out var turnsBack))
            {
                if (turnsBack) return null;
                points[^1] = point;
            }
            else
            {
                points.Add(point);
            }
        }

        return points.Count < 2 ? null : new Route(link, exit, entry, line, points);
    }

    private static int Level(GridPoint point, Port port) =>
        port switch { Port.Top => point.Y - 1, Port.Bottom => point.Y + 1, _ => point.Y };

    private static bool LeavesOutwards(Port port, GridPoint point, int line) => port switch
    {
        Port.Left => line < point.X,
        Port.Right => line > point.X,
        _ => true,
    };

    private static bool IsStraight(GridPoint a, GridPoint b, GridPoint c, out bool turnsBack)
    {
        turnsBack = Math.Sign(b.X - a.X) != Math.Sign(c.X - b.X) || Math.Sign(b.Y - a.Y) != Math.Sign(c.Y - b.Y);
        return (a.X == b.X && b.X == c.X) || (a.Y == b.Y && b.Y == c.Y);
    }
}
