using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Sla;

/// <summary>The moment until which an open task waits, and the moment at which the sweep looks at it next.</summary>
/// <param name="Alarm">The reminder, or else the lapse itself; null while the case is paused.</param>
public readonly record struct LapseClock(Instant At, Instant? Alarm)
{
    /// <param name="calendar">The unit's.</param>
    /// <param name="terms">The task's: more time for it is more time to wait.</param>
    /// <returns>Null for a task that waits on: its step has no such rule, or no bill that can be paid.</returns>
    public static LapseClock? Of(
        Flow flow, WorkingCalendar calendar, int activity, string? lane, Instant opened, TaskTerms terms, CaseState state)
    {
        if (flow.StepAt(activity)?.Lapse is not { } rule || End() is not { } at) return null;
        var remind = rule.RemindAt(at);
        // Whoever opens the step with less time than that has read it there.
        return new LapseClock(at, state.IsPaused ? null : remind > opened ? remind : at);

        Instant? End() => rule.After is { } after
            ? flow.ClockOf(calendar, activity, lane, opened, after, terms with { Until = null }, state.Pauses).Due
            : state.Bill is { IsOpen: true } bill ? bill.Until : null;
    }
}
