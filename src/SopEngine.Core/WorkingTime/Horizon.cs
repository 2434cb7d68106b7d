using NodaTime;

namespace SopEngine.Core.WorkingTime;

/// <summary>The ends of the office's present day and week, up to which its dashboards look ahead.</summary>
/// <param name="Tomorrow">The first instant of tomorrow, in the office's zone.</param>
/// <param name="NextWeek">
/// The first instant behind the week; behind that of the next working day when the office is closed until the week ends.
/// </param>
public readonly record struct Horizon(Instant Tomorrow, Instant NextWeek)
{
    public static Horizon Of(WorkingCalendar calendar, Instant now)
    {
        var today = now.InZone(calendar.Zone).Date;
        // On a Saturday the week that matters is the next one. On the last working day it is still this one, also after closing.
        var monday = calendar.AddWorkingDays(today, 0).Next(IsoDayOfWeek.Monday);
        return new(StartOf(today.PlusDays(1)), StartOf(monday));

        Instant StartOf(LocalDate day) => calendar.Zone.AtStartOfDay(day).ToInstant();
    }

    /// <summary>The last day of the week.</summary>
    public LocalDate LastDay(DateTimeZone zone) => NextWeek.InZone(zone).Date.PlusDays(-1);
}
