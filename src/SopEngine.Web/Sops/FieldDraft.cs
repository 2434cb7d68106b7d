using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Web.Sops;

/// <summary>
/// A field as its editor holds it: every setting as text. Settings that the editor does not know stay in <see cref="Json"/>, and are
/// written again.
/// </summary>
public sealed record FieldDraft(JsonObject Json, IReadOnlyList<FieldDraft> Columns)
{
    /// <summary>Settings that the editor shows as they are stored, and leaves out when they are empty.</summary>
    public static readonly IReadOnlyList<string> Plain =
    [
        "label", "hint", "format", "pattern", "message", "decimals", "min", "max", "unit", "minRows", "maxRows", "default", "check",
        "maxFiles", "kind", "group",
    ];

    public static readonly IReadOnlyList<FieldType> ColumnTypes =
    [
        FieldType.Text, FieldType.LongText, FieldType.Number, FieldType.Money, FieldType.Date, FieldType.DateTime, FieldType.Time,
        FieldType.Choice, FieldType.Tariff, FieldType.Boolean, FieldType.Computed,
    ];

    public static readonly IReadOnlyList<FieldType> ComputedTypes = [FieldType.Number, FieldType.Money, FieldType.Text, FieldType.Date];

    /// <summary>Settings that only some types have.</summary>
    private static readonly IReadOnlyList<(string Setting, FieldType[] Types)> OfSomeTypes =
    [
        ("format", [FieldType.Text]),
        ("pattern", [FieldType.Text, FieldType.LongText]),
        ("options", [FieldType.Choice, FieldType.Choices]),
        ("decimals", [FieldType.Number]),
        ("unit", [FieldType.Number]),
        ("min", [FieldType.Number, FieldType.Money]),
        ("max", [FieldType.Number, FieldType.Money]),
        ("columns", [FieldType.Table]),
        ("samples", [FieldType.Table]),
        ("minRows", [FieldType.Table]),
        ("maxRows", [FieldType.Table]),
        ("accept", [FieldType.File]),
        ("maxFiles", [FieldType.File]),
        ("kind", [FieldType.File]),
        ("group", [FieldType.Tariff]),
        ("default",
        [
            .. Enum.GetValues<FieldType>()
                .Where(type => type is not (FieldType.Computed or FieldType.File or FieldType.Tariff or FieldType.Discount)),
        ]),
        ("check", [.. Enum.GetValues<FieldType>().Where(type => type is not FieldType.Computed)]),
        ("message", [.. Enum.GetValues<FieldType>().Where(type => type is not FieldType.Computed)]),
        ("shows", [FieldType.Computed]),
        ("formula", [FieldType.Computed]),
    ];

    public string Name => this["name"];

    public FieldType Type => ReadType(this["type"]) ?? FieldType.Text;

    public FieldType Shows => Type == FieldType.Computed ? ReadType(this["shows"]) ?? FieldType.Number : Type;

    public FieldRecipe Recipe => Chosen ?? FieldRecipe.Read(this["formula"]);

    /// <summary>The recipe that was chosen in the editor, complete or not; null for that of the stored formula.</summary>
    public FieldRecipe? Chosen { get; init; }

    /// <summary>The condition as it was chosen or is stored; null for none, and for one of the author's own.</summary>
    public FieldCondition? Condition => Asked ?? (IsOwnAsked ? null : FieldCondition.Read(this["shownIf"]));

    public FieldCondition? Asked { get; init; }

    /// <summary>True when the author wants to write the condition.</summary>
    public bool IsOwnAsked { get; init; }

    public bool IsNumeric => Shows is FieldType.Number or FieldType.Money;

    public string this[string setting] => Json[setting] switch
    {
        JsonValue value when value.TryGetValue(out string? text) => text,
        JsonValue value when value.TryGetValue(out bool flag) => flag ? "true" : "",
        JsonValue value => value.ToJsonString(),
        _ => "",
    };

    /// <summary>
    /// A setting as its control holds it. The least and the largest number have a comma: "1.125" would be read as a thousand and more.
    /// </summary>
    public string Written(string setting) => setting is "min" or "max"
        && decimal.TryParse(this[setting], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? NumberText.Write(number) : this[setting];

    /// <summary>True when it is needed for some outcomes, chosen or not chosen yet.</summary>
    public bool IsForOutcomes => Json["required"] is JsonArray;

    /// <summary>The outcomes that need it.</summary>
    public IReadOnlyList<string> RequiredFor => Texts("required");

    public IReadOnlyList<string> Options => Texts("options");

    /// <summary>The sorts of documents that a file field takes.</summary>
    public IReadOnlyList<string> Accept => Texts("accept");

    public static IReadOnlyList<FieldDraft> Of(JsonArray? fields) => [.. (fields ?? []).OfType<JsonObject>().Select(Of)];

    /// <summary>As the definition keeps it.</summary>
    public JsonObject Write()
    {
        var json = Json.DeepClone().AsObject();
        if (Type == FieldType.Table) json["columns"] = new JsonArray([.. Columns.Select(column => (JsonNode)column.Write())]);
        return json;
    }

    public static FieldType? ReadType(string text) =>
        Enum.TryParse<FieldType>(text, ignoreCase: true, out var type) && Enum.IsDefined(type) && !char.IsAsciiDigit(text[0]) ? type : null;

    /// <summary>
    /// The settings that a field loses when it becomes one of this type. The editor does not show them any more, so a bad one could not
    /// be put right.
    /// </summary>
    public static IEnumerable<string> LostAs(FieldType type) => OfSomeTypes.Where(of => !of.Types.Contains(type)).Select(of => of.Setting);

    private static FieldDraft Of(JsonObject json)
    {
        var field = new FieldDraft(json.DeepClone().AsObject(), Of(json["columns"] as JsonArray));
        // The editor has one type of number: an integer is a number without decimals.
        if (field["type"].Equals("integer", StringComparison.OrdinalIgnoreCase))
        {
            field.Json["type"] = "number";
            if (field["decimals"].Length == 0) field.Json["decimals"] = 0;
        }

        return field;
    }

    private IReadOnlyList<string> Texts(string setting) => Json[setting] is JsonArray list
        ? [.. list.OfType<JsonValue>().Where(item => item.GetValueKind() == JsonValueKind.String).Select(item => item.GetValue<string>())]
        : [];
}
