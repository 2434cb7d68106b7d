using System.Text;
using System.Text.Json;
using SopEngine.Core.Workflows;

namespace SopEngine.Web.Chrome;

/// <summary>Reads the cells of a table that somebody sends: the first sheet of an XLSX file, or CSV as spreadsheets write it.</summary>
public static class TableReader
{
    /// <summary>Of one table. More rows than a person can look through come in parts.</summary>
    public const int MostRows = 1_000, MostColumns = 40, LongestCell = 1_000;

    /// <summary>The rows that hold something; null for a file that is no such table, or has more of anything than is allowed.</summary>
    public static IReadOnlyList<IReadOnlyList<string>>? Read(byte[] file)
    {
        try
        {
            var rows = (file.AsSpan().StartsWith("PK\u0003\u0004"u8) ? SheetReader.Rows(file) : Csv(Text(file)))
                ?.Where(row => row.Any(cell => cell.Length > 0)).Take(MostRows + 1).ToList();
            return rows is { Count: <= MostRows } && rows.TrueForAll(IsRow) ? rows : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>A table that a page carried along as JSON; null for a text that is none.</summary>
    public static IReadOnlyList<IReadOnlyList<string>>? Sent(string? json)
    {
        try
        {
            var rows = json is null ? null : JsonSerializer.Deserialize<List<string[]>>(json);
            return rows is { Count: <= MostRows } && rows.TrueForAll(IsRow) ? rows : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter for an escape of half a character.
            return null;
        }
    }

    private static bool IsRow(IReadOnlyList<string>? row) => row is { Count: <= MostColumns }
        && row.All(cell => cell is { Length: <= LongestCell } && StorableText.Holds(cell));

    /// <summary>UTF-8 with or without its mark; UTF-16 with it. Anything else is no text that a spreadsheet of today writes.</summary>
    private static string Text(byte[] file)
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        using var reader = new StreamReader(new MemoryStream(file), strict, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    /// <summary>The separator is the one that the first line has most of.</summary>
    private static IEnumerable<IReadOnlyList<string>> Csv(string text)
    {
        var first = text.Split('\n', 2)[0];
        var separator = ";,\t".MaxBy(candidate => first.Count(character => character == candidate));
        var (row, cell, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (isQuoted)
            {
                if (character != '"') cell.Append(character);
                else if (i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[i++]);
                else isQuoted = false;
            }
            else if (character == '"' && cell.Length == 0) isQuoted = true;
            else if (character == separator) End();
            else if (character == '\n')
            {
                End();
                yield return row;
                row = [];
            }
            else cell.Append(character);
        }

        End();
        yield return row;

        void End()
        {
            row.Add(cell.ToString().Trim());
            cell.Clear();
        }
    }
}
