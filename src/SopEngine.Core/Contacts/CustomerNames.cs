using System.Globalization;
using System.Text;

namespace SopEngine.Core.Contacts;

/// <summary>Names of people and companies as they are compared: the same customer is often written in two ways.</summary>
public static class CustomerNames
{
    /// <summary>Legal forms and forms of address: written or left out by habit, they tell no two customers apart.</summary>
    private static readonly HashSet<string> Habits =
    [
        "bapak", "bpk", "cv", "fa", "firma", "ibu", "pd", "persero", "perum", "pt", "sdr", "sdri", "tbk", "ud",
    ];

    /// <summary>From this length on two names with two wrong letters are alike; shorter ones with one.</summary>
    private const int LongName = 12;

    /// <summary>Shorter names have too many neighbours that are other names.</summary>
    private const int ShortestMistaken = 5;

    /// <summary>The words that tell customers apart, in small letters without accents. A name of habits alone keeps them.</summary>
    public static IReadOnlyList<string> Words(string name)
    {
        var plain = new StringBuilder();
        foreach (var character in name.ToLowerInvariant().Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(character)) plain.Append(character);
            // "P.T." is PT, and an accent ends no word.
            else if (character is not ('.' or '\'') && CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark)
                plain.Append(' ');
        }

        var words = plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Where(word => !Habits.Contains(word)).ToList() is { Count: > 0 } telling ? telling : words;
    }

    /// <summary>True when the names may be one customer's: the same telling words, but for a letter or two.</summary>
    public static bool AreAlike(string one, string other)
    {
        var (first, second) = (string.Concat(Words(one)), string.Concat(Words(other)));
        if (first == second) return first.Length > 0;
        var shorter = Math.Min(first.Length, second.Length);
        // Digits are numbers ("Kelompok Tani 1", "Kelompok Tani 2"), never a slip of the pen.
        var most = shorter >= LongName ? 2 : 1;
        return shorter >= ShortestMistaken && Math.Abs(first.Length - second.Length) <= most && Digits(first) == Digits(second)
            && Distance(first, second) <= most;
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsDigit));

    /// <summary>The number of letters that were written, left out, changed, or swapped with their neighbour.</summary>
    private static int Distance(string one, string other)
    {
        var costs = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++) costs[i, 0] = i;
        for (var j = 0; j <= other.Length; j++) costs[0, j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            for (var j = 1; j <= other.Length; j++)
            {
                var change = costs[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                costs[i, j] = Math.Min(change, Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    costs[i, j] = Math.Min(costs[i, j], costs[i - 2, j - 2] + 1);
            }
        }

        return costs[one.Length, other.Length];
    }
}
