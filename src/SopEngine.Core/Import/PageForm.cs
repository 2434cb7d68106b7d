using SopEngine.Core.Sheets;

namespace SopEngine.Core.Import;

/// <summary>A word, or a piece of one, and where it stands on its page.</summary>
/// <param name="IsTurned">Written from the bottom to the top, as names of narrow columns are.</param>
public sealed record PageWord(string Text, Box Box, bool IsTurned = false);

/// <summary>One outline of a page, its curves as short straight pieces.</summary>
/// <param name="Id">What glued connectors name it by, where the format has such names; null elsewhere.</param>
public sealed record PagePath(IReadOnlyList<Point> Points, bool HasCurves, bool IsClosed, bool IsFilled, bool IsStroked, string? Id = null)
{
    private Box? _box;

    public Box Box => _box ??= Around(Points);

    private static Box Around(IReadOnlyList<Point> points) => points.Count == 0 ? default : new(
        points.Min(point => point.X), points.Min(point => point.Y), points.Max(point => point.X), points.Max(point => point.Y));
}

/// <summary>A connector that the format itself ties to two shapes.</summary>
public sealed record PageLink(string From, string To, string Label = "");

/// <summary>
/// A page of a document, whatever its format was: words and outlines with their places, in points from the top left corner. Formats that
/// have
/// cells instead of places (DOCX, HTML, Markdown) are laid out first, so one reader serves all.
/// </summary>
public sealed record PageForm(int Number, double Width, double Height, IReadOnlyList<PageWord> Words, IReadOnlyList<PagePath> Paths)
{
    public IReadOnlyList<PageLink> Links { get; init; } = [];

    /// <summary>The largest part of the page that a picture covers: a page without words may be a scan.</summary>
    public double PictureShare { get; init; }
}

/// <summary>How a document told where its words stand.</summary>
public enum PlaceSource
{
    /// <summary>Words and drawn symbols have places.</summary>
    Drawn,

    /// <summary>Cells of a table, without drawings.</summary>
    Cells,

    /// <summary>Lines of text whose blanks are the columns.</summary>
    Lines,

    /// <summary>Words one after another; columns are lost.</summary>
    Running,
}

/// <summary>A document as its format's reader hands it over.</summary>
/// <param name="IsRecognised">Its words come from pictures (OCR), so letters may be wrong.</param>
public sealed record DocumentForm(IReadOnlyList<PageForm> Pages, PlaceSource Places, bool IsRecognised = false);
