using BenchmarkDotNet.Attributes;
using NodaTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Benchmarks;

/// <summary>
/// Additions of working time, for distances from an hour to ten years, beside two yardsticks: the simplest addition, walking from day to
/// day, and one bare conversion of an instant to local time by NodaTime.
/// </summary>
public class CalendarBenchmark
{
    private const int Starts = 1 << 12;

    private readonly Instant[] _starts = new Instant[Starts];
    private WorkingCalendar _calendar = null!;
    private HashSet<LocalDate> _holidays = null!;
    private Duration _amount;

    [Params("1 hour", "1 day", "1 month", "1 year", "10 years")]
    public string Distance { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        _calendar = new WorkingCalendar(new()
        {
            Zone = "Asia/Jakarta",
            Hours = WeeklyHours.Office,
            Holidays = [.. NationalHolidays.Years.SelectMany(year => NationalHolidays.Of(year))],
        });
        _holidays = [.. _calendar.Rules.Holidays.Select(holiday => holiday.Date)];
        const double DayHours = 7.5;
        _amount = Duration.FromHours(Distance switch
        {
            "1 hour" => 1,
            "1 day" => DayHours,
            "1 month" => 20 * DayHours,
            "1 year" => 240 * DayHours,
            _ => 2400 * DayHours,
        });

        // Enough different starts that the processor's branch prediction cannot learn the searches.
        var random = new Random(2026);
        for (var i = 0; i < Starts; i++)
            _starts[i] = Instant.FromUtc(2026, 1, 1, 0, 0) + Duration.FromSeconds(random.Next(365 * NodaConstants.SecondsPerDay));
        if (_starts.Any(start => _calendar.Add(start, _amount) != WalkDays(start)))
            throw new InvalidOperationException($"The two additions disagree on {Distance}.");
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Starts)]
    public Instant DayWalking()
    {
        var latest = Instant.MinValue;
        foreach (var start in _starts) latest = Instant.Max(latest, WalkDays(start));
        return latest;
    }

    [Benchmark(OperationsPerInvoke = Starts)]
    public Instant Calendar()
    {
        var latest = Instant.MinValue;
        foreach (var start in _starts) latest = Instant.Max(latest, _calendar.Add(start, _amount));
        return latest;
    }

    [Benchmark(OperationsPerInvoke = Starts)]
    public Instant Conversion()
    {
        var latest = Instant.MinValue;
        foreach (var start in _starts) latest = Instant.Max(latest, start.InZone(_calendar.Zone).ToInstant());
        return latest;
    }

    private Instant WalkDays(Instant start)
    {
        var left = _amount;
        for (var date = start.InZone(_calendar.Zone).Date; ; date = date.PlusDays(1))
        {
            if (_holidays.Contains(date)) continue;
            foreach (var window in _calendar.Rules.Hours[date.DayOfWeek].Windows)
            {
                var opens = Instant.Max(start, _calendar.Zone.AtLeniently(date + window.Opens).ToInstant());
                var open = _calendar.Zone.AtLeniently(date + window.Closes).ToInstant() - opens;
                if (open >= left) return opens + left;
                if (open > Duration.Zero) left -= open;
            }
        }
    }
}
