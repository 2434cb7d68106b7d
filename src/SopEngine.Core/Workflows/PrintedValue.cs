using System.Globalization;
using System.Text.Json;
using NodaTime.Text;
using SopEngine.Core.Documents;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Workflows;

/// <summary>Values of a case as its documents print them: in Indonesian, whatever language their maker reads.</summary>
public static class PrintedValue
{
    private static readonly CultureInfo Indonesian = CultureInfo.GetCultureInfo("id-ID");

    private static readonly LocalDateTimePattern Moments = LocalDateTimePattern.Create("d MMMM uuuu 'pukul' HH'.'mm", Indonesian);

    private static readonly LocalTimePattern Times = LocalTimePattern.CreateWithInvariantCulture("HH'.'mm");

    /// <param name="field">The field of the forms that holds the value; null for a value that no form asks for.</param>
    public static DocumentValue Of(FormField? field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => DocumentValue.Empty,
        JsonValueKind.True => new("Ya"),
        JsonValueKind.False => new("Tidak") { IsNo = true },
        JsonValueKind.Number or JsonValueKind.Array when field?.IsOfPeople == true => new("") { People = FormPeople.Of(value) },
        JsonValueKind.Number => Number(field, value),
        JsonValueKind.String => Text(field, value.GetString()!),
        JsonValueKind.Array when field?.Type == FieldType.Table => new("") { Table = Table(field, value) },
        JsonValueKind.Array when field?.Type == FieldType.File =>
            Files([.. FormFiles.Of(value).Select(file => new DocumentFile(file.Id, file.Name))]),
        JsonValueKind.Object when field?.Type == FieldType.Tariff => Tariff(value),
        JsonValueKind.Object when field?.Type == FieldType.Discount => new(Discount(value)),
        JsonValueKind.Array => new(string.Join(", ", value.EnumerateArray().Select(item => item.ToString()))),
        _ => new(value.ToString()),
    };

    /// <summary>"Rp1.250.000": an amount of rupiah is written so in both languages.</summary>
    public static string Rupiah(decimal amount) => (amount < 0 ? "-Rp" : "Rp") + Math.Abs(amount).ToString("#,0.##", Indonesian);

    /// <summary>The place of templates that a field of a form fills.</summary>
    public static KnownPlace PlaceOf(FormField field) => new(
        field.Name, field.Label,
        field.Type switch
        {
            FieldType.Table => PlaceKind.Table,
            FieldType.File => PlaceKind.Files,
            _ => field.IsNumeric ? PlaceKind.Number : field.Shows == FieldType.Date ? PlaceKind.Date : PlaceKind.Text,
        },
        [.. field.Columns.Select(PlaceOf)]);

    private static DocumentValue Files(IReadOnlyList<DocumentFile> files) =>
        new(string.Join(", ", files.Select(file => file.Name))) { Files = files.Count == 0 ? null : files };

    private static DocumentValue Number(FormField? field, JsonElement value)
    {
        if (!value.TryGetDecimal(out var number)) return new(value.GetRawText());
        if (field?.Shows == FieldType.Money) return new(Rupiah(number)) { Amount = number, IsMoney = true };
        // A number that no form describes may be a year, so it is printed without points.
        var text = field is null ? number.ToString("0.##########", Indonesian) : Shown(number);
        return new(field?.Unit is { Length: > 0 } unit ? $"{text} {unit}" : text) { Amount = number };
    }

    /// <summary>"Kadar air (Rp50.000 per contoh)"; its words are those of the price. A line without a price is its text alone.</summary>
    private static DocumentValue Tariff(JsonElement line)
    {
        decimal? amount =
            line.Get("amount") is { ValueKind: JsonValueKind.Number } price && price.TryGetDecimal(out var rupiah) ? rupiah : null;
        var unit = line.GetText("unit") is { Length: > 0 } per ? $" {per}" : "";
        var text = line.GetText("text") ?? "";
        return amount is { } known ? new($"{text} ({Rupiah(known)}{unit})") { Amount = known, IsMoney = true } : new(text);
    }

    /// <summary>"Usaha mikro dan kecil (50%), Keputusan Kepala Balai 12/2026".</summary>
    public static string Discount(JsonElement value) => $"{value.GetText("text")} ({value.Get("percent")}%), {value.GetText("decree")}";

    private static DocumentValue Text(FormField? field, string text) => field?.Shows switch
    {
        FieldType.DateTime when FormMoments.DateTime.Parse(text) is { Success: true, Value: var moment } => new(Moments.Format(moment)),
        FieldType.Time when FormMoments.Time.Parse(text) is { Success: true, Value: var time } => new(Times.Format(time)),
        null or FieldType.Date => new(DocumentText.Show(text)),
        _ => new(text),
    };

    private static DocumentTable Table(FormField field, JsonElement rows)
    {
        var columns = field.Columns.Select(column => new DocumentColumn(
            column.Name, column.Label, column.IsNumeric, column.Sum ? Sum(column, rows) : null)).ToList();
        return new DocumentTable(columns, [.. rows.EnumerateArray().Select(row => (IReadOnlyList<string>)
            [.. field.Columns.Select(column => Of(column, Cell(row, column)).Text)])]);
    }

    private static string Sum(FormField column, JsonElement rows)
    {
        var sum = 0m;
        foreach (var row in rows.EnumerateArray())
        {
            if (Cell(row, column) is { ValueKind: JsonValueKind.Number } cell && cell.TryGetDecimal(out var number)
                && Math.Abs(number) < 1e24m)
                sum += number;
        }

        return column.Shows == FieldType.Money ? Rupiah(sum) : Shown(sum);
    }

    private static JsonElement Cell(JsonElement row, FormField column) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(column.Name, out var cell) ? cell : default;

    private static string Shown(decimal number) => number.ToString("#,0.##########", Indonesian);
}
