using System.Text;

namespace SopEngine.Core.Documents;

/// <summary>Amounts as Indonesian letters and receipts spell them out: 1250000 is "satu juta dua ratus lima puluh ribu".</summary>
public static class AmountInWords
{
    /// <summary>The largest amount that has words here: 999 trillion and what is below the next.</summary>
    public const long Most = 999_999_999_999_999;

    private static readonly string[] Digits =
        ["", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"];

    private static readonly (long Value, string Name)[] Scales =
        [(1_000_000_000_000, "triliun"), (1_000_000_000, "miliar"), (1_000_000, "juta"), (1_000, "ribu")];

    /// <summary>The words of a whole number, in small letters and without the currency.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or more than <see cref="Most"/>.</exception>
    public static string Of(long amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(amount, Most);
        if (amount == 0) return "nol";

        var words = new StringBuilder();
        foreach (var (value, name) in Scales)
        {
            var count = (int)(amount / value);
            amount %= value;
            // One thousand has a word of its own; one million has not.
            if (count == 1 && value == 1_000) Add(words, "seribu");
            else if (count > 0)
            {
                AddBelowThousand(words, count);
                Add(words, name);
            }
        }

        AddBelowThousand(words, (int)amount);
        return words.ToString();
    }

    private static void AddBelowThousand(StringBuilder words, int number)
    {
        if (number >= 200) Add(words, Digits[number / 100], "ratus");
        else if (number >= 100) Add(words, "seratus");
        number %= 100;
        if (number >= 20)
        {
            Add(words, Digits[number / 10], "puluh");
            number %= 10;
        }

        if (number >= 12) Add(words, Digits[number - 10], "belas");
        else if (number > 0) Add(words, Digits[number]);
    }

    private static void Add(StringBuilder words, params ReadOnlySpan<string> more)
    {
        foreach (var word in more)
        {
            if (words.Length > 0) words.Append(' ');
            words.Append(word);
        }
    }
}
