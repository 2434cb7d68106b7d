using System.Text.Json;

namespace SopEngine.Core.Workflows.Definitions;

/// <summary>An activity as it stands in a definition: identity, caption, and its inputs by their camelCase names.</summary>
public sealed class ActivityElement
{
    public ActivityElement(JsonElement json)
    {
        Json = json;
        Id = json.GetText("id") ?? "";
        Type = json.GetText("type") ?? "";
        Version = json.GetInt("version", 1);
        Name = json.GetText("name") ?? Id;
        DisplayText = json.Get("metadata").GetText("displayText") is { } text && VisibleText.Is(text) ? text : Name;
    }

    public JsonElement Json { get; }
    public string Id { get; }
    public string Type { get; }
    public int Version { get; }
    public string Name { get; }

    /// <summary>The caption on the canvas; the name when the author gave none.</summary>
    public string DisplayText { get; }

    /// <summary>What messages call it: a step by its number and caption, as its row of the table is printed.</summary>
    public string Label =>
        Type.StartsWith("Sop.", StringComparison.Ordinal) && Input("number") is { Type: "Literal" } number
        && number.Value.Text()?.Trim() is { Length: > 0 } text && !DisplayText.StartsWith(text + ".", StringComparison.Ordinal)
            ? $"{text}. {DisplayText}"
            : DisplayText;

    public bool CanStartWorkflow => Json.Get("customProperties").GetBool("canStartWorkflow");

    public IEnumerable<VariableDefinition> Variables => Json.Get("variables").Items().Select(VariableDefinition.Read);

    public IEnumerable<ActivityElement> Activities => Json.Get("activities").Items().Select(json => new ActivityElement(json));

    /// <summary>The connections of a flowchart, in order.</summary>
    public IEnumerable<ConnectionElement> Connections => Json.Get("connections").Items().Select(ConnectionElement.Read);

    /// <summary>The names of the fields of a step's form, as far as they are readable.</summary>
    public IEnumerable<string> FieldNames
    {
        get
        {
            try
            {
                return Input("fields") is { } fields
                    ? [.. Expressions.Json.ToItems(fields.Value).Select(item => item.GetText("name")).OfType<string>()]
                    : [];
            }
            catch (FormatException)
            {
                return [];
            }
        }
    }

    /// <summary>An activity embedded in a port (<c>body</c>, <c>then</c>, ...), or null.</summary>
    public ActivityElement? Embedded(string port) =>
        Json.Get(port) is { ValueKind: JsonValueKind.Object } json ? new ActivityElement(json) : null;

    /// <summary>
    /// The expression of a wrapped input: <c>{"typeName", "expression": {"type", "value"}}</c>; null when the author left it empty.
    /// </summary>
    public ExpressionElement? Input(string name) => ExpressionElement.Read(Json.Get(name).Get("expression"));

    /// <summary>The id of the variable (or the name of the workflow output) to which an output is bound; null for none.</summary>
    public string? OutputBinding(string name) => Json.Get(name).Get("memoryReference").GetText("id");
}

/// <summary>An expression as it is stored; <paramref name="Value"/> is a string, or bare JSON in foreign definitions.</summary>
public sealed record ExpressionElement(string Type, JsonElement Value)
{
    internal static ExpressionElement? Read(JsonElement json) =>
        json.GetText("type") is { Length: > 0 } type && !json.Get("value").IsNothing() ? new(type, json.Get("value")) : null;
}

/// <summary>A connection of a flowchart, by the ids of its ends.</summary>
public sealed record ConnectionElement(string Source, string Port, string Target)
{
    /// <summary>Reads both the Studio's form and the flat form of older files; a missing source port means <c>Done</c>.</summary>
    internal static ConnectionElement Read(JsonElement json)
    {
        var source = json.Get("source");
        var target = json.Get("target");
        return source.ValueKind == JsonValueKind.Object || target.ValueKind == JsonValueKind.Object
            ? new(source.GetText("activity") ?? "", source.GetText("port") ?? "Done", target.GetText("activity") ?? "")
            : new(source.Text() ?? "", json.GetText("sourcePort") ?? "Done", target.Text() ?? "");
    }
}
