using SopEngine.Core.Sheets;

namespace SopEngine.Core.Import;

/// <summary>A level or upright rule: where it lies, and from where to where, gaps of a few points closed.</summary>
public sealed record Rule(double At, double From, double To)
{
    public double Length => To - From;

    public bool Covers(double place) => From - 2 <= place && place <= To + 2;
}

/// <summary>The rules of a page's tables. A printer draws them as thin boxes, as strokes, or as frames, often in many pieces.</summary>
public sealed class Rules
{
    private const double Thick = 3.2;
    private const double SamePlace = 2.2;
    private const double Gap = 4;
    private const double LeastFrameWidth = 125, LeastFrameHeight = 70;

    private Rules(List<Rule> level, List<Rule> upright) => (Level, Upright) = (level, upright);

    public IReadOnlyList<Rule> Level { get; }

    public IReadOnlyList<Rule> Upright { get; }

    public static Rules Of(IEnumerable<PagePath> paths)
    {
        var (level, upright) = (new List<Rule>(), new List<Rule>());
        foreach (var path in paths)
        {
            var box = path.Box;
            if (path.Points.Count < 2) continue;
            if (IsThin(path)) Add(box);
            else if (path.IsStroked && !path.HasCurves && IsFrame(path)) AddFrame(box);
            else if (path.IsStroked && !path.IsClosed && !path.IsFilled && path.Points.Count > 2
                && (box.Width > LeastFrameWidth || box.Height > LeastFrameHeight))
                foreach (var segment in Segment.Along(path.Points)) AddSegment(segment);
        }

        return new(Merged(level), Merged(upright));

        void Add(Box box)
        {
            if (box.Width >= box.Height) level.Add(new(box.Centre.Y, box.Left, box.Right));
            else upright.Add(new(box.Centre.X, box.Top, box.Bottom));
        }

        void AddFrame(Box box)
        {
            level.Add(new(box.Top, box.Left, box.Right));
            level.Add(new(box.Bottom, box.Left, box.Right));
            upright.Add(new(box.Left, box.Top, box.Bottom));
            upright.Add(new(box.Right, box.Top, box.Bottom));
        }

        void AddSegment(Segment segment)
        {
            var box = segment.Bounds;
            if (box.Height < 0.8 || box.Width < 0.8) Add(box);
        }
    }

    /// <summary>True for one straight stretch of ink, drawn as a thin box or as a stroke.</summary>
    public static bool IsThin(PagePath path)
    {
        var box = path.Box;
        return (path.IsFilled || path.IsStroked) && Math.Min(box.Width, box.Height) <= Thick && Math.Max(box.Width, box.Height) > 0.2
            && (path.IsFilled || Math.Min(box.Width, box.Height) < 1 || path.IsClosed);
    }

    private static bool IsFrame(PagePath path) => path.IsClosed && path.Points.Count is 4 or 5
        && (path.Box.Width > LeastFrameWidth || path.Box.Height > LeastFrameHeight)
        && path.Points.All(point => IsCorner(point, path.Box));

    private static bool IsCorner(Point point, Box box) =>
        (Near(point.X, box.Left) || Near(point.X, box.Right)) && (Near(point.Y, box.Top) || Near(point.Y, box.Bottom));

    private static bool Near(double one, double other) => Math.Abs(one - other) < 1;

    private static List<Rule> Merged(List<Rule> rules)
    {
        var merged = new List<Rule>();
        var group = new List<Rule>();
        foreach (var rule in rules.OrderBy(rule => rule.At))
        {
            if (group.Count > 0 && rule.At - group[0].At > SamePlace) Close();
            group.Add(rule);
        }

        Close();
        return merged;

        void Close()
        {
            if (group.Count == 0) return;
            var at = group.Sum(rule => rule.At * Math.Max(0.1, rule.Length)) / group.Sum(rule => Math.Max(0.1, rule.Length));
            Rule? open = null;
            foreach (var rule in group.OrderBy(rule => rule.From))
            {
                if (open is not null && rule.From - open.To <= Gap) open = open with { To = Math.Max(open.To, rule.To) };
                else
                {
                    if (open is not null) merged.Add(open);
                    open = new(at, rule.From, rule.To);
                }
            }

            merged.Add(open!);
            group.Clear();
        }
    }
}
