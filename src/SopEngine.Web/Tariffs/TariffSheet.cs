using System.Globalization;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Web.Chrome;
using SopEngine.Web.Language;

namespace SopEngine.Web.Tariffs;

/// <summary>A row of a table of tariffs, with everything that keeps it from being taken in.</summary>
/// <param name="No">Its number in the table, the heads being the first.</param>
/// <param name="Follows">The line whose price it changes; null for a new one.</param>
public sealed record TariffRow(int No, TariffFields Fields, Line? Follows, IReadOnlyList<string> Problems)
{
    public bool IsGood => Problems.Count == 0;
}

/// <summary>Reads a table of tariffs: its first row names the columns, in either language.</summary>
/// <param name="today">First day of a row that names none.</param>
internal sealed class TariffSheet(IStringLocalizer<Texts> texts, LocalDate today)
{
    private readonly TariffFields.Validator _rules = new(texts);

    /// <summary>The heads of the download, which is read back.</summary>
    public static readonly IReadOnlyList<string> Written =
        ["Dasar hukum", "Kelompok", "Layanan", "Ketentuan", "Satuan", "Tarif", "Berlaku mulai", "Berlaku sampai"];

    private static readonly Dictionary<string, string> Heads = new(StringComparer.OrdinalIgnoreCase)
    {
        ["dasar hukum"] = "basis",
        ["legal basis"] = "basis",
        ["kelompok"] = "group",
        ["group"] = "group",
        ["layanan"] = "item",
        ["jenis layanan"] = "item",
        ["jenis pnbp"] = "item",
        ["uraian"] = "item",
        ["service"] = "item",
        ["ketentuan"] = "condition",
        ["syarat"] = "condition",
        ["condition"] = "condition",
        ["satuan"] = "per",
        ["unit"] = "per",
        ["tarif"] = "amount",
        ["tariff"] = "amount",
        ["harga"] = "amount",
        ["amount"] = "amount",
        ["berlaku mulai"] = "from",
        ["mulai"] = "from",
        ["valid from"] = "from",
        ["berlaku sampai"] = "until",
        ["sampai"] = "until",
        ["valid until"] = "until",
    };

    private static readonly string[] Dates = ["yyyy-MM-dd", "d/M/yyyy", "d-M-yyyy", "d.M.yyyy"];

    /// <param name="last">The last price of each line of the office.</param>
    /// <returns>Null for a table without services or without tariffs.</returns>
    public IReadOnlyList<TariffRow>? Read(IReadOnlyList<IReadOnlyList<string>> table, IReadOnlyList<Line> last)
    {
        if (TableImport.Rows(table, Heads, "item", "amount") is not { } rows) return null;

        // A withdrawn price that follows another stays in their order, and the next one follows it.
        var latest = last.Where(line => !line.IsWithdrawn || line.Follows is not null).GroupBy(line => Key(line.Fields))
            .ToDictionary(lines => lines.Key, lines => lines.MaxBy(line => line.From)!);
        var seen = new HashSet<string>();
        return [.. rows.Select(row => Row(row.No, row.Cell, latest, seen))];
    }

    private TariffRow Row(int no, Func<string, string> cell, Dictionary<string, Line> latest, HashSet<string> seen)
    {
        var problems = new List<string>();
        var fields = new TariffFields(
            cell("basis"), cell("group"), cell("item"), cell("condition"), cell("per"), cell("amount"),
            cell("from").Length == 0 ? today : Day("from"), cell("until").Length == 0 ? null : Day("until"));
        problems.AddRange(_rules.Validate(fields).Errors.Select(error => error.ErrorMessage).Distinct());
        var follows = latest.GetValueOrDefault(Key(fields));
        if (!seen.Add(Key(fields))) problems.Add(texts["Tariffs.Twice"]);
        else if (follows is not null && fields.From is { } from)
        {
            if (follows.Amount == fields.Rupiah && follows.IsValid(from)) problems.Add(texts["Tariffs.Same"]);
            else if (from < follows.From || (from == follows.From && !follows.IsWithdrawn))
                problems.Add(texts["Tariffs.FromBefore", When.Day(follows.From)]);
        }

        return new(no, fields, follows, problems);

        LocalDate? Day(string name)
        {
            if (DateTime.TryParseExact(cell(name), Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && day.Year is > 1900 and < 2200) return LocalDate.FromDateTime(day);
            // A cell of dates holds the days since 30 December 1899.
            if (int.TryParse(cell(name), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 20_000 and < 80_000)
                return new LocalDate(1899, 12, 30).PlusDays(days);
            problems.Add(texts["Tariffs.DateBad", cell(name)]);
            return null;
        }
    }

    private static string Key(TariffFields fields) =>
        string.Join('\n', fields.Group, fields.Item, fields.Condition, fields.Per).ToLowerInvariant();
}
