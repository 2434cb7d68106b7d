using NodaTime;

namespace SopEngine.Core.WorkingTime;

/// <summary>
/// Arithmetic on the working time of one unit, prepared from its rules: open stretches are half-open, instants keep their nanoseconds.
/// <para>
/// Time that is added ends at the closing instant when it fits exactly and not at the next opening; zero added outside open hours is
/// the next opening; negative time runs backwards and on an exact fit stops at an opening.
/// For every n, <c>Measure(a, Add(a, n)) == n</c>.
/// <c>Add(Add(t, a), b) == Add(t, a + b)</c> when b and a + b are both positive or both negative; otherwise the two may differ as a
/// closing and the next opening do, with no working time between them.
/// </para>
/// <para>
/// Dates are laid out in whole years as they are asked for, first three and then doubling, in a snapshot that is replaced atomically.
/// Once the years are there, adding and measuring a duration takes two binary searches for any distance, no lock and no allocation.
/// Safe for any number of threads; units with equal rules can share one.
/// </para>
/// The years 1700 to 2250 can be computed with; beyond them every method throws <see cref="OverflowException"/>, as NodaTime does at
/// its own end.
/// </summary>
public sealed class WorkingCalendar
{
    internal const int WorkingDaysPerWeek = 5;

    private readonly LaidOutYears _years;
    private readonly DayPlan _plan;
    private WorkingCalendar? _service;

    /// <exception cref="ArgumentException">The rules have problems; the message lists their codes and subjects.</exception>
    public WorkingCalendar(WorkingCalendarRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.Problems() is { IsEmpty: false } problems)
            throw new ArgumentException(string.Join("; ", problems.Select(problem => $"{problem.Code}: {problem.Subject}")), nameof(rules));
        Rules = rules;
        Zone = DateTimeZoneProviders.Tzdb[rules.Zone];
        _plan = new DayPlan(rules);
        _years = new(_plan, Zone);
    }

    public WorkingCalendarRules Rules { get; }

    public DateTimeZone Zone { get; }

    /// <summary>The calendar of one kind of hours. Called on the unit's own calendar, which is the office's.</summary>
    public WorkingCalendar For(HoursKind kind) => kind == HoursKind.Office ? this : _service ??= new WorkingCalendar(Rules.For(kind));

    /// <summary>The mean open time of the open days of an ordinary week.</summary>
    public Duration OrdinaryDay => Rules.Hours.Length / Enumerable.Range(1, 7).Count(day => !Rules.Hours[(IsoDayOfWeek)day].IsClosed);

    /// <summary>A date with its hours and their reason.</summary>
    public CalendarDay Day(LocalDate date) => _plan.Explain(date);

    /// <summary>The instant at which an amount of working time has run since a start; a negative amount runs backwards.</summary>
    public Instant Add(Instant start, Duration amount)
    {
        var at = Timeline.Nanoseconds(start);
        var nanoseconds = amount.ToInt64Nanoseconds();
        var timeline = _years.Covering(at);
        long sum;
        while (!timeline.TryAdd(at, nanoseconds, out sum))
            timeline = nanoseconds < 0 ? _years.Earlier(timeline) : _years.Later(timeline);
        return Timeline.ToInstant(sum);
    }

    /// <summary>
    /// The due instant of a limit that starts now. Minutes and hours are working time. A day is the same local clock time one working day
    /// later, counted as in <see cref="AddWorkingDays"/>, a week five of them, a month the same date of the next calendar month (its last
    /// when it is shorter), moved to the next working day; when the unit is closed at that clock time, the next opening. Product rule, on
    /// top of PermenPANRB 35/2012.
    /// </summary>
    public Instant Add(Instant start, TimeLimit limit) => limit.Unit switch
    {
        TimeUnit.Minutes => Add(start, Duration.FromMinutes(limit.Value)),
        TimeUnit.Hours => Add(start, Duration.FromHours(limit.Value)),
        TimeUnit.WorkingDays => SameClockTime(start, AddWorkingDays(DateOf(start), limit.Value)),
        TimeUnit.Weeks => SameClockTime(start, AddWorkingDays(DateOf(start), limit.Value * WorkingDaysPerWeek)),
        TimeUnit.Months => SameClockTime(start, AddWorkingDays(DateOf(start).PlusMonths(limit.Value), 0)),
        _ => throw new ArgumentOutOfRangeException(nameof(limit)),
    };

    /// <summary>Working time between two instants; negative when the second is the earlier one.</summary>
    public Duration Measure(Instant from, Instant to)
    {
        var (first, second) = (Timeline.Nanoseconds(from), Timeline.Nanoseconds(to));
        var timeline = _years.Covering(first);
        if (!timeline.Covers(second))
            timeline = _years.Covering(second); // spans only grow: the first instant is still covered
        return Duration.FromNanoseconds(timeline.Worked(second) - timeline.Worked(first));
    }

    public bool IsOpen(Instant instant)
    {
        var at = Timeline.Nanoseconds(instant);
        return _years.Covering(at).IsOpen(at);
    }

    /// <summary>The instant itself when it is open, otherwise the next one that is.</summary>
    public Instant NextOpening(Instant instant) => Add(instant, Duration.Zero);

    /// <summary>
    /// The end of open hours on the last of a number of working days. The local date of receipt is day 0, at any hour and whether or not it
    /// is a working day (UU 14/2008: ten working days from the receipt of a request for information).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public Instant EndOfWorkingDay(Instant received, int workingDays)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workingDays);
        return Timeline.ToInstant(WorkingDay(DateOf(received), workingDays).Closes);
    }

    /// <summary>
    /// The n-th working day after a date, itself a working day or not; for zero the date itself or else the next working day.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public LocalDate AddWorkingDays(LocalDate date, int days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        return WorkingDay(date, days).Date;
    }

    /// <summary>Working days from a date to another that is not counted itself; negative when the second is the earlier one.</summary>
    public int CountWorkingDays(LocalDate from, LocalDate to)
    {
        _years.CoveringYear(from.Year);
        var timeline = _years.CoveringYear(to.Year); // spans only grow: the first year is still covered
        return timeline.WorkingDaysBefore(to) - timeline.WorkingDaysBefore(from);
    }

    /// <summary>True when the date has any open time.</summary>
    public bool IsWorkingDay(LocalDate date) => CountWorkingDays(date, date.PlusDays(1)) == 1;

    private LocalDate DateOf(Instant instant) => instant.InZone(Zone).Date;

    private (LocalDate Date, long Closes) WorkingDay(LocalDate date, int days)
    {
        var (first, later) = days == 0 ? (date, 0) : (date.PlusDays(1), days - 1);
        var timeline = _years.CoveringYear(first.Year);
        (LocalDate, long)? found;
        while ((found = timeline.WorkingDay(first, later)) is null)
            timeline = _years.Later(timeline);
        return found.Value;
    }

    private Instant SameClockTime(Instant start, LocalDate date) =>
        NextOpening(Zone.AtLeniently(date + start.InZone(Zone).TimeOfDay).ToInstant());
}
