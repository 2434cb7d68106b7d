using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Sla;

/// <summary>
/// The limits of the office's steps on the shortest and on the longest way through a SOP, in working time. Of branches that exclude one
/// another a case takes one; of branches side by side, the longest counts. A way back counts on neither.
/// </summary>
public readonly record struct WayTimes(Duration Shortest, Duration Longest)
{
    /// <param name="calendar">The unit's; a day counts as one of its ordinary week.</param>
    public static WayTimes Of(Flow flow, WorkingCalendar calendar)
    {
        var ways = WayReader.Read(flow).ToLookup(way => way.From);
        var known = new Dictionary<WayPoint, WayTimes>();
        var begun = new HashSet<WayPoint>();
        var start = ways.Select(group => group.Key).FirstOrDefault(point => point.Kind == WayPointKind.Start);
        // No recursion: a SOP of a thousand steps in a row would overflow the stack.
        var work = new Stack<WayPoint>([start]);
        while (work.TryPeek(out var point))
        {
            if (!known.ContainsKey(point) && begun.Add(point))
            {
                foreach (var way in ways[point].Where(way => !begun.Contains(way.To))) work.Push(way.To);
                continue;
            }

            known.TryAdd(point, From(point));
            work.Pop();
        }

        return known[start];

        // A point that has begun and is not known yet lies before this one.
        WayTimes From(WayPoint point)
        {
            var own = point.Kind == WayPointKind.Step ? Time(flow.StepAt(point.Activity)!) : Duration.Zero;
            // One label is one choice: the ways that have it are all taken.
            var choices = ways[point].Where(way => known.ContainsKey(way.To)).GroupBy(way => way.Label)
                .Select(choice => choice.Select(way => known[way.To]).Aggregate((a, b) =>
                    new WayTimes(Duration.Max(a.Shortest, b.Shortest), Duration.Max(a.Longest, b.Longest))))
                .ToList();
            return choices.Count == 0
                ? new WayTimes(own, own)
                : new WayTimes(own + choices.Min(choice => choice.Shortest), own + choices.Max(choice => choice.Longest));
        }

        Duration Time(Step step)
        {
            if (step.Limit is not { } limit || flow.Lane(step.Lane) is { External: true }) return Duration.Zero;
            return calendar.For(flow.HoursOf(step.Activity)).LengthOf(limit);
        }
    }
}
