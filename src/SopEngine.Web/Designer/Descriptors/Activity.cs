namespace SopEngine.Web.Designer.Descriptors;

/// <summary>What the designer needs to know of an activity type. Its texts are in the resource files, under the type's name.</summary>
/// <param name="Category">Key of the palette group.</param>
internal sealed record Activity(string Type, string Category, params IReadOnlyList<Input> Inputs)
{
    /// <summary>Whether the palette offers it.</summary>
    public bool IsOffered { get; init; } = true;

    public bool IsContainer { get; init; }
    public bool IsStart { get; init; }
    public bool IsTerminal { get; init; }

    /// <summary>Whether the Studio lets an author tick that it starts the workflow.</summary>
    public bool IsTrigger { get; init; }

    /// <summary>Outbound ports; none means <c>Done</c>, unless it is terminal.</summary>
    public IReadOnlyList<string> Ports { get; init; } = [];

    /// <summary>Ports that hold an activity inside this one, in camel case as the definition has them.</summary>
    public IReadOnlyList<string> Embedded { get; init; } = [];

    /// <summary>Outputs with their types, in camel case as the definition has them.</summary>
    public IReadOnlyList<(string Name, string TypeName)> Outputs { get; init; } = [];
}

/// <summary>An input of an activity, and how it is edited.</summary>
/// <param name="Name">In camel case, as the definition has it.</param>
/// <param name="TypeName">Elsa's alias.</param>
/// <param name="Hint">Which of the Studio's editors.</param>
internal sealed record Input(string Name, string TypeName = "String", string Hint = "singleline")
{
    /// <summary>False for what the definition holds bare.</summary>
    public bool IsWrapped { get; init; } = true;

    /// <summary>Shown while the input is empty; not stored, so it must be what the engine takes an empty input for.</summary>
    public string? Default { get; init; }

    /// <summary>What an activity begins with when it is dropped on the canvas.</summary>
    public string? Initial { get; init; }

    /// <summary>The choices of a drop-down: values whose texts are in the resource files.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Where a drop-down's choices come from, when it is the unit.</summary>
    public UnitList? From { get; init; }

    /// <summary>What the code editor colours.</summary>
    public string? Language { get; init; }

    /// <summary>Stands before the text: a unit of measure.</summary>
    public string? Adornment { get; init; }

    /// <summary>Lists and objects are stored as JSON, all else as text.</summary>
    public string Syntax => TypeName is "ICollection<String>" || Hint == "json-editor" ? "Object" : "Literal";
}

/// <summary>What a drop-down may list of the unit.</summary>
internal enum UnitList
{
    Lanes,
    Sops,
}
