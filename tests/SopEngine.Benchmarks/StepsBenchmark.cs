using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Units;

namespace SopEngine.Benchmarks;

/// <summary>
/// Completed steps per second through the engine at 1, 8 and 32 at once, over 200,000 cases with 1,000,000 tasks. The limit beside it: the
/// same rows, sent over as many connections as bare pipelined batches of one transaction each, with nothing read, locked, checked or
/// decided.
/// </summary>
internal static class StepsBenchmark
{
    private const int Cases = 200_000;
    private const int Rounds = 7;
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(1.5);

    public static async Task<int> Run(string[] args)
    {
        Console.WriteLine($"Filling the database with {Cases:N0} cases and {Cases * StoredCases.OpenTask:N0} tasks...");
        await using var database = await BenchmarkDatabase.Create();
        var stored = await StoredCases.Fill(database, Cases);

        await using var store = new SopDatabase(database.ConnectionString);
        await using var engine = new CaseEngine(
            store, new FlowCache(store), new UnitCalendars(store), SystemClock.Instance, NullLogger<CaseEngine>.Instance);
        var bare = new BareWrites(store, stored);
        var next = new NextTasks(stored.Count);

        Console.WriteLine(Figures.Machine());
        Figures.Row("at once", "limit/s", "engine/s", "ratio", "limit p99 ms", "engine p50 ms", "engine p99 ms");
        foreach (var atOnce in new[] { 1, 8, 32 }) await Compare(atOnce, task => Complete(engine, task), bare.Complete, next);
        return 0;
    }

    internal static async Task Compare(int atOnce, Func<StoredTask, Task> measured, Func<StoredTask, Task> limit, NextTasks next)
    {
        var limits = new List<double>();
        var figures = new List<double>();
        var limitTimes = new ConcurrentBag<double>();
        var times = new ConcurrentBag<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var isWarmUp = round == 0;
            var limitRate = await Rate(atOnce, limit, next, isWarmUp ? [] : limitTimes);
            var rate = await Rate(atOnce, measured, next, isWarmUp ? [] : times);
            if (isWarmUp) continue;
            limits.Add(limitRate);
            figures.Add(rate);
        }

        Figures.Row(
            atOnce, Figures.Median(limits), Figures.Median(figures), Figures.Median(figures.Zip(limits, (figure, yard) => figure / yard)),
            Figures.Percentile(limitTimes, 0.99), Figures.Percentile(times, 0.5), Figures.Percentile(times, 0.99));
    }

    private static async Task<double> Rate(int atOnce, Func<StoredTask, Task> work, NextTasks next, ConcurrentBag<double> times)
    {
        var done = 0L;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < RoundTime)
            {
                var at = Stopwatch.GetTimestamp();
                await work(next.Take());
                times.Add(Figures.Milliseconds(at));
                Interlocked.Increment(ref done);
            }
        })));
        return done / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task Complete(CaseEngine engine, StoredTask task)
    {
        var result = await engine.Execute(
            new AdvanceCase(StoredCases.Unit, task.Case, new TaskCompleted(task.No, StoredCases.Person), StoredCases.Person),
            CancellationToken.None);
        if (result is not CaseResult.Done) throw new InvalidOperationException(result.ToString());
    }
}
