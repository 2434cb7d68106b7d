using System.Globalization;

namespace SopEngine.Core.Contacts;

/// <summary>A telephone number. People write it in many ways; it is kept as <c>+628123456789</c>.</summary>
public static class PhoneNumber
{
    private const string Indonesia = "+62";

    /// <summary>The area codes of two digits (Jakarta, Bandung, Semarang, Surabaya, Medan); all others have three.</summary>
    private static readonly string[] ShortAreas = ["21", "22", "24", "31", "61"];

    /// <summary>The number with its country; null when the text is none. A number without a country is Indonesian.</summary>
    public static string? Read(string text)
    {
        var written = GroupedNumber.Plain(text);
        if (written.StartsWith("00", StringComparison.Ordinal)) written = $"+{written[2..]}";
        var digits = written.TrimStart('+');
        if (written.Length - digits.Length > 1 || digits.Length is < 8 or > 15 || !digits.All(char.IsAsciiDigit)) return null;
        var isMobile = digits[0] == '8' && digits.Length is >= 9 and <= 12;
        return (written[0], digits) switch
        {
            ('+', ['6', '2', ..]) => OfIndonesia(digits[2..]),
            ('+', ['0', ..]) => null,
            ('+', _) => written,
            (_, ['0', ..]) => OfIndonesia(digits),
            (_, ['6', '2', ..]) when digits.Length >= 10 => OfIndonesia(digits[2..]),
            _ when isMobile => Indonesia + digits,
            _ => null,
        };
    }

    /// <summary>A kept number as people of the country write it: 0812-3456-7890, (0761) 45678. Anything else stays as it is.</summary>
    public static string Show(string number)
    {
        if (!number.StartsWith(Indonesia, StringComparison.Ordinal) || Read(number) != number) return number;
        var national = number[Indonesia.Length..];
        if (national[0] == '8') return string.Create(CultureInfo.InvariantCulture, $"0{national[..3]}-{national[3..7]}-{national[7..]}");
        var area = ShortAreas.Contains(national[..2]) ? 2 : 3;
        return $"(0{national[..area]}) {national[area..]}";
    }

    /// <param name="national">With or without the zero in front, which "+62 (0)812" keeps.</param>
    private static string? OfIndonesia(string national)
    {
        var digits = national.StartsWith('0') ? national[1..] : national;
        var shortest = digits.StartsWith('8') ? 9 : 7;
        return digits.Length >= shortest && digits.Length <= 12 && digits[0] != '0' ? Indonesia + digits : null;
    }
}
