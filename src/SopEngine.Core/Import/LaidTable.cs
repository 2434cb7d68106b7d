using SopEngine.Core.Sheets;

namespace SopEngine.Core.Import;

/// <summary>A table whose cells were given places: columns by their widths, rows as high as their text.</summary>
public sealed class LaidTable
{
    private const double UsualWidth = 80, MostWidth = 260;
    private const int MostLetters = 40;

    private readonly List<(LaidCell Cell, string[] Lines)> _cells;

    private LaidTable(List<(LaidCell, string[])> cells, double[] x, double[] y) => (_cells, X, Y) = (cells, x, y);

    /// <summary>The edges of the columns.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>The edges of the rows.</summary>
    public IReadOnlyList<double> Y { get; }

    public double Right => X[^1];

    public double Bottom => Y[^1];

    /// <param name="heights">Rows are at least as high, where the format tells.</param>
    public static LaidTable Of(Block.Table table, double left, double top, IReadOnlyList<double>? heights = null)
    {
        var columns = table.Cells.Count == 0 ? 1 : table.Cells.Max(cell => cell.Column + cell.ColumnSpan);
        var rows = table.Cells.Count == 0 ? 1 : table.Cells.Max(cell => cell.Row + cell.RowSpan);
        var x = new double[columns + 1];
        x[0] = left;
        for (var i = 0; i < columns; i++) x[i + 1] = x[i] + (i < table.Widths.Count ? Math.Max(8, table.Widths[i]) : Natural(table, i));

        var cells = table.Cells.Select(cell => (cell, Lines(cell, x))).ToList();
        var y = new double[rows + 1];
        y[0] = top;
        for (var row = 0; row < rows; row++)
        {
            var own = cells.Where(one => one.cell.Row + one.cell.RowSpan - 1 == row)
                .Select(one => Need(one.Item2) - (y[row] - y[one.cell.Row])).DefaultIfEmpty(0).Max();
            y[row + 1] = y[row] + Math.Max(Math.Max(24, own), heights is not null && row < heights.Count ? heights[row] : 0);
        }

        return new(cells, x, y);
    }

    public Box BoxOf(LaidCell cell) => new(X[cell.Column], Y[cell.Row], X[cell.Column + cell.ColumnSpan], Y[cell.Row + cell.RowSpan]);

    public void Draw(List<PageWord> words, List<PagePath> paths)
    {
        foreach (var (cell, lines) in _cells)
        {
            var box = BoxOf(cell);
            var top = box.Top + CellPages.PaddingOf;
            foreach (var line in lines)
            {
                CellPages.Write(words, line, box.Left + 2, top, box.Width - 4);
                top += CellPages.LineStep;
            }

            paths.Add(CellPages.Rule(box.Left, box.Top - 0.3, box.Right, box.Top + 0.3));
            paths.Add(CellPages.Rule(box.Left, box.Bottom - 0.3, box.Right, box.Bottom + 0.3));
            paths.Add(CellPages.Rule(box.Left - 0.3, box.Top, box.Left + 0.3, box.Bottom));
            paths.Add(CellPages.Rule(box.Right - 0.3, box.Top, box.Right + 0.3, box.Bottom));
        }
    }

    private static double Need(string[] lines) => (lines.Length * CellPages.LineStep) + (2 * CellPages.PaddingOf);

    private static double Natural(Block.Table table, int column)
    {
        var longest = table.Cells.Where(cell => cell.Column == column && cell.ColumnSpan == 1).SelectMany(cell => cell.Text.Split('\n'))
            .Select(line => line.Length).DefaultIfEmpty(0).Max();
        return Math.Clamp(longest * 5.2, 24, longest > MostLetters ? MostWidth : Math.Max(UsualWidth, longest * 5.2));
    }

    /// <summary>The text of a cell in lines that fit: broken between words, never within one.</summary>
    private static string[] Lines(LaidCell cell, double[] x)
    {
        var letters = Math.Max(6, (int)((x[cell.Column + cell.ColumnSpan] - x[cell.Column] - 4) / 5));
        var lines = new List<string>();
        foreach (var paragraph in cell.Text.Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.Length > 0 && line.Length + 1 + word.Length > letters)
                {
                    lines.Add(line);
                    line = "";
                }

                line = line.Length == 0 ? word : $"{line} {word}";
            }

            if (line.Length > 0 || lines.Count > 0) lines.Add(line);
        }

        while (lines.Count > 0 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        return [.. lines];
    }
}
