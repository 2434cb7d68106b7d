namespace SopEngine.Core.Tables;

/// <summary>A cell of a row: how two rows are compared in it, and how one takes it from another.</summary>
internal sealed record RowCell(TableColumn Column, Func<TableRow, TableRow, bool> Same, Func<TableRow, TableRow, TableRow> Take);

internal static class RowCells
{
    public static readonly IReadOnlyList<RowCell> All =
    [
        new(TableColumn.Number, (a, b) => a.Number == b.Number, (row, other) => row with { Number = other.Number }),
        new(TableColumn.Text, (a, b) => a.Text == b.Text, (row, other) => row with { Text = other.Text }),
        new(TableColumn.ShortName, (a, b) => a.ShortName == b.ShortName, (row, other) => row with { ShortName = other.ShortName }),
        new(TableColumn.Lane, (a, b) => a.Lane == b.Lane, (row, other) => row with { Lane = other.Lane }),
        new(TableColumn.Requirements, (a, b) => a.Requirements.SequenceEqual(b.Requirements),
            (row, other) => row with { Requirements = other.Requirements }),
        new(TableColumn.Time, (a, b) => a.Time == b.Time, (row, other) => row with { Time = other.Time }),
        new(TableColumn.Output, (a, b) => a.Output == b.Output, (row, other) => row with { Output = other.Output }),
        new(TableColumn.Remarks, (a, b) => a.Remarks == b.Remarks, (row, other) => row with { Remarks = other.Remarks }),
        // A decision and its choices belong together.
        new(TableColumn.Exits, (a, b) => a.Symbol == b.Symbol && a.Exits.SequenceEqual(b.Exits),
            (row, other) => row with { Symbol = other.Symbol, Exits = other.Exits }),
    ];
}
