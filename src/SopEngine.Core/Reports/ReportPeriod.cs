using System.Globalization;
using NodaTime;

namespace SopEngine.Core.Reports;

/// <summary>The length of the period that a report covers.</summary>
public enum ReportGrain
{
    Month,
    Quarter,
}

/// <summary>A month or a quarter of the calendar.</summary>
/// <param name="From">Its first day.</param>
public readonly record struct ReportPeriod(ReportGrain Grain, LocalDate From)
{
    /// <summary>Its last day.</summary>
    public LocalDate To => Next.From.PlusDays(-1);

    public ReportPeriod Next => new(Grain, From.PlusMonths(Months));

    public ReportPeriod Previous => new(Grain, From.PlusMonths(-Months));

    /// <summary>The number of its quarter in the year.</summary>
    public int Quarter => ((From.Month - 1) / 3) + 1;

    private int Months => Grain == ReportGrain.Month ? 1 : 3;

    public static ReportPeriod Of(ReportGrain grain, LocalDate day) =>
        new(grain, new LocalDate(day.Year, grain == ReportGrain.Month ? day.Month : ((day.Month - 1) / 3 * 3) + 1, 1));

    /// <summary>The periods from that of an earlier day on that are over on a day, in order.</summary>
    public static IEnumerable<ReportPeriod> Ended(ReportGrain grain, LocalDate from, LocalDate today)
    {
        for (var period = Of(grain, from); period.To < today; period = period.Next) yield return period;
    }

    /// <summary>"2026-10", or "2026-Q3".</summary>
    public override string ToString() => Grain == ReportGrain.Month
        ? From.ToString("uuuu-MM", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{From.Year:0000}-Q{Quarter}");

    public static bool TryParse(string? text, out ReportPeriod period)
    {
        period = default;
        if (text is not { Length: 7 } || text[4] != '-'
            || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year < 1)
            return false;
        var isQuarter = text[5] == 'Q';
        if (!int.TryParse(text.AsSpan(isQuarter ? 6 : 5), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number < 1 || number > (isQuarter ? 4 : 12))
            return false;
        period = isQuarter
            ? new(ReportGrain.Quarter, new LocalDate(year, (number * 3) - 2, 1))
            : new(ReportGrain.Month, new LocalDate(year, number, 1));
        return true;
    }
}
