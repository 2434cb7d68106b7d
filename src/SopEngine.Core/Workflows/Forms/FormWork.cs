using System.Text.Json;
using NodaTime.Text;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Forms;

/// <summary>The values of a form while it is worked out.</summary>
internal sealed class FormWork
{
    public static readonly JsonElement NoRows = JsonSerializer.SerializeToElement(Array.Empty<object>());

    /// <summary>More decimals than any result has, and fewer than binary fractions show.</summary>
    private const int MostDecimals = 10;

    public Dictionary<string, JsonElement> Values { get; } = [];

    public List<string> Hidden { get; } = [];

    /// <summary>The values as the event holds them, with what was sent besides: the interpreter refuses that by name.</summary>
    public JsonElement Data(JsonElement sent)
    {
        var data = new Dictionary<string, JsonElement>();
        foreach (var (name, value) in Values)
        {
            if (value.ValueKind != JsonValueKind.Undefined) data[name] = value;
        }

        if (sent.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in sent.EnumerateObject())
            {
                if (!Values.ContainsKey(property.Name)) data[property.Name] = property.Value;
            }
        }

        return JsonSerializer.SerializeToElement(data);
    }

    /// <summary>A formula's result as a value of the field's type: undefined for none, null for one that does not fit.</summary>
    public static JsonElement? Result(FormField field, JsonElement value)
    {
        if (value.IsNothing()) return default(JsonElement);
        switch (field.Shows)
        {
            case FieldType.Number or FieldType.Money when value.ValueKind == JsonValueKind.Number:
                if (!value.TryGetDecimal(out var number)) return null;
                var decimals = field.Shows == FieldType.Money ? 0 : field.Decimals ?? MostDecimals;
                return JsonSerializer.SerializeToElement(WithoutZeros(decimal.Round(number, decimals, MidpointRounding.AwayFromZero)));
            case FieldType.Date when value.ValueKind == JsonValueKind.String:
                return LocalDatePattern.Iso.Parse(value.GetString()!).Success ? value : value.GetString()!.Length == 0 ? default : null;
            case FieldType.Text when value.ValueKind == JsonValueKind.String:
                return value;
            case FieldType.Text when value.ValueKind is JsonValueKind.Number:
                return Json.Of(value.GetRawText());
            default:
                return null;
        }
    }

    /// <summary>A table with the results of a column's formula, row by row.</summary>
    public static JsonElement WithColumn(JsonElement table, FormField column, JsonElement results)
    {
        var list = results.EnumerateArray().ToList();
        return WithRows(table, (values, index) =>
        {
            if (index < list.Count && Result(column, list[index]) is { ValueKind: not JsonValueKind.Undefined } value)
                values[column.Name] = value;
        });
    }

    public static JsonElement MendedRows(FormField table, JsonElement value) => WithRows(value, (values, _) =>
    {
        foreach (var column in table.Columns)
        {
            if (column.Format is { } format && values.GetValueOrDefault(column.Name) is { ValueKind: JsonValueKind.String } cell)
                values[column.Name] = Json.Of(format.Mend(cell.GetString()!));
        }
    });

    /// <summary>
    /// A table with changed rows. Of a name that stands twice in a row, which <c>JsonObject</c> fails on, the last value counts, as in all
    /// other data.
    /// </summary>
    public static JsonElement WithRows(JsonElement table, Action<Dictionary<string, JsonElement>, int> change)
    {
        var rows = new List<object>();
        foreach (var (index, row) in table.EnumerateArray().Index())
        {
            if (row.ValueKind != JsonValueKind.Object)
            {
                rows.Add(row);
                continue;
            }

            var values = new Dictionary<string, JsonElement>();
            foreach (var property in row.EnumerateObject()) values[property.Name] = property.Value;
            change(values, index);
            rows.Add(values);
        }

        return JsonSerializer.SerializeToElement(rows);
    }

    private static decimal WithoutZeros(decimal number) => number / 1.0000000000000000000000000000m;
}
