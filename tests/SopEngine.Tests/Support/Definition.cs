using System.Text.Json;
using System.Text.Json.Nodes;

namespace SopEngine.Tests.Support;

/// <summary>Small definitions for tests, and the shipped definitions.</summary>
internal static class Definition
{
    /// <summary>The folder <c>workflows/</c>, found from any working directory.</summary>
    public static string Folder { get; } = Find();

    public static string Shipped(string file) => File.ReadAllText(Path.Combine(Folder, file));

    /// <summary>Steps in sequence, each in the lane after its colon: <c>Line("terima:loket", "uji:analis")</c>.</summary>
    public static string Line(params string[] steps) => Chart("alur", steps.Select(step => Step(step.Split(':')[0], step.Split(':')[1])));

    /// <summary>Activities in sequence, between a start and an end.</summary>
    public static string Chart(string definitionId, IEnumerable<JsonObject> activities)
    {
        var list = activities.ToList();
        var ids = new[] { "start" }.Concat(list.Select(activity => (string)activity["id"]!)).Append("end").ToList();
        var lanes = list.Select(activity => (string?)activity["lane"]?["expression"]?["value"]).OfType<string>().Distinct();
        return new JsonObject
        {
            ["definitionId"] = definitionId,
            ["name"] = "SOP " + definitionId,
            ["customProperties"] = new JsonObject
            {
                ["sop"] = new JsonObject
                {
                    ["number"] = definitionId.ToUpperInvariant(),
                    ["title"] = "SOP " + definitionId,
                    ["lanes"] = new JsonArray(
                        [.. lanes.Select(lane => new JsonObject { ["id"] = lane, ["name"] = lane, ["external"] = lane == "pelanggan" })]),
                },
            },
            ["root"] = new JsonObject
            {
                ["id"] = "root",
                ["type"] = "Elsa.Flowchart",
                ["activities"] = new JsonArray([Activity("Elsa.Start", "start"), .. list, Activity("Elsa.End", "end")]),
                ["connections"] = new JsonArray([.. ids.Zip(ids.Skip(1), (from, to) => new JsonObject
                {
                    ["source"] = new JsonObject { ["activity"] = from, ["port"] = "Done" },
                    ["target"] = new JsonObject { ["activity"] = to, ["port"] = "In" },
                })]),
            },
        }.ToJsonString();
    }

    /// <summary>The same chart with a promise for the whole case (SPM).</summary>
    /// <param name="standard">A limit, as <c>2 hari</c>.</param>
    /// <param name="compensated">True when a broken promise opens the shipped SOP of compensation.</param>
    public static string Promised(string chart, string standard, bool compensated = true)
    {
        var json = JsonNode.Parse(chart)!;
        var sop = json["customProperties"]!["sop"]!;
        sop["serviceStandard"] = new JsonObject { ["value"] = standard.Split(' ')[0], ["unit"] = standard.Split(' ')[1] };
        if (compensated) sop["compensation"] = "SOP 21-BIPA/5";
        return json.ToJsonString();
    }

    public static JsonObject Step(string id, string lane, string? limit = null)
    {
        var step = Activity("Sop.Step", id, ("number", "1"), ("instruction", "Mengerjakan " + id), ("lane", lane));
        if (limit is not null)
        {
            step["timeLimit"] = Literal(limit.Split(' ')[0]);
            step["timeUnit"] = Literal(limit.Split(' ')[1]);
        }

        return step;
    }

    public static JsonObject Activity(string type, string id, params (string Name, string Value)[] inputs)
    {
        var metadata = new JsonObject { ["displayText"] = id };
        var activity = new JsonObject { ["id"] = id, ["type"] = type, ["version"] = 1, ["metadata"] = metadata };
        foreach (var (name, value) in inputs) activity[name] = Literal(value);
        return activity;
    }

    public static JsonObject Input(string type, string value) =>
        new() { ["expression"] = new JsonObject { ["type"] = type, ["value"] = value } };

    public static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;

    private static JsonObject Literal(string value) => Input("Literal", value);

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(at.FullName, "workflows"))) at = at.Parent!;
        return Path.Combine(at.FullName, "workflows");
    }
}
