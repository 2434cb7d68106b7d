namespace SopEngine.Core.Contacts;

/// <summary>
/// A taxpayer's number (NPWP): 15 digits, or 16 since July 2024. A company's number of 16 digits is its earlier one with a zero in front;
/// a person's is their NIK. Written in groups, kept as digits.
/// </summary>
public static class TaxNumber
{
    /// <summary>The digits; null when the text is no such number.</summary>
    public static string? Read(string text)
    {
        var digits = GroupedNumber.Plain(text);
        return digits.Length is 15 or 16 && digits.All(char.IsAsciiDigit) && digits.Any(digit => digit != '0') ? digits : null;
    }

    /// <summary>The same for the earlier and the present number of one company.</summary>
    public static string Key(string digits) => digits is ['0', .. { Length: 15 } earlier] ? earlier : digits;

    /// <summary>Kept digits as the tax office prints them: 01.234.567.8-901.000, or sixteen in fours.</summary>
    public static string Show(string digits) => digits.Length switch
    {
        15 => $"{digits[..2]}.{digits[2..5]}.{digits[5..8]}.{digits[8]}-{digits[9..12]}.{digits[12..]}",
        16 => $"{digits[..4]} {digits[4..8]} {digits[8..12]} {digits[12..]}",
        _ => digits,
    };
}
