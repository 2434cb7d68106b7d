using System.Text;

namespace SopEngine.Core.Sheets;

/// <summary>Parts long Indonesian words between syllables.</summary>
internal static class Syllables
{
    private const string Vowels = "aeiouAEIOU";
    private const int Fewest = 3; // letters on each side

    /// <summary>Two letters for one sound stay together.</summary>
    private static readonly string[] Sounds = ["ng", "ny", "kh", "sy"];

    /// <summary>The text with a hyphen and a blank in each word that is wider than a line, as far on as the line reaches.</summary>
    public static string Part(string text, double width, Font font) =>
        string.Join(' ', text.Split(' ').Select(word => PartWord(word, width, font)));

    private static string PartWord(string word, double width, Font font)
    {
        var parted = new StringBuilder();
        var rest = word;
        while (font.Measure(rest) > width
            && Breaks(rest).LastOrDefault(at => font.Measure(rest[..at] + "-") <= width) is var cut and > 0)
        {
            parted.Append(rest[..cut]).Append("- ");
            rest = rest[cut..];
        }

        return parted.Append(rest).ToString();
    }

    /// <summary>A syllable begins with the last consonant before a vowel.</summary>
    private static IEnumerable<int> Breaks(string word)
    {
        for (var at = Fewest; at <= word.Length - Fewest; at++)
        {
            if (!char.IsLetter(word[at - 1]) || !char.IsLetter(word[at])) continue;
            var sound = Sounds.Any(two => word.AsSpan(at).StartsWith(two, StringComparison.OrdinalIgnoreCase)) ? 2 : 1;
            var isWithinSound =
                Sounds.Any(two => word.AsSpan(at - 1).StartsWith(two, StringComparison.OrdinalIgnoreCase)) && IsVowel(word[at + 1]);
            if (!IsVowel(word[at]) && !isWithinSound && at + sound < word.Length && IsVowel(word[at + sound])) yield return at;
        }
    }

    private static bool IsVowel(char letter) => Vowels.Contains(letter, StringComparison.Ordinal);
}
