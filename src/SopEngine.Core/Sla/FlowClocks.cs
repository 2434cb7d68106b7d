using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Sla;

/// <summary>The clocks of a flow's tasks.</summary>
public static class FlowClocks
{
    private static readonly Duration Farthest = Duration.FromDays(20 * 366);

    /// <summary>The clock of a task of this flow.</summary>
    /// <param name="calendar">The unit's.</param>
    /// <param name="started">The case's beginning; null for a limit that counts from the opening whatever the step says.</param>
    /// <param name="stops">The times in which the clock of its promise stood.</param>
    public static TaskClock ClockOf(
        this Flow flow, WorkingCalendar calendar, int activity, string? lane, Instant opened, TimeLimit limit, TaskTerms terms,
        IEnumerable<Interval> pauses, Instant? started = null, IReadOnlyList<Interval>? stops = null) =>
        new(
            calendar.For(flow.HoursOf(activity)), flow.Lane(lane) is { External: true }, opened, limit, terms.Extensions, pauses,
            terms.Until is not { } until ? Planned(flow, calendar, activity, opened, limit, started, stops)
                : Earlier(
                    calendar.For(flow.HoursOf(activity)), flow.Lane(lane) is { External: true }, opened, limit, until,
                    Planned(flow, calendar, activity, opened, limit, started, stops)));

    private static Instant? Planned(
        Flow flow, WorkingCalendar calendar, int activity, Instant opened, TimeLimit limit, Instant? started,
        IReadOnlyList<Interval>? stops) =>
        started is { } begun
            ? ServiceClock.DueOf(flow, flow.StepAt(activity), limit, calendar, begun, Before(stops ?? [], opened))
            : null;

    /// <summary>
    /// The end of the limit, or of the working time before a deadline when that is earlier. A deadline that leaves no working time when the
    /// step opens is over: the step has its own limit then.
    /// </summary>
    private static Instant? Earlier(
        WorkingCalendar hours, bool isCustomers, Instant opened, TimeLimit limit, LocalDateTime until, Instant? planned)
    {
        var end = hours.Zone.AtLeniently(until).ToInstant();
        // No limit is as long as that, and a calendar does not reach every year that a form takes.
        if (end <= opened || end > opened + Farthest) return planned;
        var worked = hours.Measure(opened, end);
        if (worked <= Duration.Zero) return planned;
        var own = planned ?? StepClock.Due(hours, limit, isCustomers, opened)!.Value;
        return Instant.Min(own, hours.Add(opened, worked));
    }

    /// <summary>The stops that began before an instant, as far as they lie before it.</summary>
    private static List<Interval> Before(IEnumerable<Interval> stops, Instant at) =>
        [.. stops.Where(stop => stop.Start < at).Select(stop => new Interval(stop.Start, stop.HasEnd ? Instant.Min(stop.End, at) : at))];
}
