using System.Collections.Frozen;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Web.Accounts;

/// <summary>
/// The number of guesses a password withstands, after the idea of zxcvbn: it is cut into the parts that are cheapest to guess, common
/// words, one's own names, rows of keys, sequences, repeats, years and dates, and for the rest single characters. Pure.
/// </summary>
internal static class PasswordGuesses
{
    /// <summary>Only this much of a longer password counts.</summary>
    private const int Looked = 64;

    private const int ShortestPart = 3;
    private const double Own = 0.3;
    private const double Row = 1.5;
    private const double Year = 2;
    private const double Date = 4;
    private const double Variation = 0.5;

    private static readonly string[] Rows =
    [
        "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertyuiopasdfghjklzxcvbnm",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
        "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "147258369", "741852963", "123qweasdzxc", "qweasdzxc",
        "!@#$%^&*()_+", "zaqwsxcderfvbgtyhnmjuiklop", "1a2b3c4d5e6f7g8h9i0j", "a1b2c3d4e5f6g7h8i9j0",
    ];

    private static readonly string[] AllRows = [.. Rows, .. Rows.Select(row => new string([.. row.Reverse()]))];

    /// <summary>Common passwords and words of passwords, each with its rank, from 1 for the most common.</summary>
    private static readonly FrozenDictionary<string, int> Common = ReadCommon();

    /// <summary>The decimal logarithm of the guesses.</summary>
    /// <param name="own">Names that anybody knows of the person; they are cut into words.</param>
    public static double Log10(string password, IEnumerable<string> own)
    {
        var text = password.Length > Looked ? password[..Looked] : password;
        var names = own
            .SelectMany(name => name.ToLowerInvariant().Split([' ', '.', '-', '_', '@', ','], StringSplitOptions.RemoveEmptyEntries))
            .SelectMany(name => new[] { name, name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9') })
            .Where(name => name.Length >= ShortestPart).Append("sopengine").ToHashSet();
        return Cheapest(text, names);
    }

    private static double Cheapest(string text, HashSet<string> names)
    {
        var plain = Plain(text);
        var lower = text.ToLowerInvariant();
        var best = new double[text.Length + 1];
        for (var end = 1; end <= text.Length; end++)
        {
            best[end] = best[end - 1] + Single(text[end - 1]);
            for (var start = end - ShortestPart; start >= 0; start--)
            {
                if (best[start] < best[end] && Part(text[start..end], lower[start..end], plain[start..end], names) is { } cost)
                    best[end] = Math.Min(best[end], best[start] + cost);
            }

            for (var length = 1; length * 2 <= end; length++) best[end] = Math.Min(best[end], Repeated(text, end, length, best));
        }

        return best[text.Length];
    }

    /// <summary>A password that ends with the same characters repeated costs a guesser those characters once.</summary>
    private static double Repeated(string text, int end, int length, double[] best)
    {
        var times = 1;
        while (end - (times + 1) * length >= 0 && string.CompareOrdinal(text, end - (times + 1) * length, text, end - length, length) == 0)
            times++;
        return times == 1 ? double.PositiveInfinity : best[end - (times - 1) * length] + Math.Log10(times);
    }

    /// <summary>Null when the part is not guessed as a whole.</summary>
    private static double? Part(string text, string lower, string plain, HashSet<string> names)
    {
        var isVaried = text != lower ? Variation : 0;
        if (names.Contains(lower) || names.Contains(plain)) return Own + isVaried;
        if (Common.TryGetValue(lower, out var place)) return Math.Log10(place + 1) + isVaried;
        if (Common.TryGetValue(plain, out place)) return Math.Log10(place + 1) + Variation + isVaried;
        if (AllRows.Any(row => row.Contains(lower, StringComparison.Ordinal))) return Row + isVaried;
        if (Common.TryGetValue(new string([.. lower.Reverse()]), out place)) return Math.Log10(place + 1) + Variation + isVaried;
        if (!lower.All(char.IsAsciiDigit)) return null;
        return lower.Length switch
        {
            4 when lower.StartsWith("19", StringComparison.Ordinal) || lower.StartsWith("20", StringComparison.Ordinal) => Year,
            6 or 8 when IsDate(lower) => Date,
            // Anybody may know it.
            18 when Nip.TryParse(lower, out _) => Date,
            _ => null,
        };
    }

    /// <summary>Day, month and year, in the order of this country or as computers write it.</summary>
    private static bool IsDate(string digits)
    {
        var (first, second, third) = (Number(digits, 0, 2), Number(digits, 2, 2), Number(digits, digits.Length - 2, 2));
        return (first is >= 1 and <= 31 && second is >= 1 and <= 12)
            || (digits.Length == 8 && Number(digits, 4, 2) is >= 1 and <= 12 && third is >= 1 and <= 31);
    }

    private static int Number(string digits, int from, int length) =>
        int.Parse(digits.AsSpan(from, length), System.Globalization.CultureInfo.InvariantCulture);

    private static double Single(char character) => char.IsAsciiDigit(character) ? 1 : char.IsAsciiLetterLower(character) ? 1.2 : 1.5;

    /// <summary>Lower case, with letters in place of their look-alikes.</summary>
    private static string Plain(string text) => string.Concat(text.ToLowerInvariant().Select(character => character switch
    {
        '0' => 'o',
        '1' or '!' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => character,
    }));

    private static FrozenDictionary<string, int> ReadCommon()
    {
        using var reader = new StreamReader(
            typeof(PasswordGuesses).Assembly.GetManifestResourceStream("SopEngine.Web.Accounts.CommonPasswords.txt")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Index()
            .ToFrozenDictionary(line => line.Item, line => line.Index + 1);
    }
}
