using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Sla;

/// <summary>The clocks of a flow's tasks.</summary>
public static class FlowClocks
{
    /// <summary>The clock of a task of this flow.</summary>
    /// <param name="calendar">The unit's.</param>
    /// <param name="started">The case's beginning; null for a limit that counts from the opening whatever the step says.</param>
    /// <param name="stops">The times in which the clock of its promise stood.</param>
    public static TaskClock ClockOf(
        this Flow flow, WorkingCalendar calendar, int activity, string? lane, Instant opened, TimeLimit limit, TaskTerms terms,
        IEnumerable<Interval> pauses, Instant? started = null, IReadOnlyList<Interval>? stops = null) =>
        new(
            calendar.For(flow.HoursOf(activity)), flow.Lane(lane) is { External: true }, opened, limit, terms.Extensions, pauses,
            started is { } begun
                ? ServiceClock.DueOf(flow, flow.StepAt(activity), limit, calendar, begun, Before(stops ?? [], opened))
                : null);

    /// <summary>The stops that began before an instant, as far as they lie before it.</summary>
    private static List<Interval> Before(IEnumerable<Interval> stops, Instant at) =>
        [.. stops.Where(stop => stop.Start < at).Select(stop => new Interval(stop.Start, stop.HasEnd ? Instant.Min(stop.End, at) : at))];
}
