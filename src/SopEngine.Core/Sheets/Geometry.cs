namespace SopEngine.Core.Sheets;

/// <summary>A place on a page, in points (1/72 inch) from its top left corner.</summary>
public readonly record struct Point(double X, double Y);

/// <summary>A rectangle on a page, in points.</summary>
public readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public double Width => Right - Left;

    public double Height => Bottom - Top;

    public Point Centre => new((Left + Right) / 2, (Top + Bottom) / 2);

    public static Box Around(Point centre, double width, double height) =>
        new(centre.X - (width / 2), centre.Y - (height / 2), centre.X + (width / 2), centre.Y + (height / 2));

    /// <summary>The box grown by this much on every side; shrunk when negative.</summary>
    public Box Grown(double by) => new(Left - by, Top - by, Right + by, Bottom + by);

    /// <summary>True when the two have more than an edge in common.</summary>
    public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    public bool Contains(Box other) => Left <= other.Left && other.Right <= Right && Top <= other.Top && other.Bottom <= Bottom;
}

/// <summary>A straight line, level or upright.</summary>
public readonly record struct Segment(Point From, Point To)
{
    public bool IsLevel => From.Y == To.Y;

    public double Length => Math.Abs(To.X - From.X) + Math.Abs(To.Y - From.Y);

    /// <summary>The box around the line; as thin as the line.</summary>
    public Box Bounds => new(Math.Min(From.X, To.X), Math.Min(From.Y, To.Y), Math.Max(From.X, To.X), Math.Max(From.Y, To.Y));

    public Point At(double distance)
    {
        var part = Length == 0 ? 0 : distance / Length;
        return new(From.X + ((To.X - From.X) * part), From.Y + ((To.Y - From.Y) * part));
    }

    public static IEnumerable<Segment> Along(IReadOnlyList<Point> points) =>
        points.Zip(points.Skip(1), (from, to) => new Segment(from, to));
}
