using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using SopEngine.Core.Workflows;

namespace SopEngine.Web.Inbox;

/// <summary>
/// Turns a browser's post into a step's data. A value that does not fit its field is passed on as it is, for the form's check to name.
/// </summary>
internal static class FormData
{
    public const string Prefix = "data.";
    public const string Requirement = "requirement";

    public static JsonElement Read(IFormCollection form, IReadOnlyList<FormField> fields)
    {
        if (fields.Count == 0) return default;

        var data = new JsonObject();
        foreach (var field in fields)
        {
            var text = form[Prefix + field.Name].ToString().Trim();
            if (field.Type == FieldType.Boolean) data[field.Name] = text == "true";
            else if (text.Length > 0) data[field.Name] = field.Type == FieldType.Number ? Number(text) : text;
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

    public static string Waiver(int requirement) => string.Create(CultureInfo.InvariantCulture, $"waive.{requirement}");

    /// <summary>The filled-in values, without fields that belong to this sending alone, such as its key.</summary>
    public static IReadOnlyDictionary<string, string[]> Draft(IFormCollection form) => form
        .Where(part => part.Key is Requirement or "comment"
            || part.Key.StartsWith(Prefix, StringComparison.Ordinal) || part.Key.StartsWith("waive.", StringComparison.Ordinal))
        .ToDictionary(part => part.Key, part => part.Value.Select(value => value ?? "").ToArray());

    public static IFormCollection Form(IReadOnlyDictionary<string, string[]> draft) =>
        new FormCollection(draft.ToDictionary(part => part.Key, part => new StringValues(part.Value)));

    /// <summary>A completion as the form would have held it.</summary>
    public static IReadOnlyDictionary<string, string[]> Given(TaskCompleted completed, Step? step)
    {
        var parts = new Dictionary<string, string[]>();
        if (completed.Data.ValueKind == JsonValueKind.Object)
        {
            foreach (var value in completed.Data.EnumerateObject())
                parts[Prefix + value.Name] = [value.Value.ValueKind is JsonValueKind.True or JsonValueKind.False
                    ? (value.Value.GetBoolean() ? "true" : "false") : value.Value.ToString()];
        }

        if (completed.Comment is { } comment) parts["comment"] = [comment];
        foreach (var (index, requirement) in (step?.Requirements ?? []).Index())
        {
            if (completed.Checks?.FirstOrDefault(check => check.Item == requirement) is { Waived: { } waived })
                parts[Waiver(index)] = [waived];
        }

        parts[Requirement] = [.. completed.Checks?.Where(check => check.Waived is null).Select(check => check.Item) ?? []];
        return parts;
    }

    /// <summary>Browsers send a number with a point; people without a number input may write a comma.</summary>
    private static JsonNode Number(string text) =>
        decimal.TryParse(text.Replace(',', '.'), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : text;
}
