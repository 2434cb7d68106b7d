using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Web.Forms;

/// <summary>
/// Turns a browser's post into a step's data, and back. A value that does not fit its field is passed on as it is, for the form's check to
/// name. A cell of a table is called <c>data.contoh[0].nama</c>.
/// </summary>
internal static class FormData
{
    public const string Prefix = "data.";
    public const string Requirement = "requirement";

    /// <summary>The ids of the documents that the form lists.</summary>
    public const string Document = "document";

    /// <summary>The ids of those that the case's customer may see.</summary>
    public const string ForCustomer = "share";

    /// <summary>Says whether new attachments are for the customer.</summary>
    public const string NewForCustomer = "shareNew";

    /// <summary>Begins the name of the control that takes the files of a field.</summary>
    public const string FilePrefix = "file.";

    public static JsonElement Read(IFormCollection form, IReadOnlyList<FormField> fields)
    {
        if (fields.Count == 0) return default;

        var data = new JsonObject();
        foreach (var field in fields)
        {
            var value = field.Type == FieldType.Table ? Table(form, field) : Value(field, form[Prefix + field.Name]);
            if (value is not null) data[field.Name] = value;
        }

        return JsonSerializer.SerializeToElement(data);
    }

    /// <summary>The step's requirements that were ticked, and the waived ones with their reasons; null for none.</summary>
    public static IReadOnlyList<RequirementCheck>? Checks(IFormCollection form, IReadOnlyList<string> requirements)
    {
        var ticked = form[Requirement];
        var checks = requirements.Index()
            .Select(one => ticked.Contains(one.Item)
                ? new RequirementCheck(one.Item) : new RequirementCheck(one.Item, form[Waiver(one.Index)].ToString().Trim()))
            .Where(check => check.Waived != "").ToList();
        return checks.Count == 0 ? null : checks;
    }

    /// <summary>The numbers of documents in a part of the form; 0 for a text that is no number.</summary>
    public static IReadOnlyList<long> Ids(StringValues part) =>
        [.. part.Select(value => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)];

    public static string Waiver(int requirement) => string.Create(CultureInfo.InvariantCulture, $"waive.{requirement}");

    /// <summary>The name of a cell's control.</summary>
    public static string Cell(FormField table, int row, FormField column) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{table.Name}[{row}].{column.Name}");

    /// <summary>The filled-in values, without fields that belong to this sending alone, such as its key.</summary>
    public static IReadOnlyDictionary<string, string[]> Draft(IFormCollection form) => form
        .Where(part => part.Key is Requirement or "comment" or Document or ForCustomer or NewForCustomer or "proof" or "proofNote"
            || part.Key.StartsWith(Prefix, StringComparison.Ordinal) || part.Key.StartsWith("waive.", StringComparison.Ordinal))
        .ToDictionary(part => part.Key, part => part.Value.Select(value => value ?? "").ToArray());

    public static IFormCollection Form(IReadOnlyDictionary<string, string[]> draft) =>
        new FormCollection(draft.ToDictionary(part => part.Key, part => new StringValues(part.Value)));

    /// <summary>A completion as the form would have held it.</summary>
    public static IReadOnlyDictionary<string, string[]> Given(TaskCompleted completed, Step? step)
    {
        var parts = Given(completed.Data, step?.Fields ?? []);
        if (completed.Comment is { } comment) parts["comment"] = [comment];
        foreach (var (index, requirement) in (step?.Requirements ?? []).Index())
        {
            if (completed.Checks?.FirstOrDefault(check => check.Item == requirement) is { Waived: { } waived })
                parts[Waiver(index)] = [waived];
        }

        parts[Requirement] = [.. completed.Checks?.Where(check => check.Waived is null).Select(check => check.Item) ?? []];
        return parts;
    }

