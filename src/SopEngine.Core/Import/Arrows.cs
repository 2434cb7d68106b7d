using SopEngine.Core.Sheets;

namespace SopEngine.Core.Import;

/// <summary>An arrow from one symbol to another, by their places in the list of symbols.</summary>
/// <param name="Way">Where its line runs, from its beginning.</param>
public sealed record Arrow(int From, int To, bool HasHead, IReadOnlyList<Segment> Way, string Label = "");

/// <summary>Follows lines from symbol to symbol: over bends, over pieces that touch, into lines that join.</summary>
public sealed class Arrows
{
    private const double Touch = 3.6;
    private const double AtHead = 9;
    private const double Junction = 2.6;
    private const int MostStrands = 2_000;

    private readonly IReadOnlyList<DrawnSymbol> _symbols;
    private readonly IReadOnlyList<Box> _heads;
    private readonly List<Line> _lines = [];

    private Arrows(IReadOnlyList<DrawnSymbol> symbols, Connectors connectors)
    {
        _symbols = symbols;
        _heads = connectors.Heads;
        foreach (var strand in connectors.Strands.Take(MostStrands))
        {
            var line = strand.IsBox ? Boxed(strand) : Plain(strand);
            if (line.Ends.Count > 1) _lines.Add(line);
        }
    }

    public static List<Arrow> Of(IReadOnlyList<DrawnSymbol> symbols, Connectors connectors) => new Arrows(symbols, connectors).Trace();

    private List<Arrow> Trace()
    {
        var neighbours = Neighbours();
        var arrows = new Dictionary<(int, int), Arrow>();
        var joined = new List<(int From, int To, IReadOnlyList<Segment> Way)>();
        for (var first = 0; first < _lines.Count; first++)
        {
            foreach (var start in _lines[first].Ends.Where(end => end.Symbol is not null && !end.IsHead))
            {
                var way = _lines[first].WayFrom(start.At);
                foreach (var end in Reached(first, neighbours))
                {
                    if (end.Symbol is not { } target || target == start.Symbol) continue;
                    if (end.IsHead) arrows.TryAdd((start.Symbol!.Value, target), new(start.Symbol.Value, target, true, way));
                    else joined.Add((start.Symbol!.Value, target, way));
                }
            }
        }

        foreach (var (from, to, way) in joined)
        {
            // A line without a head runs down; one that has a head elsewhere has told its direction already.
            if (arrows.Values.Any(arrow => arrow.HasHead && (arrow.From == from || arrow.From == to) && Same(arrow.Way, way))) continue;
            var isDown = _symbols[from].Box.Centre.Y < _symbols[to].Box.Centre.Y - 4;
            if (isDown && !arrows.ContainsKey((to, from))) arrows.TryAdd((from, to), new(from, to, false, way));
        }

        return [.. arrows.Values];
    }

    private static bool Same(IReadOnlyList<Segment> one, IReadOnlyList<Segment> other) =>
        one.Count > 0 && other.Count > 0 && (one[0] == other[0] || one[^1] == other[^1]);

    private IEnumerable<End> Reached(int first, List<int>[] neighbours)
    {
        var seen = new HashSet<int> { first };
        var open = new Queue<int>([first]);
        while (open.TryDequeue(out var at))
        {
            foreach (var end in _lines[at].Ends) yield return end;
            foreach (var next in neighbours[at].Where(seen.Add)) open.Enqueue(next);
        }
    }

    private List<int>[] Neighbours()
    {
        var neighbours = Enumerable.Range(0, _lines.Count).Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < _lines.Count; i++)
        {
            for (var j = 0; j < _lines.Count; j++)
            {
                if (i == j || !Flows(_lines[i], _lines[j])) continue;
                neighbours[i].Add(j);
            }
        }

