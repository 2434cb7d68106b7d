using System.Text.RegularExpressions;

namespace SopEngine.Core.Contacts;

/// <summary>What a person types to find a customer, as the words by which the register finds them.</summary>
public static partial class CustomerSearch
{
    /// <summary>More words narrow a search no further.</summary>
    public const int MostWords = 8;

    private const int LongestWord = 60;
    private const int ShortestNumber = 3;

    /// <summary>
    /// Each word is the beginning of a word of the customer found. A telephone or tax number is one word however it is written; an e-mail
    /// address too.
    /// </summary>
    public static IReadOnlyList<string> Words(string? text)
    {
        var typed = (text ?? "").Trim().Normalize().ToLowerInvariant();
        var digits = string.Concat(typed.Where(char.IsAsciiDigit));
        if (digits.Length >= ShortestNumber && Number().IsMatch(typed)) return [digits];
        return
        [
            .. typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(part => part.Contains('@') ? [part] : Between().Split(part))
                .Where(word => word.Length > 0).Select(word => word.Length > LongestWord ? word[..LongestWord] : word)
                .Distinct().Take(MostWords),
        ];
    }

    [GeneratedRegex(@"^\+?[0-9\s().\-–/]+$")]
    private static partial Regex Number();

    [GeneratedRegex(@"[^\p{L}\p{N}]+")]
    private static partial Regex Between();
}
