using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Tables;

/// <summary>Writes the rows as activities: the cells that differ, and whole new ones.</summary>
internal sealed class RowWriting(JsonObject root, JsonArray activities, SopTable before, SopTable after)
{
    private const double Across = 380, Down = 110;

    private readonly Dictionary<string, JsonObject> _activities = activities.OfType<JsonObject>()
        .Where(activity => activity.Text("id") is { Length: > 0 }).DistinctBy(activity => activity.Text("id"))
        .ToDictionary(activity => activity.Text("id")!);

    private readonly Dictionary<string, TableRow> _before = before.Rows.ToDictionary(row => row.Key);

    /// <returns>True when something was written.</returns>
    public bool Write()
    {
        var changed = false;
        foreach (var (i, row) in after.Rows.Index())
        {
            if (row.Symbol == TableSymbol.Locked) continue;
            var old = _before.GetValueOrDefault(row.Key);
            if (old is null || !_activities.TryGetValue(row.Key, out var activity) || !IsOfOneKind(old, row))
            {
                activity = Place(row, i, _activities.GetValueOrDefault(row.Key));
                old = null;
            }

            if (old is not null && old.Says(row)) continue;
            if (row.IsStep) WriteStep(activity, old, row);
            else if (old is null || old.Text != row.Text) Caption(activity, row.Text);
            changed = true;
        }

        return changed;
    }

    private static bool IsOfOneKind(TableRow old, TableRow now) => (old.IsStep && now.IsStep) || old.Symbol == now.Symbol;

    /// <summary>A new activity at a place of the canvas that is free, in the array behind the row before it.</summary>
    /// <param name="replaced">The activity of that row when it was something else; its place and its id are taken over.</param>
    private JsonObject Place(TableRow row, int index, JsonObject? replaced)
    {
        var type = TypeOf(row);
        var activity = new JsonObject
        {
            ["id"] = row.Key,
            ["nodeId"] = $"{root.Text("nodeId") ?? "Workflow1:" + root.Text("id")}:{row.Key}",
            ["name"] = type[(type.IndexOf('.') + 1)..] + (index + 1).ToString(CultureInfo.InvariantCulture),
            ["type"] = type,
            ["version"] = 1,
            ["customProperties"] = new JsonObject
            {
                ["canStartWorkflow"] = row.Symbol == TableSymbol.Start,
                ["runAsynchronously"] = false,
            },
            ["metadata"] = replaced?.Property("metadata") is JsonObject metadata ? metadata.DeepClone() : Metadata(row, index),
        };

        var at = replaced is not null ? activities.IndexOf(replaced)
            : index > 0 && _activities.TryGetValue(after.Rows[index - 1].Key, out var previous) ? activities.IndexOf(previous) + 1
            : index == 0 ? 0 : activities.Count;
        if (replaced is not null) activities.RemoveAt(at);
        activities.Insert(at, activity);
        return _activities[row.Key] = activity;
    }

    private JsonObject Metadata(TableRow row, int index)
    {
        var lane = after.Lanes.ToList().FindIndex(lane => lane.Id == row.Lane);
        var previous = after.Rows.Take(index).Reverse().Select(other => PositionOf(other.Key))
            .FirstOrDefault(position => position is not null);
        var x = lane >= 0 ? 40 + (Across * lane) : previous?.X ?? 40;
        var y = previous is { } above ? above.Y + Down : 40;
        var taken = _activities.Keys.Select(PositionOf).OfType<(double X, double Y)>().ToList();
        while (taken.Exists(other => Math.Abs(other.X - x) < 260 && Math.Abs(other.Y - y) < 60)) y += Down;
        return new JsonObject
        {
            ["designer"] = new JsonObject
            {
                ["position"] = new JsonObject { ["x"] = x, ["y"] = y },
                ["size"] = new JsonObject { ["width"] = 240, ["height"] = 54 },
            },
        };
    }

    private (double X, double Y)? PositionOf(string key) =>
        _activities.GetValueOrDefault(key)?.Property("metadata") is JsonObject metadata
        && metadata.Property("designer") is JsonObject designer && designer.Property("position") is JsonObject position
        && Number(position.Property("x")) is { } x && Number(position.Property("y")) is { } y
            ? (x, y)
            : null;

    private static double? Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<double>(out var number)
        && Math.Abs(number) < 1e7 ? number : null;

    private static string TypeOf(TableRow row) => row.Symbol switch
    {
        TableSymbol.Start => "Elsa.Start",
        TableSymbol.End => "Elsa.End",
        TableSymbol.Decision => "Sop.Decision",
        _ => row.Type is "Sop.StartSop" or "Sop.Survey" ? row.Type : "Sop.Step",
    };

    private static void WriteStep(JsonObject activity, TableRow? old, TableRow row)
    {
        var text = old?.Text ?? "";
        if (old is not null && old.Symbol != row.Symbol) ChangeSymbol(activity, row);
        Write("number", old?.Number, row.Number);
        Write("instruction", old?.Text, row.Text);
        Write("lane", old?.Lane, row.Lane);
        Write("output", old?.Output, row.Output);
        Write("remarks", old?.Remarks, row.Remarks);
        if ((old?.Time ?? "") != row.Time) WriteTime(activity, row.Time);
        if (!(old?.Requirements ?? []).SequenceEqual(row.Requirements)) activity.List("requirements", row.Requirements);
        if (row.Symbol == TableSymbol.Decision)
        {
            var labels = Labels(row);
            if (old is not { Symbol: TableSymbol.Decision } || !Labels(old).SequenceEqual(labels)) activity.List("outcomes", labels);
        }

        WriteCaption();

        void Write(string name, string? before, string now)
        {
            if ((before ?? "") != now) activity.Literal(name, "String", now);
        }

        void WriteCaption()
        {
            // A short name that was made of the text is made of it anew.
            var isMade = row.ShortName.Length == 0
                || (old is not null && row.ShortName == old.ShortName && old.ShortName == ShortNames.Of(text));
            var isDue = old is null || text != row.Text || row.ShortName != old.ShortName;
            var caption = isMade && isDue ? ShortNames.Of(row.Text) : row.ShortName;
            var isNumbered = old is null || old.ShortName.Length == 0 || activity.Property("metadata") is not JsonObject metadata
                || metadata.Text("displayText")?.StartsWith(old.Number + ". ", StringComparison.Ordinal) != false;
            var isSame = old is not null && old.Number == row.Number && old.ShortName == caption;
            if (isSame || caption.Length == 0) return;
            Caption(activity, isNumbered && row.Number.Length > 0 ? $"{row.Number}. {caption}" : caption);
        }
    }

    private static List<string> Labels(TableRow row) => [.. row.Exits.Select(exit => exit.Label).Distinct()];

    private static void ChangeSymbol(JsonObject activity, TableRow row)
    {
        activity.Set("type", TypeOf(row));
        if (row.Symbol != TableSymbol.Decision) activity.Remove("outcomes");
    }

    /// <summary>Value and unit of a time that can be read; one that cannot stays as written, for the author to see.</summary>
    private static void WriteTime(JsonObject activity, string time)
    {
        var parts = TimeLimit.TryParse(time, out var limit) && limit is { } known ? known.ToString().Split(' ') : [time.Trim(), ""];
        activity.Literal("timeLimit", "Int32", parts[0]);
        activity.Literal("timeUnit", "String", parts[1]);
    }

    private static void Caption(JsonObject activity, string caption) => activity.Child("metadata").Set("displayText", caption);
}
