using System.Globalization;
using SopEngine.Core.Workflows;

namespace SopEngine.Core.Tables;

/// <summary>Why a table that came from outside is not taken.</summary>
public enum TableFaultKind
{
    TooManyRows,
    TooManyLanes,
    TooManyExits,
    TooLong,
    KeyBad,
    KeyTwice,
    LaneTwice,
    LaneUnknown,
    TargetUnknown,
    NotStorable,

    /// <summary>A row of what the table cannot show was made or made into something else.</summary>
    LockedChanged,
}

/// <param name="Row">The place of the row, from 0; null for the lanes or the table as a whole.</param>
/// <param name="Name">The row's number or text, or the lane's name.</param>
/// <param name="Column">Null for the row as a whole.</param>
/// <param name="Value">The value that is not taken, shortened; a limit for what is too much.</param>
public sealed record TableFault(TableFaultKind Kind, int? Row, string Name, TableColumn? Column, string Value);

/// <summary>
/// Checks a table from outside, so that <see cref="SopTable.Write"/> can take it. Faults of the SOP itself are the compiler's.
/// </summary>
public static class TableChecks
{
    public const int MostRows = 900, MostLanes = 30, LongestCell = 10_000, LongestName = 200;
    private const int MostExits = 40, LongestKey = 100, LongestShown = 40;

    /// <param name="before">The table that it began with.</param>
    /// <returns>Nothing for a table that may be written.</returns>
    public static IEnumerable<TableFault> Of(SopTable table, SopTable before)
    {
        if (table.Rows.Count > MostRows)
        {
            yield return new(TableFaultKind.TooManyRows, null, "", null, Text(MostRows));
            yield break;
        }

        foreach (var fault in Lanes(table)) yield return fault;
        var keys = table.Rows.Select(row => row.Key).ToHashSet();
        var seen = new HashSet<string>();
        var old = before.Rows.ToDictionary(row => row.Key);
        foreach (var (i, row) in table.Rows.Index())
        {
            if (row.Key.Length is 0 or > LongestKey || !IsKey(row.Key, old)) yield return Fault(TableFaultKind.KeyBad, null, row.Key);
            else if (!seen.Add(row.Key)) yield return Fault(TableFaultKind.KeyTwice, null, row.Key);
            if ((row.Symbol == TableSymbol.Locked) != (old.GetValueOrDefault(row.Key)?.Symbol == TableSymbol.Locked))
                yield return Fault(TableFaultKind.LockedChanged, null, row.Text);

            foreach (var (column, text) in Cells(row))
            {
                var most = column is TableColumn.Number or TableColumn.Time or TableColumn.ShortName ? LongestName : LongestCell;
                if (text.Length > most) yield return Fault(TableFaultKind.TooLong, column, Text(most));
                else if (!StorableText.Holds(text)) yield return Fault(TableFaultKind.NotStorable, column, "");
            }

            if (row.IsStep && row.Lane.Length > 0 && table.Lanes.All(lane => lane.Id != row.Lane)
                && old.GetValueOrDefault(row.Key)?.Lane != row.Lane)
                yield return Fault(TableFaultKind.LaneUnknown, TableColumn.Lane, row.Lane);
            if (row.Exits.Count > MostExits)
                yield return Fault(TableFaultKind.TooManyExits, TableColumn.Exits, Text(MostExits));
            foreach (var exit in row.Exits.Where(exit => exit.To is { Length: > 0 } to && !keys.Contains(to)).Take(1))
                yield return Fault(TableFaultKind.TargetUnknown, TableColumn.Exits, exit.To!);

            TableFault Fault(TableFaultKind kind, TableColumn? column, string value) =>
                new(kind, i, Shown(row.Number.Length > 0 ? row.Number : row.Text), column, Shown(value));
        }
    }

    private static IEnumerable<TableFault> Lanes(SopTable table)
    {
        if (table.Lanes.Count > MostLanes)
            yield return new(TableFaultKind.TooManyLanes, null, "", TableColumn.Lane, Text(MostLanes));
        foreach (var lane in table.Lanes)
        {
            if (lane.Name.Length > LongestName || lane.Id.Length > LongestName)
                yield return Fault(TableFaultKind.TooLong, lane.Name, Text(LongestName));
            else if (!StorableText.Holds(lane.Name) || !StorableText.Holds(lane.Id)) yield return Fault(TableFaultKind.NotStorable, "", "");
        }

        foreach (var same in table.Lanes.GroupBy(lane => lane.Id).Where(same => same.Count() > 1))
            yield return Fault(TableFaultKind.LaneTwice, same.First().Name, same.First().Name);
        foreach (var same in table.Lanes.Where(lane => lane.Name.Trim().Length > 0).GroupBy(lane => lane.Name.Trim().ToLowerInvariant())
            .Where(same => same.Select(lane => lane.Id).Distinct().Count() > 1))
            yield return Fault(TableFaultKind.LaneTwice, same.First().Name, same.First().Name);

        TableFault Fault(TableFaultKind kind, string name, string value) => new(kind, null, Shown(name), TableColumn.Lane, Shown(value));
    }

    private static IEnumerable<(TableColumn Column, string Text)> Cells(TableRow row)
    {
        yield return (TableColumn.Number, row.Number);
        yield return (TableColumn.Text, row.Text);
        yield return (TableColumn.ShortName, row.ShortName);
        yield return (TableColumn.Lane, row.Lane);
        yield return (TableColumn.Requirements, string.Join('\n', row.Requirements));
        yield return (TableColumn.Time, row.Time);
        yield return (TableColumn.Output, row.Output);
        yield return (TableColumn.Remarks, row.Remarks);
        yield return (TableColumn.Exits, string.Concat(row.Exits.Select(exit => exit.Label + exit.To)));
    }

    /// <summary>A key of a new row is an id that every tool takes; those that the definition has are taken as they are.</summary>
    private static bool IsKey(string key, Dictionary<string, TableRow> old) =>
        old.ContainsKey(key) || key.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');

    private static string Text(int limit) => limit.ToString(CultureInfo.InvariantCulture);

    private static string Shown(string text) => StorableText.Start(StorableText.Clean(text), LongestShown);
}
