using System.IO.Compression;
using System.Text;
using System.Text.Json;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace SopEngine.Web.Chrome;

/// <summary>Reads the cells of a table that somebody sends: the first sheet of an XLSX file, or CSV as spreadsheets write it.</summary>
public static class TableReader
{
    /// <summary>Of one table. More rows than a person can look through come in parts.</summary>
    public const int MostRows = 1_000, MostColumns = 40, LongestCell = 1_000;

    /// <summary>A spreadsheet that unpacks to more is refused: it holds no table of that few rows.</summary>
    private const long LargestUnpacked = 40_000_000;

    /// <summary>The rows that hold something; null for a file that is no such table, or has more of anything than is allowed.</summary>
    public static IReadOnlyList<IReadOnlyList<string>>? Read(byte[] file)
    {
        try
        {
            var rows = (file.AsSpan().StartsWith("PK\u0003\u0004"u8) ? Xlsx(file) : Csv(Text(file)))
                ?.Where(row => row.Any(cell => cell.Length > 0)).Take(MostRows + 1).ToList();
            return rows is { Count: <= MostRows }
                && rows.All(row => row.Count <= MostColumns && row.All(cell => cell.Length <= LongestCell)) ? rows : null;
        }
        catch (Exception e) when (e is InvalidDataException or OpenXmlPackageException or System.Xml.XmlException or FormatException
            or DecoderFallbackException)
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
            return rows is { Count: <= MostRows } && rows.TrueForAll(row => row is { Length: <= MostColumns }
                && row.All(cell => cell is { Length: <= LongestCell } && !cell.Contains('\0'))) ? rows : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

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
        if (text.Contains('\0', StringComparison.Ordinal)) throw new FormatException();
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

    private static List<IReadOnlyList<string>>? Xlsx(byte[] file)
    {
        using (var zip = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read))
        {
            if (zip.Entries.Sum(entry => entry.Length) > LargestUnpacked) return null;
        }

        using var document = SpreadsheetDocument.Open(new MemoryStream(file), isEditable: false);
        if (document.WorkbookPart is not { } workbook || workbook.Workbook?.Descendants<Sheet>().FirstOrDefault()?.Id?.Value is not { } id
            || !workbook.TryGetPartById(id, out var part) || part is not WorksheetPart { Worksheet: { } sheet }) return null;
        var shared = workbook.SharedStringTablePart?.SharedStringTable?.Elements<SharedStringItem>()
            .Select(item => item.InnerText).ToArray() ?? [];
        return [.. sheet.Descendants<Row>().Take(MostRows + 1).Select(row => Cells(row, shared))];
    }

    /// <summary>Empty cells are left out in the file; a cell's reference says its column.</summary>
    private static List<string> Cells(Row row, string[] shared)
    {
        var cells = new List<string>();
        foreach (var cell in row.Elements<Cell>())
        {
            var column = Column(cell.CellReference?.Value ?? "") ?? cells.Count;
            if (column > MostColumns) throw new FormatException();
            while (cells.Count < column) cells.Add("");
            cells.Add(Text(cell, shared).Trim());
        }

        return cells;
    }

    private static string Text(Cell cell, string[] shared)
    {
        if (cell.DataType is null || cell.DataType.Value != CellValues.SharedString)
            return cell.InlineString?.InnerText ?? cell.CellValue?.InnerText ?? "";
        return int.TryParse(cell.CellValue?.InnerText, out var index) && index >= 0 && index < shared.Length ? shared[index] : "";
    }

    /// <summary>"C7" is 2.</summary>
    private static int? Column(string reference)
    {
        var letters = string.Concat(reference.TakeWhile(char.IsAsciiLetterUpper));
        return letters.Length is 0 or > 3 ? null : letters.Aggregate(0, (column, letter) => (column * 26) + letter - 'A' + 1) - 1;
    }
}
