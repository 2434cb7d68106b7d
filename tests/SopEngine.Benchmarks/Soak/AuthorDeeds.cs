using System.Text.Json;
using System.Text.Json.Nodes;

namespace SopEngine.Benchmarks.Soak;

/// <summary>The designer's API requests for an author, with the session's cookie and a form token, like the Studio's.</summary>
internal static class AuthorDeeds
{
    private static readonly string[] Read =
    [
        "/elsa/api/workflow-definitions?page=0&pageSize=50", "/elsa/api/workflow-definitions?searchTerm=uji&versionOptions=Published",
        "/elsa/api/descriptors/activities", "/elsa/api/descriptors/variables", "/elsa/api/descriptors/expression-descriptors",
        "/elsa/api/features/installed",
    ];

    public static async Task Browse(Visit visit)
    {
        await visit.Get("/studio/token");
        await Ask(visit, HttpMethod.Get, visit.Any(Read), null);
        if (!visit.Office.Sops.Pick(visit.Random, out var sop)) return;
        await Ask(visit, HttpMethod.Get, $"/elsa/api/workflow-definitions/by-definition-id/{sop}?versionOptions=Latest", null);
        await visit.Get($"/studio/workflows/definitions/{sop}/edit");
        if (visit.Chance(0.2)) await Ask(visit, HttpMethod.Get, $"/elsa/api/workflow-definitions/{sop}/export?versionOptions=Latest", null);
        if (visit.Chance(0.5)) await Ask(visit, HttpMethod.Post, "/elsa/api/workflow-instances", new { page = 0, pageSize = 20 });
        if (!visit.Office.Cases.Pick(visit.Random, out var id)) return;
        await Ask(visit, HttpMethod.Get, $"/elsa/api/workflow-instances/{id}", null);
        await Ask(visit, HttpMethod.Post, $"/elsa/api/workflow-instances/{id}/journal", new { });
    }

    /// <summary>Draws the office's own small SOP anew, and now and then puts it in force.</summary>
    public static async Task Draw(Visit visit)
    {
        var lanes = visit.Office.Visitors.SelectMany(other => other.Person.Lanes).Distinct().ToList();
        var name = Scrutiny.Title(visit.Office.Name, visit.Ledger.Number());
        var body = new JsonObject
        {
            ["model"] = Definition($"soak-{visit.Office.Name}", name, visit.Any(lanes), visit.Any(lanes)),
            ["publish"] = visit.Chance(0.3),
        };
        await Ask(visit, HttpMethod.Post, "/elsa/api/workflow-definitions", body.ToJsonString());
    }

    private static async Task<Answer> Ask(Visit visit, HttpMethod method, string path, object? body)
    {
        var token = method == HttpMethod.Get ? default : (await visit.Get("/studio/token")).Json;
        var proof = token.ValueKind == JsonValueKind.Object ? token.GetProperty("token").GetString()! : "";
        var content = body is null ? null : Call.Json(body);
        return await visit.Send(new Call(method, path, content) { Headers = [("RequestVerificationToken", proof)] });
    }

    private static JsonObject Definition(string id, string name, string first, string second) => new()
    {
        ["definitionId"] = id,
        ["name"] = name,
        ["customProperties"] = new JsonObject
        {
            ["sop"] = new JsonObject
            {
                ["number"] = id.ToUpperInvariant(),
                ["title"] = name,
                ["lanes"] = new JsonArray([.. new[] { first, second }.Distinct().Select(Lane)]),
            },
        },
        ["root"] = new JsonObject
        {
            ["id"] = "root",
            ["type"] = "Elsa.Flowchart",
            ["activities"] = new JsonArray(
                Activity("Elsa.Start", "start"), Step("terima", first), Step("kerjakan", second), Activity("Elsa.End", "end")),
            ["connections"] = new JsonArray(Connection("start", "terima"), Connection("terima", "kerjakan"), Connection("kerjakan", "end")),
        },
    };

    private static JsonObject Lane(string id) => new() { ["id"] = id, ["name"] = id };

    private static JsonObject Step(string id, string lane)
    {
        var step = Activity("Sop.Step", id);
        (string Input, string Value)[] inputs =
            [("number", "1"), ("instruction", $"Mengerjakan {id}"), ("lane", lane), ("timeLimit", "2"), ("timeUnit", "jam")];
        foreach (var (input, value) in inputs)
            step[input] = new JsonObject { ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value } };
        return step;
    }

    private static JsonObject Activity(string type, string id) =>
        new() { ["id"] = id, ["type"] = type, ["version"] = 1, ["metadata"] = new JsonObject { ["displayText"] = id } };

    private static JsonObject Connection(string from, string to) => new()
    {
        ["source"] = new JsonObject { ["activity"] = from, ["port"] = "Done" },
        ["target"] = new JsonObject { ["activity"] = to, ["port"] = "In" },
    };
}
