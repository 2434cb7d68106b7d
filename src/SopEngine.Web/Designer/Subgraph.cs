using System.Text.Json.Nodes;

namespace SopEngine.Web.Designer;

/// <summary>A container inside a definition, which the Studio asks for when its author opens it.</summary>
internal static class Subgraph
{
    /// <param name="nodeId">The container's; the root when there is none such.</param>
    public static JsonObject Of(JsonObject definition, string? nodeId)
    {
        var root = definition["root"]!.AsObject();
        var activity = nodeId is null ? root : Find(root, nodeId) ?? root;
        return new JsonObject { ["nodeId"] = activity["nodeId"]?.DeepClone(), ["port"] = null, ["activity"] = activity.DeepClone() };
    }

    private static JsonObject? Find(JsonNode? node, string nodeId) => node switch
    {
        JsonObject found when found["nodeId"] is JsonValue id && id.TryGetValue<string>(out var text) && text == nodeId => found,
        JsonObject members => members.Select(member => Find(member.Value, nodeId)).FirstOrDefault(found => found is not null),
        JsonArray items => items.Select(item => Find(item, nodeId)).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
