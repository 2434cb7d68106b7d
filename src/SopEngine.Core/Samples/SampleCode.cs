using System.Globalization;
using System.Text.RegularExpressions;

namespace SopEngine.Core.Samples;

/// <summary>
/// The codes of physical samples: the place of the case in its office's register, then the sample's line in the case, as
/// <c>2026-0012-03</c>; <c>K4711-03</c> in a case that stands in no register. Computed, so that a code is never counted anew.
/// </summary>
public static partial class SampleCode
{
    /// <summary>The longest code that is read; all that are given are shorter.</summary>
    public const int Longest = 40;

    /// <param name="entry">The case's year and number in the register; year 0 where the register counts on without years.</param>
    /// <param name="line">From 1.</param>
    public static string Of(long caseId, (int Year, int Seq)? entry, int line) => entry switch
    {
        null => string.Create(CultureInfo.InvariantCulture, $"K{caseId}-{line:00}"),
        (0, var seq) => string.Create(CultureInfo.InvariantCulture, $"{seq:0000}-{line:00}"),
        var (year, seq) => string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{seq:0000}-{line:00}"),
    };

    /// <summary>The line that a code of ours ends with.</summary>
    public static int LineOf(string code) =>
        int.Parse(code.AsSpan(code.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>
    /// The code in a text as a person types it, or as a scanner reads it from a label: the code alone, in any case, or the address of the
    /// sample's page. Null when there is none.
    /// </summary>
    public static string? Read(string? text)
    {
        var code = Start(text);
        return code is not null && Whole().IsMatch(code) ? code : null;
    }

    /// <summary>The same for a code that has only been begun: <c>2026-0012</c>.</summary>
    public static string? Start(string? text)
    {
        var trimmed = text?.Trim() ?? "";
        var code = trimmed[(trimmed.LastIndexOf('/') + 1)..].ToUpperInvariant();
        return code.Length <= Longest && Begun().IsMatch(code) ? code : null;
    }

    [GeneratedRegex(@"^(K[0-9]{1,19}|([0-9]{4}-)?([0-9]{4}|[1-9][0-9]{4,8}))-([0-9]{2}|[1-9][0-9]{2,8})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^K?[0-9]+(-[0-9]*){0,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Begun();
}
