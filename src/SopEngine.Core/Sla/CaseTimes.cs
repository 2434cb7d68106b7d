using NodaTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Sla;

/// <summary>The time that a step of a case took, in the time that its limit counts.</summary>
/// <param name="Worked">From its opening to its end, without the pauses of its case.</param>
/// <param name="Allowed">From its opening to the due instant, without the pauses; null for no limit.</param>
/// <param name="Paused">The part of the time between that the case was paused.</param>
public readonly record struct StepTime(Duration Worked, Duration? Allowed, Duration Paused)
{
    /// <summary>The time by which it exceeded its limit; zero for none.</summary>
    public Duration Over => Worked > Allowed ? Worked - Allowed.Value : Duration.Zero;

    /// <param name="calendar">
    /// The calendar that its limit counts on; null for a customer's step, which counts every hour of every day.
    /// </param>
    /// <param name="until">Its end, or now.</param>
    /// <param name="due">The due instant on the clock that stood during the pauses that are over; null for no limit.</param>
    /// <param name="pauses">
    /// Of the case; a pause without an end still lasts. One after the step's end is not the step's: its due instant stayed.
    /// </param>
    public static StepTime Of(WorkingCalendar? calendar, Instant opened, Instant until, Instant? due, IReadOnlyCollection<Interval> pauses)
    {
        var worked = Measure(calendar, opened, until, pauses);
        return new StepTime(
            worked,
            due is { } limit
                ? Measure(calendar, opened, limit, [.. pauses.Where(pause => pause.HasEnd && pause.Start < until)]) : null,
            Measure(calendar, opened, until, []) - worked);
    }

    /// <summary>Time between two instants without the pauses, in the time that a limit counts.</summary>
    internal static Duration Measure(WorkingCalendar? calendar, Instant from, Instant to, IReadOnlyCollection<Interval> pauses) =>
        calendar is null ? CaseTime.Outside(from, to, pauses) : calendar.Measure(from, to, pauses);
}

/// <summary>The parts of a case's time.</summary>
/// <param name="Office">Working time of the office: the time in which the clock of the promise ran.</param>
/// <param name="Customer">Hours of any day in which the case waited for the customer alone.</param>
/// <param name="Paused">Working time during which the case was paused.</param>
public readonly record struct CaseTime(Duration Office, Duration Customer, Duration Paused)
{
    /// <param name="stops">The times in which the clock stood, as noted with the case; of a case without a promise, see
    /// <see cref="StopsOf"/>.</param>
    public static CaseTime Of(
        WorkingCalendar calendar, Instant started, Instant until, IReadOnlyCollection<Interval> stops,
        IReadOnlyCollection<Interval> pauses) =>
        new(
            calendar.Measure(started, until, stops),
            stops.Aggregate(Duration.Zero, (sum, stop) => sum + Outside(stop.Start, stop.HasEnd ? stop.End : until, pauses)),
            calendar.Measure(started, until) - calendar.Measure(started, until, pauses));

    /// <summary>The stops of a case without a promise: its pauses, and the times in which it waited for the customer alone.</summary>
    /// <param name="steps">
    /// The time in which each step was open, and whether it was the customer's; a step without an end still is open.
    /// </param>
    public static IReadOnlyList<Interval> StopsOf(
        Instant started, Instant until, IReadOnlyCollection<(Interval Open, bool IsCustomers)> steps, IEnumerable<Interval> pauses) =>
        [.. pauses, .. CustomerAlone(started, until, steps)];

    /// <summary>Time between two instants that lies in no pause.</summary>
    internal static Duration Outside(Instant from, Instant to, IReadOnlyCollection<Interval> pauses)
    {
        var (sum, at) = (Duration.Zero, from);
        foreach (var pause in pauses.Where(pause => pause.Start < to).OrderBy(pause => pause.Start))
        {
            if (pause.Start > at) sum += pause.Start - at;
            at = Instant.Max(at, pause.HasEnd ? pause.End : to);
        }

        return at < to ? sum + (to - at) : sum;
    }

    private static List<Interval> CustomerAlone(Instant started, Instant until,
        IReadOnlyCollection<(Interval Open, bool IsCustomers)> steps)
    {
        var marks = steps.SelectMany(step => new[] { step.Open.Start, step.Open.HasEnd ? step.Open.End : until })
            .Where(at => at > started && at < until).Append(started).Append(until).Distinct().Order().ToList();
        return
        [
            .. marks.Zip(marks.Skip(1), (from, to) => new Interval(from, to)).Where(part =>
                steps.Where(step => step.Open.Start <= part.Start && (!step.Open.HasEnd || step.Open.End > part.Start))
                    .ToList() is { Count: > 0 } open
                && open.All(step => step.IsCustomers)),
        ];
    }
}