        return neighbours;
    }

    /// <summary>True when one line ends, loose, on the other, or the other begins, loose, on it.</summary>
    private static bool Flows(Line one, Line other) =>
        one.Ends.Any(end => end is { Symbol: null, IsHead: false } && other.Touches(end.At))
        || other.Ends.Any(end => end is { Symbol: null, IsHead: false } && one.Touches(end.At));

    private Line Plain(Strand strand)
    {
        var ends = strand.Ends.Select(EndAt).ToList();
        return new(ends, strand.Pieces);
    }

    private End EndAt(Point at)
    {
        var head = _heads.Where(head => head.Grown(2.2).Contains(new Box(at.X, at.Y, at.X, at.Y))).Cast<Box?>().FirstOrDefault();
        return head is { } box ? new(at, SymbolAt(box.Centre, AtHead + (Math.Max(box.Width, box.Height) / 2)), true)
            : new(at, SymbolAt(at, Touch), false);
    }

    private int? SymbolAt(Point at, double within)
    {
        var best = (Index: -1, Away: within);
        for (var i = 0; i < _symbols.Count; i++)
        {
            var box = _symbols[i].Box;
            var away = Math.Max(Math.Max(box.Left - at.X, at.X - box.Right), Math.Max(box.Top - at.Y, at.Y - box.Bottom));
            if (away <= best.Away) best = (i, away);
        }

        return best.Index < 0 ? null : best.Index;
    }

    /// <summary>A line of which only the box is known: it has its head at a corner, and begins at a symbol whose side lies on the
    /// box.</summary>
    private Line Boxed(Strand strand)
    {
        var box = new Box(strand.Ends[0].X, strand.Ends[0].Y, strand.Ends[3].X, strand.Ends[3].Y);
        var heads = strand.Ends.Select(EndAt).Where(end => end.IsHead && end.Symbol is not null).ToList();
        if (heads.Count == 0)
            heads = [.. _heads.Where(head => OnEdge(head.Centre, box, 4)).Select(head => EndAt(head.Centre))
                .Where(end => end.Symbol is not null)];
        var tails = Cornered(strand.Ends, heads);
        if (tails.Count < (heads.Count == 0 ? 2 : 1)) tails = Tails(box, heads);
        if (heads.Count == 0 && tails.Count < 2) return new([], []);

        List<End> ends = heads.Count == 0 ? [.. tails.Take(2)] : [heads[0], .. tails.Take(1)];
        if (tails.Count == 0) ends.AddRange(strand.Ends.Where(corner => Opposite(corner, heads[0].At, box))
            .Select(corner => new End(corner, null, false)));
        return new(ends, ends.Count > 1 ? Bent(ends[^1], ends[0].At) : []);
    }

    /// <summary>Corners that lie at a symbol; those that touch it before those that only come near.</summary>
    private List<End> Cornered(IReadOnlyList<Point> corners, List<End> heads)
    {
        var isHead = heads.Select(head => head.Symbol).ToHashSet();
        foreach (var within in (double[])[2.5, 8])
        {
            var found = corners.Select(corner => new End(corner, SymbolAt(corner, within), false))
                .Where(end => end.Symbol is not null && !isHead.Contains(end.Symbol)
                    && !heads.Any(head => Symbols.Distance(head.At, end.At) < 2)).ToList();
            if (found.Count > 0)
                return [.. found.OrderByDescending(end => heads.Count > 0 ? Symbols.Distance(end.At, heads[0].At) : 0)];
        }

        return [];
    }

    /// <summary>Symbols of which the middle of a side lies on the edge of the box, the nearest first.</summary>
    private List<End> Tails(Box box, List<End> heads)
    {
        var found = new List<(double Away, End End)>();
        for (var i = 0; i < _symbols.Count; i++)
        {
            if (heads.Any(head => head.Symbol == i)) continue;
            foreach (var side in SidesOf(_symbols[i].Box))
            {
                if (!OnEdge(side, box, 3.2)) continue;
                var away = Math.Min(Math.Min(Math.Abs(side.X - box.Left), Math.Abs(side.X - box.Right)),
                    Math.Min(Math.Abs(side.Y - box.Top), Math.Abs(side.Y - box.Bottom)));
                found.Add((away, new(side, i, false)));
            }
        }

        return [.. found.OrderBy(one => one.Away).Select(one => one.End)];
    }

    private static Point[] SidesOf(Box box) =>
        [new(box.Centre.X, box.Bottom), new(box.Right, box.Centre.Y), new(box.Left, box.Centre.Y), new(box.Centre.X, box.Top)];

    private static bool OnEdge(Point at, Box box, double margin) =>
        box.Grown(margin).Contains(new Box(at.X, at.Y, at.X, at.Y))
        && !(at.X > box.Left + margin && at.X < box.Right - margin && at.Y > box.Top + margin && at.Y < box.Bottom - margin);

    private static bool Opposite(Point one, Point other, Box box) =>
        Math.Abs(one.X - other.X) > box.Width / 2 && Math.Abs(one.Y - other.Y) > box.Height / 2;

    private List<Segment> Bent(End tail, Point to)
    {
        var isSideways = tail.Symbol is { } symbol
            && (Math.Abs(tail.At.X - _symbols[symbol].Box.Left) < 1 || Math.Abs(tail.At.X - _symbols[symbol].Box.Right) < 1);
        Point bend = isSideways ? new(to.X, tail.At.Y) : new(tail.At.X, to.Y);
        return [new(tail.At, bend), new(bend, to)];
    }

    private sealed record End(Point At, int? Symbol, bool IsHead);

    private sealed record Line(IReadOnlyList<End> Ends, IReadOnlyList<Segment> Pieces)
    {
        public bool Touches(Point at) => Ends.Any(end => Symbols.Distance(end.At, at) < Junction)
            || Pieces.Any(piece => Away(piece, at) < Junction);

        public IReadOnlyList<Segment> WayFrom(Point at) => Pieces.Count > 0
            && Symbols.Distance(Pieces[^1].To, at) < Symbols.Distance(Pieces[0].From, at)
            ? [.. Pieces.Reverse().Select(piece => new Segment(piece.To, piece.From))] : Pieces;
    }

    /// <summary>How far a place lies from a straight piece.</summary>
    internal static double Away(Segment piece, Point at)
    {
        var (dx, dy) = (piece.To.X - piece.From.X, piece.To.Y - piece.From.Y);
        var length = (dx * dx) + (dy * dy);
        var part = length == 0 ? 0 : Math.Clamp((((at.X - piece.From.X) * dx) + ((at.Y - piece.From.Y) * dy)) / length, 0, 1);
        return Symbols.Distance(at, new(piece.From.X + (dx * part), piece.From.Y + (dy * part)));
    }
}
