using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using NodaTime.Text;
using SopEngine.Core.Workflows;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>The filled-in form of a task, as people read it.</summary>
internal static class FilledIn
{
    public static IEnumerable<(string Label, string Value)> Of(CaseTask task, IStringLocalizer<Texts> texts) =>
        task is not { Data.ValueKind: JsonValueKind.Object, Step: { } step } ? []
            : step.Fields.Where(field => task.Data.TryGetProperty(field.Name, out _))
                .Select(field => (field.Label, Text(field, task.Data.GetProperty(field.Name), texts)));

    private static string Text(FormField field, JsonElement value, IStringLocalizer<Texts> texts) => (field.Type, value.ValueKind) switch
    {
        (_, JsonValueKind.True) => texts["Form.Yes"],
        (_, JsonValueKind.False) => texts["Form.No"],
        (FieldType.Date, _) when LocalDatePattern.Iso.Parse(value.ToString()) is { Success: true, Value: var day } => When.Day(day),
        (_, JsonValueKind.Number) => value.GetDecimal().ToString("#,0.##########", CultureInfo.CurrentCulture),
        _ => value.ToString(),
    };
}
