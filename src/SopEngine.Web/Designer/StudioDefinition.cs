using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime.Text;
using SopEngine.Engine.Definitions;

namespace SopEngine.Web.Designer;

/// <summary>
/// A stored version in the shape of the Studio. The Studio fails without a word when a collection is null, an activity has no node id, or
/// the root is missing, so parts that an author or an importer left out are filled in here; unknown members are passed on.
/// </summary>
internal static class StudioDefinition
{
    private const string ToolVersion = "3.8.2.0";
    private const string Schema = "https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json";
    private static readonly string[] Collections = ["variables", "inputs", "outputs", "outcomes"];

    public static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 128 };

    private static readonly JsonSerializerOptions Web =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers with JSON that is whole before any of it is sent: the Studio cannot use half a list.</summary>
    public static IResult Json(object value) =>
        Results.Text(JsonSerializer.Serialize(value, Web), "application/json", System.Text.Encoding.UTF8);

    /// <summary>The whole object, with the links that make it editable unless it is under review.</summary>
    public static JsonObject Full(StoredDefinition definition)
    {
        var json = Shaped(definition);
        json["links"] = Links(definition);
        return json;
    }

    /// <summary>The file of an export.</summary>
    public static JsonObject File(StoredDefinition definition)
    {
        var json = Shaped(definition);
        json.Remove("$schema");
        json.Insert(0, "$schema", Schema);
        return json;
    }

    /// <summary>A row of a list.</summary>
    public static object Summary(StoredDefinition definition) => new
    {
        definition.Id,
        definition.DefinitionId,
        definition.Name,
        definition.Description,
        definition.Version,
        toolVersion = ToolVersion,
        definition.IsLatest,
        definition.IsPublished,
        isReadonly = false,
        createdAt = InstantPattern.ExtendedIso.Format(definition.CreatedAt),
        materializerName = "Json",
        isMaterializerAvailable = true,
        state = definition.State.ToSql(),
        links = Links(definition),
    };

    /// <summary>Names the content of the latest version, so that a save can name its start.</summary>
    public static string ETag(StoredDefinition definition) => $"\"{definition.DefinitionId}:{definition.Version}:{definition.Revision}\"";

    /// <summary>
    /// Answers with a definition. Only the latest version has an ETag: no save starts from an older one.
    /// </summary>
    public static IResult Answer(HttpContext context, StoredDefinition definition, JsonNode? body = null)
    {
        if (definition.IsLatest) context.Response.Headers.ETag = ETag(definition);
        return Results.Text((body ?? Full(definition)).ToJsonString(Relaxed), "application/json", System.Text.Encoding.UTF8);
    }

    private static JsonObject Shaped(StoredDefinition definition)
    {
        var json = JsonNode.Parse(definition.Json)!.AsObject();
        json["id"] = definition.Id;
        json["definitionId"] = definition.DefinitionId;
        json["name"] = definition.Name;
        json["description"] = definition.Description;
        json["createdAt"] = InstantPattern.ExtendedIso.Format(definition.CreatedAt);
        json["version"] = definition.Version;
        json["toolVersion"] = json["toolVersion"] is JsonValue tool && tool.TryGetValue<string>(out var text)
            && Version.TryParse(text, out _) ? text : ToolVersion;
        json["isLatest"] = definition.IsLatest;
        json["isPublished"] = definition.IsPublished;
        json["isReadonly"] = false;
        json["isSystem"] = false;
        foreach (var name in Collections) json[name] = ItemsOf(json[name], isText: name == "outcomes");
        foreach (var name in new[] { "customProperties", "options" })
        {
            if (json[name] is not JsonObject) json[name] = new JsonObject();
        }

        if (json["root"] is not JsonObject) json["root"] = EmptyFlowchart();
        return json;
    }

    private static JsonArray ItemsOf(JsonNode? node, bool isText) => new(
    [
        .. (node as JsonArray ?? []).Where(item => isText ? item?.GetValueKind() == JsonValueKind.String : item is JsonObject)
            .Select(item => item!.DeepClone()),
    ]);

    private static JsonObject EmptyFlowchart() => new()
    {
        ["id"] = "root",
        ["nodeId"] = "Workflow1:root",
        ["type"] = "Elsa.Flowchart",
        ["version"] = 1,
        ["name"] = "Flowchart1",
        ["customProperties"] = new JsonObject(),
        ["metadata"] = new JsonObject(),
        ["activities"] = new JsonArray(),
        ["variables"] = new JsonArray(),
        ["connections"] = new JsonArray(),
    };

    private static JsonArray Links(StoredDefinition definition)
    {
        var id = definition.DefinitionId;
        var links = new JsonArray { (JsonNode)Link($"by-definition-id/{id}", "self", "GET") };
        if (definition.State.IsUnderReview()) return links;
        links.Add((JsonNode)Link($"{id}/publish", "publish", "POST"));
        links.Add((JsonNode)Link($"{id}/retract", "retract", "POST"));
        links.Add((JsonNode)Link(id, "delete", "DELETE"));
        return links;
    }

    private static JsonObject Link(string path, string rel, string method) =>
        new() { ["href"] = $"/workflow-definitions/{path}", ["rel"] = rel, ["method"] = method };
}
