using System.Collections.Immutable;
using NodaTime;

namespace SopEngine.Core.WorkingTime;

/// <summary>
/// A unit's calendar as data: edited by an administrator and stored as JSON. <see cref="WorkingCalendar"/> computes with it. The first
/// matching rule decides on a date: a day opened by name, a closure, a holiday, a season, the ordinary week. All ranges of dates are
/// inclusive. Equal when the JSON is.
/// </summary>
public sealed record WorkingCalendarRules
{
    /// <summary>The earliest date that rules may name.</summary>
    public static readonly LocalDate FirstDate = new(1900, 1, 1);

    /// <summary>The latest date that rules may name.</summary>
    public static readonly LocalDate LastDate = new(2199, 12, 31);

    /// <summary>A zone of the tz database: Asia/Jakarta (WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT).</summary>
    public required string Zone { get; init; }

    /// <summary>The ordinary week, for every date without another rule.</summary>
    public required WeeklyHours Hours { get; init; }

    /// <summary>The ordinary week of the service counter, for steps that count on it; null when it is the office's.</summary>
    public WeeklyHours? ServiceHours { get; init; }

    /// <summary>True when the unit works on cuti bersama, as some that serve the public do.</summary>
    public bool CollectiveLeaveWorked { get; init; }

    public ImmutableArray<Holiday> Holidays { get; init; } = [];

    public ImmutableArray<Season> Seasons { get; init; } = [];

    public ImmutableArray<Closure> Closures { get; init; } = [];

    public ImmutableArray<OpenedDay> OpenedDays { get; init; } = [];

    /// <summary>The rules of one kind of hours: a closed day is closed for both.</summary>
    internal WorkingCalendarRules For(HoursKind kind) => kind == HoursKind.Office ? this : this with
    {
        Hours = ServiceHours ?? Hours,
        Seasons = [.. Seasons.Select(season => season with { Hours = season.ServiceHours ?? season.Hours })],
    };

    /// <summary>All problems; empty when a <see cref="WorkingCalendar"/> can be prepared.</summary>
    public ImmutableArray<CalendarProblem> Problems() => [.. CalendarCheck.Problems(this)];

    /// <summary>
    /// One object with camel-case names, dates as "2026-03-19" and the hours of a day as "07:30-12:00, 13:00-16:00".
    /// </summary>
    public string ToJson() => CalendarJson.Write(this);

    /// <exception cref="System.Text.Json.JsonException">
    /// A member is unknown, missing or malformed. An unknown one is refused because ignoring it would move deadlines.
    /// </exception>
    public static WorkingCalendarRules FromJson(string json)
    {
        var rules = CalendarJson.Read<WorkingCalendarRules>(json);
        (string Name, IEnumerable<object?> Entries)[] lists =
            [("holidays", rules.Holidays), ("seasons", rules.Seasons), ("closures", rules.Closures), ("openedDays", rules.OpenedDays)];
        foreach (var (name, entries) in lists)
        {
            if (entries.Contains(null)) throw new System.Text.Json.JsonException("An entry is null.", name, null, null);
        }

        return rules;
    }

    public bool Equals(WorkingCalendarRules? other) => other is not null && ToJson() == other.ToJson();

    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);
}

/// <summary>
/// Dates with another week, such as Ramadan. Entered by the administrator (the sidang isbat sets Ramadan), never computed.
/// </summary>
/// <param name="ServiceHours">Of the service counter; null when they are the office's.</param>
public sealed record Season(string Name, LocalDate From, LocalDate To, WeeklyHours Hours, WeeklyHours? ServiceHours = null);

/// <summary>The hours that a limit counts.</summary>
public enum HoursKind
{
    Office,

    /// <summary>The hours in which the counter serves the public.</summary>
    Service,
}

/// <summary>Dates on which the unit is closed, such as a move or a flood.</summary>
public sealed record Closure(LocalDate From, LocalDate To, string Reason);

/// <summary>A date that is open during these hours despite every other rule; also the way to open late or close early once.</summary>
public sealed record OpenedDay(LocalDate Date, DayHours Hours, string Reason);
