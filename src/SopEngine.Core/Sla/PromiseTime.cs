using NodaTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Sla;

/// <summary>
/// The promise for a whole case at a moment. Pages, lists and panels take it from here; figures and the compensation compare the same two
/// instants, so all of them agree.
/// </summary>
/// <param name="At">The instant at which its clock was read: it stands from the first stop without an end, or from the case's end.</param>
/// <param name="Used">The office's working time from the case's start to <paramref name="At"/>, without the stops.</param>
/// <param name="Remaining">The working time left; negative by how much of it the promise was missed.</param>
public readonly record struct PromiseTime(Instant Due, Instant At, bool IsBroken, Duration Used, Duration Remaining)
{
    /// <summary>The promise itself, in working time.</summary>
    public Duration Promised => Used + Remaining;

    /// <param name="calendar">The calendar that the promise counts on.</param>
    /// <param name="due">The instant that <see cref="ServiceClock.Due"/> gave.</param>
    /// <param name="stops">The times in which the clock stood; one without an end still lasts, also past the case's end.</param>
    public static PromiseTime Of(
        WorkingCalendar calendar, Instant due, Instant started, IReadOnlyCollection<Interval> stops, Instant? ended, Instant now)
    {
        var stopped = stops.Where(stop => !stop.HasEnd).Select(stop => (Instant?)stop.Start).Min();
        var at = stopped ?? ended ?? now;
        // A running clock breaks the promise as it reaches the instant; one that stops or ends there keeps it.
        var isBroken = at > due || (at == due && stopped is null && ended is null);
        return new PromiseTime(
            due, at, isBroken, calendar.Measure(started, at, stops),
            at > due ? -calendar.Measure(due, at, stops) : calendar.Measure(at, due));
    }
}
