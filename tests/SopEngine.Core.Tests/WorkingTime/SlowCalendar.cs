using System.Collections.Immutable;
using NodaTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Tests.WorkingTime;

/// <summary>The rules a second time, as plainly as possible: minute by minute, each looked up by local clock time.</summary>
internal sealed class SlowCalendar(WorkingCalendarRules rules)
{
    private static readonly Duration Minute = Duration.FromMinutes(1);

    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb[rules.Zone];

    public bool IsOpen(Instant instant)
    {
        var local = instant.InZone(_zone).LocalDateTime;
        return Windows(local.Date).Any(window =>
            window.Opens <= local.TimeOfDay && (local.TimeOfDay < window.Closes || window.Closes == LocalTime.Midnight));
    }

    public Instant Add(Instant wholeMinute, int minutes)
    {
        var at = wholeMinute;
        if (minutes == 0)
        {
            while (!IsOpen(at))
                at += Minute;
        }
        for (var left = minutes; left > 0; at += Minute)
            left -= IsOpen(at) ? 1 : 0;
        for (var left = -minutes; left > 0; left -= IsOpen(at) ? 1 : 0)
            at -= Minute;
        return at;
    }

    public int Measure(Instant wholeMinute, int minutes) =>
        Enumerable.Range(0, minutes).Count(minute => IsOpen(wholeMinute + minute * Minute));

    private ImmutableArray<OpenHours> Windows(LocalDate date)
    {
        foreach (var opened in rules.OpenedDays)
        {
            if (opened.Date == date)
                return opened.Hours.Windows;
        }
        foreach (var closure in rules.Closures)
        {
            if (new DateInterval(closure.From, closure.To).Contains(date))
                return [];
        }
        foreach (var holiday in rules.Holidays)
        {
            if (holiday.Date == date && !(rules.CollectiveLeaveWorked && holiday.Kind == HolidayKind.CollectiveLeave))
                return [];
        }
        foreach (var season in rules.Seasons)
        {
            if (new DateInterval(season.From, season.To).Contains(date))
                return season.Hours[date.DayOfWeek].Windows;
        }
        return rules.Hours[date.DayOfWeek].Windows;
    }
}
