using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Localization;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.WorkingTime;
using SopEngine.Web.Language;

namespace SopEngine.Web.Calendars;

/// <summary>Applies a form to a calendar. Each form does one deed, named in its field <c>deed</c>.</summary>
internal sealed class CalendarEdits(IFormCollection form, IStringLocalizer<Texts> texts)
{
    /// <summary>The days of a week as fields name them, Monday first.</summary>
    public static readonly IReadOnlyList<IsoDayOfWeek> Days = [.. Enumerable.Range(1, 7).Select(day => (IsoDayOfWeek)day)];

    private readonly Dictionary<string, string[]> _errors = [];

    public string Deed => form["deed"].ToString();

    /// <summary>Messages by field; problems of the calendar as a whole stand under <c>calendar</c>.</summary>
    public IReadOnlyDictionary<string, string[]> Errors => _errors;

    /// <summary>The calendar with the deed done; null when there are <see cref="Errors"/>.</summary>
    public WorkingCalendarRules? Apply(WorkingCalendarRules rules)
    {
        var edited = Deed switch
        {
            "closure" => rules with { Closures = rules.Closures.Add(new Closure(Date("from"), Date("to", "from"), Text("reason"))) },
            "opened" => rules with { OpenedDays = rules.OpenedDays.Add(new OpenedDay(Date("date"), Hours("hours"), Text("reason"))) },
            "season" => rules with { Seasons = rules.Seasons.Add(Season()) },
            "holiday" =>
                rules with { Holidays = Sorted([.. rules.Holidays, new Holiday(Date("date"), Text("name"), Kind(), Text("source"))]) },
            "decree" =>
                rules with { Holidays = Sorted([.. rules.Holidays.Where(day => day.Date.Year != Year()), .. NationalHolidays.Of(Year())]) },
            "leave" => rules with { CollectiveLeaveWorked = form["worked"] == "true" },
            "hours" =>
                rules with { Zone = Text("zone"), Hours = Week(""), ServiceHours = form["hasService"] == "true" ? Week("service-") : null },
            "remove" => Without(rules),
            _ => Wrong("deed", texts["Calendar.NoDeed"], rules),
        };
        if (_errors.Count > 0) return null;

        var problems = edited.Problems();
        if (problems.Length > 0) _errors["calendar"] = [.. problems.Select(problem => Say(problem, texts)).Distinct()];
        return problems.Length > 0 ? null : edited;
    }

    public static string Say(CalendarProblem problem, IStringLocalizer<Texts> texts) =>
        texts[$"Calendar.Problem.{problem.Code}", problem.Subject];

    private Season Season()
    {
        var week = Days.ToDictionary(day => day, day => day switch
        {
            <= IsoDayOfWeek.Thursday => Hours("weekdays"),
            IsoDayOfWeek.Friday => Hours("friday"),
            IsoDayOfWeek.Saturday => Hours("saturday"),
            _ => DayHours.Closed,
        });
        return new Season(Text("name"), Date("from"), Date("to"), Week(day => week[day]));
    }

    private static WorkingCalendarRules Removed<T>(ImmutableArray<T> from, T what, Func<ImmutableArray<T>, WorkingCalendarRules> with) =>
        with(from.Remove(what));

    private WorkingCalendarRules Without(WorkingCalendarRules rules)
    {
        var date = Date("date");
        return form["what"].ToString() switch
        {
            "closure" when rules.Closures.FirstOrDefault(closure => closure.From == date) is { } closure =>
                Removed(rules.Closures, closure, left => rules with { Closures = left }),
            "opened" when rules.OpenedDays.FirstOrDefault(day => day.Date == date) is { } day =>
                Removed(rules.OpenedDays, day, left => rules with { OpenedDays = left }),
            "season" when rules.Seasons.FirstOrDefault(season => season.From == date) is { } season =>
                Removed(rules.Seasons, season, left => rules with { Seasons = left }),
            "holiday" when rules.Holidays.FirstOrDefault(day => day.Date == date) is { } day =>
                Removed(rules.Holidays, day, left => rules with { Holidays = left }),
            _ => Wrong("calendar", texts["Calendar.Gone"], rules),
        };
    }

    private HolidayKind Kind() => form["kind"] == "collectiveLeave" ? HolidayKind.CollectiveLeave : HolidayKind.National;

    private int Year() => int.TryParse(form["year"], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
        && NationalHolidays.Years.Contains(year)
        ? year
        : Wrong("year", texts["Calendar.NoDecree"], 0);

    private WeeklyHours Week(string prefix) => Week(day => Hours(prefix + Name(day)));

    private static WeeklyHours Week(Func<IsoDayOfWeek, DayHours> hours) => new()
    {
        Monday = hours(IsoDayOfWeek.Monday),
        Tuesday = hours(IsoDayOfWeek.Tuesday),
        Wednesday = hours(IsoDayOfWeek.Wednesday),
        Thursday = hours(IsoDayOfWeek.Thursday),
        Friday = hours(IsoDayOfWeek.Friday),
        Saturday = hours(IsoDayOfWeek.Saturday),
        Sunday = hours(IsoDayOfWeek.Sunday),
    };

    public static string Name(IsoDayOfWeek day) => day.ToString().ToLowerInvariant();

    private static ImmutableArray<Holiday> Sorted(ImmutableArray<Holiday> days) => [.. days.OrderBy(day => day.Date)];

    private string Text(string name)
    {
        var text = form[name].ToString().Trim();
        return text.Length is > 0 and <= 200
            ? text
            : Wrong(name, texts[text.Length == 0 ? "Calendar.TextMissing" : "Calendar.TextLong"], text);
    }

    /// <param name="otherwise">The field whose date counts when this one is empty.</param>
    private LocalDate Date(string name, string? otherwise = null)
    {
        var text = form[name].ToString();
        if (text.Length == 0 && otherwise is not null) return _errors.ContainsKey(otherwise) ? default : Date(otherwise);
        return LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var date }
            ? date
            : Wrong(name, texts["Calendar.DateBad"], default(LocalDate));
    }

    private DayHours Hours(string name) =>
        DayHours.TryParse(form[name], out var hours, out var problem) ? hours : Wrong(name, Say(problem, texts), DayHours.Closed);

    private T Wrong<T>(string field, string message, T instead)
    {
        _errors.TryAdd(field, [message]);
        return instead;
    }
}
