using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Web.Sops;

/// <summary>The form of a step as its editor holds it, and as the editor's own form sends it.</summary>
public sealed record FormDraft(IReadOnlyList<FieldDraft> Fields)
{
    /// <summary>Keeps abuse small; a form of a step has a dozen.</summary>
    public const int MostFields = 200;

    public const int MostColumns = 20;

    /// <param name="deed">
    /// The button: <c>add</c>, <c>up:2</c>, <c>down:2</c>, <c>remove:2</c>; for a column with the table's number in between.
    /// </param>
    public static FormDraft Read(IFormCollection form, string deed)
    {
        var fields = ReadList(form, "f", MostFields);
        var parts = deed.Split(':');
        if (parts is [var onField, ..] && parts.Length <= 2) return new FormDraft(Changed(fields, onField, Number(parts, 1), MostFields));
        if (parts.Length == 3 && Number(parts, 1) is { } table && table < fields.Count)
        {
            var of = fields[table];
            fields[table] = of with { Columns = Changed([.. of.Columns], parts[0], Number(parts, 2), MostColumns) };
        }

        return new FormDraft(fields);
    }

    public static FormDraft Of(string? fields)
    {
        try
        {
            return new FormDraft(FieldDraft.Of(JsonNode.Parse(fields ?? "[]", documentOptions: Strict) as JsonArray));
        }
        catch (JsonException)
        {
            return new FormDraft([]);
        }
    }

    /// <summary>The value of the step's <c>fields</c>.</summary>
    public string Write() => new JsonArray([.. Fields.Select(field => (JsonNode)field.Write())]).ToJsonString(Readable);

    private static List<FieldDraft> ReadList(IFormCollection form, string prefix, int most)
    {
        var fields = new List<FieldDraft>();
        for (var i = 0; i < most && form.ContainsKey(Part(prefix, i, "type")); i++) fields.Add(ReadOne(form, prefix, i));
        // Names come last: a new one must differ from all others.
        var taken = fields.Select(field => field.Name).Where(name => name.Length > 0).ToHashSet();
        foreach (var field in fields.Where(field => field.Name.Length == 0)) field.Json["name"] = FreeName(field["label"], taken);
        return fields;
    }

