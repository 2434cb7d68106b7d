using NodaTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Engine.Messages;

/// <summary>The moments at which messages go out.</summary>
public static class DeliveryTimes
{
    /// <summary>After this many attempts a message waits for a person. The last is tried about fifteen hours after the first.</summary>
    public const int MostAttempts = 8;

    private static readonly LocalTime DigestAt = new(7, 30);
    private static readonly Duration LongestPause = Duration.FromHours(6);

    /// <summary>The next moment of the day's one e-mail after an instant: half past seven of a working day, local time.</summary>
    public static Instant NextDigest(WorkingCalendar calendar, Instant after)
    {
        var local = after.InZone(calendar.Zone);
        var date = local.TimeOfDay < DigestAt && calendar.IsWorkingDay(local.Date) ? local.Date : calendar.AddWorkingDays(local.Date, 1);
        return (date + DigestAt).InZoneLeniently(calendar.Zone).ToInstant();
    }

    /// <summary>The wait after a failed attempt: half a minute, and four times as long each time.</summary>
    /// <param name="attempts">The number of attempts, from 1.</param>
    public static Duration Pause(int attempts) =>
        Duration.Min(LongestPause, Duration.FromSeconds(30 * Math.Pow(4, Math.Min(attempts - 1, 10))));
}
