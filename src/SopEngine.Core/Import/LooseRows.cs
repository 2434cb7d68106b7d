namespace SopEngine.Core.Import;

/// <summary>
/// Reads rows that no line parts: the numbers say how many there are, and the lines of each column are shared out among them in their
/// order,
/// so that each row's lines stand around its number, or begin beside it, whichever costs less for all.
/// </summary>
internal static class LooseRows
{
    private const int MostLines = 400;

    public static List<RawRow> Of(TableGrid grid, List<PageWord> words, double top, double bottom, bool isFirst)
    {
        var numbers = RowReader.Numbers(grid, words);
        if (numbers.Count == 0) return words.Count == 0 ? [] : [RowReader.Banded(grid, words, top, bottom, isFirst)];

        var activity = grid.Of(ColumnKind.Activity)!;
        var anchors = numbers.Select(number => number.Box.Centre.Y).ToList();
        var lines = LinesOf(words, activity);
        var (centred, topped) = (Shared(lines, anchors, true), Shared(lines, anchors, false));
        var (cost, shares) = topped.Cost < 0.8 * centred.Cost ? topped : centred;
        var isCentred = cost == centred.Cost && !(topped.Cost < 0.8 * centred.Cost);

        var own = numbers.Select(_ => new List<PageWord>()).ToList();
        Give(lines, shares);
        foreach (var column in grid.Columns.Where(column => column.Kind is not ColumnKind.Activity))
        {
            var its = LinesOf(words, column);
            Give(its, Shared(its, anchors, isCentred).Shares);
        }

        return [.. own.Select((words, i) => RowReader.Banded(grid, words, i == 0 ? top : (anchors[i - 1] + anchors[i]) / 2,
            i + 1 == own.Count ? bottom : (anchors[i] + anchors[i + 1]) / 2, isFirst && i == 0))];

        void Give(List<TextLine> lines, int[] shares)
        {
            for (var i = 0; i < lines.Count; i++) own[shares[i]].AddRange(lines[i].Words);
        }
    }

    private static List<TextLine> LinesOf(List<PageWord> words, GridColumn column) =>
        [.. TextLines.Of(words.Where(word => column.Holds(word.Box.Centre.X))).Take(MostLines)];

    /// <summary>The cheapest way to share lines out in their order; some rows may have none.</summary>
    private static (double Cost, int[] Shares) Shared(List<TextLine> lines, List<double> anchors, bool isCentred)
    {
        var (n, m) = (lines.Count, anchors.Count);
        var shares = new int[n];
        if (n == 0) return (0, shares);

        var best = new double[m + 1, n + 1];
        var from = new int[m + 1, n + 1];
        for (var j = 1; j <= n; j++) best[0, j] = double.PositiveInfinity;
        for (var i = 1; i <= m; i++)
        {
            for (var j = 0; j <= n; j++)
            {
                best[i, j] = double.PositiveInfinity;
                for (var k = Math.Max(0, j - 60); k <= j; k++)
                {
                    if (double.IsInfinity(best[i - 1, k])) continue;
                    var cost = best[i - 1, k] + Cost(k, j, anchors[i - 1]);
                    if (cost >= best[i, j]) continue;
                    (best[i, j], from[i, j]) = (cost, k);
                }
            }
        }

        if (double.IsInfinity(best[m, n])) return (double.PositiveInfinity, shares);
        for (int i = m, j = n; i > 0; i--)
        {
            for (var line = from[i, j]; line < j; line++) shares[line] = i - 1;
            j = from[i, j];
        }

        return (best[m, n], shares);

        double Cost(int first, int end, double anchor)
        {
            if (first == end) return 4;

            var at = isCentred ? (lines[first].Box.Top + lines[end - 1].Box.Bottom) / 2 : lines[first].Box.Centre.Y;
            var gaps = 0.0;
            for (var line = first + 1; line < end; line++) gaps += Math.Max(0, lines[line].Box.Top - lines[line - 1].Box.Bottom - 5);
            return Math.Abs(at - anchor) + (2 * gaps);
        }
    }
}