    /// <summary>Stored values as controls hold them.</summary>
    public static Dictionary<string, string[]> Given(JsonElement data, IReadOnlyList<FormField> fields)
    {
        var parts = new Dictionary<string, string[]>();
        if (data.ValueKind != JsonValueKind.Object) return parts;
        foreach (var field in fields.Where(field => field.Type != FieldType.Computed))
        {
            if (!data.TryGetProperty(field.Name, out var value)) continue;
            if (field.Type != FieldType.Table) parts[Prefix + field.Name] = Texts(field, value);
            else if (value.ValueKind == JsonValueKind.Array)
            {
                foreach (var (row, cells) in value.EnumerateArray().Index())
                {
                    foreach (var column in field.Columns.Where(column => column.Type != FieldType.Computed))
                    {
                        if (cells.ValueKind == JsonValueKind.Object && cells.TryGetProperty(column.Name, out var cell))
                            parts[Cell(field, row, column)] = Texts(column, cell);
                    }
                }
            }
        }

        return parts;
    }

    private static JsonArray? Table(IFormCollection form, FormField field)
    {
        var rows = new JsonArray();
        foreach (var row in FormRows.Of(form, field))
        {
            var cells = new JsonObject();
            foreach (var column in field.Columns)
            {
                if (Value(column, form[Cell(field, row, column)]) is { } value) cells[column.Name] = value;
            }

            if (!FormRows.IsEmpty(form, field, row)) rows.Add((JsonNode)cells);
        }

        return rows.Count == 0 ? null : rows;
    }

    private static JsonNode? Value(FormField field, StringValues sent)
    {
        if (field.Type == FieldType.Computed) return null;
        if (field.Type == FieldType.File)
        {
            var files = sent.Where(id => !string.IsNullOrEmpty(id)).Select(id =>
                long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? JsonValue.Create(number) : (JsonNode)id!).ToArray();
            return files.Length == 0 ? null : new JsonArray(files);
        }

        if (field.Type == FieldType.People)
        {
            var people = sent.Where(id => !string.IsNullOrEmpty(id)).Select(id => long.TryParse(id, NumberStyles.None,
                CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : (JsonNode)id!).ToArray();
            return people.Length == 0 ? null : new JsonArray(people);
        }

        if (field.Type == FieldType.Choices)
        {
            var chosen = sent.Where(option => !string.IsNullOrEmpty(option)).Select(option => (JsonNode)option!).ToArray();
            return chosen.Length == 0 ? null : new JsonArray(chosen);
        }

        var text = sent.ToString().Trim();
        if (field.Type == FieldType.Boolean) return text == "true";
        if (text.Length == 0) return null;
        return field.Type switch
        {
            FieldType.Number or FieldType.Money => NumberText.TryRead(text, out var amount) ? amount : text,
            FieldType.Person or FieldType.Tariff or FieldType.Discount =>
                long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : text,
            // Some browsers send seconds, too.
            FieldType.Time when text.Length == "09:30:00".Length => text[..5],
            FieldType.DateTime when text.Length == "2026-11-30T09:30:00".Length => text[..16],
            _ => text,
        };
    }

    private static string[] Texts(FormField field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        JsonValueKind.Array when field.Type == FieldType.File =>
            [.. FormFiles.Ids(value).Select(id => id.ToString(CultureInfo.InvariantCulture))],
        JsonValueKind.Object when field.Type is FieldType.Tariff or FieldType.Discount =>
            [StoredId.Of(value)?.ToString(CultureInfo.InvariantCulture) ?? ""],
        JsonValueKind.Array => [.. value.EnumerateArray().Select(item => item.ToString())],
        JsonValueKind.Number when field.Type == FieldType.Money && value.TryGetDecimal(out var amount) => [Grouped(amount)],
        JsonValueKind.Number when field.Type == FieldType.Number && value.TryGetDecimal(out var number) => [NumberText.Write(number)],
        _ => [value.ToString()],
    };

    /// <summary>"1.250.000".</summary>
    private static string Grouped(decimal amount) => amount.ToString("#,0.##########", CultureInfo.GetCultureInfo("id-ID"));
}
