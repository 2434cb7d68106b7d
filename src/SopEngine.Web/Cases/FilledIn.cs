using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using NodaTime.Text;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Documents;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>The filled-in form of a task, as people read it.</summary>
public static class FilledIn
{
    /// <param name="Value">The value as text; of a table its rows, one a line.</param>
    /// <param name="Table">Null for a field that is no table.</param>
    /// <param name="Earlier">The values that this one corrected, the latest first, each with the task in which it was written.</param>
    public sealed record Entry(string Label, string Value, Table? Table, IReadOnlyList<(string Value, CaseTask Task)> Earlier)
    {
        /// <summary>The documents of a file field, as far as the reader may see them.</summary>
        public IReadOnlyList<StoredDocument> Documents { get; init; } = [];
    }

    /// <param name="Sums">By column; null for a column without one.</param>
    public sealed record Table(
        IReadOnlyList<FormField> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string?> Sums);

    public static IEnumerable<(string Label, string Value, Table? Table)> Of(
        CaseTask task, CaseView seen, IStringLocalizer<Texts> texts) =>
        from field in Fields(task)
        let value = task.Data.GetProperty(field.Name)
        select (field.Label, Text(field, value, texts, seen.NameOf), TableOf(field, value, seen, texts));

    /// <summary>
    /// The forms of a case's steps, each step once: a step that was done again has the values of its last time, with the values that
    /// they corrected.
    /// </summary>
    public static IEnumerable<(CaseTask Task, IReadOnlyList<Entry> Entries)> Latest(
        IEnumerable<CaseTask> tasks, CaseView seen, IStringLocalizer<Texts> texts) =>
        from task in tasks
        where Fields(task).Any()
        group task by task.Step!.ActivityId into times
        let last = times.Last()
        select (last, (IReadOnlyList<Entry>)[.. Fields(last).Select(field => Entered(field, last, times, seen, texts))]);

    /// <param name="names">The name of a person of the office; null for an unknown one.</param>
    public static string Text(FormField field, JsonElement value, IStringLocalizer<Texts> texts, Func<long, string?> names) =>
        (field.Shows, value.ValueKind) switch
        {
            (_, JsonValueKind.True) => texts["Form.Yes"],
            (_, JsonValueKind.False) => texts["Form.No"],
            (FieldType.Date, _) when LocalDatePattern.Iso.Parse(value.ToString()) is { Success: true, Value: var day } => When.Day(day),
            (FieldType.DateTime, _) when FormMoments.DateTime.Parse(value.ToString()) is { Success: true, Value: var moment } =>
                $"{When.Day(moment.Date)} {When.Clock(moment.TimeOfDay)}",
            (FieldType.Time, _) when FormMoments.Time.Parse(value.ToString()) is { Success: true, Value: var time } => When.Clock(time),
            (FieldType.Money, JsonValueKind.Number) => PrintedValue.Rupiah(value.GetDecimal()),
            (FieldType.Person, JsonValueKind.Number) => (value.TryGetInt64(out var person) ? names(person) : null) ?? "—",
            (FieldType.People, JsonValueKind.Array) =>
                string.Join("; ", FormPeople.Of(value).Select(one => names(one) ?? "—")),
            (FieldType.Tariff, JsonValueKind.Object) => Tariff(value),
            (FieldType.Discount, JsonValueKind.Object) => PrintedValue.Discount(value),
            (FieldType.File, JsonValueKind.Array) => string.Join(", ", FormFiles.Of(value).Select(file => file.Name)),
            (FieldType.Table, JsonValueKind.Array) => string.Join(
                '\n', Rows(field, value, texts, names).Index().Select(row => RowText(field, row))),
            (_, JsonValueKind.Number) => Number(value) + (field.Unit is { Length: > 0 } unit ? $" {unit}" : ""),
            (_, JsonValueKind.Array) => string.Join(", ", value.EnumerateArray().Select(item => item.ToString())),
            _ => value.ToString(),
        };

