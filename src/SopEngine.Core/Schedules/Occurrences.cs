using NodaTime;

namespace SopEngine.Core.Schedules;

/// <summary>What is to be done about a time that was waited for.</summary>
/// <param name="Due">The time to serve now; null for none.</param>
/// <param name="IsMissed">Nobody was there when it was due.</param>
/// <param name="PassedOver">How many earlier times had passed unserved, too.</param>
/// <param name="Next">The time to wait for now; <see cref="Instant.MaxValue"/> for none.</param>
public readonly record struct Turn(Instant? Due, bool IsMissed, int PassedOver, Instant Next);

/// <summary>Times that come by themselves, while nodes stop and clocks jump.</summary>
public static class Occurrences
{
    /// <summary>What is later than this was missed: a node looks every minute.</summary>
    public static readonly Duration Grace = Duration.FromMinutes(10);

    private const int MostPassedOver = 100_000;

    /// <summary>
    /// Of several times that have passed, the last is the one to serve; the others are passed over. A clock that was ahead when the waiting
    /// began is forgotten: what it made wait far in the future is waited for anew.
    /// </summary>
    /// <param name="waitedFor">The time that was waited for.</param>
    /// <param name="plannedAt">When that was found.</param>
    /// <param name="next">The first time after an instant; <see cref="Instant.MaxValue"/> for none.</param>
    public static Turn Look(Instant waitedFor, Instant plannedAt, Instant now, Func<Instant, Instant> next)
    {
        if (plannedAt > now || waitedFor > now) return new Turn(null, false, 0, next(now));

        var (due, passedOver) = (waitedFor, 0);
        for (var later = next(due); later <= now && passedOver < MostPassedOver; later = next(later)) (due, passedOver) = (later, passedOver + 1);
        return new Turn(due, now - due > Grace, passedOver, next(now));
    }
}
