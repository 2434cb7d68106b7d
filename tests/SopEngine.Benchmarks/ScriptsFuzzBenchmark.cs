using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using SopEngine.Core.Tests.Workflows;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Benchmarks;

/// <summary>
/// Runs scripts that try to exceed their limits, for some minutes, one after another like the scripts of one office, beside a small script
/// of a neighbour. Prints the excess of the worst scripts over a second and 64 MB, and the neighbour's time beside its time alone.
/// </summary>
internal static class ScriptsFuzzBenchmark
{
    private const double MostMilliseconds = 1_000;
    private const double MostBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 30, 1, 0);
    private static readonly CaseStarted Started = new(new Dictionary<string, JsonElement>());

    public static Task<int> Run(string[] args)
    {
        var minutes = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 10;
        var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : Environment.TickCount;
        Console.WriteLine($"seed {seed}. {Figures.Machine()}");

        var neighbour = Flow("1 + 1")!;
        using var stop = new CancellationTokenSource();
        var alone = Neighbour(neighbour, TimeSpan.FromSeconds(10), CancellationToken.None);
        var beside = new List<double>();
        var watching = new Thread(() => beside = Neighbour(neighbour, TimeSpan.MaxValue, stop.Token));
        watching.Start();

        var fuzz = new ScriptFuzz(seed);
        var worst = new List<(double Time, double Bytes, string Script)>();
        var (ran, given, begun) = (0, 0, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(begun).TotalMinutes < minutes)
        {
            var script = fuzz.Next();
            if (Flow(script) is not { } flow) continue;
            var (from, allocated) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true));
            try
            {
                Interpreter.Advance(flow, CaseState.New, Started, Now, patience: Patience);
            }
            catch (ScriptTimeoutException)
            {
                given++;
            }

            ran++;
            worst.Add((Figures.Milliseconds(from), GC.GetTotalAllocatedBytes(precise: true) - allocated, script));
            if (worst.Count > 10_000) Keep(worst);
        }

        stop.Cancel();
        watching.Join();
        Figures.Row("scripts run", ran, "given up", given);
        Figures.Row("worst time / 1 s", worst.Max(one => one.Time) / MostMilliseconds);
        Figures.Row("worst bytes / 64 MB", worst.Max(one => one.Bytes) / MostBytes);
        Figures.Row("neighbour, ms", "median", "p99", "worst");
        Figures.Row("alone", Figures.Median(alone), Figures.Percentile(alone, 0.99), alone.Max());
        Figures.Row("beside", Figures.Median(beside), Figures.Percentile(beside, 0.99), beside.Max());
        Figures.Row(
            "ratio", Figures.Median(beside) / Figures.Median(alone),
            Figures.Percentile(beside, 0.99) / Figures.Percentile(alone, 0.99), beside.Max() / alone.Max());
        foreach (var (time, bytes, script) in worst
            .OrderByDescending(one => Math.Max(one.Time / MostMilliseconds, one.Bytes / MostBytes)).Take(5))
            Console.WriteLine($"\n{time:N0} ms, {bytes / 1024 / 1024:N0} MB\n{script}");
        return Task.FromResult(0);
    }

    private static void Keep(List<(double Time, double Bytes, string Script)> worst)
    {
        var kept = worst.OrderByDescending(one => one.Time).Take(20).Concat(worst.OrderByDescending(one => one.Bytes).Take(20))
            .Distinct().ToList();
        worst.Clear();
        worst.AddRange(kept);
    }

    private static List<double> Neighbour(Flow flow, TimeSpan time, CancellationToken stop)
    {
        var waits = new List<double>();
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < time && !stop.IsCancellationRequested;)
        {
            var from = Stopwatch.GetTimestamp();
            Interpreter.Advance(flow, CaseState.New, Started, Now, patience: Patience);
            waits.Add(Figures.Milliseconds(from));
            Thread.Sleep(10);
        }

        return waits;
    }

    private static Flow? Flow(string script) => FlowCompiler.Compile(WorkflowDefinition.Parse(new JsonObject
    {
        ["definitionId"] = "skrip",
        ["variables"] = new JsonArray(new JsonObject { ["id"] = "v", ["name"] = "v", ["typeName"] = "Object" }),
        ["root"] = new JsonObject
        {
            ["id"] = "w",
            ["type"] = "Elsa.WriteLine",
            ["text"] = new JsonObject
            {
                ["typeName"] = "String",
                ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = script },
            },
        },
    }.ToJsonString())).Flow;
}
