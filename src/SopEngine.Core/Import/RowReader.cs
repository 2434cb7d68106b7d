using SopEngine.Core.Sheets;

namespace SopEngine.Core.Import;

/// <summary>Reads the rows of a table on one page: bands between level lines, or lines around the numbers where none are drawn.</summary>
internal static class RowReader
{
    private static readonly ColumnKind[] Shared = [ColumnKind.Requirements, ColumnKind.Time, ColumnKind.Output, ColumnKind.Remarks];

    /// <param name="isInk">True for words that belong to a symbol or a line, and so to no cell.</param>
    public static List<RawRow> Of(TableGrid grid, Func<PageWord, bool> isInk)
    {
        var words = grid.Words.Where(word => !isInk(word)).ToList();
        if (!grid.IsRuled) return LooseRows.Of(grid, words, grid.BodyTop, grid.Bottom, true);

        var lines = grid.RowLines();
        var rows = new List<RawRow>();
        for (var i = 0; i + 1 < lines.Count; i++)
        {
            var (top, bottom) = (lines[i], lines[i + 1]);
            var own = words.Where(word => word.Box.Centre.Y > top && word.Box.Centre.Y <= bottom).ToList();
            if (Numbers(grid, own).Count > 1) rows.AddRange(LooseRows.Of(grid, own, top, bottom, i == 0));
            else rows.Add(Banded(grid, own, top, bottom, i == 0));
        }

        ShareMerged(grid, words, rows, lines);
        return rows;
    }

    /// <summary>The words of the number's column that are numbers, from the top down.</summary>
    public static List<PageWord> Numbers(TableGrid grid, IEnumerable<PageWord> words) => grid.Of(ColumnKind.Number) is not { } column ? []
        : [.. words.Where(word => column.Holds(word.Box.Centre.X) && ColumnRoles.NumberOnly().IsMatch(word.Text))
            .OrderBy(word => word.Box.Top)];

    /// <summary>A row out of the words that stand in it.</summary>
    public static RawRow Banded(TableGrid grid, IReadOnlyCollection<PageWord> words, double top, double bottom, bool isFirst)
    {
        var row = new RawRow(grid.Page.Number, top, bottom) { IsFirstOfPage = isFirst };
        var lane = 0;
        foreach (var column in grid.Columns)
        {
            var own = words.Where(word => column.Holds(Within(grid, word.Box.Centre.X))).ToList();
            var cell = Cell(grid, own, column, top, bottom);
            if (column.Kind == ColumnKind.Lane)
            {
                if (!cell.IsEmpty) row.LaneTexts[lane] = cell;
                lane++;
            }
            else if (column.Kind == ColumnKind.Number) row.Number = cell.Text.Trim('(', ')', '.', ' ');
            else if (column.Kind != ColumnKind.Other) row.Cells[column.Kind] = cell;
        }

        return row;
    }

    private static double Within(TableGrid grid, double x) => Math.Clamp(x, grid.Left + 0.1, grid.Right - 0.1);

    private static Found Cell(TableGrid grid, List<PageWord> words, GridColumn column, double top, double bottom) =>
        new(TextLines.Text(words), new(grid.Page.Number, words.Count > 0 ? TextLines.Around(words)
            : new Box(column.Left, top, column.Right, bottom)));

    /// <summary>A cell over several rows says the same for each of them; whether together or each, somebody must say.</summary>
    private static void ShareMerged(TableGrid grid, List<PageWord> words, List<RawRow> rows, List<double> lines)
    {
        foreach (var column in grid.Columns.Where(column => Shared.Contains(column.Kind)))
        {
            for (var i = 0; i < rows.Count; i++)
            {
                var last = i;
                while (last + 1 < rows.Count && IsDrawn(rows[last].Bottom) && !grid.IsParted(column, rows[last].Bottom)) last++;
                if (last == i) continue;

                var own = words.Where(word => column.Holds(Within(grid, word.Box.Centre.X)) && word.Box.Centre.Y > rows[i].Top
                    && word.Box.Centre.Y <= rows[last].Bottom).ToList();
                if (own.Count > 0)
                {
                    var cell = Cell(grid, own, column, rows[i].Top, rows[last].Bottom)
                        .But(column.Kind == ColumnKind.Time ? DoubtKind.TimeMerged : DoubtKind.CellMerged,
                            $"{rows[i].Number}–{rows[last].Number}");
                    for (var row = i; row <= last; row++)
                        if (rows[row].Number.Length > 0 || !rows[row][ColumnKind.Activity].IsEmpty) rows[row].Cells[column.Kind] = cell;
                }

                i = last;
            }
        }

        // Only a line that the other columns have can be missing in one.
        bool IsDrawn(double at) => lines.Any(line => Math.Abs(line - at) < 0.5);
    }
}
