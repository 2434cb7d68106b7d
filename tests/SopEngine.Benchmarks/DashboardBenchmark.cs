using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Rollups;
using SopEngine.Engine.Units;
using SopEngine.Web.Cases;
using SopEngine.Web.Dashboards;
using SopEngine.Web.Http;

namespace SopEngine.Benchmarks;

/// <summary>
/// The time of a supervisor's dashboard at ten thousand and at five million tasks of ninety days, of which one case in twenty is open;
/// beside it, the speed of the job that counts closings.
/// </summary>
internal static class DashboardBenchmark
{
    private const int Rounds = 200;
    private const int Days = 90;
    private const double Open = 0.05;

    /// <param name="args">The number of tasks of the large office; five million without.</param>
    public static async Task<int> Run(string[] args)
    {
        var many = args is [var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : 5_000_000;
        await using var small = await BenchmarkDatabase.Create("small");
        await using var large = await BenchmarkDatabase.Create("large");
        var pages = new List<(int Tasks, Dictionary<string, Func<Task>> Reads)>
        {
            await Prepare(small, 10_000),
            await Prepare(large, many),
        };
        var times = new Dictionary<(int, string), List<double>>();

        // In turns, so that other load of the machine falls on both.
        for (var round = 0; round < Rounds + 20; round++)
        {
            foreach (var (tasks, reads) in pages)
            {
                var all = 0.0;
                foreach (var (name, read) in reads.Where(read => read.Key != Uncached)) all += await Time(tasks, name, read, round);
                Note(tasks, "all pages together", all, round);
            }
        }

        // In rounds of its own: it happens once in some seconds for all users, so its after-effects must not fall on every page.
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (tasks, reads) in pages) await Time(tasks, Uncached, reads[Uncached], round);
        }

        async Task<double> Time(int tasks, string name, Func<Task> read, int round)
        {
            var started = Stopwatch.GetTimestamp();
            await read();
            var took = Figures.Milliseconds(started);
            Note(tasks, name, took, round);
            return took;
        }

        void Note(int tasks, string name, double took, int round)
        {
            if (round < 20) return;
            if (!times.TryGetValue((tasks, name), out var list)) times[(tasks, name)] = list = [];
            list.Add(took);
        }

        Console.WriteLine(Figures.Machine());
        Figures.Row(string.Create(CultureInfo.InvariantCulture, $"ms at 10 k and {many:N0}"), "p50", "p50", "ratio", "p95", "p95", "ratio");
        foreach (var name in pages[0].Reads.Keys.Append("all pages together"))
        {
            var (few, lot) = (times[(10_000, name)], times[(many, name)]);
            double[] cells = [.. new[] { 0.5, 0.95 }.SelectMany(share => (double[])[
                Figures.Percentile(few, share), Figures.Percentile(lot, share),
                Figures.Percentile(lot, share) / Figures.Percentile(few, share)])];
            Figures.Row([name, .. cells.Cast<object>()]);
        }

        return 0;
    }

    private const string Uncached = "now, counted anew";

    private static async Task<(int Tasks, Dictionary<string, Func<Task>> Reads)> Prepare(BenchmarkDatabase database, int tasks)
    {
        var cases = tasks / StoredCases.OpenTask;
        Console.WriteLine($"Filling a database with {tasks:N0} tasks...");
        await StoredCases.Fill(database, cases, TimeSpan.FromDays(Days) / cases, Open);
        // Each case has a promise, and one in fifty breaks it.
        await database.Execute(
            $"""
            set role sop_system;
            update cases set standard_due_at = started_at + case when id % 50 = 0 then interval '1 hour' else interval '14 days' end,
              standard_alarm_at = case when id % 50 > 0 and id > {cases - (int)(cases * Open)} then now() + interval '9 days' end,
              status = case when id <= {cases - (int)(cases * Open)} then 'finished' else status end,
              ended_at = case when id <= {cases - (int)(cases * Open)} then least(now(), started_at + interval '26 hours') end;
            """);
        await database.Execute("vacuum (analyze) cases");
        var store = new SopDatabase(database.ConnectionString);
        var (flows, calendars, clock) = (new FlowCache(store), new UnitCalendars(store), SystemClock.Instance);
        using (var job = new RollupJob(store, flows, calendars, NullLogger<RollupJob>.Instance))
        {
            var started = Stopwatch.GetTimestamp();
            var counted = await job.CountClosed(CancellationToken.None);
            Console.WriteLine($"{counted:N0} closings counted, {counted / Stopwatch.GetElapsedTime(started).TotalSeconds:N0} a second");
        }

        await database.Execute(
            """
            vacuum (analyze) step_days, step_weeks, step_months, person_days, person_weeks, person_months, promise_days, promise_outcomes
            """);
        var clocks = new OfficeClock(store, calendars, new MemoryCache(new MemoryCacheOptions()), clock);
        var (counts, places) = (new OpenCounts(store, flows, clocks, clock), new StepPlaces(store, flows, clocks));
        var person = new Person(StoredCases.Unit, StoredCases.UserName, "Pengawas", "",
            new Actor(StoredCases.Person, false, [Role.Supervisor], []), "Dinas", "Asia/Jakarta");
        var today = clock.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb["Asia/Jakarta"]).Date;
        var filter = new DashboardFilter(null, null, null, today.PlusDays(1 - Days), today, null, Standing.Open) { Reach = null };
        var list = new ListSteps.Handler(store, flows, clocks, places, counts, clock);
        var (now, trend, heat) = (
            new ReadNow.Handler(counts), new ReadTrend.Handler(store, places),
            new ReadHeat.Handler(store, flows, new SopSheets(flows, store, new MemoryCache(new MemoryCacheOptions()))));
        var promises = new ReadPromises.Handler(store);
        var (ahead, causes) = (
            new ReadAhead.Handler(store, counts, clocks), new ReadCauses.Handler(store, flows, clocks, list, clock));
        return (tasks, new()
        {
            ["choices"] = () => new ReadChoices.Handler(store, flows).Handle(new(person), CancellationToken.None),
            ["now"] = () => now.Handle(new(person, filter), CancellationToken.None),
            [Uncached] = () => counts.Count(person.UnitId, CancellationToken.None),
            ["trend"] = () => trend.Handle(new(person, filter), CancellationToken.None),
            ["promises"] = () => promises.Handle(new(person, filter), CancellationToken.None),
            ["load ahead"] = () => ahead.Handle(new(person, filter), CancellationToken.None),
            ["causes of lateness"] = () => causes.Handle(new(person, filter), CancellationToken.None),
            ["where it hurts"] = () => heat.Handle(new(person, filter), CancellationToken.None),
            ["list of late steps"] = () =>
                list.Handle(new(person, filter with { Standing = Standing.Late }, null, 50), CancellationToken.None),
            ["list of steps done late"] = () =>
                list.Handle(new(person, filter with { Standing = Standing.DoneLate }, null, 50), CancellationToken.None),
        });
    }
}
