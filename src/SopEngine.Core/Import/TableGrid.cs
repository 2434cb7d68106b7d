using SopEngine.Core.Sheets;

namespace SopEngine.Core.Import;

/// <summary>A column of a table on a page.</summary>
internal sealed record GridColumn(ColumnKind Kind, string Name, double Left, double Right, Box NameBox)
{
    public double Centre => (Left + Right) / 2;

    public bool Holds(double x) => x >= Left && x < Right;
}

/// <summary>Where a table of steps stands on a page: its columns, its body, the level lines between its rows.</summary>
internal sealed record TableGrid(PageForm Page, IReadOnlyList<GridColumn> Columns, double HeaderTop, double BodyTop, double Bottom,
    Rules Rules, bool IsRuled)
{
    public double Left => Columns[0].Left;

    public double Right => Columns[^1].Right;

    public IEnumerable<GridColumn> Lanes => Columns.Where(column => column.Kind == ColumnKind.Lane);

    public GridColumn? Of(ColumnKind kind) => Columns.FirstOrDefault(column => column.Kind == kind);

    public IEnumerable<PageWord> Words => Page.Words.Where(word => word.Box.Centre.Y > BodyTop && word.Box.Centre.Y < Bottom
        && word.Box.Centre.X > Left - 3 && word.Box.Centre.X < Right + 3);

    /// <summary>The level lines that part the rows: those that run through the column of the activities.</summary>
    public List<double> RowLines()
    {
        var activity = Of(ColumnKind.Activity)!;
        var lines = Rules.Level.Where(rule => rule.At > BodyTop - 2 && rule.At < Bottom + 2
                && rule.Covers(activity.Left + (0.25 * (activity.Right - activity.Left)))
                    && rule.Covers(activity.Left + (0.75 * (activity.Right - activity.Left))))
            .Select(rule => rule.At).Order().ToList();
        var kept = new List<double> { BodyTop };
        foreach (var line in lines.Append(Bottom))
            if (line - kept[^1] > 5) kept.Add(line);
        if (Bottom - kept[^1] > 5) kept.Add(Bottom);
        return kept;
    }

    /// <summary>True when a column has a line of its own between two rows.</summary>
    public bool IsParted(GridColumn column, double at) => Rules.Level.Any(rule => Math.Abs(rule.At - at) < 3 && rule.Covers(column.Centre));
}

/// <summary>Finds the tables of steps of a page by the names of their columns.</summary>
internal static class GridFinder
{
    private const double HeaderReach = 62;
    private const double SameEdge = 3;

    public static List<TableGrid> Of(PageForm page, Rules rules)
    {
        var spots = new List<PageWord>();
        foreach (var word in page.Words.Where(word => ColumnNames.KindOfWord(word.Text) == ColumnKind.Time).OrderBy(word => word.Box.Top))
            if (IsHeader(page, word) && (spots.Count == 0 || word.Box.Top - spots[^1].Box.Top > 30)) spots.Add(word);

        var grids = new List<TableGrid>();
        for (var i = 0; i < spots.Count; i++)
        {
            var limit = i + 1 < spots.Count ? HeaderWords(page, spots[i + 1]).Min(word => word.Box.Top) - 2 : page.Height;
            if ((Ruled(page, rules, spots[i], limit)
                ?? LooseGrid.Of(page, rules, spots[i], HeaderWords(page, spots[i]), limit)) is { } grid) grids.Add(grid);
        }

        return grids;
    }

    /// <summary>A table that goes on from an earlier page without its header: columns at the same places, moved at most as a
    /// whole.</summary>
    public static TableGrid? Continued(PageForm page, Rules rules, TableGrid before)
    {
        if (!before.IsRuled) return null;

        var edges = Edges(before.Columns);
        var tall = rules.Upright.Where(rule => rule.Length > 12).ToList();
        if (tall.Count == 0) return null;

        foreach (var shift in tall.Select(rule => rule.At - edges[0]).Prepend(0).Distinct())
        {
            var met = edges.Select(edge => tall.Where(rule => Math.Abs(rule.At - edge - shift) < 4).ToList()).ToList();
            if (met.Count(rules => rules.Count > 0) < Math.Max(4, 0.7 * edges.Count)) continue;

            var all = met.SelectMany(rules => rules).ToList();
            var (top, bottom) = (all.Min(rule => rule.From), all.Max(rule => rule.To));
            var columns = before.Columns.Select(column => column with { Left = column.Left + shift, Right = column.Right + shift });
            return new(page, [.. columns], top, top, bottom, rules, true);
        }

        return null;
    }

    private static bool IsHeader(PageForm page, PageWord spot)
    {
        var near = page.Words.Where(word => Math.Abs(word.Box.Centre.Y - spot.Box.Centre.Y) < 24)
            .Select(word => ColumnNames.KindOfWord(word.Text)).ToList();
        return (near.Contains(ColumnKind.Output) || near.Contains(ColumnKind.Requirements))
            && page.Words.Any(word => Math.Abs(word.Box.Centre.Y - spot.Box.Centre.Y) < HeaderReach
                && ColumnNames.KindOfWord(word.Text) == ColumnKind.Activity);
    }

