using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace SopEngine.Core.Import;

/// <summary>Dates as identity blocks write them: by name of month, by numbers, or only a month.</summary>
public static partial class ReadDate
{
    private static readonly string[] Months =
    [
        "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember",
    ];

    public static FoundDate Of(Found found)
    {
        var text = found.Text.Trim();
        if (text.Trim('-', '–', '—', '.', ' ', '_', '0') == "") return new(null, found);
        if (Named().Match(text) is { Success: true } named && Month(named.Groups["m"].Value) is { } month
            && Day(named.Groups["y"].Value, month, named.Groups["d"].Value) is { } day) return new(day, found);
        if (Numbered().Match(text) is { Success: true } numbered
            && int.TryParse(numbered.Groups["m"].Value, CultureInfo.InvariantCulture, out var number)
            && Day(numbered.Groups["y"].Value, number, numbered.Groups["d"].Value) is { } other) return new(other, found);
        if (Backwards().Match(text) is { Success: true } back
            && Day(back.Groups["y"].Value, int.Parse(back.Groups["m"].Value, CultureInfo.InvariantCulture),
                back.Groups["d"].Value) is { } third)
            return new(third, found);
        if (MonthOnly().Match(text) is { Success: true } only && Month(only.Groups["m"].Value) is not null)
            return new(null, found.But(DoubtKind.MonthOnly));
        return new(null, found.But(Edition().IsMatch(text) ? DoubtKind.RevisionAsEdition : DoubtKind.NotADate));
    }

    private static LocalDate? Day(string year, int month, string day)
    {
        var (y, d) = (int.Parse(year, CultureInfo.InvariantCulture), int.Parse(day, CultureInfo.InvariantCulture));
        if (y < 100) y += 2000;
        return y is > 1900 and < 2200 && month is > 0 and < 13 && d > 0 && d <= CalendarSystem.Iso.GetDaysInMonth(y, month)
            ? new LocalDate(y, month, d) : null;
    }

    /// <summary>A month by its name, its first three letters, or the name with a slip.</summary>
    private static int? Month(string name)
    {
        var lower = name.ToLowerInvariant().TrimEnd('.');
        for (var i = 0; i < Months.Length; i++)
        {
            if (lower == Months[i] || (lower.Length is 3 or 4 && Months[i].StartsWith(lower, StringComparison.Ordinal))
                || (lower.Length > 4 && Spelling.Distance(lower, Months[i]) <= 1)) return i + 1;
        }

        return lower switch
        {
            "peb" or "pebruari" => 2,
            "agt" or "ags" or "agust" or "aug" => 8,
            "nop" or "nopember" => 11,
            "okt" or "oct" => 10,
            "dec" => 12,
            "may" => 5,
            _ => null
        };
    }

    [GeneratedRegex(@"(?<![\d])(?<d>\d{1,2})\s*[-/. ]?\s*(?<m>\p{L}{3,10}\.?)\s*[-/. ]?\s*(?<y>(?:19|20)\d\d)(?!\d)")]
    private static partial Regex Named();

    [GeneratedRegex(@"(?<!\d)(?<d>\d{1,2})\s*[-/.]\s*(?<m>\d{1,2})\s*[-/.]\s*(?<y>(?:19|20)\d\d|\d\d)(?!\d)")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"(?<!\d)(?<y>(?:19|20)\d\d)-(?<m>\d\d)-(?<d>\d\d)(?!\d)")]
    private static partial Regex Backwards();

    [GeneratedRegex(@"^\W*(?<m>\p{L}{3,10})\s*[-/. ]?\s*(?:19|20)\d\d$")]
    private static partial Regex MonthOnly();

    [GeneratedRegex(@"^\s*(?:rev|ed|edisi|revisi)?[^a-z]*\d+\s*(?:/\s*\d+)?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Edition();
}
