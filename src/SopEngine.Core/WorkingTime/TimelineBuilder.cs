using NodaTime;

namespace SopEngine.Core.WorkingTime;

/// <summary>
/// Lays out the open stretches between two instants. An instant is open exactly when the clock on the wall shows open hours; so each
/// stretch of time with one offset is laid out apart, and when clocks are set back over open hours these are open twice, when set
/// forward the hours skipped are not.
/// </summary>
internal sealed class TimelineBuilder(DayPlan plan, DateTimeZone zone, long from, long to)
{
    private readonly List<long> _opens = [from];
    private readonly List<long> _before = [0, 0];
    private readonly List<LocalDate> _workingDays = [];
    private readonly List<long> _closings = [];

    public (long[] Opens, long[] Before, LocalDate[] WorkingDays, long[] Closings) Build()
    {
        var (begin, end) = (Timeline.ToInstant(from), Timeline.ToInstant(to));
        foreach (var interval in zone.GetZoneIntervals(begin, end))
        {
            LayOut(
                interval.HasStart ? Instant.Max(begin, interval.Start) : begin,
                interval.HasEnd ? Instant.Min(end, interval.End) : end,
                interval.WallOffset);
        }
        return (_opens.ToArray(), _before.ToArray(), _workingDays.ToArray(), _closings.ToArray());
    }

    private void LayOut(Instant begin, Instant end, Offset offset)
    {
        var last = end.WithOffset(offset).Date;
        for (var date = begin.WithOffset(offset).Date; date <= last; date = date.PlusDays(1))
        {
            var midnight = Timeline.Nanoseconds(date.AtMidnight().WithOffset(offset).ToInstant());
            foreach (var window in plan.On(date).Windows)
            {
                var opens = Math.Max(midnight + window.FromMinute * NodaConstants.NanosecondsPerMinute, Timeline.Nanoseconds(begin));
                var closes = Math.Min(midnight + window.ToMinute * NodaConstants.NanosecondsPerMinute, Timeline.Nanoseconds(end));
                if (opens < closes)
                    Append(date, opens, closes);
            }
        }
    }

    private void Append(LocalDate date, long opens, long closes)
    {
        _opens.Add(opens);
        _before.Add(_before[^1] + (closes - opens));
        // Later stretches of a date close it later; a date comes back when clocks are set back over midnight.
        if (_workingDays.Count == 0 || _workingDays[^1] < date)
        {
            _workingDays.Add(date);
            _closings.Add(closes);
        }
        else if (_workingDays[^1] == date)
        {
            _closings[^1] = closes;
        }
    }
}
