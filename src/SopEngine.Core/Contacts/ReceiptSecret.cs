namespace SopEngine.Core.Contacts;

/// <summary>The secret on a receipt, by which its holder follows a request: eight letters and digits that nobody mistakes.</summary>
public static class ReceiptSecret
{
    /// <summary>Without letters that look like others, on paper and by telephone.</summary>
    public const string Letters = "ACDEFHJKLMNPQRTUVWXY3479";

    public const int Length = 8;

    /// <summary>The secret made of random bytes, one for each letter.</summary>
    public static string Of(ReadOnlySpan<byte> random)
    {
        var letters = new char[Length];
        for (var i = 0; i < Length; i++)
        {
            // Two bytes for a letter: of one, the first letters of the list would come more often.
            letters[i] = Letters[((random[2 * i] << 8) | random[(2 * i) + 1]) % Letters.Length];
        }

        return new string(letters);
    }

    /// <summary>"ACDE-FHJK".</summary>
    public static string Show(string secret) => secret.Length == Length ? $"{secret[..4]}-{secret[4..]}" : secret;

    /// <summary>A secret as a person typed it; null for a text that is none.</summary>
    public static string? Read(string text)
    {
        if (text.Length > 40) return null;
        var plain = new string([.. text.Where(letter => letter is not ('-' or '.') && !char.IsWhiteSpace(letter))]).ToUpperInvariant();
        return plain.Length == Length && plain.All(letter => Letters.Contains(letter, StringComparison.Ordinal)) ? plain : null;
    }

    /// <summary>The last four digits of a telephone as a person typed them; null for a text that is no such digits.</summary>
    public static string? ReadDigits(string text) =>
        text.Trim() is { Length: 4 } digits && digits.All(char.IsAsciiDigit) ? digits : null;
}
