using SopEngine.Core.Documents;
using SopEngine.Core.Sheets;

namespace SopEngine.Engine.Documents;

/// <summary>Pictures side by side.</summary>
public sealed partial class PdfWriter
{
    private const int InARow = 2, CaptionLines = 2;

    /// <summary>Three rows stand on a page.</summary>
    private const double HighestPicture = 180;

    private const double PictureGap = 12;

    private static double Cell => (Width - (PictureGap * (InARow - 1))) / InARow;

    private void Pictures(PicturesBlock block)
    {
        foreach (var row in Rows(block.Pictures))
        {
            Keep(row.Height);
            foreach (var (at, cell) in row.Cells.Index()) Draw(cell, Margin + (at * (Cell + PictureGap)), row.Highest);
            _y += row.Height;
        }
    }

    private void Draw(PictureCell cell, double left, double highest)
    {
        // Pictures of a row stand on one line, so that their captions do.
        var (x, bottom) = (left + ((Cell - cell.Width) / 2), _y + highest);
        var box = new Box(x, bottom - cell.Height, x + cell.Width, bottom);
        using (_file.Figure(_file.Pages - 1, cell.Words, box)) _file.Show(_file.Pages - 1, cell.Picture, box);
        using var scope = _file.Tag("Caption");
        foreach (var (i, line) in cell.Caption.Index())
            Put(line, left + ((Cell - Used(line, SmallSize)) / 2), bottom + Padding + (i * LineHeight), SmallSize);
    }

    private static IEnumerable<PictureRow> Rows(IReadOnlyList<PaperPicture> pictures) =>
        pictures.Select(Measured).OfType<PictureCell>().Chunk(InARow).Select(cells => new PictureRow(cells));

    /// <returns>Null for a file that is no picture.</returns>
    private static PictureCell? Measured(PaperPicture picture)
    {
        if (PdfPicture.Read(picture.File) is not { } read) return null;
        var width = Math.Min(Cell, HighestPicture * read.Ratio);
        var words = picture.Caption.Length > 0 ? picture.Caption : "—";
        return new PictureCell(
            read, width, width / read.Ratio, [.. Lines([new Span(picture.Caption, false)], SmallSize, Cell).Take(CaptionLines)], words);
    }

    /// <param name="Words">The picture in words, for people who do not see it.</param>
    private sealed record PictureCell(PdfPicture Picture, double Width, double Height, List<List<Word>> Caption, string Words);

    private sealed record PictureRow(PictureCell[] Cells)
    {
        public double Highest { get; } = Cells.Max(cell => cell.Height);

        public double Height => Highest + Padding + (Cells.Max(cell => cell.Caption.Count) * LineHeight) + 8;
    }
}
