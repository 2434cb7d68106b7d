using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Forms;

/// <summary>A line of the office's tariff list, as a form may choose it.</summary>
/// <param name="Group">Empty for none.</param>
/// <param name="Condition">A range, a volume, a temperature; empty for none.</param>
/// <param name="Per">The unit of one amount, such as <c>per contoh</c>; empty for none.</param>
/// <param name="Amount">Whole rupiah.</param>
public sealed record TariffLine(long Id, string Group, string Item, string Condition, string Per, long Amount)
{
    public string Text => Condition.Length > 0 ? $"{Item}, {Condition}" : Item;
}

/// <summary>A discount on the office's tariffs, as a form may choose it.</summary>
/// <param name="Who">The people who pay less.</param>
/// <param name="Percent">The share that is taken off, 1 to 100.</param>
/// <param name="Proof">The paper that shows the right to it; empty for none.</param>
public sealed record TariffDiscount(long Id, string Who, int Percent, string Decree, string Proof);

/// <summary>The tariffs and discounts of an office that are valid on a day.</summary>
public sealed record PriceList(IReadOnlyList<TariffLine> Lines, IReadOnlyList<TariffDiscount> Discounts);

/// <summary>
/// Values of tariff fields: <c>{"id":12,"text":"Neraca analitik, sampai 150 kg","unit":"per alat","amount":300000}</c>, and of discount
/// fields: <c>{"id":3,"text":"Usaha mikro dan kecil","percent":50,"decree":"Keputusan Kepala Balai 12/2026"}</c>. A sender may send
/// the number alone; the shell puts in the line and its price, and the history keeps them, so that a later tariff changes nothing.
/// </summary>
public static class FormTariffs
{
    /// <summary>The fields with the lines and discounts that they let choose from, for the page that shows them.</summary>
    public static IReadOnlyList<FormField> With(IReadOnlyList<FormField> fields, PriceList prices) =>
        [.. fields.Select(field => field.Type switch
        {
            FieldType.Tariff => field with { Tariffs = [.. prices.Lines.Where(line => IsOffered(field, line))] },
            FieldType.Discount => field with { Discounts = prices.Discounts },
            FieldType.Table => field with { Columns = With(field.Columns, prices) },
            _ => field,
        })];

    /// <summary>The numbers of all lines, or of all discounts, in the values of the fields.</summary>
    public static IEnumerable<long> Ids(IReadOnlyList<FormField> fields, JsonElement data, FieldType type) => fields.SelectMany(field =>
        field.Type == type ? StoredId.Of(data.Get(field.Name)) is { } id ? [id] : Array.Empty<long>()
        : field.Type == FieldType.Table ? data.Get(field.Name).Items().SelectMany(row => Ids(field.Columns, row, type))
        : []);

    /// <summary>
    /// The data with the line and its price for each number. The number of no line, or of none that the field offers, stays alone, which
    /// <see cref="FieldCheck"/> names: nobody sends a price, or a share, of their own.
    /// </summary>
    public static JsonElement Priced(IReadOnlyList<FormField> fields, JsonElement data, PriceList prices)
    {
        if (data.ValueKind != JsonValueKind.Object || !fields.Any(Asks)) return data;
        var priced = new Dictionary<string, object>();
        foreach (var property in data.EnumerateObject())
        {
            var field = fields.FirstOrDefault(field => Asks(field) && property.NameEquals(field.Name));
            priced[property.Name] = field switch
            {
                { Type: FieldType.Tariff } => Priced(field, property.Value, prices.Lines),
                { Type: FieldType.Discount } => Reduced(property.Value, prices.Discounts),
                not null when property.Value.ValueKind == JsonValueKind.Array =>
                    property.Value.EnumerateArray().Select(row => Priced(field.Columns, row, prices)).ToList(),
                _ => property.Value,
            };
        }

        return JsonSerializer.SerializeToElement(priced);
    }

    internal static bool Asks(FormField field) =>
        field.Type is FieldType.Tariff or FieldType.Discount || field.Columns.Any(Asks);

    internal static bool IsLine(JsonElement value) => value.ValueKind == JsonValueKind.Object && StoredId.Of(value) is not null
        && value.Get("text").ValueKind == JsonValueKind.String && value.Get("unit").ValueKind == JsonValueKind.String
        && value.Get("amount") is { ValueKind: JsonValueKind.Number } amount && amount.TryGetInt64(out var rupiah) && rupiah >= 0;

    internal static bool IsDiscount(JsonElement value) => value.ValueKind == JsonValueKind.Object && StoredId.Of(value) is not null
        && value.Get("text").ValueKind == JsonValueKind.String && value.Get("decree").ValueKind == JsonValueKind.String
        && value.Get("percent") is { ValueKind: JsonValueKind.Number } share && share.TryGetInt32(out var percent)
        && percent is >= 1 and <= 100;

    private static bool IsOffered(FormField field, TariffLine line) =>
        field.TariffGroup is null || line.Group.Equals(field.TariffGroup, StringComparison.OrdinalIgnoreCase);

    private static object Priced(FormField field, JsonElement value, IReadOnlyList<TariffLine> lines)
    {
        if (StoredId.Of(value) is not { } id) return value;
        return lines.FirstOrDefault(line => line.Id == id) is { } line && IsOffered(field, line)
            ? new Dictionary<string, object> { ["id"] = id, ["text"] = line.Text, ["unit"] = line.Per, ["amount"] = line.Amount }
            : id;
    }

    private static object Reduced(JsonElement value, IReadOnlyList<TariffDiscount> discounts)
    {
        if (StoredId.Of(value) is not { } id) return value;
        return discounts.FirstOrDefault(discount => discount.Id == id) is { } discount
            ? new Dictionary<string, object>
            {
                ["id"] = id,
                ["text"] = discount.Who,
                ["percent"] = discount.Percent,
                ["decree"] = discount.Decree,
            }
            : id;
    }
}
