using SopEngine.Core.Tables;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Web.Sops.Table;

/// <summary>A table as it goes between the page and the server.</summary>
public sealed record TableData(IReadOnlyList<TableData.LaneData> Lanes, IReadOnlyList<TableData.RowData> Rows)
{
    private const int LongestGo = 2_000;

    /// <summary>True when nothing is missing and every symbol is one: JSON can hold what the types forbid.</summary>
    internal bool IsWhole => Lanes?.All(lane => lane is { Id: not null, Name: not null }) == true
        && Rows?.All(row => row is { IsWhole: true } && row.Go is not { Length: > LongestGo }) == true;

    public sealed record LaneData(string Id, string Name, bool External, bool Counter = false);

    /// <param name="To">Null for the next row, empty for nowhere.</param>
    public sealed record ExitData(string Label, string? To);

    /// <param name="Requirements">One entry a line.</param>
    /// <param name="Go">
    /// The exits in words. From the page: what the author wrote into the cell, which then counts; null for what they did not touch.
    /// </param>
    public sealed record RowData(
        string Key, TableSymbol Symbol, string Number, string Text, string ShortName, string Lane, string Requirements, string Time,
        string Output, string Remarks, IReadOnlyList<ExitData> Exits, string? Go = null, string Type = "")
    {
        internal bool IsWhole => Enum.IsDefined(Symbol) && Exits?.All(exit => exit is { Label: not null }) == true
            && new[] { Key, Number, Text, ShortName, Lane, Requirements, Time, Output, Remarks, Type }.All(text => text is not null);

        internal bool IsStep => Symbol is TableSymbol.Process or TableSymbol.Decision;
    }

    public static TableData Of(SopTable table) => new(
        [.. table.Lanes.Select(lane => new LaneData(lane.Id, lane.Name, lane.External, lane.Counter))],
        [.. table.Rows.Select((row, i) => Of(row, ExitText.Of(table, i)))]);

    public static RowData Of(TableRow row, string? go) => new(
        row.Key, row.Symbol, row.Number, row.Text, row.ShortName, row.Lane, string.Join('\n', row.Requirements), row.Time, row.Output,
        row.Remarks, [.. row.Exits.Select(exit => new ExitData(exit.Label, exit.To))], go, row.Type);

    /// <summary>The table with the header of the definition that it stands in, which the page does not send.</summary>
    public SopTable In(SopTable before)
    {
        var types = before.Rows.ToDictionary(row => row.Key, row => row.Type);
        return new SopTable(
            before.Header,
            [.. Lanes.Select(lane => new Lane(lane.Id, lane.Name.Trim(), lane.External, lane.Counter))],
            [.. Rows.Select(row => Row(row, types.GetValueOrDefault(row.Key, "")))]);
    }

    private static TableRow Row(RowData row, string type) => new(row.Key, row.Symbol)
    {
        Number = row.Number.Trim(),
        Text = row.Text.Trim(),
        ShortName = row.ShortName.Trim(),
        Lane = row.Lane,
        Requirements = TablePasting.Lines(row.Requirements),
        Time = row.Time.Trim(),
        Output = row.Output.Trim(),
        Remarks = row.Remarks.Trim(),
        Exits = [.. row.Exits.Select(exit => new TableExit(exit.Label.Trim(), exit.To))],
        Type = type,
    };
}
