namespace SopEngine.Core.Sheets;

/// <summary>Puts text into cells and lines around them.</summary>
internal static class Cells
{
    public static TextBlock Centred(Box cell, IReadOnlyList<string> lines, Font font) => new(
        cell, lines, font.Size, font.Bold, TextAlign.Centre, cell.Centre.Y - (lines.Count * font.Leading / 2));

    /// <summary>Text in the middle of a cell's height, begun at its left edge or at its middle.</summary>
    public static TextBlock Middle(Box cell, IReadOnlyList<string> lines, Font font, TextAlign align, double padding)
    {
        var inner = cell.Grown(-padding);
        return new TextBlock(inner, lines, font.Size, font.Bold, align, cell.Centre.Y - (lines.Count * font.Leading / 2));
    }

    /// <summary>Text from the top of a cell down.</summary>
    public static TextBlock Top(Box cell, IReadOnlyList<string> lines, Font font) =>
        new(cell, lines, font.Size, font.Bold, TextAlign.Left, cell.Top);

    public static TableLine Upright(double x, double top, double bottom, bool heavy = false) =>
        new(new Segment(new(x, top), new(x, bottom)), heavy);

    public static TableLine Level(double y, double left, double right, bool heavy = false) =>
        new(new Segment(new(left, y), new(right, y)), heavy);

    public static IEnumerable<TableLine> Frame(Box box) =>
    [
        Level(box.Top, box.Left, box.Right, heavy: true), Level(box.Bottom, box.Left, box.Right, heavy: true),
        Upright(box.Left, box.Top, box.Bottom, heavy: true), Upright(box.Right, box.Top, box.Bottom, heavy: true),
    ];
}
