using System.Text.Json;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Web.Cases;
using SopEngine.Web.Language;

namespace SopEngine.Web.Samples;

/// <summary>
/// The small print of a label: the columns of the sample's row, those that the laboratory needs first, but amounts of money, and nothing
/// of its customer.
/// </summary>
internal static class LabelText
{
    public static IEnumerable<(string Label, string Text)> Of(CaseSample sample, Flow flow, IStringLocalizer<Texts> texts) =>
        from cell in sample.Row(flow).OrderBy(cell => FormSamples.PlaceOnLabel(cell.Column))
        where cell.Column.Shows != FieldType.Money
        let text = Text(cell.Column, cell.Value, texts).Trim()
        where text.Length > 0 && text != sample.Name
        select (cell.Column.Label, text);

    /// <summary>Of a tariff the service, without its price.</summary>
    private static string Text(FormField column, JsonElement value, IStringLocalizer<Texts> texts) =>
        column.Type == FieldType.Tariff && value.ValueKind == JsonValueKind.Object && value.TryGetProperty("text", out var service)
            ? service.ToString() : FilledIn.Text(column, value, texts, _ => null);
}
