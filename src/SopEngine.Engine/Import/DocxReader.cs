using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using SopEngine.Core.Import;
using Box = SopEngine.Core.Sheets.Box;
using GridColumn = DocumentFormat.OpenXml.Wordprocessing.GridColumn;
using TableGrid = DocumentFormat.OpenXml.Wordprocessing.TableGrid;

namespace SopEngine.Engine.Import;

/// <summary>Reads a Word document: its tables by the widths of their grid, its shapes by their place against the columns.</summary>
internal static class DocxReader
{
    private const double Left = 20, TwentiethPoint = 1 / 20.0;
    private const int MostTables = 2_000;

    public static DocumentForm Read(WordprocessingDocument word, ReadingLimits limits)
    {
        var body = word.MainDocumentPart?.Document?.Body ?? throw new UnreadableException(UnreadableReason.Broken);
        var layout = new Layout(new DocxNumbers(word.MainDocumentPart), limits, PageLeft(body));
        layout.Add(body);
        var page = layout.Page();
        return page.Words.Count == 0 ? throw new UnreadableException(UnreadableReason.NoText) : new([page], PlaceSource.Drawn);
    }

    private static double PageLeft(Body body) =>
        (body.Descendants<PageMargin>().LastOrDefault()?.Left?.Value ?? 1440) * TwentiethPoint;

    private sealed class Layout(DocxNumbers numbers, ReadingLimits limits, double pageLeft)
    {
        private readonly List<PageWord> _words = [];
        private readonly List<PagePath> _paths = [];
        private readonly List<PageLink> _links = [];
        private double _y = 20, _width = 600;
        private int _tables;

        public PageForm Page() => new(1, _width, _y + 20, _words, _paths) { Links = _links };

        public void Add(OpenXmlElement parent)
        {
            foreach (var child in parent.ChildElements)
            {
                if (child is Paragraph paragraph) Add(paragraph);
                else if (child is Table table) Add(table);
                else if (child is SdtBlock or SdtContentBlock or CustomXmlBlock) Add(child);
            }
        }

        private void Add(Paragraph paragraph)
        {
            foreach (var line in DocxText.Of(paragraph, numbers).Split('\n'))
            {
                CellPages.Write(_words, line, Left, _y, 640);
                _y += CellPages.LineStep;
            }

            Check();
            Shapes(paragraph, new(Left, _y - CellPages.LineStep, Left + 640, _y), _y - CellPages.LineStep);
        }

        private void Add(Table table)
        {
            if (++_tables > MostTables) throw new UnreadableException(UnreadableReason.TooLong);
            var read = DocxTable.Of(table, numbers);
            var laid = LaidTable.Of(new Block.Table([.. read.Cells.Select(cell => cell.Cell)], read.Widths), Left, _y, read.Heights);
            laid.Draw(_words, _paths);
            foreach (var (cell, source) in read.Cells)
            {
                Check();
                foreach (var paragraph in source.SelectMany(one => one.Elements<Paragraph>()))
                    Shapes(paragraph, laid.BoxOf(cell), laid.Y[cell.Row]);
            }

            _y = laid.Bottom + CellPages.LineStep;
            _width = Math.Max(_width, laid.Right + 20);
        }

        private void Shapes(Paragraph paragraph, Box cell, double top) =>
            DocxShapes.Draw(paragraph, new(cell, top, Left, pageLeft), _words, _paths, _links, limits);

        private void Check()
        {
            if (_words.Count > limits.Words) throw new UnreadableException(UnreadableReason.TooLong);
            if (_paths.Count > limits.Shapes * 4) throw new UnreadableException(UnreadableReason.TooManyShapes);
        }
    }
}

/// <summary>A Word table as cells with their spans, the elements that each came from, and the sizes that it tells.</summary>
internal sealed record DocxTable(IReadOnlyList<(LaidCell Cell, List<TableCell> Source)> Cells, IReadOnlyList<double> Widths,
    IReadOnlyList<double> Heights)
{
    private const int MostColumns = 128;

    public static DocxTable Of(Table table, DocxNumbers numbers)
    {
        var widths = table.GetFirstChild<TableGrid>()?.Elements<GridColumn>().Take(MostColumns)
            .Select(column => double.TryParse(column.Width?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var width)
                ? width / 20 : 60).ToList() ?? [];
        var cells = new List<(LaidCell Cell, List<TableCell> Source)>();
        var open = new Dictionary<int, int>();
        var heights = new List<double>();
        foreach (var row in Rows(table))
        {
            var at = heights.Count;
            heights.Add((row.TableRowProperties?.Elements<TableRowHeight>().FirstOrDefault()?.Val?.Value ?? 0) / 20.0);
            var column = Math.Clamp(row.TableRowProperties?.Elements<GridBefore>().FirstOrDefault()?.Val?.Value ?? 0, 0, MostColumns);
            foreach (var cell in row.Descendants<TableCell>().Where(cell => cell.Ancestors<TableRow>().First() == row))
            {
                var span = Math.Clamp(cell.TableCellProperties?.GridSpan?.Val?.Value ?? 1, 1, MostColumns);
                var merge = cell.TableCellProperties?.VerticalMerge;
                var text = DocxText.Of(cell, numbers);
                if (merge is not null && merge.Val?.Value != MergedCellValues.Restart && open.TryGetValue(column, out var first))
                {
                    var (before, source) = cells[first];
                    cells[first] = (before with
                    {
                        RowSpan = at - before.Row + 1,
                        Text = text.Length == 0 ? before.Text
                        : $"{before.Text}\n{text}"
                    }, [.. source, cell]);
                }
                else
                {
                    cells.Add((new(at, column, 1, span, text), [cell]));
                    if (merge is not null) open[column] = cells.Count - 1;
                    else open.Remove(column);
                }

                column += span;
                if (column > MostColumns) break;
            }
        }

        return new(cells, widths, heights);
    }

    private static IEnumerable<TableRow> Rows(Table table) =>
        table.Descendants<TableRow>().Where(row => row.Ancestors<Table>().First() == table);
}
