namespace SopEngine.Web.Designer.Descriptors;

/// <summary>Description of an activity type for the designer. Its texts are in the resource files, under the type's name.</summary>
/// <param name="Category">Key of the palette group.</param>
internal sealed record Activity(string Type, string Category, params IReadOnlyList<Input> Inputs)
{
    /// <summary>True when the palette offers it.</summary>
    public bool IsOffered { get; init; } = true;

    public bool IsContainer { get; init; }
    public bool IsStart { get; init; }
    public bool IsTerminal { get; init; }

    /// <summary>True when the Studio lets an author tick that it starts the workflow.</summary>
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
/// <param name="Hint">The Studio's editor for it.</param>
internal sealed record Input(string Name, string TypeName = "String", string Hint = "singleline")
{
    /// <summary>False for an input that the definition holds bare.</summary>
    public bool IsWrapped { get; init; } = true;

    /// <summary>Shown while the input is empty, but not stored: it must be the value that the engine takes for an empty input.</summary>
    public string? Default { get; init; }

    /// <summary>Value of an activity that is dropped on the canvas.</summary>
    public string? Initial { get; init; }

    /// <summary>The choices of a drop-down: values whose texts are in the resource files.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The list of the unit that gives a drop-down its choices; null for fixed ones.</summary>
    public UnitList? From { get; init; }

    /// <summary>Language that the code editor colours.</summary>
    public string? Language { get; init; }

    /// <summary>A unit of measure before the text.</summary>
    public string? Adornment { get; init; }

    /// <summary>Lists and objects are stored as JSON, all else as text.</summary>
    public string Syntax => TypeName is "ICollection<String>" || Hint == "json-editor" ? "Object" : "Literal";
}

/// <summary>Lists of the unit for drop-downs.</summary>
internal enum UnitList
{
    Lanes,
    Sops,
}
