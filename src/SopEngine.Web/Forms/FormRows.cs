using System.Globalization;
using Microsoft.Extensions.Primitives;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Web.Forms;

/// <summary>The rows of the tables of a form while it is filled in.</summary>
internal static class FormRows
{
    /// <summary>The name of the buttons that add and remove rows; their value is <c>add:contoh</c> or <c>remove:contoh:2</c>.</summary>
    public const string Button = "row";

    /// <summary>
    /// The numbers of the rows that the form holds, in order; one more than a table may have, so that too many are noticed.
    /// </summary>
    public static IReadOnlyList<int> Of(IFormCollection form, FormField table) => [.. All(form, table).Take(FormField.MostRows + 1)];

    /// <summary>True when nothing was filled in: such a row is no row.</summary>
    public static bool IsEmpty(IFormCollection form, FormField table, int row) => table.Columns.All(column =>
        column.Type == FieldType.Computed || column.IsGiven
            || string.IsNullOrWhiteSpace(form[FormData.Cell(table, row, column)].ToString()));

    /// <summary>The form as a button changes it; without empty rows when it was sent to be done, so that faults find their rows.</summary>
    public static IFormCollection Change(IFormCollection form, IReadOnlyList<FormField> fields, string deed, bool keepsEmpty)
    {
        var tables = fields.Where(field => field.Type == FieldType.Table).ToList();
        if (tables.Count == 0) return form;

        var changed = form.Where(part => !tables.Exists(table => IsCell(part.Key, table)))
            .ToDictionary(part => part.Key, part => part.Value);
        foreach (var table in tables)
        {
            var rows = All(form, table).Where(row => keepsEmpty || !IsEmpty(form, table, row))
                .Where(row => deed != string.Create(CultureInfo.InvariantCulture, $"remove:{table.Name}:{row}"))
                .Take(FormField.MostRows + 1).ToList();
            foreach (var (place, row) in rows.Index())
            {
                foreach (var column in table.Columns.Where(column => column.Type != FieldType.Computed))
                {
                    var value = form[FormData.Cell(table, row, column)];
                    // A box without a tick sends nothing; the row stands all the same.
                    changed[FormData.Cell(table, place, column)] = value;
                }
            }

            if (deed == $"add:{table.Name}" && rows.Count < table.MaxRows)
            {
                var first = table.Columns.First(column => column.Type != FieldType.Computed);
                changed[FormData.Cell(table, rows.Count, first)] = StringValues.Empty;
            }
        }

        return new FormCollection(changed);
    }

    private static IEnumerable<int> All(IFormCollection form, FormField table)
    {
        var start = $"{FormData.Prefix}{table.Name}[";
        return form.Keys.Where(key => key.StartsWith(start, StringComparison.Ordinal)).Select(key => Number(key.AsSpan(start.Length)))
            .OfType<int>().Distinct().Order();
    }

    private static bool IsCell(string key, FormField table) =>
        key.StartsWith($"{FormData.Prefix}{table.Name}[", StringComparison.Ordinal);

    private static int? Number(ReadOnlySpan<char> rest) =>
        rest.IndexOf(']') is var end and > 0 and <= 6
            && int.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
