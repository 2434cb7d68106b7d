namespace SopEngine.Core.Sheets;

/// <summary>
/// The tracks in the channels between the lanes. Arrows side by side in a channel get tracks of their own, ordered for the fewest
/// crossings; arrows that join share one. Tracks lie on both sides of the line between two lanes, never on it.
/// </summary>
internal sealed class Channels
{
    private const double FromLine = 4.5;
    private const double Between = 5;
    private const double FromSymbol = 4;

    private readonly int _lanes;
    private readonly Dictionary<Route, (int Channel, int Track)> _tracks = [];
    private readonly (int Left, int Right)[] _counts;

    public Channels(IReadOnlyList<Route> routes, int lanes)
    {
        _lanes = lanes;
        _counts = new (int, int)[lanes + 1];
        foreach (var channel in routes.Where(route => route.Line % 2 == 0).GroupBy(route => route.Line / 2))
        {
            var order = Order(Trunk.Of([.. channel]));
            var tracks = Tracks(order);
            var count = tracks.Max() + 1;
            foreach (var (trunk, track) in order.Zip(tracks))
            {
                foreach (var route in trunk.Routes) _tracks[route] = (channel.Key, track);
            }

            var left = channel.Key == 0 ? 0 : channel.Key == lanes ? count : BestSplit(order, tracks, count);
            _counts[channel.Key] = (left, count - left);
        }
    }

    /// <summary>The room that the tracks need on either side of a lane.</summary>
    public double SideRoom
    {
        get
        {
            var most = Enumerable.Range(0, _lanes).Max(lane => Math.Max(_counts[lane].Right, _counts[lane + 1].Left));
            return most == 0 ? FromSymbol : FromLine + (Between * (most - 1)) + FromSymbol;
        }
    }

    /// <summary>The place of a route's upright line on the page.</summary>
    public double X(Route route, TableColumns columns)
    {
        if (route.Line % 2 == 1) return columns.LaneCentre(route.Line / 2);

        var (channel, track) = _tracks[route];
        var left = _counts[channel].Left;
        var offset = track < left ? -(FromLine + (Between * (left - 1 - track))) : FromLine + (Between * (track - left));
        return columns.LaneEdge(channel) + offset;
    }

    private static List<Trunk> Order(List<Trunk> trunks)
    {
        var order = new List<Trunk>();
        foreach (var trunk in trunks.OrderBy(trunk => trunk.To - trunk.From))
        {
            var costs = Enumerable.Range(0, order.Count + 1)
                .Select(at => order.Take(at).Sum(other => Trunk.Crossings(other, trunk))
                    + order.Skip(at).Sum(other => Trunk.Crossings(trunk, other)))
                .ToList();
            order.Insert(costs.IndexOf(costs.Min()), trunk);
        }

        return order;
    }

    private static List<int> Tracks(List<Trunk> order)
    {
        var tracks = new List<int>();
        foreach (var (i, trunk) in order.Index())
            tracks.Add(Enumerable.Range(0, i).Where(other => order[other].Touches(trunk))
                .Select(other => tracks[other] + 1).DefaultIfEmpty(0).Max());
        return tracks;
    }

    /// <summary>The number of tracks to the left of the line: the one that makes the fewest arrows cross it.</summary>
    private static int BestSplit(List<Trunk> order, List<int> tracks, int count) => Enumerable.Range(0, count + 1)
        .MinBy(left => (order.Zip(tracks).Sum(placed => placed.First.Ends.Count(end => end.IsRight == placed.Second < left)),
            Math.Abs(count - (2 * left))));

    /// <summary>One upright line of a channel, with all arrows that run on it.</summary>
    private sealed record Trunk(IReadOnlyList<Route> Routes, int From, int To, IReadOnlyList<(int Y, bool IsRight)> Ends)
    {
        public static List<Trunk> Of(IReadOnlyList<Route> routes)
        {
            var merging = routes.GroupBy(route => (route.Link.To, route.Entry)).ToList();
            var parting = merging.Where(group => group.Count() == 1)
                .Select(group => group.First()).GroupBy(route => (route.Link.From, route.Exit));
            return [.. merging.Where(group => group.Count() > 1).Select(group => Of(group)), .. parting.Select(group => Of(group))];
        }

        /// <summary>The number of crossings between the arrows of two lines when one lies to the left of the other.</summary>
        public static int Crossings(Trunk left, Trunk right) =>
            left.Ends.Count(end => end.IsRight && right.From < end.Y && end.Y < right.To)
            + right.Ends.Count(end => !end.IsRight && left.From < end.Y && end.Y < left.To);

        public bool Touches(Trunk other) => From <= other.To && other.From <= To;

        private static Trunk Of(IEnumerable<Route> routes)
        {
            var list = routes.ToList();
            var stretches = list.Select(route => route.Stretches.Single(stretch => stretch.IsInChannel)).ToList();
            return new Trunk(list, stretches.Min(stretch => stretch.From),
                stretches.Max(stretch => stretch.To), [.. list.SelectMany(EndsOf).Distinct()]);
        }

        private static IEnumerable<(int Y, bool IsRight)> EndsOf(Route route)
        {
            for (var i = 1; i < route.Points.Count; i++)
            {
                var (a, b) = (route.Points[i - 1], route.Points[i]);
                if (a.Y != b.Y) continue;
                if (a.X == route.Line) yield return (a.Y, b.X > a.X);
                else if (b.X == route.Line) yield return (b.Y, a.X > b.X);
            }
        }
    }
}
