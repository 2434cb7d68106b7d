using NodaTime;
using NodaTime.Text;
using static SopEngine.Core.WorkingTime.CalendarProblem;

namespace SopEngine.Core.WorkingTime;

/// <summary>The conditions for computing with a calendar.</summary>
internal static class CalendarCheck
{
    /// <summary>Holidays, seasons, closures and opened days together; ten years of an office have some three hundred.</summary>
    private const int MostEntries = 2_000;

    private const int LongestText = 500;

    public static IEnumerable<CalendarProblem> Problems(WorkingCalendarRules rules)
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(rules.Zone) is null)
            yield return new(ZoneUnknown, rules.Zone);
        if (rules.Hours.Length == Duration.Zero)
            yield return new(NoHours, "hours");
        if (rules.ServiceHours is { } service && service.Length == Duration.Zero)
            yield return new(NoHours, "serviceHours");
        if (Entries(rules).Count() is > MostEntries and var count)
        {
            yield return new(TooManyEntries, $"{count}");
            yield break;
        }
        foreach (var problem in Entries(rules).SelectMany(entry => EntryProblems(entry.From, entry.To, entry.Text)))
            yield return problem;
        foreach (var (earlier, later) in Pairs(rules.Seasons.OrderBy(season => season.From)))
        {
            if (later.From <= earlier.To)
                yield return new(SeasonsOverlap, $"{earlier.Name}, {later.Name}");
        }
        foreach (var date in Repeated(rules.Holidays.Select(holiday => holiday.Date)))
            yield return new(HolidayRepeated, Iso(date));
        foreach (var date in Repeated(rules.OpenedDays.Select(day => day.Date)))
            yield return new(OpenedDayRepeated, Iso(date));
        foreach (var day in rules.OpenedDays.Where(day => day.Hours.IsClosed))
            yield return new(OpenedDayWithoutHours, Iso(day.Date));
    }

    private static IEnumerable<(LocalDate From, LocalDate To, string Text)> Entries(WorkingCalendarRules rules) =>
    [
        .. rules.Holidays.Select(holiday => (holiday.Date, holiday.Date, holiday.Name)),
        .. rules.Seasons.Select(season => (season.From, season.To, season.Name)),
        .. rules.Closures.Select(closure => (closure.From, closure.To, closure.Reason)),
        .. rules.OpenedDays.Select(day => (day.Date, day.Date, day.Reason)),
    ];

    private static IEnumerable<CalendarProblem> EntryProblems(LocalDate from, LocalDate to, string text)
    {
        if (from > to)
            yield return new(DatesInverted, $"{Iso(from)}..{Iso(to)}");
        foreach (var date in new[] { from, to }.Distinct())
        {
            if (date < WorkingCalendarRules.FirstDate || date > WorkingCalendarRules.LastDate)
                yield return new(DateOutOfRange, Iso(date));
        }
        if (string.IsNullOrWhiteSpace(text))
            yield return new(TextMissing, Iso(from));
        else if (text.Length > LongestText)
            yield return new(TextLong, Iso(from));
    }

    private static IEnumerable<LocalDate> Repeated(IEnumerable<LocalDate> dates) =>
        dates.GroupBy(date => date).Where(group => group.Count() > 1).Select(group => group.Key);

    private static IEnumerable<(T Earlier, T Later)> Pairs<T>(IEnumerable<T> sequence) => sequence.Zip(sequence.Skip(1));

    private static string Iso(LocalDate date) => LocalDatePattern.Iso.Format(date);
}
