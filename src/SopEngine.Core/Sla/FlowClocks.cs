using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Sla;

/// <summary>The clocks of a flow's tasks.</summary>
public static class FlowClocks
{
    /// <summary>The clock of a task of this flow.</summary>
    /// <param name="calendar">The unit's.</param>
    public static TaskClock ClockOf(
        this Flow flow, WorkingCalendar calendar, int activity, string? lane, Instant opened, TimeLimit limit, TaskTerms terms,
        IEnumerable<Interval> pauses) =>
        new(calendar.For(flow.HoursOf(activity)), flow.Lane(lane) is { External: true }, opened, limit, terms.Extensions, pauses);
}
