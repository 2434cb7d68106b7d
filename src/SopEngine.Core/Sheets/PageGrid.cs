namespace SopEngine.Core.Sheets;

/// <summary>A symbol in the grid of a page: rows from top to bottom, one lane a column.</summary>
/// <param name="Letter">The letter of a connector; null for all others.</param>
/// <param name="IsAbove">For a connector: true when it stands above the rows of its page, so that lines meet it from below.</param>
/// <param name="PointsUp">For a connector: true when the page it names comes before.</param>
internal sealed record Spot(SymbolKind Kind, int Row, int Lane, SheetNode? Node,
    string? Letter = null, bool IsAbove = false, bool PointsUp = false);

/// <summary>An arrow to be routed on a page, between two of its spots.</summary>
internal sealed record Link(int From, int To, string Label);

/// <summary>The flowchart of one page.</summary>
/// <param name="StripsAbove">The number of first rows with nothing but connectors.</param>
/// <param name="StripsBelow">The number of such rows at the end.</param>
internal sealed record PageGrid(IReadOnlyList<Spot> Spots, IReadOnlyList<Link> Links, int Rows, int Lanes, int StripsAbove, int StripsBelow)
{
    /// <param name="breaks">The first row of the table on each page.</param>
    public static List<PageGrid> Of(SheetGraph graph, IReadOnlyList<int> breaks)
    {
        var pages = graph.Nodes.ToDictionary(node => node, node => breaks.Count(first => first <= node.Row) - 1);
        var jumps = graph.Transitions.Where(transition => pages[transition.From] != pages[transition.To])
            // Arrows of a page to one symbol on another page share a connector.
            .GroupBy(transition => (From: pages[transition.From], transition.To))
            .OrderBy(group => group.Key.From).ThenBy(group => group.Key.To.Row)
            .Select((group, i) => new Jump(Letter(i), group.Key.From, pages[group.Key.To], group.Key.To, [.. group]))
            .ToList();
        return [.. breaks.Select((_, page) => new Builder(graph, pages, jumps, page).Build())];
    }

    /// <summary>A, B, ... Z, AA, AB, ...</summary>
    private static string Letter(int index) => index < 26 ? $"{(char)('A' + index)}" : Letter((index / 26) - 1) + Letter(index % 26);

    /// <summary>Arrows that continue on another page.</summary>
    private sealed record Jump(string Letter, int FromPage, int ToPage, SheetNode To, IReadOnlyList<Transition> Transitions);

    private sealed class Builder(SheetGraph graph, Dictionary<SheetNode, int> pages, List<Jump> jumps, int page)
    {
        private readonly List<Spot> _spots = [];
        private readonly List<Link> _links = [];

        public PageGrid Build()
        {
            var above = Strip(jumps.Where(jump => IsHere(jump) && Math.Min(jump.FromPage, jump.ToPage) < page));
            var below = Strip(jumps.Where(jump => IsHere(jump) && Math.Max(jump.FromPage, jump.ToPage) > page));
            var here = graph.Nodes.Where(node => pages[node] == page).ToList();
            var stripsAbove = above.Select(connector => connector.Strip + 1).DefaultIfEmpty(0).Max();
            var stripsBelow = below.Select(connector => connector.Strip + 1).DefaultIfEmpty(0).Max();

            foreach (var (jump, lane, strip) in above) AddConnector(jump, lane, stripsAbove - 1 - strip, isAbove: true);
            foreach (var (i, node) in here.Index()) _spots.Add(new Spot(node.Kind, stripsAbove + i, node.Lane, node));
            foreach (var (jump, lane, strip) in below) AddConnector(jump, lane, stripsAbove + here.Count + strip, isAbove: false);

            foreach (var transition in graph.Transitions.Where(
                transition => pages[transition.From] == page && pages[transition.To] == page))
                _links.Add(new Link(SpotOf(transition.From), SpotOf(transition.To), TableRows.LabelText(transition.Labels)));
            foreach (var jump in jumps.Where(IsHere)) AddLinks(jump);
            return new PageGrid(_spots, _links, stripsAbove + here.Count + stripsBelow, graph.Lanes.Count, stripsAbove, stripsBelow);
        }

        private bool IsHere(Jump jump) => jump.FromPage == page || jump.ToPage == page;

        /// <summary>A connector stands in the lane of its symbol; several in one lane stand one beyond the other.</summary>
        private List<(Jump Jump, int Lane, int Strip)> Strip(IEnumerable<Jump> here)
        {
            var strip = new List<(Jump Jump, int Lane, int Strip)>();
            foreach (var jump in here)
            {
                var lane = jump.FromPage == page ? jump.Transitions[^1].From.Lane : jump.To.Lane;
                strip.Add((jump, lane, strip.Count(connector => connector.Lane == lane)));
            }

            return strip;
        }

        private void AddConnector(Jump jump, int lane, int row, bool isAbove) =>
            _spots.Add(new Spot(SymbolKind.Connector, row, lane, null, jump.Letter, isAbove, jump.ToPage < jump.FromPage));

        private void AddLinks(Jump jump)
        {
            var connector = _spots.FindIndex(spot => spot.Letter == jump.Letter);
            if (jump.ToPage == page) _links.Add(new Link(connector, SpotOf(jump.To), ""));
            else foreach (var transition in jump.Transitions)
                _links.Add(new Link(SpotOf(transition.From), connector, TableRows.LabelText(transition.Labels)));
        }

        private int SpotOf(SheetNode node) => _spots.FindIndex(spot => spot.Node == node);
    }
}
