using System.Globalization;
using System.Text.RegularExpressions;

namespace SopEngine.Core.Import;

/// <summary>The units that a time cell names.</summary>
public enum ReadTimeUnit
{
    Second, Minute, Hour, Day, WorkingDay, Week, Month, Year,
}

/// <summary>A length of time as written: never turned into another unit.</summary>
public sealed record Span(decimal Value, ReadTimeUnit Unit);

/// <summary>The time that a cell says. Only <see cref="Fixed"/> and <see cref="Range"/> become a time limit without asking.</summary>
public abstract partial record ReadTime
{
    public static readonly ReadTime None = new Nothing();

    /// <summary>Empty or a dash: no standard time.</summary>
    public sealed record Nothing : ReadTime;

    public sealed record Fixed(Span Span) : ReadTime;

    /// <summary>From so long to so long; the limit is the larger.</summary>
    public sealed record Range(decimal From, Span To) : ReadTime;

    /// <summary>So long for each piece.</summary>
    public sealed record Rate(Span Span, string Per) : ReadTime;

    /// <summary>Several times in one cell, of which somebody must say which is meant.</summary>
    public sealed record Several(IReadOnlyList<Span> Spans) : ReadTime;

    /// <summary>"2 x 24 jam": counted on the calendar, not in office hours.</summary>
    public sealed record Calendar(Span Span) : ReadTime;

    /// <summary>Words that are no length of time.</summary>
    public sealed record Text : ReadTime;

    private const string Unit = @"(?<unit>hari\s*/?\s*kerja|hari|hr|menit|mnt|minutes?|jam|minggu|bulan|bln|tahun|thn|detik)\b";
    private const string Number = @"(?<n>\d+(?:[.,]\d+)?|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh)";
    private const string Between = @"\s*(?:-|–|—|−|~|s\.?\s*/?\s*d\.?|sampai(?:\s+dengan)?|hingga)\s*";
    private const RegexOptions How = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>The words that it was read from.</summary>
    public string Words { get; private init; } = "";

    public static ReadTime Of(string cell) => Parsed(cell) with { Words = cell };

    private static ReadTime Parsed(string cell)
    {
        var text = Blanks().Replace(cell, " ").Trim();
        if (Empty().IsMatch(text)) return None;

        text = Prefix().Replace(text, "").Trim().TrimEnd('.', ';', ',');
        if (CalendarForm().Match(text) is { Success: true } calendar)
            return new Calendar(new(NumberOf(calendar) * decimal.Parse(calendar.Groups["m"].Value, CultureInfo.InvariantCulture),
                UnitOf(calendar)));
        if (EachForm().Match(text) is { Success: true } each) return new Rate(SpanOf(each), each.Groups["per"].Value.Trim());
        if (RangeForm().Match(text) is { Success: true } range)
        {
            var (low, high) = (NumberOf(range.Groups["from"].Value), NumberOf(range));
            return new Range(Math.Min(low, high), new(Math.Max(low, high), UnitOf(range)));
        }

        if (FixedForm().Match(text) is { Success: true } plain) return new Fixed(SpanOf(plain));
        if (RateForm().Match(text) is { Success: true } rate) return new Rate(SpanOf(rate), rate.Groups["per"].Value.Trim());
        if (SumForm().Match(text) is { Success: true } sum && Sum(sum) is { } length) return new Fixed(length);

        var all = Each().Matches(text).Select(SpanOf).ToList();
        return all.Count > 1 && Each().Replace(text, "").Trim(' ', '/', ',', ';', '+').ToLowerInvariant() is "" or "atau" or "dan"
            ? new Several(all) : new Text();
    }

    private static Span? Sum(Match match)
    {
        var (large, small) = (SpanOf(match), new Span(NumberOf(match.Groups["n2"].Value), UnitOf(match.Groups["unit2"].Value)));
        return large.Unit == ReadTimeUnit.Hour
            && small.Unit == ReadTimeUnit.Minute ? small with { Value = (large.Value * 60) + small.Value } : null;
    }

    private static Span SpanOf(Match match) => new(NumberOf(match), UnitOf(match));

    private static decimal NumberOf(Match match) => NumberOf(match.Groups["n"].Value);

    private static decimal NumberOf(string text) => text.ToLowerInvariant() switch
    {
        "satu" => 1,
        "dua" => 2,
        "tiga" => 3,
        "empat" => 4,
        "lima" => 5,
        "enam" => 6,
        "tujuh" => 7,
        "delapan" => 8,
        "sembilan" => 9,
        "sepuluh" => 10,
        var digits => decimal.TryParse(digits.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out var value)
            ? value : 0,
    };

    private static ReadTimeUnit UnitOf(Match match) => UnitOf(match.Groups["unit"].Value);

    private static ReadTimeUnit UnitOf(string text) => Blanks().Replace(text.ToLowerInvariant(), "")
        .Replace("/", "", StringComparison.Ordinal) switch
    {
        "hari" or "hr" => ReadTimeUnit.Day,
        "harikerja" => ReadTimeUnit.WorkingDay,
        "jam" => ReadTimeUnit.Hour,
        "minggu" => ReadTimeUnit.Week,
        "bulan" or "bln" => ReadTimeUnit.Month,
        "tahun" or "thn" => ReadTimeUnit.Year,
        "detik" => ReadTimeUnit.Second,
        _ => ReadTimeUnit.Minute,
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^(?:[-–—−_.]*|n/?a|tidak ada)$", How)]
    private static partial Regex Empty();

    [GeneratedRegex(@"^(?:±|\+/-|≤|<|kurang lebih|maks(?:imal|imum)?\.?|max\.?|paling lama|paling lambat|selama|waktu)\s*:?\s*", How)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^" + Number + @"\s*[x×]\s*(?<m>24)\s*(?<unit>jam)\b$", How)]
    private static partial Regex CalendarForm();

    [GeneratedRegex(@"^@\s*" + Number + @"\s*" + Unit + @"(?:\s*(?:/|per|setiap|tiap)\s*(?<per>.+))?$", How)]
    private static partial Regex EachForm();

    [GeneratedRegex(@"^(?<from>\d+(?:[.,]\d+)?)\s*(?:hari\s+kerja|hari|menit|jam|minggu|bulan|tahun|detik)?" + Between + Number + @"\s*"
        + Unit + "$", How)]
    private static partial Regex RangeForm();

    [GeneratedRegex(@"^" + Number + @"\s*(?:\([^()]*\)\s*)?" + Unit + "$", How)]
    private static partial Regex FixedForm();

    [GeneratedRegex(@"^" + Number + @"\s*" + Unit + @"\s*(?:/|per|setiap|tiap|untuk (?:setiap|tiap|1))\s*(?<per>\p{L}[^/]*)$", How)]
    private static partial Regex RateForm();

    [GeneratedRegex(@"^" + Number + @"\s*" + Unit + @"\s*(?:,|dan)?\s*(?<n2>\d+)\s*(?<unit2>menit|mnt)$", How)]
    private static partial Regex SumForm();

    [GeneratedRegex(Number + @"\s*" + Unit, How)]
    private static partial Regex Each();
}
