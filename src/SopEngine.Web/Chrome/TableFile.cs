using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Web.Language;

namespace SopEngine.Web.Chrome;

/// <summary>
/// A table for a spreadsheet, in the reader's language. Cells are texts, numbers, dates, moments (in the unit's zone) or null.
/// </summary>
/// <param name="Name">The name of the file, without an ending.</param>
public sealed partial record TableFile(string Name, IReadOnlyList<string> Heads, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const int LongestCell = 32_767;
    private const uint DateStyle = 1, MomentStyle = 2, NumberStyle = 3, HeadStyle = 4;

    public IResult As(string ending) => ending == "xlsx"
        ? Results.File(ToXlsx(), Xlsx, Name + ".xlsx")
        : Results.File(ToCsv(), "text/csv; charset=utf-8", Name + ".csv");

    /// <summary>Says in a last row that the list goes on, where it does.</summary>
    public TableFile CutWhen(bool goesOn, IStringLocalizer<Texts> texts) => goesOn
        ? this with { Rows = [.. Rows, [texts["TableFile.Cut", Rows.Count].Value, .. Enumerable.Repeat<object?>(null, Heads.Count - 1)]] }
        : this;

    /// <summary>
    /// With the byte order mark by which spreadsheets know UTF-8, and the separator that they expect where the comma is the decimal sign. A
    /// text that a spreadsheet would take for a formula begins with an apostrophe.
    /// </summary>
    internal byte[] ToCsv()
    {
        var culture = CultureInfo.CurrentCulture;
        var separator = culture.NumberFormat.NumberDecimalSeparator == "," ? ';' : ',';
        var text = new StringBuilder("\uFEFF");
        foreach (var row in Rows.Prepend(Heads))
            text.AppendJoin(separator, row.Select(cell => Quoted(Text(cell, culture), separator))).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    internal byte[] ToXlsx()
    {
        using var file = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
            var sheet = workbook.AddNewPart<WorksheetPart>();
            var columns = Heads.Select((head, i) =>
                new Column { Min = (uint)i + 1, Max = (uint)i + 1, Width = Width(i), CustomWidth = true });
            var frozen = new SheetView(
                new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen })
            {
                WorkbookViewId = 0,
            };
            sheet.Worksheet = new Worksheet(
                new SheetViews(frozen), new Columns(columns),
                new SheetData(Rows.Select(row => new Row(row.Select(Cell)))
                    .Prepend(new Row(Heads.Select(head => Inline(head, HeadStyle))))));
            workbook.Workbook = new Workbook(new Sheets(new Sheet { Name = "Data", SheetId = 1, Id = workbook.GetIdOfPart(sheet) }));
        }

        return file.ToArray();
    }

    private double Width(int column) =>
        Math.Clamp(Rows.Take(200).Select(row => Text(row[column], CultureInfo.InvariantCulture).Length)
            .Append(Heads[column].Length).Max() + 2, 8, 60);

    private static string Text(object? cell, CultureInfo culture) => cell switch
    {
        null => "",
        string text => text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..] ? "'" + text : text,
        Instant at => at.InZone(When.Zone).LocalDateTime.ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture),
        LocalDate day => day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
        double number => Math.Round(number, 1).ToString(culture),
        IFormattable other => other.ToString(null, culture),
        _ => cell.ToString() ?? "",
    };

    private static string Quoted(string text, char separator) =>
        text.AsSpan().ContainsAny([separator, '"', '\r', '\n']) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static Cell Cell(object? cell) => cell switch
    {
        null => new Cell(),
        string text => Inline(text),
        Instant at => Number(at.InZone(When.Zone).LocalDateTime.ToDateTimeUnspecified().ToOADate(), MomentStyle),
        LocalDate day => Number(day.ToDateTimeUnspecified().ToOADate(), DateStyle),
        double number => Number(Math.Round(number, 1), NumberStyle),
        _ => Number(Convert.ToDouble(cell, CultureInfo.InvariantCulture), 0),
    };

    /// <summary>A text inside its cell is never a formula.</summary>
    private static Cell Inline(string text, uint style = 0) =>
        new(new InlineString(new Text(Allowed(text)) { Space = SpaceProcessingModeValues.Preserve }))
        {
            DataType = CellValues.InlineString,
            StyleIndex = style,
        };

    private static Cell Number(double number, uint style) =>
        new(new CellValue(number)) { DataType = CellValues.Number, StyleIndex = style };

    /// <summary>
    /// Writes a character that XML cannot hold, or would change as it does a CR, by its code as spreadsheets do, <c>_x000D_</c>; so is the
    /// first character of a text that looks like such a code. Cuts a text that is too long for a cell: a spreadsheet refuses the whole file
    /// otherwise.
    /// </summary>
    private static string Allowed(string text)
    {
        var length = text.Length <= LongestCell ? text.Length : char.IsHighSurrogate(text[LongestCell - 1]) ? LongestCell - 1 : LongestCell;
        return NotInXml().Replace(text[..length], match => $"_x{(int)match.Value[0]:X4}_");
    }

    [GeneratedRegex(
        @"[\x00-\x08\x0B-\x1F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|_(?=x[0-9A-Fa-f]{4}_)")]
    private static partial Regex NotInXml();

    private static Stylesheet Styles() => new(
        new NumberingFormats(
            new NumberingFormat { NumberFormatId = 164, FormatCode = "yyyy-mm-dd" },
            new NumberingFormat { NumberFormatId = 165, FormatCode = "yyyy-mm-dd hh:mm" },
            new NumberingFormat { NumberFormatId = 166, FormatCode = "0.0" }),
        new Fonts(new Font(), new Font(new Bold())),
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }),
            new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()),
        new CellStyleFormats(new CellFormat()),
        new CellFormats(
            new CellFormat(), Format(164), Format(165), Format(166), new CellFormat { FontId = 1, ApplyFont = true }));

    private static CellFormat Format(uint number) => new() { NumberFormatId = number, ApplyNumberFormat = true };
}
