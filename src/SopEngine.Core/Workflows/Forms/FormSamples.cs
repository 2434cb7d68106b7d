using System.Text.Json;
using SopEngine.Core.Samples;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Forms;

/// <summary>
/// Tables whose rows are physical samples. Each row has its code in the column <c>kode</c>, which the shell writes and nobody types: the
/// history keeps it, and a replay counts nothing.
/// </summary>
public static class FormSamples
{
    public const string CodeColumn = "kode";

    /// <summary>The column of the codes that a table gets whose author gave it none.</summary>
    internal static readonly FormField UsualColumn = Given(new FormField(CodeColumn, "Kode", FieldType.Text));

    private static readonly string[] Names = ["nama", "namaContoh", "contoh", "uraian", "jenis"];
    private static readonly string[] Quantities = ["jumlah", "banyaknya", "volume", "berat"];
    private static readonly string[] Conditions = ["kondisi", "keadaan", "kondisiContoh"];
    private static readonly string[] Parameters = ["parameter", "parameterUji", "pengujian", "uji"];
    private static readonly string[] Storage = ["simpan", "caraSimpan", "suhuSimpan", "penyimpanan", "suhu"];

    /// <summary>A row as the list of samples shows it.</summary>
    public sealed record Look(string Name, string Quantity, string Condition);

    /// <summary>The column as the shell fills it in: what its author asks of a sender does not hold for it.</summary>
    internal static FormField Given(FormField column) => column with
    {
        IsGiven = true,
        Required = false,
        RequiredFor = [],
        Format = null,
        Pattern = null,
        Message = null,
    };

    /// <summary>
    /// The data with a code in each row of the table. A row that names one of the case's present samples keeps it; what else was sent as
    /// a code counts for nothing, and the row gets the next line.
    /// </summary>
    /// <param name="present">The codes of the case's samples.</param>
    /// <param name="last">The last line that was given in the case.</param>
    /// <param name="code">The code of a line.</param>
    public static JsonElement Coded(
        FormField table, JsonElement data, IReadOnlyList<string> present, int last, Func<int, string> code)
    {
        if (data.Get(table.Name) is not { ValueKind: JsonValueKind.Array } rows) return data;
        var free = present.ToHashSet();
        var coded = FormWork.WithRows(rows, (cells, _) =>
        {
            var sent = cells.GetValueOrDefault(CodeColumn).Text()?.Trim();
            cells[CodeColumn] = Json.Of(sent is not null && free.Remove(sent) ? sent : code(++last));
        });
        return JsonSerializer.SerializeToElement(
            data.EnumerateObject().GroupBy(property => property.Name)
                .ToDictionary(same => same.Key, same => same.Key == table.Name ? coded : same.Last().Value));
    }

    /// <summary>The codes in the data; none for a field that is no table of samples.</summary>
    public static IEnumerable<string> Codes(FormField field, JsonElement data) =>
        field.IsSamples ? RowsOf(data.Get(field.Name)).Select(row => row.Code) : [];

    /// <summary>The rows of the table by their codes.</summary>
    internal static IEnumerable<(string Code, JsonElement Row)> RowsOf(JsonElement table) =>
        from row in table.Items()
        let code = SampleCode.Read(row.Get(CodeColumn).Text())
        where code is not null
        select (code, row);

    /// <summary>
    /// The name, the quantity and the condition in a row, by the names of its columns; without a column for the name, the first text.
    /// </summary>
    public static Look Describe(FormField table, JsonElement row)
    {
        var texts = table.Columns
            .Where(column => !column.IsGiven && column.Shows is (FieldType.Text or FieldType.LongText or FieldType.Choice)).ToList();
        return new Look(Text(Named(texts, Names) ?? texts.FirstOrDefault()), Quantity(), Text(Named(texts, Conditions)));

        string Text(FormField? column) => column is null ? "" : PrintedValue.Of(column, row.Get(column.Name)).Text.Trim();

        string Quantity()
        {
            var amount = Text(Named(table.Columns, Quantities));
            var unit = Text(Named(texts, ["satuan"]));
            return amount.Length == 0 || unit.Length == 0 ? amount : $"{amount} {unit}";
        }
    }

    /// <summary>The place of a column on a small label, by what a laboratory needs: what is tested, how it is stored, all others.</summary>
    public static int PlaceOnLabel(FormField column) =>
        column.Type == FieldType.Tariff || Is(column, Parameters) ? 0 : Is(column, Storage) ? 1 : 2;

    private static bool Is(FormField column, string[] names) => names.Contains(column.Name, StringComparer.OrdinalIgnoreCase);

    private static FormField? Named(IReadOnlyList<FormField> columns, string[] names) => names
        .Select(name => columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        .FirstOrDefault(found => found is not null);
}
