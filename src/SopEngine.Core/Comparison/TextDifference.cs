namespace SopEngine.Core.Comparison;

public enum TextEdit
{
    Same,
    Removed,
    Added,
}

/// <summary>A run of words, or a line, that stands in both texts or in one of them.</summary>
public readonly record struct TextPart(TextEdit Edit, string Text);

/// <summary>
/// Compares two texts by their longest common subsequence, so that a reader sees the changed words instead of two whole texts.
/// </summary>
public static class TextDifference
{
    /// <summary>Word by word; neighbouring words with the same edit are one part.</summary>
    public static IReadOnlyList<TextPart> Words(string before, string after)
    {
        var parts = new List<TextPart>();
        foreach (var word in Lines(before.Split(' '), after.Split(' ')))
        {
            if (parts is [.., var last] && last.Edit == word.Edit) parts[^1] = last with { Text = $"{last.Text} {word.Text}" };
            else parts.Add(word);
        }

        return parts;
    }

    /// <summary>Line by line, in the order of the newer text, a removed line where it stood.</summary>
    public static IReadOnlyList<TextPart> Lines(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var common = Common(before, after);
        var parts = new List<TextPart>();
        for (int b = 0, a = 0; b < before.Count || a < after.Count;)
        {
            if (b < before.Count && a < after.Count && before[b] == after[a])
            {
                parts.Add(new TextPart(TextEdit.Same, before[b]));
                b++;
                a++;
            }
            else if (a == after.Count || (b < before.Count && common[b + 1, a] >= common[b, a + 1]))
            {
                parts.Add(new TextPart(TextEdit.Removed, before[b++]));
            }
            else
            {
                parts.Add(new TextPart(TextEdit.Added, after[a++]));
            }
        }

        return parts;
    }

    /// <summary>The length of the longest common subsequence of the rests behind each pair of places.</summary>
    private static int[,] Common(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var common = new int[before.Count + 1, after.Count + 1];
        for (var b = before.Count - 1; b >= 0; b--)
        {
            for (var a = after.Count - 1; a >= 0; a--)
                common[b, a] = before[b] == after[a] ? common[b + 1, a + 1] + 1 : Math.Max(common[b + 1, a], common[b, a + 1]);
        }

        return common;
    }
}
