using SopEngine.Core.Import;
using SopEngine.Core.Sheets;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Exceptions;
using UglyToad.PdfPig.Graphics;

namespace SopEngine.Engine.Import;

/// <summary>Reads the words and outlines of a PDF with their places.</summary>
public static class PdfReader
{
    private const int CurvePieces = 6;

    public static DocumentForm Read(byte[] bytes, ReadingLimits limits)
    {
        try
        {
            using var pdf = PdfDocument.Open(bytes,
                new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true, ClipPaths = false, MaxStackDepth = 64 });
            if (pdf.NumberOfPages > limits.Pages) throw new UnreadableException(UnreadableReason.TooManyPages);

            var pages = new List<PageForm>();
            for (var number = 1; number <= pdf.NumberOfPages; number++) pages.Add(Read(pdf.GetPage(number), limits));
            return new(pages, PlaceSource.Drawn);
        }
        catch (PdfDocumentEncryptedException)
        {
            throw new UnreadableException(UnreadableReason.Encrypted);
        }
        catch (Exception broken) when (broken is not (UnreadableException or OutOfMemoryException))
        {
            // PdfPig answers a broken file with whatever exception its parser meets.
            throw new UnreadableException(UnreadableReason.Broken, broken);
        }
    }

    private static PageForm Read(Page page, ReadingLimits limits)
    {
        var (width, height) = ((double)page.Width, (double)page.Height);
        var paths = new List<PagePath>();
        foreach (var path in page.Paths)
        {
            if (path.IsClipping || (!path.IsFilled && !path.IsStroked)) continue;
            foreach (var part in path)
            {
                if (paths.Count >= limits.Shapes) throw new UnreadableException(UnreadableReason.TooManyShapes);
                if (Outline(part, path, height) is { } outline) paths.Add(outline);
            }
        }

        var pictures = page.GetImages().Select(image => image.BoundingBox).ToList();
        return new(page.Number, width, height, Words(page.Letters, height), paths)
        {
            PictureShare = pictures.Count == 0 ? 0
                : Math.Min(1, pictures.Max(box => Math.Abs(box.Width * box.Height)) / Math.Max(1, width * height)),
        };
    }

    private static PagePath? Outline(PdfSubpath part, PdfPath path, double height)
    {
        var points = new List<Point>();
        var hasCurves = false;
        foreach (var command in part.Commands)
        {
            switch (command)
            {
                case PdfSubpath.Move move:
                    points.Add(At(move.Location, height));
                    break;
                case PdfSubpath.Line line:
                    if (points.Count == 0) points.Add(At(line.From, height));
                    points.Add(At(line.To, height));
                    break;
                case PdfSubpath.CubicBezierCurve curve:
                    hasCurves = true;
                    for (var i = 1; i <= CurvePieces; i++) points.Add(Along(curve, (double)i / CurvePieces, height));
                    break;
            }
        }

        return points.Count < 2 || points.Any(point => !double.IsFinite(point.X) || !double.IsFinite(point.Y)) ? null
            : new(points, hasCurves, part.IsClosed() || path.IsFilled, path.IsFilled, path.IsStroked);
    }

    private static Point At(PdfPoint point, double height) => new(point.X, height - point.Y);

    private static Point Along(PdfSubpath.CubicBezierCurve curve, double t, double height)
    {
        var (a, b, c, d) = ((1 - t) * (1 - t) * (1 - t), 3 * (1 - t) * (1 - t) * t, 3 * (1 - t) * t * t, t * t * t);
        return new((a * curve.StartPoint.X) + (b * curve.FirstControlPoint.X) + (c * curve.SecondControlPoint.X) + (d * curve.EndPoint.X),
            height - ((a * curve.StartPoint.Y) + (b * curve.FirstControlPoint.Y) + (c * curve.SecondControlPoint.Y)
                + (d * curve.EndPoint.Y)));
    }

    /// <summary>Letters become words in the order in which they are drawn: a blank, a jump or a new line ends one.</summary>
    private static List<PageWord> Words(IReadOnlyList<Letter> letters, double height)
    {
        var words = new List<PageWord>();
        var open = new List<Letter>();
        foreach (var letter in letters)
        {
            if (string.IsNullOrWhiteSpace(letter.Value) || letter.Value == "\0")
            {
                Close();
                continue;
            }

            if (open.Count > 0 && !Follows(open[^1], letter)) Close();
            open.Add(letter);
        }

        Close();
        return Distinct(words);

        void Close()
        {
            if (open.Count > 0) words.Add(Word(open, height));
            open.Clear();
        }
    }

    private static bool Follows(Letter before, Letter letter)
    {
        if (before.TextOrientation != letter.TextOrientation) return false;

        var size = Math.Max(1, Math.Max(before.PointSize, letter.PointSize));
        var (dx, dy) = (letter.StartBaseLine.X - before.EndBaseLine.X, letter.StartBaseLine.Y - before.EndBaseLine.Y);
        var (along, aside) = letter.TextOrientation switch
        {
            TextOrientation.Rotate90 => (-dy, dx),
            TextOrientation.Rotate270 => (dy, dx),
            TextOrientation.Rotate180 => (-dx, dy),
            _ => (dx, dy),
        };
        return Math.Abs(aside) < 0.3 * size && along > -0.45 * size && along < 0.11 * size;
    }

    private static PageWord Word(List<Letter> letters, double height)
    {
        var isTurned = letters[0].TextOrientation is TextOrientation.Rotate90 or TextOrientation.Rotate270;
        var (left, right) = (letters.Min(letter => Math.Min(letter.StartBaseLine.X, letter.EndBaseLine.X)),
            letters.Max(letter => Math.Max(letter.StartBaseLine.X, letter.EndBaseLine.X)));
        var (low, high) = (letters.Min(letter => Math.Min(letter.StartBaseLine.Y, letter.EndBaseLine.Y)),
            letters.Max(letter => Math.Max(letter.StartBaseLine.Y, letter.EndBaseLine.Y)));

        // The height of a word comes from its size, not from its letters: "a" and "g" stand on one line.
        var size = Math.Clamp(letters.Max(letter => letter.PointSize), 1, 200);
        var box = isTurned ? new Box(left - (0.75 * size), height - high, left + (0.2 * size), height - low)
            : new Box(left, height - high - (0.75 * size), Math.Max(right, left + 0.5), height - low + (0.2 * size));
        return new(string.Concat(letters.Select(letter => letter.Value)).Normalize(System.Text.NormalizationForm.FormKC), box, isTurned);
    }

    /// <summary>Bold is sometimes the same word drawn twice.</summary>
    private static List<PageWord> Distinct(List<PageWord> words) =>
        [.. words.GroupBy(word => (word.Text, X: Math.Round(word.Box.Left / 1.5), Y: Math.Round(word.Box.Top / 1.5)))
            .Select(group => group.First())];
}
