using SopEngine.Core.Workflows;

namespace SopEngine.Core.Sheets;

/// <summary>The pages with the procedure table.</summary>
internal static class TablePages
{
    public static readonly Font TitleFont = new(10.5, Bold: true);

    private const double Shrink = 0.96;
    private const double SmallestScale = 0.05;

    /// <summary>The least share of the largest fitting scale that may be used to save a page, or to make room for a label.</summary>
    private const double WorthAPage = 0.88;

    private const int MostWidenings = 5;
    private const double Widening = 5;

    public static IEnumerable<SheetPage> Draw(Flow flow, SheetGraph graph, string title)
    {
        if (flow.Steps.Count == 0 || graph.Lanes.Count == 0) return [];

        Layout? best = null;
        var largest = 0.0;
        for (var scale = 1.0; scale > SmallestScale && (best is null || scale >= largest * WorthAPage); scale *= Shrink)
        {
            if (best is { CrowdedLabels: 0, Pages.Count: 1 }) break;
            if (Fit(flow, graph, title, new Paper(scale), best) is not { } layout) continue;
            if (best is null) largest = scale;
            if (best is null || layout.Rank.CompareTo(best.Rank) < 0) best = layout;
        }

        return best?.Pages ?? throw new InvalidOperationException("The table does not fit any paper.");
    }

    /// <summary>
    /// Lays the table out. The lanes' width depends on the arrows' ways and labels, these on the pages, and the pages on the widths: so the
    /// layout is repeated with wider lanes until everything fits. Null when the paper is too small, or when the given layout is no worse.
    /// </summary>
    private static Layout? Fit(Flow flow, SheetGraph graph, string title, Paper paper, Layout? better)
    {
        Layout? crowded = null;
        var leastLane = Math.Max(SymbolSizes.Least + 12, TableHead.LeastLane(graph.Lanes, paper.Scale));
        for (var widened = 0; ;)
        {
            var columns = TableColumns.Fit(paper.Body, graph.Lanes.Count, leastLane, flow.Steps, TableRows.Text);
            if (columns is null || Lay(flow, graph, title, paper, columns) is not { } pages) return crowded;

            var widest = columns.LaneWidth - (2 * pages.Max(page => page.SideRoom));
            if (widest < SymbolSizes.Least - 0.01)
            {
                leastLane = columns.LaneWidth + SymbolSizes.Least - widest;
                continue;
            }

            if (better is { CrowdedLabels: 0 } && better.Pages.Count <= pages.Count) return crowded;
            var layout = new Layout([.. pages.Select(page => page.Draw(widest))], pages.Sum(page => page.CrowdedLabels));
            if (crowded is null || layout.Rank.CompareTo(crowded.Rank) < 0) crowded = layout;
            if (layout.CrowdedLabels == 0 || ++widened > MostWidenings) return crowded;
            leastLane = columns.LaneWidth + Widening;
        }
    }

    private static List<TablePage>? Lay(Flow flow, SheetGraph graph, string title, Paper paper, TableColumns columns)
    {
        var rows = TableRows.Measure(flow.Steps, graph, columns);
        var head = new TableHead(graph.Lanes, columns, paper.Scale);
        var titles = Typesetting.Lines(title, paper.Body.Width, TitleFont);
        var titleHeight = (titles.Count * TitleFont.Leading) + 8;
        var room = paper.Body.Height - head.Height;
        if (Pagination.Breaks(rows, graph.Transitions, room - titleHeight, room) is not { } breaks) return null;

        return [.. PageGrid.Of(graph, breaks).Select((grid, page) =>
        {
            var last = page + 1 < breaks.Count ? breaks[page + 1] : rows.Count;
            return new TablePage(paper, columns, head, page == 0 ? titles : [], rows[breaks[page]..last], grid);
        })];
    }

    /// <param name="CrowdedLabels">The number of labels without room of their own.</param>
    private sealed record Layout(IReadOnlyList<SheetPage> Pages, int CrowdedLabels)
    {
        public (int, int) Rank => (CrowdedLabels, Pages.Count);
    }
}
