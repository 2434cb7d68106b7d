using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using SopEngine.Core.Import;
using Box = SopEngine.Core.Sheets.Box;

namespace SopEngine.Engine.Import;

/// <summary>Reads the sheets of a workbook: cells with their borders' places, symbols by the cells that they are anchored to.</summary>
internal static class XlsxReader
{
    private const double PointsOfColumn = 5.4, UsualRow = 15, UsualColumn = 9.14;
    private const int MostRows = 5_000, MostColumns = 256;

    public static DocumentForm Read(SpreadsheetDocument book, ReadingLimits limits)
    {
        var part = book.WorkbookPart ?? throw new UnreadableException(UnreadableReason.Broken);
        var strings = part.SharedStringTablePart?.SharedStringTable?.Elements<SharedStringItem>().Select(item => Text(item)).ToList() ?? [];
        var pages = new List<PageForm>();
        foreach (var sheet in part.Workbook?.Descendants<Sheet>() ?? [])
        {
            if (sheet.State is not null && sheet.State != SheetStateValues.Visible) continue;
            if (sheet.Id?.Value is not { } id || part.GetPartById(id) is not WorksheetPart worksheet) continue;
            if (pages.Count >= limits.Pages) throw new UnreadableException(UnreadableReason.TooManyPages);
            if (Page(worksheet, strings, pages.Count + 1, limits) is { } page) pages.Add(page);
        }

        return pages.Count == 0 ? throw new UnreadableException(UnreadableReason.NoText) : new(pages, PlaceSource.Drawn);
    }

    private static string Text(OpenXmlElement item) =>
        string.Concat(item.Descendants<Text>().Where(text => text.Ancestors<PhoneticRun>().All(_ => false)).Select(text => text.Text));

    private static PageForm? Page(WorksheetPart worksheet, List<string> strings, int number, ReadingLimits limits)
    {
        var rows = worksheet.Worksheet?.Descendants<Row>().Take(MostRows).ToList() ?? [];
        var merges = worksheet.Worksheet?.Descendants<MergeCell>()
            .Select(merge => Area(merge.Reference?.Value)).OfType<(int Row, int Column, int LastRow, int LastColumn)>().ToList() ?? [];
        var cells = new Dictionary<(int Row, int Column), string>();
        foreach (var row in rows)
            foreach (var cell in row.Elements<Cell>())
                if (Place(cell.CellReference?.Value) is { } place && place.Column < MostColumns
                    && Value(cell, strings) is { Length: > 0 } text)
                {
                    if (cells.Count >= limits.Words) throw new UnreadableException(UnreadableReason.TooLong);
                    cells[place] = text;
                }

        var grid = new SheetGrid(worksheet, rows, cells.Keys);
        var (words, paths, links) = (new List<PageWord>(), new List<PagePath>(), new List<PageLink>());
        if (worksheet.DrawingsPart?.WorksheetDrawing is { } drawing) XlsxShapes.Draw(drawing, grid, words, paths, links, limits);
        if (cells.Count == 0) return null;

        Lay(cells, merges, grid, words, paths);
        return new(number, grid.X(grid.Columns) + 20, grid.Y(grid.Rows) + 20, words, paths) { Links = links };
    }

    /// <summary>Cells as text between rules. Every cell of the used area gets its rules but where a merge has taken them.</summary>
    private static void Lay(Dictionary<(int Row, int Column), string> cells,
        List<(int Row, int Column, int LastRow, int LastColumn)> merges, SheetGrid grid,
        List<PageWord> words, List<PagePath> paths)
    {
        var merged = new Dictionary<(int, int), (int Row, int Column, int LastRow, int LastColumn)>();
        foreach (var merge in merges.Where(merge => merge.LastRow - merge.Row < 500 && merge.LastColumn - merge.Column < MostColumns))
            for (var r = merge.Row; r <= merge.LastRow; r++)
                for (var c = merge.Column; c <= merge.LastColumn; c++) merged[(r, c)] = merge;

        var first = cells.Keys.Min(key => key.Row);
        for (var r = first; r < grid.Rows; r++)
        {
            for (var c = 0; c < grid.Columns; c++)
            {
                var area = merged.GetValueOrDefault((r, c), (Row: r, Column: c, LastRow: r, LastColumn: c));
                if (area.Row != r || area.Column != c) continue;
                var box = new Box(grid.X(c), grid.Y(r), grid.X(area.LastColumn + 1), grid.Y(area.LastRow + 1));
                if (cells.TryGetValue((r, c), out var text)) Write(words, text, box);
                if (!grid.HasBorders || grid.IsBordered(r, c) || grid.IsBordered(area.LastRow, area.LastColumn))
                    paths.AddRange([Level(box.Left, box.Top, box.Right), Level(box.Left, box.Bottom, box.Right),
                        Upright(box.Left, box.Top, box.Bottom), Upright(box.Right, box.Top, box.Bottom)]);
            }
        }
    }

    internal static void Write(List<PageWord> words, string text, Box box)
    {
        const double Letter = 4.6, Line = 10;
        var room = Math.Max(3, (int)((box.Width - 3) / Letter));
        var lines = new List<string>();
        foreach (var paragraph in text.Replace("\r", "", StringComparison.Ordinal).Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.Length > 0 && line.Length + 1 + word.Length > room)
                {
                    lines.Add(line);
                    line = "";
                }

                line = line.Length == 0 ? word : $"{line} {word}";
            }

