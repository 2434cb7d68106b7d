using NodaTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Sla;

/// <summary>The due instant of a step.</summary>
public static class StepClock
{
    /// <summary>
    /// A step of the office counts on its working calendar. A step of a customer counts every hour of every day: office hours do not bind
    /// the customer, and the customer's time does not use up the office's.
    /// </summary>
    /// <param name="limit">The limit as written; null for none.</param>
    /// <returns>Null for a step without a limit.</returns>
    public static Instant? Due(WorkingCalendar calendar, TimeLimit? limit, bool isCustomers, Instant opened) =>
        limit is not { } time ? null : isCustomers ? OnEveryDay(calendar.Zone, time, opened) : calendar.Add(opened, time);

    /// <summary>The instant at which a share of a step's limit has passed, in the time that the limit counts.</summary>
    /// <param name="due">The instant at which all of it has passed: see <see cref="Due"/>.</param>
    /// <param name="percent">Of the limit; 100 gives <paramref name="due"/> itself, more a later instant.</param>
    public static Instant At(WorkingCalendar calendar, bool isCustomers, Instant opened, Instant due, int percent) =>
        percent == 100 ? due
        : isCustomers ? opened + ((due - opened) * percent / 100)
        : calendar.Add(opened, calendar.Measure(opened, due) * percent / 100);

    /// <summary>The time that a step took, in the time that its limit counts.</summary>
    public static Duration Worked(WorkingCalendar calendar, bool isCustomers, Instant opened, Instant until) =>
        isCustomers ? until - opened : calendar.Measure(opened, until);

    private static Instant OnEveryDay(DateTimeZone zone, TimeLimit limit, Instant opened) => limit.Unit switch
    {
        TimeUnit.Minutes => opened + Duration.FromMinutes(limit.Value),
        TimeUnit.Hours => opened + Duration.FromHours(limit.Value),
        TimeUnit.WorkingDays => Later(zone, opened, Period.FromDays(limit.Value)),
        TimeUnit.Weeks => Later(zone, opened, Period.FromWeeks(limit.Value)),
        TimeUnit.Months => Later(zone, opened, Period.FromMonths(limit.Value)),
        _ => throw new ArgumentOutOfRangeException(nameof(limit)),
    };

    private static Instant Later(DateTimeZone zone, Instant opened, Period period) =>
        (opened.InZone(zone).LocalDateTime + period).InZoneLeniently(zone).ToInstant();
}
