using SopEngine.Core.Documents;

namespace SopEngine.Engine.Documents;

/// <summary>Text broken into lines.</summary>
public sealed partial class PdfWriter
{
    /// <summary>The width of a line as it is seen: without the blank at its end.</summary>
    private static double Used(List<Word> line, double size) => line.Count == 0 ? 0
        : line.Sum(word => word.Width) - (line[^1].Text.EndsWith(' ') ? PdfFile.Measure(" ", size, line[^1].Bold) : 0);

    /// <summary>A text in lines of this width, as the file can show it; at least one.</summary>
    internal static IReadOnlyList<string> Lines(string text, double width, double size, bool bold)
    {
        var lines = Lines([new Span(text, bold)], size, width)
            .Select(line => string.Concat(line.Select(word => word.Text)).TrimEnd()).ToList();
        return lines.Count > 0 ? lines : [""];
    }

    /// <summary>Breaks text into lines. A word wider than a line is broken at the line's end.</summary>
    private static IEnumerable<List<Word>> Lines(IEnumerable<Span> spans, double size, double width)
    {
        var line = new List<Word>();
        var used = 0.0;
        foreach (var word in spans.SelectMany(Pieces).SelectMany(piece => Fit(piece, width * 1000 / size, size)))
        {
            var isBreak = word.Text == "\n";
            // The blank keeps the words of two lines apart where they are copied or read aloud.
            if (isBreak && line.Count > 0 && !line[^1].Text.EndsWith(' ')) line[^1] = Spaced(line[^1], size);
            if (isBreak || (line.Count > 0 && used + PdfFile.Measure(word.Text.TrimEnd(), size, word.Bold) > width))
            {
                yield return line;
                line = [];
                used = 0;
            }

            if (isBreak) continue;
            line.Add(word);
            used += word.Width;
        }

        if (line.Count > 0) yield return line;
    }

    private static Word Spaced(Word word, double size) =>
        word with { Text = word.Text + " ", Width = word.Width + PdfFile.Measure(" ", size, word.Bold) };

    /// <summary>The words, each with the blank after it, and the line breaks.</summary>
    private static IEnumerable<Span> Pieces(Span written)
    {
        var span = written with { Text = PdfFile.Shown(written.Text, written.Bold) };
        var from = 0;
        for (var i = 0; i < span.Text.Length; i++)
        {
            if (span.Text[i] is not (' ' or '\n')) continue;
            var end = span.Text[i] == ' ' ? i + 1 : i;
            if (end > from) yield return span with { Text = span.Text[from..end] };
            if (span.Text[i] == '\n') yield return span with { Text = "\n" };
            from = i + 1;
        }

        if (from < span.Text.Length) yield return span with { Text = span.Text[from..] };
    }

    /// <summary>A word, in pieces when it is wider than a line. The blank behind it may stand over the line's end.</summary>
    /// <param name="room">The width of a line, in thousandths of the font's size.</param>
    private static IEnumerable<Word> Fit(Span word, double room, double size)
    {
        if (word.Text == "\n")
        {
            yield return new Word("\n", word.Bold, 0);
            yield break;
        }

        for (int from = 0, to = 0; from < word.Text.Length; from = to)
        {
            var used = 0;
            for (; to < word.Text.Length; to++)
            {
                var width = PdfFile.Measure(word.Text[to], word.Bold);
                if (to > from && used + width > room && word.Text[to] != ' ') break;
                used += width;
            }

            yield return new Word(word.Text[from..to], word.Bold, used * size / 1000);
        }
    }

    private readonly record struct Word(string Text, bool Bold, double Width);
}
