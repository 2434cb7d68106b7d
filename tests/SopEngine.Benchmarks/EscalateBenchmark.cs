using System.Diagnostics;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Background;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Timers;
using SopEngine.Engine.Units;

namespace SopEngine.Benchmarks;

/// <summary>
/// The time until 100,000 tasks that fall due at one instant are escalated, beside the same rows sent as bare batches of the same size;
/// and the lateness of escalations, from their instant to their commit, while 1,000 fall due each second: with one process, with three,
/// and with one of three killed in the middle. No level may be climbed twice. With <c>at-once</c>, the first part alone.
/// </summary>
internal static class EscalateBenchmark
{
    private const int Cases = 100_000;
    private const int PerSecond = 1_000;
    private const int Seconds = 20;
    private const int Rounds = 5;

    /// <summary>Writers of the yardstick: on two cores, four wrote faster than two or three.</summary>
    private static readonly int Writers = Environment.ProcessorCount * 2;

    /// <summary>Seconds of alarms that do not count: new processes compile their code meanwhile.</summary>
    private const int WarmUp = 4;

    public static async Task<int> Run(string[] args)
    {
        if (args is ["node", var connectionString]) return await Node(connectionString);

        Console.WriteLine($"Filling the database with {Cases:N0} cases and {Cases * StoredCases.OpenTask:N0} tasks...");
        await using var database = await BenchmarkDatabase.Create(settings: new() { ["track_commit_timestamp"] = "on" });
        var stored = await StoredCases.Fill(database, Cases);
        Console.WriteLine(Figures.Machine());

        await AtOnce(database, stored);
        if (args is ["at-once"]) return 0;
        Figures.Row("1,000 due a second", "escalated", "p50 ms", "p99 ms", "twice");
        await Late(database, stored, "one process", 1, isOneKilled: false);
        await Late(database, stored, "three processes", 3, isOneKilled: false);
        await Late(database, stored, "three, one killed", 3, isOneKilled: true);
        return 0;
    }

    private static async Task AtOnce(BenchmarkDatabase database, StoredCases stored)
    {
        await using var store = new SopDatabase(database.ConnectionString);
        var escalated = Interpreter.Advance(
            stored.Flow, stored.State, new TaskEscalated(StoredCases.OpenTask, 1), SystemClock.Instance.GetCurrentInstant());
        var bare = new BareEscalations(CaseStateJson.Write(escalated.State));
        var before = CaseStateJson.Write(stored.State);
        await using var node = new SweepingNode(database.ConnectionString);
        var (limits, sweeps) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            await Reset(database, before, "now()");
            var limit = await Timed(() => Write(bare, store));
            await Reset(database, before, "now()");
            var sweep = await Timed(() => node.Alarms.RingAll(CancellationToken.None));
            if (round == 0) continue; // warm-up
            limits.Add(limit);
            sweeps.Add(sweep);
        }

        Figures.Row("100,000 due at once", "seconds", "per second", "ratio");
        Figures.Row("limit", Figures.Median(limits), Cases / Figures.Median(limits), 1.0);
        Figures.Row(
            "sweep", Figures.Median(sweeps), Cases / Figures.Median(sweeps),
            Figures.Median(sweeps.Zip(limits, (sweep, limit) => limit / sweep)));
        Console.WriteLine();
    }

    private static Task Write(BareEscalations bare, SopDatabase store)
    {
        var batches = -1;
        return Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            while (await bare.Write(store, Interlocked.Increment(ref batches))) { }
        })));
    }

    /// <returns>Seconds.</returns>
    private static async Task<double> Timed(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Figures.Milliseconds(started) / 1000;
    }

    private static async Task Late(BenchmarkDatabase database, StoredCases stored, string name, int processes, bool isOneKilled)
    {
        await Reset(
            database, CaseStateJson.Write(stored.State),
            $"now() + interval '5 seconds' + case_id % {PerSecond * Seconds} * interval '{1000.0 / PerSecond} milliseconds'",
            PerSecond * Seconds);
        var nodes = Enumerable.Range(0, processes).Select(_ => Start(database.ConnectionString)).ToList();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        for (var left = 1L; left > 0;)
        {
            await Task.Delay(500);
            left = await connection.ExecuteScalarAsync<long>(
                "set role sop_system; select count(*) from tasks where closed_at is null and next_alarm < 'infinity'");
            if (isOneKilled && left < PerSecond * Seconds / 2 && !nodes[0].HasExited) nodes[0].Kill();
        }

        foreach (var node in nodes.Where(node => !node.HasExited)) node.Kill();
        var late = (await connection.QueryAsync<double>(
            """
            select extract(epoch from pg_xact_commit_timestamp(e.xmin) - t.alarms[e.level]) * 1000
            from escalations e join tasks t using (unit_id, case_id, no)
            where t.alarms[e.level] >= (select min(alarms[1]) from tasks) + @WarmUp * interval '1 second'
            """, new { WarmUp }, commandTimeout: 120)).ToList();
        var twice = await connection.ExecuteScalarAsync<long>(
            """
            select count(*) from (select 1 from history where event ->> 'event' = 'escalated'
              group by case_id, event ->> 'task', event ->> 'level' having count(*) > 1) x
            """);
        Figures.Row(
            name, late.Count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), Figures.Percentile(late, 0.5),
            Figures.Percentile(late, 0.99), twice.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Restores every case; the open tasks of the first cases are due at the moment of the SQL expression.</summary>
    private static async Task Reset(BenchmarkDatabase database, string before, string alarm, int cases = Cases)
    {
        await database.Execute(
            $"""
            truncate escalations;
            delete from history where seq > {StoredCases.OpenTask};
            update cases set state = '{before}', seq = {StoredCases.OpenTask} where seq > {StoredCases.OpenTask};
            update tasks set level = 0, alarms = case when case_id <= {cases} then array[{alarm}] else array[]::timestamptz[] end
              where closed_at is null;
            """);
        await database.Execute("vacuum (analyze) cases, tasks, history");
    }

    private static Process Start(string connectionString) => Process.Start(new ProcessStartInfo(
        "dotnet", [typeof(EscalateBenchmark).Assembly.Location, "escalate", "node", connectionString]))!;

    /// <summary>A process that sweeps until it is killed, as the service does: in Hangfire's server.</summary>
    private static async Task<int> Node(string connectionString)
    {
        await using var node = new SweepingNode(connectionString);
        await node.Server().StartAsync(CancellationToken.None);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private sealed class SweepingNode : IAsyncDisposable
    {
        private readonly SopDatabase _database;
        private readonly CaseEngine _engine;

        public SweepingNode(string connectionString)
        {
            _database = new SopDatabase(connectionString);
            _engine = new CaseEngine(
                _database, new FlowCache(_database), new UnitCalendars(_database), SystemClock.Instance, NullLogger<CaseEngine>.Instance);
            Alarms = new AlarmSweep(_database, _engine, SystemClock.Instance, NullLogger<AlarmSweep>.Instance);
        }

        public AlarmSweep Alarms { get; }

        public JobServer Server()
        {
            var noJobs = new ServiceCollection().BuildServiceProvider();
            var runner = new JobRunner(noJobs, _database, new JobRuns(_database), SystemClock.Instance, NullLogger<JobRunner>.Instance);
            var storage = new SteadyStorage(_database, NullLogger<SteadyStorage>.Instance);
            return new JobServer(storage, runner, [Alarms], new WakeUps(_database, NullLogger<WakeUps>.Instance), _engine);
        }

        public async ValueTask DisposeAsync()
        {
            await _engine.DisposeAsync();
            await _database.DisposeAsync();
        }
    }
}
