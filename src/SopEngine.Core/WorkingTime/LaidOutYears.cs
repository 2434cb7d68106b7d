using NodaTime;

namespace SopEngine.Core.WorkingTime;

/// <summary>
/// The years of a calendar requested so far, in a snapshot that only grows and is replaced atomically: readers take no lock, and threads
/// that lay out years at the same time unite them. Each widening doubles the years, so that a long walk costs little.
/// </summary>
internal sealed class LaidOutYears(DayPlan plan, DateTimeZone zone)
{
    public const int First = 1700;
    public const int Last = 2250;

    private Timeline _timeline = Timeline.Empty;

    /// <summary>A timeline that contains the instant, with a year to spare on both sides when it is new.</summary>
    public Timeline Covering(long at)
    {
        var timeline = Volatile.Read(ref _timeline);
        return timeline.Covers(at) ? timeline : Around(Timeline.ToInstant(at).InZone(zone).Year);
    }

    public Timeline CoveringYear(int year)
    {
        var timeline = Volatile.Read(ref _timeline);
        return timeline.CoversYear(year) ? timeline : Around(year);
    }

    public Timeline Later(Timeline timeline) =>
        Widened(timeline.FirstYear, needed: timeline.LastYear + 1, timeline.LastYear + timeline.Years);

    public Timeline Earlier(Timeline timeline) =>
        Widened(timeline.FirstYear - timeline.Years, needed: timeline.FirstYear - 1, timeline.LastYear);

    private Timeline Around(int year) => Widened(year - 1, needed: year, year + 1);

    /// <exception cref="OverflowException">The needed year is outside the range of calendars.</exception>
    private Timeline Widened(int firstYear, int needed, int lastYear)
    {
        if (needed is < First or > Last)
            throw new OverflowException($"Working time is laid out for the years {First} to {Last} only.");
        while (true)
        {
            var current = Volatile.Read(ref _timeline);
            var first = Math.Max(First, Math.Min(firstYear, current.FirstYear));
            var last = Math.Min(Last, Math.Max(lastYear, current.LastYear));
            if (first == current.FirstYear && last == current.LastYear)
                return current;
            var wider = new Timeline(plan, zone, first, last);
            if (Interlocked.CompareExchange(ref _timeline, wider, current) == current)
                return wider;
        }
    }
}