            if (line.Length > 0) lines.Add(line);
        }

        var step = Math.Min(Line, (box.Height - 1) / Math.Max(1, lines.Count));
        var y = box.Centre.Y - (step * lines.Count / 2);
        foreach (var line in lines)
        {
            var letter = Math.Min(Letter, (box.Width - 3) / Math.Max(1, line.Length));
            var x = box.Left + 1.5;
            foreach (var word in line.Split(' '))
            {
                words.Add(new(word, new(x, y + (0.1 * step), x + (word.Length * letter), y + (0.9 * step))));
                x += (word.Length + 1) * letter;
            }

            y += step;
        }
    }

    private static PagePath Level(double left, double y, double right) => new([new(left, y), new(right, y)], false, false, false, true);

    private static PagePath Upright(double x, double top, double bottom) => new([new(x, top), new(x, bottom)], false, false, false, true);

    private static string Value(Cell cell, List<string> strings)
    {
        if (cell.DataType?.Value == CellValues.InlineString) return Text(cell);
        var value = cell.CellValue?.Text ?? "";
        return cell.DataType?.Value == CellValues.SharedString && int.TryParse(value, CultureInfo.InvariantCulture, out var at) && at >= 0
            && at < strings.Count ? strings[at] : value;
    }

    internal static (int Row, int Column)? Place(string? reference)
    {
        if (reference is null) return null;
        var (column, row) = (0, 0);
        foreach (var letter in reference)
        {
            if (char.IsAsciiLetterUpper(letter)) column = Math.Min(100_000, (column * 26) + letter - 'A' + 1);
            else if (char.IsAsciiDigit(letter)) row = Math.Min(10_000_000, (row * 10) + letter - '0');
            else if (letter != '$') return null;
        }

        return column > 0 && row > 0 ? (row - 1, column - 1) : null;
    }

    private static (int Row, int Column, int LastRow, int LastColumn)? Area(string? reference)
    {
        var parts = reference?.Split(':') ?? [];
        return parts.Length == 2 && Place(parts[0]) is { } first
            && Place(parts[1]) is { } last ? (first.Row, first.Column, last.Row, last.Column) : null;
    }

    /// <summary>The places of columns and rows, and which cells have borders.</summary>
    internal sealed class SheetGrid
    {
        private readonly double[] _x, _y;
        private readonly HashSet<(int, int)> _bordered = [];

        public SheetGrid(WorksheetPart part, List<Row> rows, IEnumerable<(int Row, int Column)> used)
        {
            var all = used.ToList();
            Rows = Math.Min(MostRows, (all.Count == 0 ? 0 : all.Max(place => place.Row) + 1) + 1);
            Columns = Math.Min(MostColumns, (all.Count == 0 ? 0 : all.Max(place => place.Column) + 1) + 1);
            var borders = Bordered(part);
            foreach (var row in rows)
                foreach (var cell in row.Elements<Cell>())
                    if (Place(cell.CellReference?.Value) is { } place && cell.StyleIndex?.Value is { } style
                        && borders.Contains(style)) _bordered.Add(place);
            if (_bordered.Count > 0)
            {
                Rows = Math.Min(MostRows, Math.Max(Rows, _bordered.Max(place => place.Item1) + 1));
                Columns = Math.Min(MostColumns, Math.Max(Columns, _bordered.Max(place => place.Item2) + 1));
            }

            var heights = rows.Where(row => row.RowIndex?.Value is > 0).ToDictionary(row => (int)row.RowIndex!.Value - 1,
                row => row.Height?.Value ?? UsualRow);
            var widths = new double[MostColumns];
            Array.Fill(widths, (part.Worksheet?.SheetFormatProperties?.DefaultColumnWidth?.Value ?? UsualColumn) * PointsOfColumn);
            foreach (var column in part.Worksheet?.Descendants<Column>() ?? [])
                for (var i = Math.Max(0, (int)(column.Min?.Value ?? 1) - 1); i < Math.Min(MostColumns,
                    (int)Math.Min(MostColumns, column.Max?.Value ?? 1)); i++)
                    widths[i] = Math.Clamp((column.Width?.Value ?? UsualColumn) * PointsOfColumn, 4, 1200);
            var usual = part.Worksheet?.SheetFormatProperties?.DefaultRowHeight?.Value ?? UsualRow;
            (_x, _y) = (new double[MostColumns + 1], new double[MostRows + 1]);
            (_x[0], _y[0]) = (20, 20);
            for (var i = 0; i < MostColumns; i++) _x[i + 1] = _x[i] + widths[i];
            for (var i = 0; i < MostRows; i++) _y[i + 1] = _y[i] + Math.Clamp(heights.GetValueOrDefault(i, usual), 3, 800);
        }

        public int Rows { get; }

        public int Columns { get; }

        public bool HasBorders => _bordered.Count > 0;

        public bool IsBordered(int row, int column) => _bordered.Contains((row, column));

        public double X(int column) => _x[Math.Clamp(column, 0, _x.Length - 1)];

        public double Y(int row) => _y[Math.Clamp(row, 0, _y.Length - 1)];

        private static HashSet<uint> Bordered(WorksheetPart part)
        {
            var styles = part.GetParentParts().OfType<WorkbookPart>().FirstOrDefault()?.WorkbookStylesPart?.Stylesheet;
            if (styles?.Borders is null || styles.CellFormats is null) return [];
            var drawn = styles.Borders.Elements<Border>()
                .Select(border => new BorderPropertiesType?[] { border.LeftBorder, border.RightBorder, border.TopBorder,
                border.BottomBorder }
                .Count(side => side?.Style is not null && side.Style != BorderStyleValues.None) >= 2).ToList();
            return [.. styles.CellFormats.Elements<CellFormat>().Index()
                .Where(format => format.Item.BorderId?.Value is { } border && border < drawn.Count && drawn[(int)border])
                .Select(format => (uint)format.Index)];
        }
    }
}
