using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Sla;

/// <summary>The clock of the promise for a whole case (SPM). It stands while the case is paused or waits for the customer alone.</summary>
public static class ServiceClock
{
    /// <summary>The instant at which the promise is broken.</summary>
    /// <param name="stops">
    /// The times in which the clock stood; may overlap and come in any order; one without an end stops nothing yet.
    /// </param>
    /// <param name="wholeDays">See <see cref="Workflows.Definitions.SopHeader.CountsWholeDays"/>.</param>
    public static Instant Due(
        WorkingCalendar calendar, TimeLimit standard, Instant started, IEnumerable<Interval> stops, bool wholeDays = false)
    {
        var apart = Apart(stops.Where(stop => stop.HasEnd)).ToList();
        if (!wholeDays || standard.Unit is not (TimeUnit.WorkingDays or TimeUnit.Weeks))
            return apart.Aggregate(calendar.Add(started, standard), calendar.Resume);

        // A customer who opens the case hands it in with the first step: the office receives it then.
        var received = apart is [var first, ..] && first.Start <= started ? first.End : started;
        return apart.Where(stop => stop.Start > started).Aggregate(After(calendar, received, standard), calendar.Resume);
    }

    /// <summary>
    /// The instant at which a step is due whose limit counts from the case's receipt, or from the end of its promise; null for a limit that
    /// counts from the step's opening.
    /// </summary>
    /// <param name="stops">The times in which the promise's clock stood before the step was opened.</param>
    public static Instant? DueOf(
        Flow flow, Step? step, TimeLimit limit, WorkingCalendar calendar, Instant started, IReadOnlyCollection<Interval> stops)
    {
        if (step is null or { LimitFrom: LimitFrom.Opening } || flow.Definition.Sop is not { } sop) return null;
        var own = calendar.For(flow.HoursOf());
        if (step.LimitFrom == LimitFrom.Receipt) return Due(own, limit, started, stops, sop.CountsWholeDays);
        return sop.ServiceStandard is { } standard
            ? After(own, Due(own, standard, started, stops, sop.CountsWholeDays), limit)
            : null;
    }

    /// <summary>The closing of the last of a number of working days; of another limit, its end.</summary>
    private static Instant After(WorkingCalendar calendar, Instant received, TimeLimit limit) => limit.Unit switch
    {
        TimeUnit.WorkingDays => calendar.EndOfWorkingDay(received, limit.Value),
        TimeUnit.Weeks => calendar.EndOfWorkingDay(received, WorkingCalendar.WorkingDaysPerWeek * limit.Value),
        _ => calendar.Add(received, limit),
    };

    /// <summary>The times in which the clock stood, as known now; the same list when nothing is new.</summary>
    /// <param name="stops">In order; the last has no end while the clock stands.</param>
    /// <param name="stands">True when the clock stands from now on.</param>
    public static IReadOnlyList<Interval> Stand(IReadOnlyList<Interval> stops, bool stands, Instant now)
    {
        if (stands == stops is [.., { HasEnd: false }]) return stops;
        return stands
            ? [.. stops, new Interval(now, null)]
            : [.. stops.SkipLast(1), new Interval(stops[^1].Start, Instant.Max(stops[^1].Start, now))];
    }

    /// <summary>
    /// The earliest end of a case if each remaining step takes the whole of its limit and the case goes the shortest way: an end later than
    /// the promise means that the limits themselves break it. The customer's own steps take no time of the office.
    /// </summary>
    /// <param name="open">The activities of the open tasks, and the due instant of each; null for one without a limit.</param>
    public static Instant EarliestEnd(Flow flow, WorkingCalendar calendar, IEnumerable<(int Activity, Instant? Due)> open, Instant now)
    {
        var ways = WayReader.Read(flow).Where(way => way.From.Kind == WayPointKind.Step).ToLookup(way => way.From.Activity, way => way.To);
        var end = now;
        foreach (var (activity, due) in open)
        {
            var isCustomers = flow.StepAt(activity) is { } step && IsCustomers(flow, step);
            end = Instant.Max(end, ShortestWay(activity, isCustomers || due is not { } at ? now : Instant.Max(now, at)));
        }

        return end;

        Instant ShortestWay(int from, Instant begins)
        {
            var seen = new HashSet<int>();
            var work = new PriorityQueue<int, Instant>([(from, begins)]);
            var last = begins;
            while (work.TryDequeue(out var at, out var done))
            {
                if (!seen.Add(at)) continue;
                last = done;
                var next = ways[at].ToList();
                if (next.Count == 0 || next.Any(point => point.Kind != WayPointKind.Step)) return done;
                foreach (var point in next) work.Enqueue(point.Activity, After(flow.StepAt(point.Activity)!, done));
            }

            return last;
        }

        Instant After(Step step, Instant begins) =>
            step.Limit is { } limit && !IsCustomers(flow, step) ? calendar.For(flow.HoursOf(step.Activity)).Add(begins, limit) : begins;
    }

    private static bool IsCustomers(Flow flow, Step step) => flow.Lane(step.Lane) is { External: true };

    private static IEnumerable<Interval> Apart(IEnumerable<Interval> stops)
    {
        Interval? last = null;
        foreach (var stop in stops.OrderBy(stop => stop.Start))
        {
            if (last is not { } before)
            {
                last = stop;
            }
            else if (stop.Start <= before.End)
            {
                last = new Interval(before.Start, Instant.Max(before.End, stop.End));
            }
            else
            {
                yield return before;
                last = stop;
            }
        }

        if (last is { } rest) yield return rest;
    }
}
