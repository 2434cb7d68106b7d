using System.Collections.Frozen;
using NodaTime;

namespace SopEngine.Core.WorkingTime;

/// <summary>The hours that the rules give to a date: the only place that knows the order of the rules.</summary>
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
        return (SeasonOf(date)?.Hours ?? rules.Hours)[date.DayOfWeek];
    }

    /// <summary>A date with the reason why it is open or closed.</summary>
    public CalendarDay Explain(LocalDate date)
    {
        var (kind, reason, source) = Reason(date);
        var hours = On(date);
        return new CalendarDay(date, hours, kind, reason, source, !hours.IsClosed && hours.Length < rules.Hours[date.DayOfWeek].Length);
    }

    private (DayKind Kind, string? Reason, string? Source) Reason(LocalDate date)
    {
        if (rules.OpenedDays.FirstOrDefault(day => day.Date == date) is { } opened) return (DayKind.Opened, opened.Reason, null);
        if (rules.Closures.FirstOrDefault(closure => closure.From <= date && date <= closure.To) is { } closure)
            return (DayKind.Closure, closure.Reason, null);
        if (_holidays.Contains(date))
        {
            var holiday = rules.Holidays.First(holiday => holiday.Date == date);
            return (holiday.Kind == HolidayKind.National ? DayKind.Holiday : DayKind.CollectiveLeave, holiday.Name, holiday.Source);
        }

        if (SeasonOf(date) is { } season)
            return (season.Hours[date.DayOfWeek].IsClosed ? DayKind.Weekend : DayKind.Season, season.Name, null);
        return (rules.Hours[date.DayOfWeek].IsClosed ? DayKind.Weekend : DayKind.Ordinary, null, null);
    }

    private Season? SeasonOf(LocalDate date) => rules.Seasons.FirstOrDefault(season => season.From <= date && date <= season.To);
}
