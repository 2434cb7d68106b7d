using System.Text.RegularExpressions;

namespace SopEngine.Core.Contacts;

/// <summary>The words by which the register finds a customer, from the text that a person types.</summary>
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
        var number = GroupedNumber.Plain(typed);
        if (number.StartsWith('+')) number = number[1..];
        if (number.Length >= ShortestNumber && number.All(char.IsAsciiDigit)) return [number];
        return
        [
            .. typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(part => part.Contains('@') ? [part] : Between().Split(part))
                .Where(word => word.Length > 0).Select(Start).Distinct().Take(MostWords),
        ];
    }

    /// <summary>The letters of a word by which it is found, without half of a surrogate pair, which the database refuses.</summary>
    private static string Start(string word) =>
        word.Length <= LongestWord ? word : word[..(char.IsHighSurrogate(word[LongestWord - 1]) ? LongestWord - 1 : LongestWord)];

    [GeneratedRegex(@"[^\p{L}\p{N}]+")]
    private static partial Regex Between();
}
