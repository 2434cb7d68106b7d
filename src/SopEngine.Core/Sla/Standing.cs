using NodaTime;
using SopEngine.Core.Escalation;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Sla;

public enum StandingKind
{
    /// <summary>There is no limit to keep.</summary>
    NoLimit,
    OnTime,

    /// <summary>Most of the time has passed.</summary>
    Warned,

    /// <summary>The limit has passed, and the task was not raised yet.</summary>
    Late,

    /// <summary>The limit has passed and the task was raised; see <see cref="Standing.Level"/>.</summary>
    Escalated,
    DoneInTime,
    DoneLate,
}

/// <summary>The standing of a task, or of a whole case, to its limit.</summary>
/// <param name="Level">For <see cref="StandingKind.Escalated"/>: the number of levels reached from the breach on, from 1.</param>
/// <param name="Remaining">Time left, in the time that the limit counts; negative when late.</param>
public readonly record struct Standing(StandingKind Kind, int Level, Duration Remaining)
{
    private const int Breach = 100;

    public static readonly Standing None = new(StandingKind.NoLimit, 0, Duration.Zero);

    /// <summary>The time by which the limit was missed; zero when it was kept or can still be kept.</summary>
    public Duration Late => Remaining < Duration.Zero ? -Remaining : Duration.Zero;

    public bool IsLate => Kind is StandingKind.Late or StandingKind.Escalated or StandingKind.DoneLate;

    /// <summary>The standing of a task.</summary>
    /// <param name="calendar">The calendar that the limit counts on; null for a customer's step, which counts every hour.</param>
    /// <param name="due">Null for no limit.</param>
    /// <param name="reached">The percentages of the levels that the task has climbed.</param>
    /// <param name="closed">The instant at which it was done; null while it is open.</param>
    /// <param name="pauses">Of the case; a pause without an end still lasts, and the task's clock stands since it began.</param>
    public static Standing Of(
        WorkingCalendar? calendar, Instant? due, IEnumerable<int> reached, Instant? closed, Instant now,
        IReadOnlyCollection<Interval> pauses)
    {
        if (due is not { } limit) return None;

        var paused = pauses.Where(pause => !pause.HasEnd).Select(pause => (Instant?)pause.Start).Min();
        var isPaused = closed is null && paused is not null;
        var at = closed ?? paused ?? now;
        var remaining = Between(calendar, at, limit, pauses);
        // Alarms, figures and compensations compare the two instants, so this does too: what is done after closing on the last day is late
        // by no working time yet.
        var isLate = at > limit || (at == limit && closed is null && !isPaused);
        if (closed is not null) return new(isLate ? StandingKind.DoneLate : StandingKind.DoneInTime, 0, remaining);

        var levels = reached.ToList();
        var level = levels.Count(percent => percent >= Breach);
        return level > 0 ? new(StandingKind.Escalated, level, remaining)
            : isLate ? new(StandingKind.Late, 0, remaining)
            : new(levels.Count > 0 ? StandingKind.Warned : StandingKind.OnTime, 0, remaining);
    }

    /// <summary>The standing of a whole case to its promise.</summary>
    public static Standing Of(PromiseTime promise, bool hasEnded) => new(
        hasEnded ? promise.IsBroken ? StandingKind.DoneLate : StandingKind.DoneInTime
            : promise.IsBroken ? StandingKind.Late : StandingKind.OnTime,
        0, promise.Remaining);

    private static Duration Between(WorkingCalendar? calendar, Instant at, Instant limit, IReadOnlyCollection<Interval> pauses) =>
        at > limit ? -StepTime.Measure(calendar, limit, at, pauses) : calendar?.Measure(at, limit) ?? limit - at;

    /// <summary>The percentages of the levels that a task has climbed.</summary>
    public static IEnumerable<int> Reached(IEnumerable<EscalationLevel> ladder, int level) =>
        ladder.Take(level).Select(rung => rung.Percent);
}
