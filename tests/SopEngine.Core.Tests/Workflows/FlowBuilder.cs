using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>Writes definitions the way the Studio saves them, in one line per activity.</summary>
internal sealed class FlowBuilder
{
    private readonly JsonArray _activities = [];
    private readonly JsonArray _connections = [];
    private readonly JsonArray _variables = [];
    private readonly JsonArray _inputs = [];
    private readonly JsonArray _outputs = [];
    private readonly JsonArray _outcomes = [];
    private JsonObject? _root;
    private JsonObject? _sop;

    public string DefinitionId { get; init; } = "test";

    public static JsonObject Literal(string value) => Input("Literal", value);

    public static JsonObject JavaScript(string source) => Input("JavaScript", source);

    public static JsonObject Object(object value) => Input("Object", JsonSerializer.Serialize(value));

    public static JsonObject Variable(string id) => Input("Variable", JsonSerializer.Serialize(new { id, name = id, typeName = "Object" }));

    public static JsonObject Bound(string variable) =>
        new() { ["typeName"] = "Object", ["memoryReference"] = new JsonObject { ["id"] = variable } };

    public static JsonObject Activity(string type, string id, params (string Name, JsonNode? Value)[] inputs)
    {
        var activity = new JsonObject
        {
            ["id"] = id,
            ["type"] = type.Contains('.') ? type : "Elsa." + type,
            ["version"] = 1,
            ["name"] = id,
            ["customProperties"] = new JsonObject { ["canStartWorkflow"] = false },
            ["metadata"] = new JsonObject { ["displayText"] = id },
        };
        foreach (var (name, value) in inputs) activity[name] = value;
        return activity;
    }

    public static JsonObject Step(string id, string lane = "staf", string? limit = null) => Activity("Sop.Step", id,
        ("number", Literal("1")), ("instruction", Literal("Mengerjakan " + id)), ("lane", Literal(lane)),
        ("timeLimit", limit is null ? null : Literal(limit.Split(' ')[0])),
        ("timeUnit", limit is null ? null : Literal(limit.Split(' ')[1])));

    public static JsonObject Decision(string id, params string[] outcomes)
    {
        var decision = Step(id);
        decision["type"] = "Sop.Decision";
        decision["outcomes"] = Object(outcomes);
        return decision;
    }

    public static JsonObject Sequence(string id, params JsonObject[] activities) =>
        Activity("Sequence", id, ("activities", new JsonArray([.. activities])));

    /// <summary>A start, these activities one after the other, and an end.</summary>
    public static FlowBuilder InLine(params JsonObject[] activities) =>
        new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end")).Add(activities)
            .Connect($"start -> {string.Join(" -> ", activities.Select(activity => (string)activity["id"]!))} -> end");

    public FlowBuilder Add(params JsonObject[] activities)
    {
        foreach (var activity in activities) _activities.Add((JsonNode)activity);
        return this;
    }

    public FlowBuilder Steps(params string[] ids) => Add([.. ids.Select(id => Step(id))]);

    /// <summary>Connects along a chain: <c>"a -> b:Ya -> c"</c>; the port stands after its source.</summary>
    public FlowBuilder Connect(params string[] chains)
    {
        foreach (var chain in chains)
        {
            var links = chain.Split("->", StringSplitOptions.TrimEntries);
            for (var i = 0; i + 1 < links.Length; i++)
            {
                var source = links[i].Split(':');
                _connections.Add((JsonNode)new JsonObject
                {
                    ["source"] = new JsonObject { ["activity"] = source[0], ["port"] = source.Length > 1 ? source[1] : "Done" },
                    ["target"] = new JsonObject { ["activity"] = links[i + 1].Split(':')[0], ["port"] = "In" },
                    ["vertices"] = new JsonArray(),
                });
            }
        }

        return this;
    }

    public FlowBuilder Variables(params string[] names)
    {
        foreach (var name in names)
            _variables.Add((JsonNode)new JsonObject { ["id"] = name, ["name"] = name, ["typeName"] = "Object", ["value"] = null });
        return this;
    }

    /// <summary>A variable of a type; the default as the Studio stores it.</summary>
    public FlowBuilder Variable(string name, string type, string? value = null, bool isArray = false)
    {
        _variables.Add(
            (JsonNode)new JsonObject { ["id"] = name, ["name"] = name, ["typeName"] = type, ["value"] = value, ["isArray"] = isArray });
        return this;
    }

    public FlowBuilder Input(string name, string type, bool isArray)
    {
        _inputs.Add((JsonNode)new JsonObject { ["name"] = name, ["type"] = type, ["isArray"] = isArray });
        return this;
    }

    public FlowBuilder Inputs(params string[] names)
    {
        foreach (var name in names) _inputs.Add((JsonNode)new JsonObject { ["name"] = name, ["type"] = "Object" });
        return this;
    }

    public FlowBuilder Outputs(params string[] names)
    {
        foreach (var name in names) _outputs.Add((JsonNode)new JsonObject { ["name"] = name, ["type"] = "Object" });
        return this;
    }

    public FlowBuilder Outcomes(params string[] names)
    {
        foreach (var name in names) _outcomes.Add((JsonNode?)name);
        return this;
    }

    public FlowBuilder Root(JsonObject root)
    {
        _root = root;
        return this;
    }

    public FlowBuilder Sop(JsonObject header)
    {
        _sop = header;
        return this;
    }

    public string Json() => new JsonObject
    {
        ["id"] = DefinitionId + "-v1",
        ["definitionId"] = DefinitionId,
        ["name"] = DefinitionId,
        ["version"] = 1,
        ["variables"] = _variables.DeepClone(),
        ["inputs"] = _inputs.DeepClone(),
        ["outputs"] = _outputs.DeepClone(),
        ["outcomes"] = _outcomes.DeepClone(),
        ["customProperties"] = new JsonObject
        {
            ["sop"] = _sop?.DeepClone()
                ?? new JsonObject { ["lanes"] = new JsonArray(new JsonObject { ["id"] = "staf", ["name"] = "Staf" }) },
        },
        ["root"] = _root?.DeepClone()
            ?? Activity("Flowchart", "root", ("activities", _activities.DeepClone()), ("connections", _connections.DeepClone())),
    }.ToJsonString();

    public WorkflowDefinition Definition() => WorkflowDefinition.Parse(Json());

    public CompiledFlow Compile(params FlowBuilder[] others)
    {
        return FlowCompiler.Compile(Definition(), new KnownWorkflows(others.Select(other => other.Definition())));
    }

    public Flow Flow(params FlowBuilder[] others)
    {
        var compiled = Compile(others);
        return compiled.Flow ?? throw new AssertionException(
            string.Join('\n', compiled.Problems.Select(problem => problem.Text(System.Globalization.CultureInfo.GetCultureInfo("en")))));
    }

    public static JsonObject Input(string type, string value) => new()
    {
        ["typeName"] = "Object",
        ["expression"] = new JsonObject { ["type"] = type, ["value"] = value },
    };
}
