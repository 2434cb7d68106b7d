using NodaTime;

namespace SopEngine.Core.WorkingTime;

/// <summary>
/// Working time around pauses: a pause stops the clock, and resuming keeps the time already used. Pauses are half-open and may touch,
/// overlap and come in any order; one without an end still lasts.
/// </summary>
public static class PausedTime
{
    /// <summary>Working time between two instants that lies in no pause; negative when the second is the earlier one.</summary>
    public static Duration Measure(this WorkingCalendar calendar, Instant from, Instant to, IReadOnlyCollection<Interval> pauses)
    {
        if (to < from)
            return -calendar.Measure(to, from, pauses);
        var running = Duration.Zero;
        var resumed = from;
        foreach (var (start, end) in pauses.Select(Ends).Where(pause => pause.Start < to).OrderBy(pause => pause.Start))
        {
            if (start > resumed)
                running += calendar.Measure(resumed, start);
            resumed = Instant.Max(resumed, end);
        }
        return resumed < to ? running + calendar.Measure(resumed, to) : running;
    }

    /// <summary>
    /// The due instant after a pause that has ended: the rest of the limit at its start runs on from its end, whatever the limit's unit. A
    /// limit that was due before the pause, or as it began, stays. For several pauses, apply it to each in their order.
    /// </summary>
    /// <exception cref="InvalidOperationException">The pause has no start or no end.</exception>
    public static Instant Resume(this WorkingCalendar calendar, Instant due, Interval pause) =>
        due <= pause.Start ? due : calendar.Add(pause.End, calendar.Measure(pause.Start, due));

    private static (Instant Start, Instant End) Ends(Interval pause) =>
        (pause.HasStart ? pause.Start : Instant.MinValue, pause.HasEnd ? pause.End : Instant.MaxValue);
}
