using NodaTime;

namespace SopEngine.Core.Schedules;

/// <summary>The result of a look at a time that was waited for.</summary>
/// <param name="Due">The time to serve now; null for none.</param>
/// <param name="IsMissed">True when no node served it in time.</param>
/// <param name="PassedOver">The number of earlier times that passed unserved, too.</param>
/// <param name="Next">The time to wait for now; <see cref="Instant.MaxValue"/> for none.</param>
public readonly record struct Turn(Instant? Due, bool IsMissed, int PassedOver, Instant Next);

/// <summary>Times of schedules, while nodes stop and clocks jump.</summary>
public static class Occurrences
{
    /// <summary>A time older than this was missed: a node looks every minute.</summary>
    public static readonly Duration Grace = Duration.FromMinutes(10);

    private const int MostPassedOver = 100_000;

    /// <summary>
    /// The last of several passed times is served; the others are passed over. A wait planned by a clock that was ahead is dropped, because
    /// its time may lie far in the future: the next time is computed anew.
    /// </summary>
    /// <param name="waitedFor">The time that was waited for.</param>
    /// <param name="plannedAt">The instant at which that wait was planned.</param>
    /// <param name="next">The first time after an instant; <see cref="Instant.MaxValue"/> for none.</param>
    public static Turn Look(Instant waitedFor, Instant plannedAt, Instant now, Func<Instant, Instant> next)
    {
        if (plannedAt > now || waitedFor > now) return new Turn(null, false, 0, next(now));

        var (due, passedOver) = (waitedFor, 0);
        for (var later = next(due); later <= now && passedOver < MostPassedOver; later = next(later))
            (due, passedOver) = (later, passedOver + 1);
        return new Turn(due, now - due > Grace, passedOver, next(now));
    }
}
