using SopEngine.Core.Sheets;

namespace SopEngine.Core.Import;

/// <summary>Lays plain text out: a character is as wide as any other, a line as high. Blanks then stand for columns as they do on
/// paper.</summary>
public static class TextPages
{
    public const double CharacterWidth = 5, LineHeight = 10, LetterHeight = 8;
    private const int MostLineLength = 4_000;

    public static DocumentForm Of(string text)
    {
        var pages = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')
            .Replace("\t", "        ", StringComparison.Ordinal)
            .Split('\f').Where((page, i) => i == 0 || page.Trim().Length > 0).ToList();
        var lines = text.Split('\n').Where(line => line.Trim().Length > 0).ToList();
        return new([.. pages.Select((page, i) => Page(page, i + 1))], HasColumns(lines) ? PlaceSource.Lines : PlaceSource.Running);
    }

    /// <summary>True for text in which blanks keep the columns apart: many lines have wide gaps within.</summary>
    private static bool HasColumns(List<string> lines) =>
        lines.Count(line => line.Trim().Contains("   ", StringComparison.Ordinal)) >= Math.Max(3, 0.15 * lines.Count);

    private static PageForm Page(string text, int number)
    {
        var words = new List<PageWord>();
        var (y, width) = (10.0, 100.0);
        foreach (var line in text.Split('\n'))
        {
            for (var i = 0; i < Math.Min(line.Length, MostLineLength); i++)
            {
                if (char.IsWhiteSpace(line[i])) continue;
                var start = i;
                while (i < line.Length && !char.IsWhiteSpace(line[i])) i++;
                var box = new Box(10 + (start * CharacterWidth), y, 10 + (i * CharacterWidth), y + LetterHeight);
                words.Add(new(line[start..i], box));
                width = Math.Max(width, box.Right + 10);
            }

            y += LineHeight;
        }

        return new(number, width, y + 10, words, []);
    }
}
