using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tables;

/// <summary>
/// The order of a table's rows: starts, then the steps by their numbers. An end stands behind the last row that leads to it, anything else
/// behind the first.
/// </summary>
internal static class RowOrder
{
    public static List<TableRow> Of(IReadOnlyList<TableRow> rows, IReadOnlyList<ConnectionElement> ways)
    {
        var steps = rows.Where(row => row.IsStep).OrderBy(row => StepOrder.Key(row.Number), StringComparer.Ordinal).ToList();
        // A place is the index of a step, or -1 above the first one; rows of one place stand in the order in which they were placed.
        var places = steps.Select((row, i) => (row.Key, i)).ToDictionary(pair => pair.Key, pair => pair.i);
        var others = rows.Where(row => !row.IsStep && row.Symbol != TableSymbol.Start).ToList();
        foreach (var start in rows.Where(row => row.Symbol == TableSymbol.Start)) places[start.Key] = -1;

        var sources = ways.ToLookup(way => way.Target, way => way.Source);
        var placed = new List<(TableRow Row, int Place)>();
        for (var waiting = others; waiting.Count > 0;)
        {
            var ready = waiting.Where(row => row.Symbol == TableSymbol.Locked && sources[row.Key].Any(places.ContainsKey)).ToList();
            if (ready.Count == 0) ready = [.. waiting.Where(row => row.Symbol == TableSymbol.Locked && !sources[row.Key].Any())];
            if (ready.Count == 0) ready = [.. waiting.Where(row => row.Symbol == TableSymbol.Locked)];
            if (ready.Count == 0) ready = waiting;
            var found = ready.Select(row => (row, Place(row))).ToList();
            placed.AddRange(found);
            foreach (var (row, place) in found) places[row.Key] = place;
            waiting = [.. waiting.Except(ready)];
        }

        var behind = placed.ToLookup(pair => pair.Place, pair => pair.Row);
        return
        [
            .. rows.Where(row => row.Symbol == TableSymbol.Start),
            .. behind[-1],
            .. steps.SelectMany((step, i) => behind[i].Prepend(step)),
        ];

        int Place(TableRow row)
        {
            var before = sources[row.Key].Where(places.ContainsKey).Select(key => places[key]).ToList();
            if (before.Count == 0) return row.Symbol == TableSymbol.End ? steps.Count - 1 : -1;
            return row.Symbol == TableSymbol.End ? before.Max() : before.Min();
        }
    }
}
