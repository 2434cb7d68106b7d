namespace SopEngine.Core.Sheets;

/// <summary>Divides the rows of the table among pages: the fewest pages, then full pages and breaks that few arrows cross.</summary>
internal static class Pagination
{
    private const double PageCost = 1000;
    private const double CrossingCost = 1;
    private const double RaggedCost = 30;
    private const double WidowCost = 4;

    /// <summary>The height of a strip with connectors at a break.</summary>
    public const double StripHeight = SymbolSizes.ConnectorHeight + 12;

    /// <param name="first">Room for rows on the first page.</param>
    /// <param name="other">Room for rows on each of the others.</param>
    /// <returns>The first row of each page; null when a row is too tall for a page.</returns>
    public static List<int>? Breaks(IReadOnlyList<TableRow> rows, IReadOnlyList<Transition> transitions, double first, double other)
    {
        var best = Enumerable.Repeat(double.PositiveInfinity, rows.Count + 1).ToArray();
        var previous = new int[rows.Count + 1];
        best[0] = 0;
        for (var from = 0; from < rows.Count; from++)
        {
            if (double.IsPositiveInfinity(best[from])) continue;

            var room = from == 0 ? first : other;
            var height = 0.0;
            for (var to = from; to < rows.Count && (height += rows[to].Height) <= room; to++)
            {
                var (above, below) = Crossing(transitions, from, to);
                var free = room - height - ((Strips(above) + Strips(below)) * StripHeight);
                var isLast = to == rows.Count - 1;
                var filling = !isLast ? RaggedCost * Math.Pow(free / room, 2) : from > 0 && from == to ? WidowCost : 0;
                var cost = best[from] + PageCost + (CrossingCost * above.Count) + filling;
                if (free < 0 || cost >= best[to + 1]) continue;
                best[to + 1] = cost;
                previous[to + 1] = from;
            }
        }

        if (double.IsPositiveInfinity(best[^1])) return null;

        var breaks = new List<int>();
        for (var at = rows.Count; at > 0; at = previous[at]) breaks.Insert(0, previous[at]);
        return breaks;
    }

    /// <summary>The lanes of the connectors that a page with these rows may need above and below them.</summary>
    private static (List<int> Above, List<int> Below) Crossing(IReadOnlyList<Transition> transitions, int from, int to)
    {
        List<int> above = [], below = [];
        foreach (var transition in transitions)
        {
            var leaves = transition.From.Row >= from && transition.From.Row <= to;
            var enters = transition.To.Row >= from && transition.To.Row <= to;
            if (leaves == enters) continue;
            var (here, there) = leaves ? (transition.From, transition.To) : (transition.To, transition.From);
            (there.Row < from ? above : below).Add(here.Lane);
        }

        return (above, below);
    }

    /// <summary>Connectors of one lane stand in strips one below the other.</summary>
    private static int Strips(List<int> lanes) => lanes.CountBy(lane => lane).Select(count => count.Value).DefaultIfEmpty(0).Max();
}