    /// <summary>The sum of a column as people read it; null for a value that is no table.</summary>
    public static string? Sum(FormField column, JsonElement table)
    {
        if (table.ValueKind != JsonValueKind.Array) return null;
        var sum = 0m;
        foreach (var row in table.EnumerateArray())
        {
            if (row.ValueKind == JsonValueKind.Object && row.TryGetProperty(column.Name, out var cell)
                && cell.ValueKind == JsonValueKind.Number && cell.TryGetDecimal(out var number) && Math.Abs(number) < 1e24m)
                sum += number;
        }

        return column.Shows == FieldType.Money ? PrintedValue.Rupiah(sum) : Shown(sum);
    }

    private static Entry Entered(
        FormField field, CaseTask last, IEnumerable<CaseTask> times, CaseView seen, IStringLocalizer<Texts> texts)
    {
        var json = last.Data.GetProperty(field.Name);
        var value = Text(field, json, texts, seen.NameOf);
        var (earlier, newer) = (new List<(string, CaseTask)>(), value);
        foreach (var before in times.Where(task => task.No < last.No).OrderByDescending(task => task.No))
        {
            if (!before.Data.TryGetProperty(field.Name, out var was)
                || Text(field, was, texts, seen.NameOf) is var text && text == newer) continue;
            earlier.Add((text, before));
            newer = text;
        }

        return new Entry(field.Label, value, TableOf(field, json, seen, texts), earlier)
        {
            Documents = field.Type != FieldType.File ? []
                : [.. FormFiles.Ids(json).Select(id => seen.Documents.FirstOrDefault(known => known.Id == id)).OfType<StoredDocument>()],
        };
    }

    private static Table? TableOf(FormField field, JsonElement value, CaseView seen, IStringLocalizer<Texts> texts) =>
        field.Type != FieldType.Table || value.ValueKind != JsonValueKind.Array ? null
            : new Table(field.Columns, [.. Rows(field, value, texts, seen.NameOf)],
                [.. field.Columns.Select(column => column.Sum ? Sum(column, value) : null)]);

    private static IEnumerable<FormField> Fields(CaseTask task) => task is not { Data.ValueKind: JsonValueKind.Object, Step: { } step } ? []
        : step.Fields.Where(field => task.Data.TryGetProperty(field.Name, out _));

    private static IEnumerable<IReadOnlyList<string>> Rows(
        FormField table, JsonElement rows, IStringLocalizer<Texts> texts, Func<long, string?> names) =>
        rows.EnumerateArray().Select(row => (IReadOnlyList<string>)[.. table.Columns.Select(column =>
            row.ValueKind == JsonValueKind.Object && row.TryGetProperty(column.Name, out var cell)
                ? Text(column, cell, texts, names) : "")]);

    /// <summary>"1. Kopi bubuk; Jumlah: 2; Biaya: Rp420.000".</summary>
    private static string RowText(FormField table, (int Index, IReadOnlyList<string> Cells) row)
    {
        var cells = table.Columns.Zip(row.Cells).Where(cell => cell.Second.Length > 0)
            .Select((cell, place) => place == 0 ? cell.Second : $"{cell.First.Label}: {cell.Second}");
        return string.Create(CultureInfo.CurrentCulture, $"{row.Index + 1}. {string.Join("; ", cells)}");
    }

    /// <summary>"Neraca analitik, sampai 150 kg (Rp300.000 per alat)".</summary>
    private static string Tariff(JsonElement value)
    {
        var price =
            value.TryGetProperty("amount", out var amount) && amount.TryGetDecimal(out var rupiah) ? PrintedValue.Rupiah(rupiah) : "";
        return $"{Part("text")} ({price} {Part("unit")}".TrimEnd() + ")";

        string Part(string name) => value.TryGetProperty(name, out var part) ? part.ToString() : "";
    }

    private static string Number(JsonElement value) => value.TryGetDecimal(out var number) ? Shown(number) : value.GetRawText();

    private static string Shown(decimal number) => number.ToString("#,0.##########", CultureInfo.CurrentCulture);
}
