using Microsoft.Extensions.Localization;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Chrome;

/// <summary>The import of a table: its uploaded file, its columns, and the check of the confirmed rows against the preview.</summary>
internal static class TableImport
{
    public const long LargestFile = 4 * 1024 * 1024;

    /// <summary>The table in the file of the form; null without a file, and for a file that is no table.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>?> Uploaded(PageRequest page)
    {
        if ((await page.Form()).Files.GetFile("file") is not { } file) return null;
        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, page.Cancellation);
        return TableReader.Read(bytes);
    }

    /// <summary>
    /// The rows below the heads, each with its number in the table (the heads are row 1) and its cells by field, empty for a missing one;
    /// null for a table without a needed column.
    /// </summary>
    /// <param name="heads">The field of each known head.</param>
    public static IEnumerable<(int No, Func<string, string> Cell)>? Rows(
        IReadOnlyList<IReadOnlyList<string>> table, IReadOnlyDictionary<string, string> heads, params string[] needed)
    {
        if (table.Count == 0) return null;
        var columns = table[0].Select((head, i) => (Field: heads.GetValueOrDefault(head.Trim()), i))
            .Where(column => column.Field is not null).GroupBy(column => column.Field!)
            .ToDictionary(group => group.Key, group => group.First().i);
        return needed.All(columns.ContainsKey) ? table.Skip(1).Select((cells, i) => (i + 2, Cells(cells))) : null;

        Func<string, string> Cells(IReadOnlyList<string> cells) =>
            field => columns.TryGetValue(field, out var at) && at < cells.Count ? cells[at].Trim() : "";
    }

    /// <summary>Refuses a confirmed table that has no good row, or another number of them than the preview showed.</summary>
    public static void Check(int good, int shown, Problems problems, IStringLocalizer<Texts> texts)
    {
        if (good == 0) throw new ProblemException(problems.Invalid("file", texts["Import.NoneGood"]));
        if (good != shown) throw new ProblemException(problems.Invalid("file", texts["Import.Changed"]));
    }
}
