using System.Text.Json;

namespace SopEngine.Core.Workflows.Definitions;

/// <summary>
/// One version of a workflow as Elsa 3 stores it and the Studio saves it. Only the parts that the engine needs are read; the JSON itself
/// (<see cref="Json"/>) is stored, so that properties unknown to us survive.
/// </summary>
public sealed class WorkflowDefinition
{
    private WorkflowDefinition(JsonElement json)
    {
        Json = json;
        Id = json.GetText("id") ?? "";
        DefinitionId = json.GetText("definitionId") ?? "";
        Name = json.GetText("name") ?? DefinitionId;
        Description = json.GetText("description");
        Version = json.GetInt("version", 1);
        Variables = [.. json.Get("variables").Items().Select(VariableDefinition.Read)];
        Inputs = [.. json.Get("inputs").Items().Select(InputDefinition.Read)];
        Outcomes = json.GetTexts("outcomes");
        Outputs = [.. json.Get("outputs").Items().Select(item => item.GetText("name")).OfType<string>()];
        Sop = SopHeader.Read(json.Get("customProperties").Get("sop"));
        Root = json.Get("root");
    }

    public JsonElement Json { get; }

    /// <summary>Names this version (Elsa: the version id).</summary>
    public string Id { get; }

    /// <summary>Names the workflow over all its versions.</summary>
    public string DefinitionId { get; }

    public string Name { get; }

    /// <summary>The SOP's number as printed; null for a workflow that is no SOP, and for a SOP that has none yet.</summary>
    public string? SopNumber => Sop?.Number is { Length: > 0 } number ? number : null;

    /// <summary>The activity type for uses in other workflows: the letters and digits of its name.</summary>
    public string TypeName => TypeNameOf(Name);

    public string? Description { get; }
    public int Version { get; }
    public IReadOnlyList<VariableDefinition> Variables { get; }
    public IReadOnlyList<InputDefinition> Inputs { get; }
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>Its outcomes besides <c>Done</c>, when another workflow uses it as an activity.</summary>
    public IReadOnlyList<string> Outcomes { get; }

    /// <summary>The identity header of the SOP (PermenPANRB 35/2012), or null for a workflow that is not a SOP.</summary>
    public SopHeader? Sop { get; }

    /// <summary>The root activity, as JSON.</summary>
    public JsonElement Root { get; }

    /// <inheritdoc cref="TypeName"/>
    public static string TypeNameOf(string name) => string.Concat(name.Where(char.IsLetterOrDigit));

    /// <summary>Reads a definition. Missing or malformed parts become problems when it is compiled.</summary>
    /// <exception cref="JsonException">The text is not JSON, nests deeper than 64 levels, or is not an object.</exception>
    public static WorkflowDefinition Parse(string json)
    {
        using var document = JsonDocument.Parse(json,
            new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        return Read(document.RootElement.Clone());
    }

    /// <inheritdoc cref="Parse"/>
    public static WorkflowDefinition Read(JsonElement json) => json.ValueKind == JsonValueKind.Object
        ? new WorkflowDefinition(json)
        : throw new JsonException("A workflow definition is a JSON object.");
}

/// <summary>A variable of a workflow or of a container activity.</summary>
/// <param name="Id">The id in expressions and output bindings.</param>
/// <param name="Name">The name in scripts (<c>getName()</c>).</param>
/// <param name="TypeName">Elsa's alias of its type, such as <c>String</c> or <c>Int32</c>.</param>
/// <param name="Value">Its first value; undefined for none.</param>
/// <param name="IsArray">True when it is a list of that type.</param>
public sealed record VariableDefinition(string Id, string Name, string TypeName, JsonElement Value, bool IsArray = false)
{
    internal DeclaredType Type { get; } = DeclaredType.Of(TypeName, IsArray);

    /// <summary>Its first value converted to its type; as in Elsa, undefined where that is impossible.</summary>
    internal JsonElement Initial { get; } = DeclaredType.Of(TypeName, IsArray).Fitting(Value) ?? default;

    internal static VariableDefinition Read(JsonElement json)
    {
        var name = json.GetText("name") ?? "";
        return new(json.GetText("id") ?? name, name, json.GetText("typeName") ?? "Object", json.Get("value"), json.GetBool("isArray"));
    }
}

/// <summary>An input that a workflow declares.</summary>
public sealed record InputDefinition(string Name, string TypeName, string DisplayName, bool IsArray = false)
{
    internal DeclaredType Type { get; } = DeclaredType.Of(TypeName, IsArray);

    internal static InputDefinition Read(JsonElement json)
    {
        var name = json.GetText("name") ?? "";
        return new(name, json.GetText("type") ?? "Object", json.GetText("displayName") ?? name, json.GetBool("isArray"));
    }
}
