using SopEngine.Core.Sheets;

namespace SopEngine.Core.Import;

/// <summary>Words that stand on one line, from the left to the right.</summary>
public sealed record TextLine(IReadOnlyList<PageWord> Words, Box Box)
{
    public string Text => TextLines.Joined(Words);
}

/// <summary>Puts words together: into lines, lines into text.</summary>
public static class TextLines
{
    private const double LeastBlank = 0.1;

    /// <summary>The lines of some words, from the top down. Words belong to a line when most of their height is in common.</summary>
    public static List<TextLine> Of(IEnumerable<PageWord> words)
    {
        var lines = new List<(List<PageWord> Words, double Top, double Bottom)>();
        foreach (var word in words.OrderBy(word => word.Box.Centre.Y).ThenBy(word => word.Box.Left))
        {
            var at = -1;
            for (var i = lines.Count - 1; i >= Math.Max(0, lines.Count - 4) && at < 0; i--)
            {
                var shared = Math.Min(lines[i].Bottom, word.Box.Bottom) - Math.Max(lines[i].Top, word.Box.Top);
                if (shared > 0.5 * Math.Min(word.Box.Height, lines[i].Bottom - lines[i].Top)) at = i;
            }

            if (at < 0) lines.Add(([word], word.Box.Top, word.Box.Bottom));
            else lines[at].Words.Add(word);
        }

        return [.. lines.Select(line => Line(line.Words))];
    }

    public static TextLine Line(IEnumerable<PageWord> words)
    {
        List<PageWord> sorted = [.. words.OrderBy(word => word.Box.Left)];
        return new(sorted, Around(sorted));
    }

    public static Box Around(IReadOnlyList<PageWord> words) => words.Count == 0 ? default : new(
        words.Min(word => word.Box.Left), words.Min(word => word.Box.Top), words.Max(word => word.Box.Right),
            words.Max(word => word.Box.Bottom));

    /// <summary>The text of a line: pieces that touch are one word.</summary>
    public static string Joined(IReadOnlyList<PageWord> words)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < words.Count; i++)
        {
            if (i > 0 && words[i].Box.Left - words[i - 1].Box.Right > LeastBlank * Math.Max(1,
                Math.Min(words[i].Box.Height, words[i - 1].Box.Height)))
                text.Append(' ');
            text.Append(words[i].Text);
        }

        return Spelling.Tidy(text.ToString());
    }

    /// <summary>The text of a cell: its lines one after another, words that a line broke put together.</summary>
    public static string Text(IEnumerable<PageWord> words)
    {
        List<PageWord> all = [.. words];
        if (all.Count > 0 && all.Count(word => word.IsTurned) * 2 > all.Count) return Turned(all);

        return Together(Paragraphs(Of(all)));
    }

    /// <summary>A paragraph that ends without a mark and is followed by an empty line gets a full stop: on one line its end would be
    /// lost.</summary>
    private static IEnumerable<string> Paragraphs(List<TextLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var text = lines[i].Text;
            var isEnd = i + 1 < lines.Count && lines[i + 1].Box.Top - lines[i].Box.Bottom > 0.6 * lines[i].Box.Height
                && text.Length > 0 && char.IsLetter(text[^1]) && lines[i + 1].Text is [var first, ..] && char.IsUpper(first)
                && (i == 0 || lines[i].Box.Top - lines[i - 1].Box.Bottom < 0.6 * lines[i].Box.Height || i + 2 < lines.Count);
            yield return isEnd && lines.Count > 2 ? text + "." : text;
        }
    }

    public static string Together(IEnumerable<string> lines)
    {
        var text = "";
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            if (text.Length == 0) text = line;
            else if (text[^1] == '\u00ad') text = text[..^1] + line;
            else if (text[^1] == '-' && text.Length > 1 && char.IsLetterOrDigit(text[^2])
                && char.IsLetterOrDigit(line[0])) text = Unbroken(text, line);
            else if (IsChain(text)) text += line;
            else text += " " + line;
        }

        return Spelling.Tidy(text.Replace("\u00ad", "", StringComparison.Ordinal));
    }

    /// <summary>True when a line ends within a chain such as "tujuan/sasaran/": such a word is broken where no blank is.</summary>
    private static bool IsChain(string text)
    {
        var word = text[(text.LastIndexOf(' ') + 1)..];
        return word.EndsWith('/') && word.Count(c => c == '/') > 1 && !word.Contains("://", StringComparison.Ordinal);
    }

    /// <summary>
    /// A hyphen at the end of a line stays in pairs and numbers ("Undang-undang", "08.00-15.30"); one that parts a word between syllables
    /// goes.
    /// </summary>
    private static string Unbroken(string text, string line)
    {
        var part = text[(text.LastIndexOf(' ') + 1)..^1];
        var next = line.Split(' ')[0];
        var isPart = part.Length > 2 && part.All(char.IsLetter) && char.IsLower(next[0]) && next.Length > 2 && !part.All(char.IsUpper)
            && !(next.Length >= 3 && part.StartsWith(next[..3], StringComparison.OrdinalIgnoreCase))
                && part.ToLowerInvariant() is not ("non" or "pra" or "pasca" or "sub" or "pre" or "anti" or "multi");
        return isPart ? text[..^1] + line : text + line;
    }

    private static string Turned(List<PageWord> words)
    {
        // Laid down: what was read from the bottom to the top is read from the left to the right.
        var laid = words.Select(word => word with
        {
            Box = new(-word.Box.Bottom, word.Box.Left, -word.Box.Top, word.Box.Right),
            IsTurned = false
        });
        return Together(Of(laid).Select(line => line.Text));
    }
}
