using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Caching.Memory;
using NodaTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Units;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Inbox;

namespace SopEngine.Benchmarks;

/// <summary>
/// The time of the first page of a lane's queue at ten thousand and at five million tasks, a fifth of which are open. The number of tasks
/// after the first page must not matter.
/// </summary>
internal static class InboxBenchmark
{
    private const int Rounds = 400;

    public static async Task<int> Run(string[] args)
    {
        var times = new Dictionary<int, List<double>>();
        await using var small = await BenchmarkDatabase.Create("small");
        await using var large = await BenchmarkDatabase.Create("large");
        var reads = new List<(int Tasks, Func<Task> Read)>
        {
            await Prepare(small, 2_000),
            await Prepare(large, 1_000_000),
        };

        // In turns, so that other load of the machine falls on both.
        for (var round = 0; round < Rounds + 50; round++)
        {
            foreach (var (tasks, read) in reads)
            {
                var started = Stopwatch.GetTimestamp();
                await read();
                if (round >= 50) times.TryAdd(tasks, []);
                if (round >= 50) times[tasks].Add(Figures.Milliseconds(started));
            }
        }

        Console.WriteLine(Figures.Machine());
        Figures.Row("tasks", "p50 ms", "p95 ms", "p95 ratio");
        var yardstick = Figures.Percentile(times[reads[0].Tasks], 0.95);
        foreach (var (tasks, measured) in times)
        {
            Figures.Row(
                tasks.ToString("N0", CultureInfo.InvariantCulture), Figures.Percentile(measured, 0.5),
                Figures.Percentile(measured, 0.95), Figures.Percentile(measured, 0.95) / yardstick);
        }

        return 0;
    }

    private static async Task<(int Tasks, Func<Task> Read)> Prepare(BenchmarkDatabase database, int cases)
    {
        Console.WriteLine($"Filling a database with {cases * StoredCases.OpenTask:N0} tasks...");
        await StoredCases.Fill(database, cases);
        var store = new SopDatabase(database.ConnectionString);
        var clocks = new OfficeClock(store, new UnitCalendars(store), new MemoryCache(new MemoryCacheOptions()), SystemClock.Instance);
        var handler = new ListTasks.Handler(store, new FlowCache(store), clocks, SystemClock.Instance);
        var person = new Person(
            StoredCases.Unit, StoredCases.UserName, "Tim AKIP", "", new Actor(StoredCases.Person, false, [], ["tim-akip"]),
            "Dinas", "Asia/Jakarta");
        var query = new ListTasks.Query(person, TaskList.Queue, TaskFilter.None, null, 50);
        return (cases * StoredCases.OpenTask, async () =>
        {
            var page = await handler.Handle(query, CancellationToken.None);
            if (page.Items.Count != 50) throw new InvalidOperationException($"{page.Items.Count} tasks on the page.");
        }
        );
    }
}
