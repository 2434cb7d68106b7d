namespace SopEngine.Core.Import;

/// <summary>A cell of a table that has no places: its text, a line for each line of it, and over how many rows and columns it
/// reaches.</summary>
public sealed record LaidCell(int Row, int Column, int RowSpan, int ColumnSpan, string Text);

/// <summary>A piece of a document that has no places: lines of text, or a table.</summary>
public abstract record Block
{
    public sealed record Lines(string Text) : Block;

    /// <param name="Widths">Of the columns, in points; empty when the format does not tell.</param>
    public sealed record Table(IReadOnlyList<LaidCell> Cells, IReadOnlyList<double> Widths) : Block;
}

/// <summary>Lays tables and lines out on a page, with rules around the cells, so that they are read as drawn ones are.</summary>
public static class CellPages
{
    private const double Left = 20, LineHeight = 12, LetterHeight = 9, LetterWidth = 5, Padding = 4;

    public static PageForm Of(IEnumerable<Block> blocks, int number)
    {
        var (words, paths, y, width) = (new List<PageWord>(), new List<PagePath>(), 20.0, 600.0);
        foreach (var block in blocks)
        {
            if (block is Block.Lines lines)
            {
                foreach (var line in lines.Text.Split('\n'))
                {
                    Write(words, line, Left, y, 600);
                    y += LineHeight;
                }
            }
            else if (block is Block.Table table)
            {
                var grid = LaidTable.Of(table, Left, y);
                grid.Draw(words, paths);
                y = grid.Bottom + LineHeight;
                width = Math.Max(width, grid.Right + 20);
            }
        }

        return new(number, width, y + 20, words, paths);
    }

    /// <summary>Writes a line of words, each as wide as its letters, drawn together where there is no room.</summary>
    public static void Write(List<PageWord> words, string line, double left, double top, double room)
    {
        var natural = line.Length * LetterWidth;
        var letter = natural > room && room > 0 ? LetterWidth * room / natural : LetterWidth;
        for (var i = 0; i < line.Length; i++)
        {
            if (char.IsWhiteSpace(line[i])) continue;
            var start = i;
            while (i < line.Length && !char.IsWhiteSpace(line[i])) i++;
            words.Add(new(line[start..i], new(left + (start * letter), top, left + (i * letter), top + LetterHeight)));
        }
    }

    internal static double HeightOf(string text) => (text.Count(c => c == '\n') + 1) * LineHeight;

    internal static double PaddingOf => Padding;

    public static double LineStep => LineHeight;

    internal static PagePath Rule(double left, double top, double right, double bottom) =>
        new([new(left, top), new(right, top), new(right, bottom), new(left, bottom)], false, true, true, false);
}
