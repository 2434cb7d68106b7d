using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Engine.Definitions;

/// <summary>The JSON of a definition on its way into the store. Unknown members pass through untouched.</summary>
public sealed class DefinitionJson
{
    private const int Deepest = 64;
    private const int MostActivities = 5_000;
    private const int LongestNodeId = 1_000;

    /// <summary>The store keeps these itself and ignores an author's values of them.</summary>
    private static readonly string[] Kept = ["id", "definitionId", "version", "isLatest", "isPublished", "links", "createdAt"];

    private static readonly JsonSerializerOptions Relaxed =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = Deepest + 2 };

    private readonly JsonObject _json;

    private DefinitionJson(JsonObject json) => _json = json;

    /// <exception cref="JsonException">
    /// It is no JSON object, or cannot be stored: nesting deeper than 64, a property twice, NUL, half a character.
    /// </exception>
    public static DefinitionJson Read(string json)
    {
        // Checked first: the search for duplicate names fails on a name with half a character.
        if (StorableText.FindBad(Encoding.UTF8.GetBytes(json)) is { } place)
            throw new JsonException($"The text at {place} holds the character NUL or half a character.");
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = Deepest, AllowDuplicateProperties = false });
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("A workflow definition is a JSON object.");
        return new DefinitionJson(WithCamelCaseNames(JsonObject.Create(document.RootElement.Clone())!));
    }

    public string? DefinitionId
    {
        get => String(_json["definitionId"]) is { Length: > 0 } id ? id : null;
        set => _json["definitionId"] = value;
    }

    public string? Name
    {
        get => String(_json["name"]) is { } name && !string.IsNullOrWhiteSpace(name) ? name.Trim() : null;
        set => _json["name"] = value;
    }

    public string Description => Text(_json["description"]) ?? "";

    /// <summary>The id of the root activity, which the Studio makes up anew for each new workflow.</summary>
    public string? RootId => Text(_json["root"] is JsonObject root ? root["id"] : null);

    public bool IsEmptyFlowchart => _json["root"] is not JsonObject root || root["activities"] is not JsonArray { Count: > 0 };

    /// <summary>The lanes of the SOP's header as JSON: an array.</summary>
    public string Lanes => HeaderLanes?.ToJsonString(Relaxed) ?? "[]";

    public override string ToString() => _json.ToJsonString(Relaxed);

    public WorkflowDefinition ToDefinition() => WorkflowDefinition.Parse(ToString());

    /// <summary>
    /// Restores from the version before the parts that the Studio drops: members that it does not know, and the SOP's header, which it
    /// sends back only when it had it.
    /// </summary>
    public void KeepWhatIsMissing(DefinitionJson before)
    {
        foreach (var (name, value) in before._json)
        {
            if (!_json.ContainsKey(name) && !Kept.Contains(name)) _json[name] = value?.DeepClone();
        }

        if (before._json["customProperties"] is not JsonObject properties) return;
        if (_json["customProperties"] is not JsonObject own) _json["customProperties"] = properties.DeepClone();
        else if (own["sop"] is null && properties["sop"] is { } header) own["sop"] = header.DeepClone();
    }

    /// <summary>Gives every activity a node id, without which the Studio shows nothing.</summary>
    /// <returns>"type version" of every activity.</returns>
    /// <exception cref="JsonException">More than 5 000 activities, or ids so long that node ids would exhaust the memory.</exception>
    public string[] NumberActivities()
    {
        var types = new List<string>();
        if (_json["root"] is JsonObject root) Number(root, FlowCompiler.WorkflowActivityId, types);
        return [.. types.Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// Adds to the SOP's header the lanes that its steps name and the unit knows: the Studio lets an author choose a lane, but has no
    /// place for the header.
    /// </summary>
    /// <param name="known">The lanes of the unit; asked for only when one is missing.</param>
    public async Task AddMissingLanes(Func<Task<IReadOnlyList<Lane>>> known)
    {
        var definition = ToDefinition();
        var missing = LanesOfSteps(definition.Root).Distinct()
            .Where(id => definition.Sop?.Lanes.Any(lane => lane.Id == id) != true).ToList();
        if (missing.Count == 0) return;

        var found = (await known()).Where(lane => missing.Contains(lane.Id)).OrderBy(lane => !lane.External)
            .ThenBy(lane => missing.IndexOf(lane.Id)).ToList();
        if (found.Count == 0) return;
        if (_json["customProperties"] is not JsonObject properties) _json["customProperties"] = properties = [];
        if (properties["sop"] is not JsonObject header)
            properties["sop"] = header = new JsonObject { ["number"] = "", ["title"] = Name, ["tableTitle"] = Name };
        if (header["lanes"] is not JsonArray lanes) header["lanes"] = lanes = [];
        foreach (var lane in found)
            lanes.Add((JsonNode)new JsonObject { ["id"] = lane.Id, ["name"] = lane.Name, ["external"] = lane.External });
    }

    /// <summary>Sets the store's identity, and removes the flags, which change without the content.</summary>
    public void Stamp(string id, string definitionId, int version)
    {
        foreach (var name in Kept) _json.Remove(name);
        _json.Insert(0, "id", id);
        _json.Insert(1, "definitionId", definitionId);
        _json["version"] = version;
    }

    /// <summary>The hash of the content, without its identity and the order of its members.</summary>
    public byte[] ContentHash()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = Deepest + 2 }))
            WriteSorted(writer, _json, isTop: true);
        return SHA256.HashData(buffer.WrittenSpan);
    }

    private JsonArray? HeaderLanes =>
        _json["customProperties"] is JsonObject properties && properties["sop"] is JsonObject header ? header["lanes"] as JsonArray : null;

    private static void WriteSorted(Utf8JsonWriter writer, JsonNode? node, bool isTop = false)
    {
        switch (node)
        {
            case JsonObject members:
                writer.WriteStartObject();
                foreach (var (name, value) in members.Where(member => !isTop || !Kept.Contains(member.Key))
                    .OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    WriteSorted(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var item in items) WriteSorted(writer, item);
                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }

    private static void Number(JsonObject activity, string parent, List<string> types)
    {
        var nodeId = $"{parent}:{Text(activity["id"])}";
        if (nodeId.Length > LongestNodeId || types.Count == MostActivities)
            throw new JsonException("The definition has too many activities, or ids that are too long.");
        activity["nodeId"] = nodeId;
        types.Add($"{Text(activity["type"])} {Version(activity["version"])}");
        if (activity["connections"] is JsonArray connections) Straighten(connections);
        foreach (var (name, value) in activity)
        {
            // These hold names chosen by an author or the Studio, and texts; no activities.
            if (name is not ("customProperties" or "metadata")) NumberWithin(value, nodeId, types);
        }
    }

    /// <summary>Writes the connections of older files as the Studio draws them.</summary>
    private static void Straighten(JsonArray connections)
    {
        for (var i = 0; i < connections.Count; i++)
        {
            if (connections[i] is not JsonObject flat || Text(flat["source"]) is not { } source || Text(flat["target"]) is not { } target)
                continue;
            connections[i] = new JsonObject
            {
                ["source"] = new JsonObject { ["activity"] = source, ["port"] = Text(flat["sourcePort"]) ?? "Done" },
                ["target"] = new JsonObject { ["activity"] = target, ["port"] = Text(flat["targetPort"]) ?? "In" },
            };
        }
    }

    private static void NumberWithin(JsonNode? node, string nodeId, List<string> types)
    {
        switch (node)
        {
            case JsonArray items:
                foreach (var item in items) NumberWithin(item, nodeId, types);
                break;
            case JsonObject { Count: > 0 } child when IsActivity(child):
                Number(child, nodeId, types);
                break;
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    if (name != "expression") NumberWithin(value, nodeId, types);
                }

                break;
        }
    }

    /// <summary>True for an activity in any port, also of an unknown activity.</summary>
    private static bool IsActivity(JsonObject json) =>
        Text(json["type"]) is { Length: > 0 } && (json.ContainsKey("id") || json.ContainsKey("nodeId")) && json.ContainsKey("version");

    private static int Version(JsonNode? node) =>
        int.TryParse(Text(node), System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : 1;

    private static IEnumerable<string> LanesOfSteps(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) yield break;
        var activity = new ActivityElement(root);
        if (activity.Type.StartsWith("Sop.", StringComparison.Ordinal) && activity.Type != "Sop.Notification"
            && activity.Input("lane") is { Type: "Literal", Value: { ValueKind: JsonValueKind.String } lane })
            yield return lane.GetString()!;
        foreach (var child in activity.Activities)
        {
            foreach (var id in LanesOfSteps(child.Json)) yield return id;
        }
    }

    private static string? String(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string? Text(JsonNode? node) => node is JsonValue value
        ? value.TryGetValue<string>(out var text) ? text : value.GetValueKind() == JsonValueKind.Number ? value.ToJsonString() : null
        : null;

    /// <summary>Older exports write the definition's own members with a capital; the Studio reads only camel case.</summary>
    private static JsonObject WithCamelCaseNames(JsonObject json)
    {
        foreach (var name in json.Select(member => member.Key).Where(name => name.Length > 0 && char.IsAsciiLetterUpper(name[0])).ToList())
        {
            var camelCase = char.ToLowerInvariant(name[0]) + name[1..];
            if (json.ContainsKey(camelCase)) continue;
            var value = json[name];
            json.Remove(name);
            json[camelCase] = value;
        }

        return json;
    }
}
