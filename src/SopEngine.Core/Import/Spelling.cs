using System.Text;

namespace SopEngine.Core.Import;

/// <summary>Words compared as people read them: capitals, marks and a slip or two make no difference.</summary>
public static class Spelling
{
    /// <summary>The number of letters to put in, take out or change to make one of the other.</summary>
    public static int Distance(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > 3) return 4;

        var row = new int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++) row[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (one[i - 1] == other[j - 1] ? 0 : 1));
                corner = above;
            }
        }

        return row[other.Length];
    }

    /// <summary>Small letters and digits only, a blank between words.</summary>
    public static string Folded(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsLetterOrDigit(character)) folded.Append(char.ToLowerInvariant(character));
            else if (folded.Length > 0 && folded[^1] != ' ') folded.Append(' ');
        }

        return folded.ToString().TrimEnd();
    }

    /// <summary>Blanks of every kind folded into one.</summary>
    public static string Tidy(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>True when two folded words are the same but for slips: one in a word of six or seven letters, two in longer ones.</summary>
    public static bool Same(string one, string other) =>
        one == other || (Math.Min(one.Length, other.Length) > 5
            && Distance(one, other) <= (Math.Min(one.Length, other.Length) > 7 ? 2 : 1));
}
