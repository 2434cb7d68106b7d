using NodaTime;

namespace SopEngine.Core.WorkingTime;

/// <summary>What a visitor wants to know of the opening hours at a moment.</summary>
/// <param name="Until">The last closing of the day; null when it is closed for the rest of it, and when it closes at midnight.</param>
/// <param name="Break">The next stretch of the day in which it is closed between two open ones; null for none.</param>
/// <param name="NextDay">The day on which it opens next; null while it is open.</param>
/// <param name="NextAt">The time at which it opens on that day.</param>
public sealed record OpeningNow(bool IsOpen, LocalTime? Until, OpenHours? Break, LocalDate? NextDay, LocalTime? NextAt)
{
    /// <param name="calendar">That of the hours in which the public is served.</param>
    public static OpeningNow At(WorkingCalendar calendar, Instant now)
    {
        var local = now.InZone(calendar.Zone);
        if (!calendar.IsOpen(now))
        {
            var next = calendar.NextOpening(now).InZone(calendar.Zone);
            return new(false, null, null, next.Date, next.TimeOfDay);
        }

        var windows = calendar.Day(local.Date).Hours.Windows;
        var here = windows.IndexOf(windows.Last(window => window.Opens <= local.TimeOfDay));
        // The break that lies ahead; windows that touch have none between them.
        var rest = windows.Skip(here).Zip(windows.Skip(here + 1)).Where(pair => pair.First.Closes < pair.Second.Opens)
            .Select(pair => (OpenHours?)new OpenHours(pair.First.Closes, pair.Second.Opens)).FirstOrDefault();
        var closes = windows[^1].Closes;
        return new(true, closes == LocalTime.Midnight ? null : closes, rest, null, null);
    }
}
