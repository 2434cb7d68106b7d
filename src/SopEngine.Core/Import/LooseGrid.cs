namespace SopEngine.Core.Import;

/// <summary>Finds the columns of a table without upright lines: by the names of its head and by what stands below each.</summary>
internal static class LooseGrid
{
    public static TableGrid? Of(PageForm page, Rules rules, PageWord spot, List<PageWord> known, double limit)
    {
        var columns = new List<(double Left, double Right, List<PageWord> Words)>();
        var top = known.Min(word => word.Box.Top) - 4;
        var number = page.Words.Where(word => word.Box.Top > spot.Box.Bottom && word.Box.Top < limit && Spelling.Folded(word.Text) is "1")
            .Where(word => word.Box.Left < spot.Box.Left).MinBy(word => word.Box.Top + (word.Box.Left / 10));
        if (number is null) return null;

        var heads = page.Words.Where(word => word.Box.Top >= top && word.Box.Bottom < number.Box.Top + 2
            && word.Box.Top < known.Max(one => one.Box.Bottom) + 28).ToList();
        var firstText = heads.Count == 0 ? number.Box.Top : heads.Max(word => word.Box.Bottom);
        foreach (var phrase in Phrases(heads).Where(phrase => !ColumnNames.IsGroup(phrase.Text)).OrderBy(phrase => phrase.Box.Left))
        {
            var at = columns.FindIndex(column => Math.Min(column.Right, phrase.Box.Right) - Math.Max(column.Left, phrase.Box.Left)
                > 0.3 * Math.Min(column.Right - column.Left, phrase.Box.Width));
            if (at < 0) columns.Add((phrase.Box.Left, phrase.Box.Right, [.. phrase.Words]));
            else columns[at] = (Math.Min(columns[at].Left, phrase.Box.Left), Math.Max(columns[at].Right, phrase.Box.Right),
                [.. columns[at].Words, .. phrase.Words]);
        }

        if (columns.Count < 4) return null;

        columns.Sort((one, other) => one.Left.CompareTo(other.Left));
        var bottom = limit;
        var body = Phrases(page.Words.Where(word => word.Box.Top > firstText - 1 && word.Box.Bottom < bottom)).ToList();
        var grid = ColumnRoles.Of(Wide(columns, body),
            column => [.. body.Where(phrase => column.Holds(phrase.Box.Centre.X)).SelectMany(phrase => phrase.Words)]);
        return grid.Any(column => column.Kind == ColumnKind.Activity) ? new(page, grid, top, firstText, bottom, rules, false) : null;
    }

    /// <summary>Parts the width: each column takes what stands below its name, up to the widest gap before the next.</summary>
    private static List<GridColumn> Wide(List<(double Left, double Right, List<PageWord> Words)> columns, List<TextLine> body)
    {
        var edges = new List<double> { Math.Min(columns[0].Left, body.Count > 0 ? body.Min(phrase => phrase.Box.Left)
            : columns[0].Left) - 1 };
        for (var i = 0; i + 1 < columns.Count; i++)
        {
            // The place between two names that the fewest lines cross; of several, the middle of the widest run.
            var (from, to) = ((columns[i].Left + columns[i].Right) / 2, (columns[i + 1].Left + columns[i + 1].Right) / 2);
            var (bestCost, bestFrom, bestTo) = (int.MaxValue, from, to);
            const double Step = 1.25;
            for (var x = from; x <= to; x += Step)
            {
                var cost = body.Count(phrase => phrase.Box.Left < x && x < phrase.Box.Right)
                    + (Inside(columns[i], x) || Inside(columns[i + 1], x) ? 1 : 0);
                if (cost > bestCost) continue;
                if (cost < bestCost) (bestCost, bestFrom, bestTo) = (cost, x, x);
                else if (x - bestTo <= Step * 1.5) bestTo = x;
                else if (Run(x, cost, to) > bestTo - bestFrom) (bestFrom, bestTo) = (x, x);
            }

            edges.Add((bestFrom + bestTo) / 2);
        }

        edges.Add(Math.Max(columns[^1].Right, body.Count > 0 ? body.Max(phrase => phrase.Box.Right) : 0) + 1);
        return [.. columns.Select((column, i) =>
            new GridColumn(ColumnKind.Other, TextLines.Text(column.Words), edges[i], edges[i + 1], TextLines.Around(column.Words)))];

        double Run(double from, int cost, double to)
        {
            var x = from;
            while (x <= to && body.Count(phrase => phrase.Box.Left < x && x < phrase.Box.Right) <= cost) x += 1.25;
            return x - from;
        }

        static bool Inside((double Left, double Right, List<PageWord> Words) column, double x) => x > column.Left && x < column.Right;
    }

    /// <summary>Words of a line that stand together.</summary>
    internal static IEnumerable<TextLine> Phrases(IEnumerable<PageWord> words)
    {
        foreach (var line in TextLines.Of(words))
        {
            var phrase = new List<PageWord>();
            foreach (var word in line.Words)
            {
                if (phrase.Count > 0 && word.Box.Left - phrase[^1].Box.Right > 0.75 * Math.Max(phrase[^1].Box.Height, 4))
                {
                    yield return TextLines.Line(phrase);
                    phrase = [];
                }

                phrase.Add(word);
            }

            yield return TextLines.Line(phrase);
        }
    }
}
