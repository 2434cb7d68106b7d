using System.Globalization;
using NodaTime;
using SopEngine.Core.Contacts;

namespace SopEngine.Core.Workflows.Definitions;

/// <summary>
/// The number of a civil servant: birth date (yyyymmdd), first appointment (yyyymm), sex (1 or 2) and a serial number of three digits.
/// Written with or without blanks and points, kept as 18 digits.
/// </summary>
public static class Nip
{
    /// <summary>The digits of a NIP; false when the text is none.</summary>
    public static bool TryParse(string text, out string digits)
    {
        digits = GroupedNumber.Plain(text);
        return digits.Length == 18 && digits.All(char.IsAsciiDigit)
            && IsMonth(digits[8..14]) && (digits[14] is '1' or '2') && IsMonth(digits[..6])
            && Part(digits[6..8]) is var day and >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(Part(digits[..4]), Part(digits[4..6]));
    }

    /// <summary>"19740727 200312 1 006"; null for no digits.</summary>
    public static string? Show(string? digits) =>
        digits is { Length: 18 } ? $"{digits[..8]} {digits[8..14]} {digits[14]} {digits[15..]}" : digits;

    private static bool IsMonth(string digits) => Part(digits[..4]) is >= 1900 and <= 2999 && Part(digits[4..]) is >= 1 and <= 12;

    private static int Part(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
