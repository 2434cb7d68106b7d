using System.Globalization;
using System.Text;

namespace SopEngine.Core.Sheets;

/// <summary>The size of a text, and the distance from one line to the next.</summary>
internal sealed record Font(double Size, bool Bold = false)
{
    public double Leading => Size * 1.2;

    /// <summary>From a line's top to its baseline.</summary>
    public double Ascent => Size * 0.95;

    public double Measure(string text) => FontWidths.Of(text, Bold) * Size / 1000;

    /// <summary>The widest of the words, none of which may be broken; Chinese characters can be parted.</summary>
    public double WidestWord(string text)
    {
        var apart = text.EnumerateRunes().Any(FontWidths.IsIdeograph)
            ? string.Concat(text.EnumerateRunes().Select(rune => FontWidths.IsIdeograph(rune) ? $" {rune} " : $"{rune}"))
            : text;
        return apart.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Measure).DefaultIfEmpty(0).Max();
    }
}

/// <summary>Breaks text into lines.</summary>
internal static class Typesetting
{
    /// <summary>A longer word of a label is broken: no label gets wider than this for one word.</summary>
    private const double Widest = 80;

    /// <summary>
    /// Lines that fit a width: broken between words, and within a word only where the word alone is too wide. A line break in the text is
    /// kept.
    /// </summary>
    public static List<string> Lines(string text, double width, Font font)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var line = new StringBuilder();
            foreach (var word in paragraph.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(word => Pieces(word, width, font)))
            {
                if (line.Length > 0 && font.Measure($"{line}{(word.Glued ? "" : " ")}{word.Text}") > width)
                {
                    lines.Add(line.ToString());
                    line.Clear();
                }

                if (line.Length > 0 && !word.Glued) line.Append(' ');
                line.Append(word.Text);
            }

            if (line.Length > 0) lines.Add(line.ToString());
        }

        return lines;
    }

    /// <summary>A text cut behind a word to about this many characters, with an ellipsis.</summary>
    public static string Shortened(string text, int characters)
    {
        var elements = new StringInfo(text);
        if (elements.LengthInTextElements <= characters) return text;
        var cut = elements.SubstringByTextElements(0, characters);
        var blank = cut.LastIndexOf(' ');
        return $"{(blank > cut.Length / 2 ? cut[..blank] : cut).TrimEnd(' ', ',', ';', '/', '-')}…";
    }

    /// <summary>The narrowest setting in at most this many lines.</summary>
    public static List<string> Balanced(string text, int lines, Font font)
    {
        var whole = font.Measure(text);
        var widest = Math.Min(font.WidestWord(text), Widest);
        for (var width = Math.Max(widest, whole / lines); width < whole; width += font.Size / 4)
        {
            if (Lines(text, width, font) is var set && set.Count <= lines) return set;
        }

        return Lines(text, whole + 1, font);
    }

    /// <summary>A word in parts that fit; a part that follows without a blank is glued.</summary>
    private static IEnumerable<(string Text, bool Glued)> Pieces(string word, double width, Font font)
    {
        if (font.Measure(word) <= width)
        {
            yield return (word, false);
            yield break;
        }

        var start = 0;
        while (start < word.Length)
        {
            // A character with its marks, or a picture of several, stays whole.
            var end = start + StringInfo.GetNextTextElementLength(word, start);
            while (end < word.Length && end + StringInfo.GetNextTextElementLength(word, end) is var next
                && font.Measure(word[start..next]) <= width)
                end = next;
            var mark = word.LastIndexOfAny(['/', '-', '.', '_', '@'], end - 1, end - start);
            if (end < word.Length && mark > start) end = mark + 1;
            yield return (word[start..end], start > 0);
            start = end;
        }
    }
}