    private static FieldDraft ReadOne(IFormCollection form, string prefix, int place)
    {
        string Sent(string setting) => form[Part(prefix, place, setting)].ToString().Trim();

        var json = Before(Sent("json"));
        var former = new FieldDraft(json, []).Type;
        json["type"] = Sent("type");
        foreach (var setting in FieldDraft.Plain)
        {
            if (!form.ContainsKey(Part(prefix, place, setting))) continue;
            // "1.250.000" is a number to its author.
            Set(json, setting, setting is "min" or "max" && NumberText.TryRead(Sent(setting), out var number)
                ? number.ToString(CultureInfo.InvariantCulture) : Sent(setting));
        }

        if (form.ContainsKey(Part(prefix, place, "options")))
            json["options"] = Texts(Sent("options").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        if (json["type"]!.GetValue<string>().Equals(nameof(FieldType.File), StringComparison.OrdinalIgnoreCase)
            && form.ContainsKey(Part(prefix, place, "maxFiles")))
            json["accept"] = Texts(form[Part(prefix, place, "accept")]!);
        json["required"] = Sent("required") == "some" ? Texts(form[Part(prefix, place, "outcome")]!) : Sent("required") == "always";
        Set(json, "audience", Sent("office") == "true" ? "office" : "");
        if (Sent("sum") == "true") json["sum"] = true;
        else json.Remove("sum");
        if (Sent("samples") == "true") json["samples"] = true;
        else json.Remove("samples");

        var draft = new FieldDraft(json, ReadList(form, Part(prefix, place, "c"), MostColumns));
        if (draft.Type != former)
        {
            foreach (var setting in FieldDraft.LostAs(draft.Type)) json.Remove(setting);
        }

        if (draft.Type == FieldType.Computed) draft = ReadFormula(draft, Sent, inTable: prefix != "f");
        return prefix == "f" ? ReadCondition(draft, Sent, form) : draft;
    }

    private static FieldDraft ReadFormula(FieldDraft draft, Func<string, string> sent, bool inTable)
    {
        draft.Json["shows"] = sent("shows") is { Length: > 0 } shows ? shows : "number";
        var kind = Enum.TryParse<RecipeKind>(sent("recipe"), out var chosen) && Enum.IsDefined(chosen) ? chosen : RecipeKind.Own;
        if (kind == RecipeKind.Own)
        {
            Set(draft.Json, "formula", sent("formula"));
            return draft with { Chosen = new FieldRecipe(RecipeKind.Own) };
        }

        // A column of another table is chosen as "contoh.biaya".
        var (first, second) = (sent("first"), sent("second"));
        if (kind == RecipeKind.Sum && first.Split('.') is [var table, var column]) (first, second) = (table, column);
        var recipe = new FieldRecipe(kind, first, second);
        Set(draft.Json, "formula", IsSafe(first) && (kind == RecipeKind.WorkingDays || IsSafe(second)) ? recipe.Write(inTable) ?? "" : "");
        return draft with { Chosen = recipe };
    }

    private static FieldDraft ReadCondition(FieldDraft draft, Func<string, string> sent, IFormCollection form)
    {
        switch (sent("shown"))
        {
            case "own":
                Set(draft.Json, "shownIf", sent("shownIf"));
                return draft with { IsOwnAsked = true };
            case "if" when IsSafe(sent("condition")):
                var kind = Enum.TryParse<ConditionKind>(sent("conditionKind"), out var chosen) && Enum.IsDefined(chosen)
                    ? chosen : ConditionKind.Is;
                var asked = new FieldCondition(sent("condition"), kind, sent("conditionValue"));
                Set(draft.Json, "shownIf", asked.Write(TypeOf(form, asked.Field)) ?? "");
                return draft with { Asked = asked };
            default:
                draft.Json.Remove("shownIf");
                return draft;
        }
    }

    /// <summary>The type of a field of the form; the page sends those of earlier steps along.</summary>
    private static FieldType? TypeOf(IFormCollection form, string name)
    {
        for (var i = 0; i < MostFields && form.ContainsKey(Part("f", i, "type")); i++)
        {
            if (Before(form[Part("f", i, "json")].ToString())["name"] is JsonValue known
                && known.TryGetValue(out string? own) && own == name)
                return FieldDraft.ReadType(form[Part("f", i, "type")].ToString()) is var type && type == FieldType.Computed
                    ? FieldDraft.ReadType(form[Part("f", i, "shows")].ToString())
                    : type;
        }

        return FieldDraft.ReadType(form[$"earlier.{name}"].ToString());
    }

    private static List<FieldDraft> Changed(List<FieldDraft> fields, string deed, int? at, int most)
    {
        switch (deed)
        {
            case "add" when fields.Count < most:
                fields.Add(new FieldDraft(new JsonObject { ["name"] = "", ["label"] = "", ["type"] = "text" }, []));
                break;
            case "remove" when at < fields.Count:
                fields.RemoveAt(at.Value);
                break;
            case "up" when at > 0 && at < fields.Count:
                (fields[at.Value - 1], fields[at.Value]) = (fields[at.Value], fields[at.Value - 1]);
                break;
            case "down" when at < fields.Count - 1:
                (fields[at.Value + 1], fields[at.Value]) = (fields[at.Value], fields[at.Value + 1]);
                break;
        }

        return fields;
    }

    /// <summary>"Jumlah contoh (buah)" becomes <c>jumlahContohBuah</c>; the name stays when the label changes.</summary>
    private static string FreeName(string label, HashSet<string> taken)
    {
        if (label.Length == 0) return "";
        var words = string.Concat(label.Select(character => char.IsAsciiLetterOrDigit(character) ? character : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).SkipWhile(word => !char.IsAsciiLetter(word[0])).Take(5).ToList();
        var name = words.Count == 0 ? "isian"
            : string.Concat(words.Select((word, place) => place == 0
                ? word.ToLowerInvariant() : char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));
        name = name[..Math.Min(name.Length, 40)];
        return Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? name : $"{name}{number}").First(taken.Add);
    }

    public static string Part(string prefix, int place, string setting) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}[{place}].{setting}");

    private static void Set(JsonObject json, string setting, string value)
    {
        if (value.Length == 0) json.Remove(setting);
        else json[setting] = value;
    }

    private static JsonArray Texts(IEnumerable<string?> texts) => [.. texts.Select(text => (JsonNode?)text)];

    /// <summary>A name that can stand in an expression.</summary>
    private static bool IsSafe(string name) => (name.EndsWith(FieldRecipe.Price, StringComparison.Ordinal)
        ? name[..^FieldRecipe.Price.Length] : name).All(char.IsAsciiLetterOrDigit);

    private static int? Number(string[] parts, int at) => parts.Length > at
        && int.TryParse(parts[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static JsonObject Before(string json)
    {
        try
        {
            // Escapes may stand for text that nothing can hold.
            return StorableText.FindBad(Encoding.UTF8.GetBytes(json)) is null
                ? JsonNode.Parse(json, documentOptions: Strict) as JsonObject ?? [] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
