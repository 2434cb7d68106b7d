using System.Diagnostics;
using System.Runtime.InteropServices;
using Npgsql;

namespace SopEngine.Benchmarks.Soak;

/// <summary>
/// Mixed use of two nodes for an hour: all roles, pages and API, some requests broken off and some malformed, one node killed every five
/// minutes. Only provoked failures may occur, no acknowledged deed may be lost or happen twice, memory must stay flat, and the stored data
/// must pass every check. Ends with 1 if any of that does not hold.
/// </summary>
internal static class SoakBenchmark
{
    public const string Password = "kata-sandi-tahan-lama";

    /// <summary>The past of the demo offices, so that lists and figures are not empty.</summary>
    private const string DaysOfHistory = "30";

    /// <summary>The time for outbox, rollups and messages to catch up before the nodes are stopped.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    public static async Task<int> Run(string[] args)
    {
        var settings = SoakSettings.Of(args);
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop));

        await using var database = await BenchmarkDatabase.Create(settings: ServerLog.Settings);
        // Two nodes with two pools each, and their other connections, stay below the server's limit.
        var connectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 40 }.ConnectionString;
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__Sop"] = connectionString,
            ["Sop__DemoPassword"] = Password,
            ["Sop__DemoDays"] = DaysOfHistory,
            // The built program finds its assets only with this; a published one would not need it.
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
        };
        Console.WriteLine($"Starting two nodes over the demo offices with a past of {DaysOfHistory} days...");
        await using var nodes = new Nodes(environment);
        await nodes.Start();

        Console.WriteLine(Figures.Machine());
        Console.WriteLine($"{settings}, a kill every {settings.KillEvery.TotalMinutes:0.#} minutes...");
        var offices = (await Person.All(connectionString)).GroupBy(person => person.Office)
            .Select(office => new Office(office.Key, [.. office.Select(person => new Visitor(person))])).ToList();
        var (traffic, ledger, samples) = (new Traffic(settings, nodes), new Ledger(), new Samples(nodes, connectionString));
        stop.CancelAfter(settings.Length);
        var crowd = new Crowd(offices, traffic, ledger, settings);
        await Task.WhenAll(
            crowd.Work(stop.Token), nodes.Tend(settings.KillEvery, stop.Token), samples.Take(SoakSettings.SampleEvery, stop.Token));
        foreach (var visitor in offices.SelectMany(office => office.Visitors)) visitor.Dispose();
        await Task.Delay(Settling);
        await nodes.Stop();

        Console.WriteLine("Comparing what was acknowledged with what was kept...");
        var check = await LedgerCheck.Run(ledger, connectionString);
        var history = await Verify("verify-history", environment);
        var rollups = await Verify("verify-rollups", environment);
        return new Report(settings, nodes, traffic, samples).Print(check, ServerLog.Read(database.ServerLog), history, rollups);
    }

    /// <returns>The command's exit code and its last lines.</returns>
    private static async Task<(int ExitCode, string Output)> Verify(string command, IReadOnlyDictionary<string, string> environment)
    {
        using var process = Process.Start(Node.Program(environment, command))!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var lines = $"{await output}\n{await errors}".Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (process.ExitCode, string.Join("\n  ", lines.TakeLast(20)));
    }

    private static void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        context.Cancel = true;
        stop.Cancel();
    }
}
