using System.Collections.Frozen;
using NodaTime;

namespace SopEngine.Core.WorkingTime;

/// <summary>Which hours the rules give to a date: the one place that knows what wins over what.</summary>
internal sealed class DayPlan(WorkingCalendarRules rules)
{
    private readonly FrozenDictionary<LocalDate, DayHours> _opened = rules.OpenedDays.ToFrozenDictionary(day => day.Date, day => day.Hours);

    private readonly FrozenSet<LocalDate> _holidays = rules.Holidays
        .Where(holiday => holiday.Kind == HolidayKind.National || !rules.CollectiveLeaveWorked)
        .Select(holiday => holiday.Date)
        .ToFrozenSet();

    public DayHours On(LocalDate date)
    {
        if (_opened.TryGetValue(date, out var hours))
            return hours;
        if (_holidays.Contains(date) || rules.Closures.Any(closure => closure.From <= date && date <= closure.To))
            return DayHours.Closed;
        var season = rules.Seasons.FirstOrDefault(season => season.From <= date && date <= season.To);
        return (season?.Hours ?? rules.Hours)[date.DayOfWeek];
    }
}