    /// <summary>The words of a head: phrases of which every word belongs to a column's or a group's name. A sentence above the table has
    /// others.</summary>
    private static List<PageWord> HeaderWords(PageForm page, PageWord spot) => [.. LooseGrid.Phrases(page.Words.Where(word =>
            word.Box.Centre.Y > spot.Box.Centre.Y - HeaderReach && word.Box.Centre.Y < spot.Box.Centre.Y + 30))
        .Where(phrase => phrase.Words.All(IsName) || ColumnNames.KindOf(phrase.Text) is not null || ColumnNames.IsGroup(phrase.Text))
        .SelectMany(phrase => phrase.Words)];

    private static bool IsName(PageWord word) => ColumnNames.KindOfWord(word.Text) is not null
        || Spelling.Folded(word.Text) is "mutu" or "baku" or "buku"
        || ColumnNames.IsGroup(word.Text);

    private static TableGrid? Ruled(PageForm page, Rules rules, PageWord spot, double limit)
    {
        var at = spot.Box.Centre.Y;
        var crossing = rules.Upright.Where(rule => rule.Covers(at)).ToList();
        if (crossing.Count < 4) return null;

        var edges = Apart(crossing.Select(rule => rule.At));
        if (edges.Count < 4 || spot.Box.Centre.X < edges[0] || spot.Box.Centre.X > edges[^1]) return null;

        var words = HeaderWords(page, spot).Where(word => word.Box.Centre.X > edges[0] && word.Box.Centre.X < edges[^1]).ToList();
        var activity = words.Where(word => ColumnNames.KindOfWord(word.Text) == ColumnKind.Activity).MinBy(word =>
            Math.Abs(word.Box.Centre.Y - at));
        if (activity is null) return null;

        var bodyTop = rules.Level.Where(rule => rule.At > Math.Max(spot.Box.Centre.Y, activity.Box.Centre.Y)
            && rule.Covers(spot.Box.Centre.X) && rule.Covers(activity.Box.Centre.X))
            .Select(rule => (double?)rule.At).Min();
        if (bodyTop is not { } top || top - at > 90) return null;

        var highest = words.Min(word => word.Box.Top);
        var headerTop = rules.Level.Where(rule => rule.At < highest + 3 && highest - rule.At < 45 && rule.Covers(spot.Box.Centre.X))
            .Select(rule => (double?)rule.At).Max() ?? highest - 4;
        var body = rules.Upright.Where(rule => rule.At > edges[0] - SameEdge && rule.At < edges[^1] + SameEdge && rule.Covers(top + 4))
            .ToList();
        if (body.Count == 0) return null;

        var bottom = Math.Min(limit, body.Max(rule => rule.To));
        var inner = body.Where(rule => Math.Min(rule.To, bottom) - Math.Max(rule.From, top) >= 0.8 * (bottom - top))
            .Select(rule => rule.At);
        var columns = Named(page, rules, Apart([.. edges, .. inner]), headerTop, top, bottom);
        return columns.Any(column => column.Kind == ColumnKind.Activity) ? new(page, columns, headerTop, top, bottom, rules, true) : null;
    }

    private static List<double> Apart(IEnumerable<double> places)
    {
        var apart = new List<double>();
        foreach (var place in places.Order())
            if (apart.Count == 0 || place - apart[^1] > SameEdge) apart.Add(place);
        return apart;
    }

    private static List<double> Edges(IReadOnlyList<GridColumn> columns) => [.. columns.Select(column => column.Left), columns[^1].Right];

    private static List<GridColumn> Named(PageForm page, Rules rules, List<double> edges, double top, double bodyTop, double bottom)
    {
        var columns = new List<GridColumn>();
        var body = page.Words.Where(word => word.Box.Centre.Y > bodyTop && word.Box.Centre.Y < bottom).ToList();
        for (var i = 0; i + 1 < edges.Count; i++)
        {
            var (left, right) = (edges[i], edges[i + 1]);
            var words = page.Words.Where(word => word.Box.Centre.X > left && word.Box.Centre.X < right
                && word.Box.Centre.Y > top - 1 && word.Box.Centre.Y < bodyTop).ToList();
            var inner = rules.Level.Where(rule => rule.At > top + 3 && rule.At < bodyTop - 3 && rule.Covers((left + right) / 2)
                && words.Any(word => word.Box.Centre.Y > rule.At)).Select(rule => rule.At).DefaultIfEmpty(top - 1).Max();
            var own = words.Where(word => word.Box.Centre.Y > inner).ToList();
            columns.Add(new(ColumnKind.Other, TextLines.Text(own), left, right, TextLines.Around(own)));
        }

        return ColumnRoles.Of(columns, column => body.Where(word => column.Holds(word.Box.Centre.X)).ToList());
    }
}
