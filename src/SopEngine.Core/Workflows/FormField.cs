using System.Text.Json;
using NodaTime.Text;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows;

public enum FieldType
{
    Text,
    LongText,
    Number,
    Date,
    Boolean,
    Choice,
}

/// <summary>A field of a step's form. Its value becomes a variable of the case with the same name.</summary>
/// <param name="Options">The options of a <see cref="FieldType.Choice"/>.</param>
/// <param name="Pattern">For a text: the regular expression that the whole value must match; null for any.</param>
/// <param name="Hint">Shown below the field; null for none.</param>
public sealed record FormField(
    string Name, string Label, FieldType Type, bool Required, IReadOnlyList<string> Options, FieldPattern? Pattern, string? Hint)
{
    private const int LongestText = 10_000;

    /// <summary>The fault of a value for this field, or null.</summary>
    /// <param name="deadline">See <see cref="Interpreter.Advance"/>, as a stopwatch counts; null for none.</param>
    public FieldProblem? Check(JsonElement value, long? deadline = null)
    {
        if (value.IsNothing() || (value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString())))
            return Required ? Problem(FieldFault.Missing) : null;

        return Type switch
        {
            FieldType.Number when value.ValueKind != JsonValueKind.Number => Problem(FieldFault.NotANumber),
            FieldType.Boolean when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) => Problem(FieldFault.NotABoolean),
            FieldType.Date when !IsDate(value) => Problem(FieldFault.NotADate),
            FieldType.Choice when value.ValueKind != JsonValueKind.String || !Options.Contains(value.GetString()) =>
                Problem(FieldFault.NotAnOption),
            FieldType.Text or FieldType.LongText => CheckText(value, deadline),
            _ => null,
        };
    }

    private FieldProblem? CheckText(JsonElement value, long? deadline)
    {
        if (value.ValueKind != JsonValueKind.String) return Problem(FieldFault.NotAText);
        var text = value.GetString()!;
        if (text.Length > LongestText) return Problem(FieldFault.TooLong);
        return Pattern is not null && !Pattern.Matches(text, deadline) ? Problem(FieldFault.PatternMismatch) : null;
    }

    private static bool IsDate(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && LocalDatePattern.Iso.Parse(value.GetString()!).Success;

    private FieldProblem Problem(FieldFault fault) => new(Name, Label, fault);

    /// <summary>Reads the <c>fields</c> input of a step; adds the texts of its faults to <paramref name="faults"/>.</summary>
    internal static FormField? Read(JsonElement json, ICollection<string> faults)
    {
        var name = json.GetText("name") ?? "";
        var options = json.GetTexts("options");
        if (!IsIdentifier(name)) faults.Add(name.Length == 0 ? json.ToString() : name);
        else if (!Enum.TryParse<FieldType>(json.GetText("type") ?? "text", ignoreCase: true, out var type) || !Enum.IsDefined(type))
            faults.Add($"{name}: type");
        else if (type == FieldType.Choice && options.Count == 0) faults.Add($"{name}: options");
        else if (!FieldPattern.TryRead(json.GetText("pattern"), out var pattern)) faults.Add($"{name}: pattern");
        else return new FormField(name, json.GetText("label") ?? name, type,
            json.GetBool("required"), options, pattern, json.GetText("hint"));
        return null;
    }

    private static bool IsIdentifier(string name) =>
        name.Length is > 0 and <= 64 && char.IsAsciiLetter(name[0]) && name.All(char.IsAsciiLetterOrDigit);
}

/// <summary>A form field whose value was refused.</summary>
public sealed record FieldProblem(string Name, string Label, FieldFault Fault);

public enum FieldFault
{
    Missing,
    NotAText,
    TooLong,
    NotANumber,
    NotADate,
    NotABoolean,
    NotAnOption,
    PatternMismatch,

    /// <summary>The step has no field of this name.</summary>
    Unknown,

    /// <summary>A requirement of the step is neither present nor waived.</summary>
    NotChecked,

    /// <summary>A requirement was waived without a reason.</summary>
    ReasonMissing,

    /// <summary>The step has no requirement of this name.</summary>
    NotARequirement,
}
