using System.Text.Json.Nodes;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>Changes to a definition as an author makes them, on its JSON.</summary>
internal static class Edits
{
    /// <summary>The root's activity of this id.</summary>
    public static JsonObject Activity(this JsonNode definition, string id) =>
        definition["root"]!["activities"]!.AsArray().Single(activity => (string)activity!["id"]! == id)!.AsObject();

    public static JsonArray Connections(this JsonNode definition) => definition["root"]!["connections"]!.AsArray();

    /// <summary>Puts a new step into a connection.</summary>
    public static void Insert(this JsonNode definition, string id, int connection)
    {
        var way = definition.Connections()[connection]!;
        var onward = way.DeepClone();
        definition["root"]!["activities"]!.AsArray().Add((JsonNode)Step(id));
        way["target"]!["activity"] = id;
        onward["source"] = new JsonObject { ["activity"] = id, ["port"] = "Done" };
        definition.Connections().Add(onward);
    }

    /// <summary>Takes a step out that has one way in and one way out, which become one.</summary>
    public static void Remove(this JsonNode definition, string id)
    {
        var outward = definition.Connections().Single(way => (string)way!["source"]!["activity"]! == id)!;
        definition.Connections().Single(way => (string)way!["target"]!["activity"]! == id)!["target"] = outward["target"]!.DeepClone();
        definition.Connections().Remove(outward);
        definition["root"]!["activities"]!.AsArray().Remove(definition.Activity(id));
    }

    public static bool IsInLine(this JsonNode definition, string id) =>
        definition.Connections().Count(way => (string)way!["source"]!["activity"]! == id) == 1
        && definition.Connections().Count(way => (string)way!["target"]!["activity"]! == id) == 1;

    public static void Set(this JsonNode definition, string activity, string input, string value) =>
        definition.Activity(activity)[input] = Literal(value);

    public static Flow Flow(this JsonNode definition) => FlowCompiler.Compile(WorkflowDefinition.Parse(definition.ToJsonString())).Drawing;
}
