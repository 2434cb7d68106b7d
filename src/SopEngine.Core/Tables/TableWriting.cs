using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tables;

/// <summary>
/// Writes a table into its definition. Each part is compared with what the definition's own table says, and only what differs is written:
/// so everything else stays, whatever it is.
/// </summary>
internal static class TableWriting
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 128 };

    public static string Write(SopTable table, WorkflowDefinition? definition)
    {
        var before = definition is null ? SopTable.Empty : SopTable.Read(definition);
        var text = definition?.Json.GetRawText() ?? Nothing;
        var json = JsonNode.Parse(text)!.AsObject();

        var changed = HeaderWriting.Write(json, before, table, isNew: definition is null);
        if (RowsOf(json) is { } root) changed |= WriteRows(root, before, table);
        return changed || definition is null ? json.ToJsonString(Relaxed) : text;
    }

    /// <summary>A definition without a name, a header or a row.</summary>
    private const string Nothing =
        """
        {
          "name": "", "description": "", "variables": [], "inputs": [], "outputs": [], "outcomes": [],
          "customProperties": {}, "options": {},
          "root": {
            "id": "root", "nodeId": "Workflow1:root", "name": "Flowchart1", "type": "Elsa.Flowchart", "version": 1,
            "customProperties": {}, "metadata": {}, "activities": [], "connections": []
          }
        }
        """;

    /// <summary>The flowchart that the rows stand in, made where there is no root yet; null where the root is something else.</summary>
    private static JsonObject? RowsOf(JsonObject json)
    {
        if (json.Property("root") is not JsonObject root || root.Text("type") is null or "")
        {
            root = JsonNode.Parse(Nothing)!["root"]!.DeepClone().AsObject();
            json.Set("root", root);
        }

        return root.Text("type") == TableReading.Chart ? root : null;
    }

    private static bool WriteRows(JsonObject root, SopTable before, SopTable after)
    {
        var activities = root.Property("activities") as JsonArray;
        if (activities is null)
        {
            if (after.Rows.Count == 0) return false;
            root.Set("activities", activities = []);
        }

        // What the table cannot show is not the table's to delete.
        var missing = before.Rows.Where(row => row.Symbol == TableSymbol.Locked && after.Row(row.Key) is null).ToList();
        if (missing.Count > 0) after = after with { Rows = [.. after.Rows, .. missing] };

        var changed = Delete(activities, before, after);
        changed |= new RowWriting(root, activities, before, after).Write();
        changed |= StepNumbers.Follow(activities, before, after);
        return changed | ConnectionWriting.Write(root, before, after);
    }

    private static bool Delete(JsonArray activities, SopTable before, SopTable after)
    {
        var kept = after.Rows.Select(row => row.Key).ToHashSet();
        var gone = before.Rows.Select(row => row.Key).Where(key => !kept.Contains(key)).ToHashSet();
        return activities.RemoveAll(node => node is JsonObject activity && activity.Text("id") is { } id && gone.Contains(id)) > 0;
    }
}
