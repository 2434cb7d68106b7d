namespace SopEngine.Core.Sheets;

/// <summary>
/// Finds a way for every arrow of a page. Each has few ways to choose from (two ports and one upright line), so all are tried, and the
/// cheapest is taken given the ways of the others; then every arrow chooses again until none changes. <para> Every arrow has a way that
/// disturbs no other: below the symbol that it leaves, through a channel, above the symbol that it enters. The line above a symbol leads
/// only into it and the line below only out of it, and a channel takes any number of arrows. </para>
/// </summary>
internal sealed class Router
{
    private const int MostRounds = 12;
    private const double Disturbance = 10_000; // an arrow on another's line, or through a symbol
    private const double SharedChoice = 45; // two outcomes of a decision that leave by one corner
    private const double Crossing = 6;
    private const double Bend = 4;
    private const double SideEntry = 1.5; // entering a symbol from above is preferred
    private const double TakenCorner = 40; // a corner of a decision that one of its outcomes needs
    private const double BottomTurn = 1; // a way that turns anyhow leaves by the side
    private const double PassingRow = 0.35; // long ways stay out of the middle of a lane

    private readonly PageGrid _grid;
    private readonly ILookup<int, Spot> _byLane;
    private readonly ILookup<int, Spot> _byRow;
    private readonly int[] _outcomes;
    private readonly Route?[] _routes;

    private Router(PageGrid grid)
    {
        _grid = grid;
        _byLane = grid.Spots.ToLookup(spot => spot.Lane);
        _byRow = grid.Spots.ToLookup(spot => spot.Row);
        _outcomes = [.. grid.Spots.Select((spot, i) => spot.Kind == SymbolKind.Decision ? grid.Links.Count(link => link.From == i) : 0)];
        _routes = new Route?[grid.Links.Count];
    }

    /// <returns>One route a link, in their order.</returns>
    public static IReadOnlyList<Route> Find(PageGrid grid)
    {
        var router = new Router(grid);
        // Short arrows first: they have the fewest choices.
        var order = Enumerable.Range(0, grid.Links.Count).OrderBy(router.Span).ToList();
        for (var round = 0; round < MostRounds; round++)
        {
            var changed = false;
            foreach (var link in order) changed |= router.Choose(link);
            if (!changed) break;
        }

        return router._routes!;
    }

    private int Span(int link)
    {
        var (from, to) = (_grid.Spots[_grid.Links[link].From], _grid.Spots[_grid.Links[link].To]);
        return (2 * Math.Abs(from.Row - to.Row)) + Math.Abs(from.Lane - to.Lane) + (to.Row <= from.Row ? 100 : 0);
    }

    private bool Choose(int index)
    {
        var old = _routes[index];
        _routes[index] = null;
        var best = old;
        var bestCost = old is null ? double.PositiveInfinity : Cost(old);
        foreach (var route in Ways(_grid.Links[index]))
        {
            // Only a way better by more than rounding is taken, so that equal ways do not alternate for ever.
            var cost = Cost(route);
            if (cost >= bestCost - 1e-9) continue;
            best = route;
            bestCost = cost;
        }

        _routes[index] = best;
        return best != old;
    }

    private IEnumerable<Route> Ways(Link link)
    {
        var (from, to) = (_grid.Spots[link.From], _grid.Spots[link.To]);
        foreach (var exit in Exits(from))
        {
            foreach (var entry in Entries(to))
            {
                for (var line = 0; line <= 2 * _grid.Lanes; line++)
                {
                    if (Route.Try(link, from, to, exit, entry, line) is { } route) yield return route;
                }
            }
        }
    }

    private static Port[] Exits(Spot spot) =>
        spot is { Kind: SymbolKind.Connector, IsAbove: false } ? [Port.Top, Port.Left, Port.Right] : [Port.Bottom, Port.Left, Port.Right];

    private static Port[] Entries(Spot spot) =>
        spot is { Kind: SymbolKind.Connector, IsAbove: true } ? [Port.Bottom, Port.Left, Port.Right] : [Port.Top, Port.Left, Port.Right];

    private double Cost(Route route)
    {
        var cost = route.Length + (Bend * route.Bends);
        var isSideways = route.Entry is Port.Left or Port.Right;
        var takesCorner = isSideways && _outcomes[route.Link.To] > 2;
        var total = cost + (isSideways ? SideEntry : 0) + (takesCorner ? TakenCorner : 0)
            + (route.Bends > 0 && route.Exit == Port.Bottom ? BottomTurn : 0);
        foreach (var stretch in route.Stretches)
        {
            if (IsBlocked(stretch, route)) total += Disturbance;
            if (!stretch.IsLevel && !stretch.IsInChannel) total += PassingRow * (stretch.To - stretch.From);
        }

        foreach (var other in _routes)
        {
            if (other is not null) total += CostBeside(route, other);
        }

        return total;
    }

    private double CostBeside(Route route, Route other)
    {
        var cost = 0.0;
        var from = _grid.Spots[route.Link.From];
        if (from.Kind == SymbolKind.Decision && route.Link.From == other.Link.From && route.Exit == other.Exit) cost += SharedChoice;
        if (route.MayJoin(other)) return cost;

        foreach (var mine in route.Stretches)
        {
            foreach (var theirs in other.Stretches)
            {
                if (!mine.IsInChannel && mine.Overlaps(theirs)) cost += Disturbance;
                else if (mine.Crosses(theirs)) cost += Crossing;
            }
        }

        return cost;
    }

    /// <summary>True when a stretch runs through a symbol, or into a symbol that is not the route's own.</summary>
    private bool IsBlocked(Stretch stretch, Route route)
    {
        if (stretch.IsInChannel || (stretch.IsLevel && stretch.Line % 3 != 1)) return false;

        var (from, to) = (_grid.Spots[route.Link.From], _grid.Spots[route.Link.To]);
        foreach (var spot in stretch.IsLevel ? _byRow[stretch.Line / 3] : _byLane[stretch.Line / 2])
        {
            var at = stretch.IsLevel ? GridPoint.Of(spot).X : GridPoint.Of(spot).Y;
            var isInside = stretch.From < at && at < stretch.To;
            var isAtEnd = stretch.From == at || at == stretch.To;
            if (isInside || (isAtEnd && spot != from && spot != to)) return true;
        }

        return false;
    }
}
