using NodaTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Sla;

/// <summary>A task of a case, as the causes of lateness read it.</summary>
/// <param name="Open">From its opening to its closing; without an end while it is open.</param>
/// <param name="IsCustomers">True for a customer's step.</param>
/// <param name="IsAgain">True when its step had been open in the case before: it came back.</param>
/// <param name="Held">The times in which somebody held it, in any order; one without an end lasts to the task's own end.</param>
public sealed record TaskSpan(Interval Open, bool IsCustomers, bool IsAgain, IReadOnlyList<Interval> Held);

/// <summary>
/// The working time of a late case, or of one late step, split by its causes. The parts exclude one another and add up to all of the
/// office's working time between the two instants.
/// </summary>
/// <param name="Queue">A step of the office was open, and nobody held one.</param>
/// <param name="Work">Somebody held a step of the office.</param>
/// <param name="Paused">The case was paused.</param>
/// <param name="Returned">A step of the office was open again, behind a way back.</param>
/// <param name="Customer">Only the customer's steps were open.</param>
/// <param name="Other">No step was open: a sub-case, a document or an event was awaited.</param>
public readonly record struct Causes(
    Duration Queue, Duration Work, Duration Paused, Duration Returned, Duration Customer, Duration Other)
{
    public Duration All => Queue + Work + Paused + Returned + Customer + Other;

    public static Causes operator +(Causes a, Causes b) => new(
        a.Queue + b.Queue, a.Work + b.Work, a.Paused + b.Paused, a.Returned + b.Returned, a.Customer + b.Customer, a.Other + b.Other);

    /// <param name="tasks">All tasks of the case; for the causes of one step, that task alone.</param>
    /// <param name="pauses">Of the case; a pause without an end still lasts.</param>
    public static Causes Of(
        WorkingCalendar calendar, Instant from, Instant until, IReadOnlyCollection<TaskSpan> tasks, IReadOnlyCollection<Interval> pauses)
    {
        var marks = tasks.SelectMany(task => task.Held.Append(task.Open)).Concat(pauses).SelectMany(Ends)
            .Where(at => at > from && at < until).Append(from).Append(until).Distinct().Order().ToList();
        var causes = default(Causes);
        foreach (var (start, end) in marks.Zip(marks.Skip(1)))
        {
            var open = tasks.Where(task => Covers(task.Open, start)).ToList();
            var ofOffice = open.Where(task => !task.IsCustomers).ToList();
            var time = calendar.Measure(start, end);
            causes += pauses.Any(pause => Covers(pause, start)) ? new() { Paused = time }
                : ofOffice.Any(task => task.IsAgain) ? new() { Returned = time }
                : ofOffice.Any(task => task.Held.Any(held => Covers(held, start))) ? new() { Work = time }
                : ofOffice.Count > 0 ? new() { Queue = time }
                : open.Count > 0 ? new() { Customer = time }
                : new() { Other = time };
        }

        return causes;
    }

    private static bool Covers(Interval interval, Instant at) => interval.Start <= at && (!interval.HasEnd || interval.End > at);

    private static IEnumerable<Instant> Ends(Interval interval) => interval.HasEnd ? [interval.Start, interval.End] : [interval.Start];
}
