using System.Globalization;
using SopEngine.Core.Contacts;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Forms;

/// <summary>
/// A format that many forms ask for. People write such numbers with blanks, points, hyphens or in small letters: <see cref="Mend"/> takes
/// those out, and the mended text is what is stored.
/// </summary>
public sealed class FieldFormat
{
    private static readonly Dictionary<string, FieldFormat> Known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>State revenue's transaction number of a payment.</summary>
    public static readonly FieldFormat Ntpn = new("ntpn", 16, 16, digitsOnly: false, "A1B2C3D4E5F60718");

    /// <summary>The code by which a bill of SIMPONI is paid.</summary>
    public static readonly FieldFormat KodeBilling = new("kodeBilling", 15, 15, digitsOnly: true, "820261130123456");

    /// <summary>The number of a civil servant.</summary>
    public static readonly FieldFormat NipNumber = new("nip", 18, 18, digitsOnly: true, "198611012009111001");

    /// <summary>A taxpayer's number: 15 digits, or the 16 of a citizen's number.</summary>
    public static readonly FieldFormat Npwp = new("npwp", 15, 16, digitsOnly: true, "012345678901000");

    public static readonly FieldFormat Telephone = new("telephone", 8, 15, digitsOnly: true, "081234567890");

    private readonly int _least;
    private readonly int _most;

    private FieldFormat(string name, int least, int most, bool digitsOnly, string example)
    {
        (Name, _least, _most, DigitsOnly, Example) = (name, least, most, digitsOnly, example);
        Known.Add(name, this);
    }

    public static IEnumerable<FieldFormat> All => Known.Values;

    /// <summary>Its name in a definition.</summary>
    public string Name { get; }

    /// <summary>True when it holds no letters.</summary>
    public bool DigitsOnly { get; }

    /// <summary>A number that has the format.</summary>
    public string Example { get; }

    public static FieldFormat? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>The text as it is stored. A text that has no such format in it stays recognisable.</summary>
    public string Mend(string text)
    {
        var mended = (this == Telephone ? PhoneNumber.Read(text) : null) ?? GroupedNumber.Plain(text);
        return DigitsOnly ? mended : mended.ToUpperInvariant();
    }

    /// <summary>The fault of a mended text; null for none.</summary>
    internal (FieldFault Fault, string? Detail)? Fault(string text)
    {
        // A telephone number begins with the sign for its country's code. Older histories also hold numbers that no country has.
        var digits = this == Telephone && text.StartsWith('+') ? text.AsSpan(1) : text;
        foreach (var character in digits)
        {
            if (!(char.IsAsciiDigit(character) || (!DigitsOnly && char.IsAsciiLetterUpper(character))))
                return (FieldFault.BadCharacters, null);
        }

        if (digits.Length < _least)
            return (DigitsOnly ? FieldFault.DigitsMissing : FieldFault.CharactersMissing, Text(_least - digits.Length));
        if (digits.Length > _most)
            return (DigitsOnly ? FieldFault.DigitsTooMany : FieldFault.CharactersTooMany, Text(digits.Length - _most));
        return this == NipNumber && !Nip.TryParse(text, out _) ? (FieldFault.NotANip, null) : null;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
