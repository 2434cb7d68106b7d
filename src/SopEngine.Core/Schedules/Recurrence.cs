using System.Collections.Immutable;
using NodaTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Schedules;

/// <summary>The cycle of a recurrence.</summary>
public enum Cycle
{
    WorkingDay,
    Week,
    Month,
    Quarter,
    HalfYear,
    Year,
}

/// <summary>The rule for a day on which the office is closed.</summary>
public enum IfClosed
{
    /// <summary>The next working day.</summary>
    Next,

    /// <summary>The working day before.</summary>
    Previous,

    /// <summary>The closed day itself.</summary>
    Stay,
}

/// <summary>
/// A recurrence, as offices say it: every working day; on Mondays; the first working day of the month; the 10th of January, April, July and
/// October. Local time of the office, on its working calendar. Equal when all members are.
/// </summary>
public sealed record Recurrence
{
    public required Cycle Every { get; init; }

    /// <summary>To the minute.</summary>
    public required LocalTime At { get; init; }

    /// <summary>The days of a weekly recurrence, at least one.</summary>
    public ImmutableArray<IsoDayOfWeek> Weekdays { get; init; } = [];

    /// <summary>The month within a cycle longer than a month, from 1.</summary>
    public int Month { get; init; } = 1;

    /// <summary>
    /// The n-th working day of the month, for cycles of a month or longer: counted from the end when negative; the last one when the month
    /// has fewer. Null for a date.
    /// </summary>
    public int? WorkingDay { get; init; }

    /// <summary>The date, 1 to 31, for cycles of a month or longer; the last day of a shorter month.</summary>
    public int? Day { get; init; }

    /// <summary>Applies to weekdays and dates.</summary>
    public IfClosed IfClosed { get; init; }

    /// <summary>Names of the invalid members; empty when the recurrence can be computed.</summary>
    public IEnumerable<string> Problems()
    {
        if (!Enum.IsDefined(Every)) yield return nameof(Every);
        if (At != new LocalTime(At.Hour, At.Minute)) yield return nameof(At);
        if (Every == Cycle.Week && (Weekdays.IsEmpty || Weekdays.Any(day => day is < IsoDayOfWeek.Monday or > IsoDayOfWeek.Sunday)))
            yield return nameof(Weekdays);
        if (Month < 1 || Month > Math.Max(1, Months)) yield return nameof(Month);
        if (Months > 0 && WorkingDay is null == Day is null) yield return nameof(Day);
        if (WorkingDay is 0 or < -23 or > 23) yield return nameof(WorkingDay);
        if (Day is < 1 or > 31) yield return nameof(Day);
        if (!Enum.IsDefined(IfClosed)) yield return nameof(IfClosed);
    }

    /// <summary>The first occurrence after an instant. Applied again and again it gives every occurrence once, in order.</summary>
    /// <exception cref="OverflowException">The occurrence would be beyond the calendar's range (the year 2250).</exception>
    public Instant Next(Instant after, WorkingCalendar calendar)
    {
        // A day put off until today may come from any day since the last working day before.
        var from = LastWorkingDay(calendar, after.InZone(calendar.Zone).Date.PlusDays(-1));
        return Dates(from, calendar).Select(date => calendar.Zone.AtLeniently(date + At).ToInstant()).First(instant => instant > after);
    }

    /// <summary>The months of a cycle; 0 for a shorter one.</summary>
    private int Months => Every switch { Cycle.Month => 1, Cycle.Quarter => 3, Cycle.HalfYear => 6, Cycle.Year => 12, _ => 0 };

    /// <summary>The days, in order; some before <paramref name="from"/>, some perhaps twice where closures push them together.</summary>
    private IEnumerable<LocalDate> Dates(LocalDate from, WorkingCalendar calendar)
    {
        if (Every == Cycle.WorkingDay)
        {
            for (var day = calendar.AddWorkingDays(from, 0); ; day = calendar.AddWorkingDays(day, 1)) yield return day;
        }

        if (Every == Cycle.Week)
        {
            for (var day = from; ; day = day.PlusDays(1))
            {
                if (Weekdays.Contains(day.DayOfWeek)) yield return Moved(day, calendar);
            }
        }

        var first = new LocalDate(from.Year, 1, 1).PlusMonths((from.Month - 1) / Months * Months + Month - 1);
        for (var month = first.PlusMonths(-Months); ; month = month.PlusMonths(Months))
            yield return WorkingDay is { } n
                ? OfMonth(month, n, calendar)
                : Moved(month.PlusDays(Math.Min(Day!.Value, CalendarSystem.Iso.GetDaysInMonth(month.Year, month.Month)) - 1), calendar);
    }

    private LocalDate Moved(LocalDate day, WorkingCalendar calendar) => IfClosed switch
    {
        IfClosed.Next => calendar.AddWorkingDays(day, 0),
        IfClosed.Previous => LastWorkingDay(calendar, day),
        _ => day,
    };

    /// <summary>A month without any working day takes the next working day behind it.</summary>
    private static LocalDate OfMonth(LocalDate first, int n, WorkingCalendar calendar)
    {
        var count = calendar.CountWorkingDays(first, first.PlusMonths(1));
        var wanted = Math.Clamp(n > 0 ? n : count + n + 1, 1, Math.Max(1, count));
        return calendar.AddWorkingDays(calendar.AddWorkingDays(first, 0), wanted - 1);
    }

    /// <summary>The date itself or the last working day before it.</summary>
    private static LocalDate LastWorkingDay(WorkingCalendar calendar, LocalDate date)
    {
        // The count grows by one with every working day: halving finds the day before tomorrow by which it grew last.
        var before = 1;
        while (calendar.CountWorkingDays(date.PlusDays(1 - before), date.PlusDays(1)) == 0 && before < FarthestBack) before *= 2;
        var (none, some) = (before / 2, before);
        while (some - none > 1)
        {
            var middle = (some + none) / 2;
            if (calendar.CountWorkingDays(date.PlusDays(1 - middle), date.PlusDays(1)) == 0) none = middle;
            else some = middle;
        }

        return date.PlusDays(1 - some);
    }

    /// <summary>Days; closures are shorter.</summary>
    private const int FarthestBack = 4096;

    public bool Equals(Recurrence? other) => other is not null && RecurrenceJson.Write(this) == RecurrenceJson.Write(other);

    public override int GetHashCode() => RecurrenceJson.Write(this).GetHashCode(StringComparison.Ordinal);
}
