using NodaTime;
using NodaTime.TimeZones;

namespace SopEngine.Core.WorkingTime;

/// <summary>
/// The open time of whole local years, laid out for binary search; the arithmetic behind <see cref="WorkingCalendar"/>.
/// <para>
/// It is one function, W(t): the open time from the beginning of the span to t. W rises by one nanosecond for each nanosecond that is
/// open and rests while it is closed. Measuring is a difference of W. Adding looks up W at the start, adds, and asks where W takes that
/// value: at one instant inside open hours, but during a whole closed stretch at its edge, of which the earliest instant (the closing)
/// is right for time that runs out and the latest (the next opening) for time that begins.
/// </para>
/// Instants are nanoseconds since the Unix epoch: a <see langword="long"/> holds the years 1678 to 2261 and compares in one instruction.
/// Immutable. About 11 KB a year for two stretches a day.
/// </summary>
internal sealed class Timeline
{
    /// <summary>Covers nothing, and is neutral when spans are united.</summary>
    public static readonly Timeline Empty = new();

    private static readonly ZoneLocalMappingResolver FirstInstant =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    // Stretch i begins at _opens[i], when _before[i] is already over, and is _before[i + 1] - _before[i] long.
    // Stretch 0 is empty and begins with the span, so that every search finds something.
    private readonly long[] _opens = [];
    private readonly long[] _before = [];
    private readonly LocalDate[] _workingDays = [];
    private readonly long[] _closings = [];
    private readonly long _from;
    private readonly long _to;

    private Timeline()
    {
    }

    public Timeline(DayPlan plan, DateTimeZone zone, int firstYear, int lastYear)
    {
        (FirstYear, LastYear) = (firstYear, lastYear);
        (_from, _to) = (YearStart(zone, firstYear), YearStart(zone, lastYear + 1));
        (_opens, _before, _workingDays, _closings) = new TimelineBuilder(plan, zone, _from, _to).Build();
    }

    public int FirstYear { get; } = int.MaxValue;

    public int LastYear { get; } = int.MinValue;

    public int Years => LastYear - FirstYear + 1;

    public static long Nanoseconds(Instant instant) => (instant - NodaConstants.UnixEpoch).ToInt64Nanoseconds();

    public static Instant ToInstant(long nanoseconds) => NodaConstants.UnixEpoch + Duration.FromNanoseconds(nanoseconds);

    public bool Covers(long at) => at >= _from && at < _to;

    public bool CoversYear(int year) => year >= FirstYear && year <= LastYear;

    public bool IsOpen(long at)
    {
        var stretch = LastNotAfter(_opens, at);
        return at - _opens[stretch] < _before[stretch + 1] - _before[stretch];
    }

    /// <summary>W(<paramref name="at"/>), for an instant that is covered.</summary>
    public long Worked(long at)
    {
        var stretch = LastNotAfter(_opens, at);
        return Math.Min(_before[stretch] + (at - _opens[stretch]), _before[stretch + 1]);
    }

    /// <summary>Adds open time to an instant that is covered; false when the sum is not covered.</summary>
    public bool TryAdd(long at, long amount, out long sum)
    {
        var worked = checked(Worked(at) + amount);
        var total = _before[^1];
        var runsOut = amount > 0;
        var covered = runsOut ? worked <= total : worked >= 0 && worked < total;
        sum = covered ? WhereWorkedIs(worked, runsOut) : 0;
        return covered;
    }

    /// <summary>
    /// The working day <paramref name="later"/> working days after the first one on or after a date of a year that is covered, and when
    /// it closes; null when that is not covered.
    /// </summary>
    public (LocalDate Date, long Closes)? WorkingDay(LocalDate date, int later)
    {
        var index = WorkingDaysBefore(date);
        return later < _workingDays.Length - index ? (_workingDays[index + later], _closings[index + later]) : null;
    }

    /// <summary>Working days from the beginning of the span to a date, which is not counted.</summary>
    public int WorkingDaysBefore(LocalDate date)
    {
        var index = Array.BinarySearch(_workingDays, date);
        return index >= 0 ? index : ~index;
    }

    private long WhereWorkedIs(long worked, bool earliest)
    {
        var stretch = LastNotAfter(_before, earliest ? worked - 1 : worked);
        return _opens[stretch] + (worked - _before[stretch]);
    }

    /// <summary>The place of the last element not after the key in an ascending array; the first one never is after it.</summary>
    private static int LastNotAfter(long[] ascending, long key)
    {
        var found = 0;
        for (var length = ascending.Length; length > 1;)
        {
            var half = length / 2;
            if (ascending[found + half] <= key)
                found += half;
            length -= half;
        }
        return found;
    }

    /// <summary>The first instant of a year, also where the zone left out its first day, as Kiritimati did in 1995.</summary>
    private static long YearStart(DateTimeZone zone, int year) =>
        Nanoseconds(zone.ResolveLocal(new LocalDateTime(year, 1, 1, 0, 0), FirstInstant).ToInstant());
}
