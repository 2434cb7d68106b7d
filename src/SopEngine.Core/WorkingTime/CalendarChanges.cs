using NodaTime;
using NodaTime.Text;

namespace SopEngine.Core.WorkingTime;

/// <summary>The differences of two calendars, for the log.</summary>
public static class CalendarChanges
{
    private const string Nothing = "—";

    /// <summary>
    /// A line for each difference, "field: before → after", with a dash for a missing value: <c>zone</c>, <c>hours.monday</c>,
    /// <c>service.monday</c>, <c>leave</c>, <c>holiday</c>, <c>season</c>, <c>closure</c>, <c>opened</c>. Dates are ISO's.
    /// </summary>
    public static IEnumerable<string> Lines(WorkingCalendarRules before, WorkingCalendarRules after) =>
    [
        .. One("zone", before.Zone, after.Zone),
        .. Week("hours", before.Hours, after.Hours),
        .. Week("service", before.ServiceHours, after.ServiceHours),
        .. One("leave", Text(before.CollectiveLeaveWorked), Text(after.CollectiveLeaveWorked)),
        .. Several("holiday", before.Holidays, after.Holidays, day => $"{Iso(day.Date)} {day.Name}"),
        .. Several("season", before.Seasons, after.Seasons, season => $"{Range(season.From, season.To)} {season.Name} ({Text(season)})"),
        .. Several("closure", before.Closures, after.Closures, closure => $"{Range(closure.From, closure.To)} {closure.Reason}"),
        .. Several("opened", before.OpenedDays, after.OpenedDays, day => $"{Iso(day.Date)} {day.Hours} {day.Reason}"),
    ];

    private static IEnumerable<string> One(string field, string before, string after) =>
        before == after ? [] : [$"{field}: {OneLine(before)} → {OneLine(after)}"];

    private static IEnumerable<string> Week(string field, WeeklyHours? before, WeeklyHours? after) =>
        Enumerable.Range(1, 7).Select(day => (IsoDayOfWeek)day)
            .SelectMany(day => One($"{field}.{day.ToString().ToLowerInvariant()}", Text(before?[day]), Text(after?[day])));

    /// <summary>A line for each removed entry, then for each added one.</summary>
    private static IEnumerable<string> Several<T>(string field, IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> text)
    {
        var (old, now) = (before.Select(text).ToList(), after.Select(text).ToList());
        return old.Except(now).SelectMany(gone => One(field, gone, "")).Concat(now.Except(old).SelectMany(added => One(field, "", added)));
    }

    private static string Text(bool isOn) => isOn ? "on" : "off";

    private static string Text(DayHours? hours) => hours?.ToString() ?? "";

    private static string Text(Season season) =>
        season.ServiceHours is { } service ? $"{Text(season.Hours)} / {Text(service)}" : Text(season.Hours);

    private static string Text(WeeklyHours week) => string.Join(
        "; ", Enumerable.Range(1, 7).Select(day => week[(IsoDayOfWeek)day].ToString()).Where(hours => hours.Length > 0).Distinct());

    private static string Range(LocalDate from, LocalDate to) => from == to ? Iso(from) : $"{Iso(from)}/{Iso(to)}";

    private static string Iso(LocalDate date) => LocalDatePattern.Iso.Format(date);

    private static string OneLine(string text) =>
        text.Length == 0 ? Nothing : string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
