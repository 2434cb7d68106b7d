using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace SopEngine.Core.WorkingTime;

/// <summary>
/// The standard time of a step (Waktu in the Mutu Baku of PermenPANRB 35/2012) as it was written: "1 hari" stays one working day and never
/// becomes minutes, because only a calendar knows how long a day is. <see cref="WorkingTime.WorkingCalendar.Add(NodaTime.Instant,
/// TimeLimit)"/> gives the due instant.
/// </summary>
/// <exception cref="ArgumentOutOfRangeException">
/// The value is not positive or longer than ten years of its unit. The default value of this struct is not a usable limit.
/// </exception>
[method: JsonConstructor]
public readonly partial record struct TimeLimit(int Value, TimeUnit Unit)
{
    public int Value { get; } = Value >= 1 && Value <= Longest(Unit)
        ? Value
        : throw new ArgumentOutOfRangeException(nameof(Value), Value, $"From 1 to {Longest(Unit)}.");

    public TimeUnit Unit { get; } = Unit;

    /// <summary>
    /// Reads a number and one of menit, jam, hari, hari kerja, minggu, bulan, in any case.
    /// True with null is "no standard time" (empty or a dash): no timer and no breach. False is "not understood".
    /// </summary>
    public static bool TryParse(string? text, out TimeLimit? limit)
    {
        limit = null;
        var trimmed = text.AsSpan().Trim();
        if (trimmed is "" or "-" or "–" or "—")
            return true;
        var match = Written().Match(trimmed.ToString());
        if (!match.Success)
            return false;
        var unit = UnitOf(match.Groups["unit"].Value.ToLowerInvariant());
        var value = int.Parse(match.Groups["value"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        if (value < 1 || value > Longest(unit))
            return false;
        limit = new TimeLimit(value, unit);
        return true;
    }

    /// <summary>As the SOP writes it, in every culture: "30 menit", "1 hari".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value} {Word(Unit)}");

    [GeneratedRegex(@"^(?<value>[0-9]{1,8})\s*(?:(?<unit>menit|jam|minggu|bulan)|(?<unit>hari)(?:\s+kerja)?)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Written();

    private static TimeUnit UnitOf(string word) => Enum.GetValues<TimeUnit>().First(unit => Word(unit) == word);

    private static string Word(TimeUnit unit) => unit switch
    {
        TimeUnit.Minutes => "menit",
        TimeUnit.Hours => "jam",
        TimeUnit.WorkingDays => "hari",
        TimeUnit.Weeks => "minggu",
        TimeUnit.Months => "bulan",
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, null),
    };

    private static int Longest(TimeUnit unit) => unit switch
    {
        TimeUnit.Minutes => 10 * 366 * 24 * 60,
        TimeUnit.Hours => 10 * 366 * 24,
        TimeUnit.WorkingDays => 10 * 366,
        TimeUnit.Weeks => 10 * 53,
        TimeUnit.Months => 10 * 12,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, null),
    };
}
