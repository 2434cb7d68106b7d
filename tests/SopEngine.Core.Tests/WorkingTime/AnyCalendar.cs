using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Tests.WorkingTime;

/// <summary>
/// Calendars, instants and amounts at random. Zones include some that change their clocks, by an hour and by half an hour; instants are
/// around the changes of 2026, and half of them on a whole five minutes, where hours open and close.
/// </summary>
internal static class AnyCalendar
{
    private static readonly LocalDate FirstDate = new(2026, 3, 1);
    private const int Dates = 270;

    private static Gen<LocalDate> Date => Gen.Choose(0, Dates).Select(FirstDate.PlusDays);

    private static Gen<LocalDate> ClockChange =>
        Gen.Elements(new LocalDate(2026, 3, 8), new LocalDate(2026, 3, 29), new LocalDate(2026, 4, 5), new LocalDate(2026, 10, 25));

    private static Gen<string> Zone =>
        Gen.Elements("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns");

    private static Gen<DayHours> OpenDay =>
        from windows in Gen.Choose(1, 3)
        from fiveMinutes in Gen.Choose(0, 288).ArrayOf(2 * windows)
        let edges = fiveMinutes.Distinct().Order().ToArray()
        select edges.Length < 2
            ? DayHours.Parse("00:00-24:00")
            : new DayHours(edges.Chunk(2).Where(pair => pair.Length == 2).Select(Window));

    private static Gen<DayHours> Day => Gen.Frequency((3, OpenDay), (1, Gen.Constant(DayHours.Closed)));

    private static Gen<WeeklyHours> Week =>
        from days in Day.ArrayOf(6)
        from open in OpenDay
        select new WeeklyHours
        {
            Monday = days[0],
            Tuesday = days[1],
            Wednesday = days[2],
            Thursday = days[3],
            Friday = days[4],
            Saturday = days[5],
            Sunday = open,
        };

    private static Gen<ImmutableArray<Holiday>> Holidays =>
        from dates in Date.ArrayOf(12)
        from leave in Gen.Choose(0, 12)
        select dates.Distinct()
            .Select((date, i) => new Holiday(date, "Libur", i < leave ? HolidayKind.CollectiveLeave : HolidayKind.National, "SKB"))
            .ToImmutableArray();

    private static Gen<ImmutableArray<Season>> Seasons =>
        from dates in Date.ArrayOf(4)
        from first in Week
        from second in Week
        let edges = dates.Order().ToArray()
        select ImmutableArray.Create(
            new Season("Musim 1", edges[0], edges[1], first),
            new Season("Musim 2", edges[1].PlusDays(1), LocalDate.Max(edges[1].PlusDays(1), edges[3]), second));

    private static Gen<ImmutableArray<Closure>> Closures =>
        from date in Date
        from days in Gen.Choose(0, 20)
        select ImmutableArray.Create(new Closure(date, date.PlusDays(days), "Tutup"));

    private static Gen<ImmutableArray<OpenedDay>> OpenedDays =>
        from dates in Date.ArrayOf(4)
        from hours in OpenDay
        select dates.Distinct().Select(date => new OpenedDay(date, hours, "Buka")).ToImmutableArray();

    public static Gen<WorkingCalendarRules> Rules =>
        from zone in Zone
        from week in Gen.Frequency((2, Week), (1, Gen.Constant(WeeklyHours.Service)))
        from collectiveLeaveWorked in Gen.Elements(true, false)
        from holidays in Holidays
        from seasons in Seasons
        from closures in Closures
        from opened in OpenedDays
        select new WorkingCalendarRules
        {
            Zone = zone,
            Hours = week,
            CollectiveLeaveWorked = collectiveLeaveWorked,
            Holidays = holidays,
            Seasons = seasons,
            Closures = closures,
            OpenedDays = opened,
        };

    public static Gen<WorkingCalendar> Calendar => Rules.Select(rules => new WorkingCalendar(rules));

    public static Gen<Instant> WholeMinute =>
        from date in Gen.Frequency((2, Date), (1, ClockChange))
        from fiveMinutes in Gen.Choose(-288, 288)
        select date.AtMidnight().InUtc().ToInstant() + Duration.FromMinutes(5 * fiveMinutes);

    public static Gen<Instant> Instant =>
        from minute in WholeMinute
        from nanoseconds in Gen.Frequency((1, Gen.Constant(0)), (1, Gen.Choose(-1_000_000_000, 1_000_000_000)))
        select minute + Duration.FromNanoseconds(nanoseconds);

    /// <summary>From zero to months, in both directions.</summary>
    public static Gen<Duration> Amount =>
        from minutes in Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Choose(-600, 600)), (2, Gen.Choose(-60_000, 60_000)))
        from nanoseconds in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(-1_000_000_000, 1_000_000_000)))
        select Duration.FromMinutes(minutes) + Duration.FromNanoseconds(nanoseconds);

    private static OpenHours Window(int[] fiveMinutes) => new(Clock(fiveMinutes[0]), Clock(fiveMinutes[1]));

    private static LocalTime Clock(int fiveMinutes) => LocalTime.Midnight.PlusMinutes(5 * fiveMinutes);
}
