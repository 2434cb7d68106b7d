using System.Text.Json;
using System.Text.Json.Nodes;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tables;

/// <summary>
/// Writes the exits as connections. A connection that stays keeps its object, its bends and its place among the others: their order is
/// that in which branches advance.
/// </summary>
internal static class ConnectionWriting
{
    /// <returns>True when something was written.</returns>
    public static bool Write(JsonObject root, SopTable before, SopTable after)
    {
        var old = Ways(before).ToHashSet();
        var wanted = Ways(after).ToList();
        var gone = before.Rows.Select(row => row.Key).Except(after.Rows.Select(row => row.Key)).ToHashSet();
        if (old.SetEquals(wanted) && gone.Count == 0) return false;

        var connections = new List<(ConnectionElement Way, JsonNode? Json)>();
        foreach (var node in (root.Property("connections") as JsonArray ?? []).ToList())
        {
            var way = ConnectionElement.Read(JsonSerializer.SerializeToElement(node));
            var stays = old.Contains(way) ? wanted.Contains(way) : !gone.Contains(way.Source) && !gone.Contains(way.Target);
            if (stays) connections.Add((way, node?.DeepClone()));
        }

        var present = connections.Select(connection => connection.Way).ToHashSet();
        foreach (var way in wanted.Where(present.Add))
        {
            var last = connections.FindLastIndex(connection => connection.Way.Source == way.Source);
            connections.Insert(last < 0 ? connections.Count : last + 1, (way, Connection(way)));
        }

        root.Set("connections", new JsonArray([.. connections.Select(connection => connection.Json)]));
        return true;
    }

    private static IEnumerable<ConnectionElement> Ways(SopTable table)
    {
        var keys = table.Rows.Select(row => row.Key).ToHashSet();
        return table.Rows.SelectMany((row, i) => row.Exits
            .Select(exit => (Port: row.Symbol != TableSymbol.Decision && exit.Label.Length == 0 ? TableReading.Done : exit.Label,
                Target: table.TargetOf(i, exit)))
            .Where(way => way.Target is not null && keys.Contains(way.Target))
            .Select(way => new ConnectionElement(row.Key, way.Port, way.Target!))).Distinct();
    }

    private static JsonObject Connection(ConnectionElement way) => new()
    {
        ["source"] = new JsonObject { ["activity"] = way.Source, ["port"] = way.Port },
        ["target"] = new JsonObject { ["activity"] = way.Target, ["port"] = "In" },
        ["vertices"] = new JsonArray(),
    };
}
