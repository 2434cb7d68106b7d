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

    /// <summary>The telling words as one text; see <see cref="LettersAreAlike"/>.</summary>
    public static string Letters(string name) => string.Concat(Words(name));

    /// <summary>True when the names may be one customer's: the same telling words, but for a letter or two.</summary>
    public static bool AreAlike(string one, string other) => LettersAreAlike(Letters(one), Letters(other));

    /// <summary><see cref="AreAlike"/> for the <see cref="Letters"/> of two names: a comparison of many names makes them once.</summary>
    public static bool LettersAreAlike(string first, string second)
    {
        if (first == second) return first.Length > 0;
        var shorter = Math.Min(first.Length, second.Length);
        // Digits are numbers ("Kelompok Tani 1", "Kelompok Tani 2"), never a slip of the pen.
        var most = shorter >= LongName ? 2 : 1;
        return shorter >= ShortestMistaken && Math.Abs(first.Length - second.Length) <= most && Digits(first) == Digits(second)
            && Distance(first, second, most) <= most;
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsDigit));

    /// <summary>
    /// The number of letters that were written, left out, changed, or swapped with their neighbour; some number above
    /// <paramref name="most"/> when there are more of them.
    /// </summary>
    private static int Distance(string one, string other, int most)
    {
        // Places further from the diagonal than the most changes cannot lie on a way that is short enough.
        var (width, far) = (other.Length + 1, most + 1);
        var (before, last, costs) = (new int[width], new int[width], new int[width]);
        for (var j = 0; j < width; j++) costs[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            (before, last, costs) = (last, costs, before);
            Array.Fill(costs, far);
            costs[0] = i;
            var least = far;
            for (var j = Math.Max(1, i - most); j <= Math.Min(other.Length, i + most); j++)
            {
                var change = last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                costs[j] = Math.Min(change, Math.Min(last[j], costs[j - 1]) + 1);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    costs[j] = Math.Min(costs[j], before[j - 2] + 1);
                least = Math.Min(least, costs[j]);
            }

            if (least > most && i > most) return far;
        }

        return costs[other.Length];
    }
}
