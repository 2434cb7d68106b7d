using System.Diagnostics;
using System.Globalization;
using NodaTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Benchmarks;

/// <summary>
/// Additions of working time per second, for distances from an hour to ten years, beside two yardsticks of the same run: the simplest
/// addition, walking from day to day, and one bare conversion of an instant to local time by NodaTime. One thread; medians.
/// </summary>
internal static class CalendarBenchmark
{
    private const int Rounds = 9;
    private static readonly TimeSpan RoundLength = TimeSpan.FromMilliseconds(120);

    private static readonly (string Name, Duration Amount)[] Distances =
    [
        ("1 hour", Duration.FromHours(1)),
        ("1 day", Duration.FromHours(7.5)),
        ("1 month", Duration.FromHours(20 * 7.5)),
        ("1 year", Duration.FromHours(240 * 7.5)),
        ("10 years", Duration.FromHours(2400 * 7.5)),
    ];

    public static Task<int> Run(string[] args)
    {
        var calendar = new WorkingCalendar(new()
        {
            Zone = "Asia/Jakarta",
            Hours = WeeklyHours.Office,
            Holidays = [.. NationalHolidays.Years.SelectMany(year => NationalHolidays.Of(year))],
        });
        var holidays = calendar.Rules.Holidays.Select(holiday => holiday.Date).ToHashSet();
        // Enough different starts that the processor's branch prediction cannot learn the searches.
        var random = new Random(2026);
        var starts = new Instant[1 << 14];
        for (var i = 0; i < starts.Length; i++)
            starts[i] = Instant.FromUtc(2026, 1, 1, 0, 0) + Duration.FromSeconds(random.Next(365 * NodaConstants.SecondsPerDay));

        var conversion = PerSecond(starts, start => start.InZone(calendar.Zone).ToInstant());
        Print($"{"additions a second",-20}{"calendar",14}{"day walking",14}{"ratio",10}{"of a conversion",18}{"bytes each",12}");
        foreach (var (name, amount) in Distances)
        {
            if (starts.Take(1000).Any(start => calendar.Add(start, amount) != WalkDays(calendar, holidays, start, amount)))
                throw new InvalidOperationException($"The two additions disagree on {name}.");
            var ours = PerSecond(starts, start => calendar.Add(start, amount));
            var walking = PerSecond(starts, start => WalkDays(calendar, holidays, start, amount));
            var bytes = BytesEach(calendar, starts, amount);
            Print($"{name,-20}{ours,14:N0}{walking,14:N0}{ours / walking,9:N1}x{ours / conversion,17:N2}x{bytes,12:N2}");
        }
        Print($"{"one conversion",-20}{conversion,14:N0}");
        return Task.FromResult(0);
    }

    private static double PerSecond(Instant[] starts, Func<Instant, Instant> operation)
    {
        var rates = new double[Rounds];
        OneRound(starts, operation);
        for (var round = 0; round < Rounds; round++)
            rates[round] = OneRound(starts, operation);
        Array.Sort(rates);
        return rates[Rounds / 2];
    }

    private static double OneRound(Instant[] starts, Func<Instant, Instant> operation)
    {
        var latest = Instant.MinValue; // uses each result, so that no call is optimised away
        var done = 0;
        var begun = Stopwatch.GetTimestamp();
        TimeSpan elapsed;
        do
        {
            for (var i = 0; i < 64; i++)
                latest = Instant.Max(latest, operation(starts[done++ & (starts.Length - 1)]));
            elapsed = Stopwatch.GetElapsedTime(begun);
        }
        while (elapsed < RoundLength);
        GC.KeepAlive(latest);
        return done / elapsed.TotalSeconds;
    }

    private static Instant WalkDays(WorkingCalendar calendar, HashSet<LocalDate> holidays, Instant start, Duration amount)
    {
        var left = amount;
        for (var date = start.InZone(calendar.Zone).Date; ; date = date.PlusDays(1))
        {
            if (holidays.Contains(date))
                continue;
            foreach (var window in calendar.Rules.Hours[date.DayOfWeek].Windows)
            {
                var opens = Instant.Max(start, calendar.Zone.AtLeniently(date + window.Opens).ToInstant());
                var open = calendar.Zone.AtLeniently(date + window.Closes).ToInstant() - opens;
                if (open >= left)
                    return opens + left;
                if (open > Duration.Zero)
                    left -= open;
            }
        }
    }

    private static double BytesEach(WorkingCalendar calendar, Instant[] starts, Duration amount)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var start in starts)
            calendar.Add(start, amount);
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / starts.Length;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
