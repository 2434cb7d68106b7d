using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tables;

/// <summary>Two authors changed one row, and differently.</summary>
/// <param name="Mine">The row with the cells of the one who merges, where both changed the same; null when they deleted it.</param>
/// <param name="Theirs">The row with the other's cells; null when the other deleted it.</param>
/// <param name="Columns">The cells that both changed.</param>
public sealed record RowConflict(string Key, TableRow? Mine, TableRow? Theirs, IReadOnlyList<TableColumn> Columns);

/// <summary>
/// Joins the changes of two authors who began with the same table. Cells that one of them changed are theirs; of a cell that both changed
/// the merged table has the one's who merges, and the conflict says so.
/// </summary>
/// <param name="Theirs">Keys of the rows that the other added, changed or deleted.</param>
public sealed record TableMerge(SopTable Merged, IReadOnlyList<RowConflict> Conflicts, IReadOnlyList<string> Theirs)
{
    public static TableMerge Of(SopTable began, SopTable mine, SopTable theirs)
    {
        var conflicts = new List<RowConflict>();
        var rows = new List<TableRow>();
        foreach (var row in mine.Rows)
        {
            var (old, other) = (began.Row(row.Key), theirs.Row(row.Key));
            if (old is null || other is null)
            {
                // Deleted by the other: gone, unless this author changed it.
                if (old is null || !old.Says(row)) rows.Add(row);
                if (old is not null && other is null && !old.Says(row)) conflicts.Add(new RowConflict(row.Key, row, null, []));
                continue;
            }

            var columns = RowCells.All.Where(cell => !cell.Same(row, other) && !cell.Same(old, row) && !cell.Same(old, other)).ToList();
            var merged = RowCells.All.Aggregate(row, (at, cell) => cell.Same(old, row) ? cell.Take(at, other) : at);
            rows.Add(merged);
            if (columns.Count > 0)
                conflicts.Add(new RowConflict(row.Key, merged, columns.Aggregate(merged, (at, cell) => cell.Take(at, other)),
                    [.. columns.Select(cell => cell.Column)]));
        }

        foreach (var row in theirs.Rows.Where(row => mine.Row(row.Key) is null))
        {
            var old = began.Row(row.Key);
            if (old is not null && old.Says(row)) continue;
            Insert(rows, row, theirs);
            if (old is not null) conflicts.Add(new RowConflict(row.Key, null, row, []));
        }

        var changed = theirs.Rows.Where(row => began.Row(row.Key) is not { } old || !old.Says(row)).Select(row => row.Key)
            .Concat(began.Rows.Select(row => row.Key).Where(key => theirs.Row(key) is null));
        return new TableMerge(theirs with { Lanes = Lanes(began.Lanes, mine.Lanes, theirs.Lanes), Rows = rows }, conflicts, [.. changed]);
    }

    /// <summary>Puts a row behind the one that it stands behind in the other's table.</summary>
    private static void Insert(List<TableRow> rows, TableRow row, SopTable theirs)
    {
        var before = theirs.Rows.TakeWhile(other => other.Key != row.Key).Reverse().Select(other => other.Key);
        var at = before.Select(key => rows.FindIndex(other => other.Key == key)).FirstOrDefault(index => index >= 0, -1);
        rows.Insert(at + 1, row);
    }

    private static List<Lane> Lanes(IReadOnlyList<Lane> began, IReadOnlyList<Lane> mine, IReadOnlyList<Lane> theirs)
    {
        var lanes = new List<Lane>();
        foreach (var lane in mine)
        {
            var old = began.FirstOrDefault(other => other.Id == lane.Id);
            var other = theirs.FirstOrDefault(other => other.Id == lane.Id);
            if (old is not null && other is null && old == lane) continue;
            lanes.Add(old is not null && other is not null && old == lane ? other : lane);
        }

        lanes.AddRange(theirs.Where(lane => mine.All(own => own.Id != lane.Id) && began.All(old => old.Id != lane.Id)));
        return lanes;
    }
}
