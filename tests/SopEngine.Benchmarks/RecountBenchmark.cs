using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using NpgsqlTypes;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Timers;
using SopEngine.Engine.Units;

namespace SopEngine.Benchmarks;

/// <summary>
/// The speed of recounting an office's open tasks after a change of its calendar, when all of them move: with their cases' histories, until
/// a whole round finds no more tasks; beside the same rows sent as bare batches of the same size. Also the time for which a batch holds its
/// cases. An argument sets the number of cases.
/// </summary>
internal static class RecountBenchmark
{
    private const int Rounds = 3;

    public static async Task<int> Run(string[] args)
    {
        var cases = args is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 100_000;
        Console.WriteLine($"Filling the database with {cases:N0} cases and {cases * StoredCases.OpenTask:N0} tasks...");
        await using var database = await BenchmarkDatabase.Create();
        var stored = await StoredCases.Fill(database, cases);
        Console.WriteLine(Figures.Machine());

        await using var store = new SopDatabase(database.ConnectionString);
        var calendars = new UnitCalendars(store);
        await using var engine = new CaseEngine(
            store, new FlowCache(store), calendars, SystemClock.Instance, NullLogger<CaseEngine>.Instance);
        using var recount = new CalendarRecount(store, engine, SystemClock.Instance, NullLogger<CalendarRecount>.Instance);
        var (limits, counted, batches) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            await Reset(database);
            var limit = await Bare(store, stored);
            await Reset(database);
            var held = new List<double>();
            var seconds = await Recount(calendars, recount, round + 1, held);
            if (round == 0) continue; // warm-up
            limits.Add(limit);
            counted.Add(seconds);
            batches.AddRange(held);
        }

        Figures.Row($"{cases:N0} open tasks", "seconds", "per second", "ratio");
        Figures.Row("limit", Figures.Median(limits), cases / Figures.Median(limits), 1.0);
        Figures.Row(
            "recount", Figures.Median(counted), cases / Figures.Median(counted),
            Figures.Median(counted.Zip(limits, (recounted, limit) => limit / recounted)));
        Figures.Row("a batch, p50 and p99 ms", Figures.Percentile(batches, 0.5), Figures.Percentile(batches, 0.99));
        return 0;
    }

    /// <summary>The seconds until no task is left to count.</summary>
    private static async Task<double> Recount(UnitCalendars calendars, CalendarRecount recount, int version, List<double> held)
    {
        var rules = new WorkingCalendarRules { Zone = "Asia/Jakarta", Hours = WeeklyHours.Office };
        await calendars.Change(
            StoredCases.Unit, version, rules, StoredCases.Person, "uji coba", SystemClock.Instance.GetCurrentInstant(),
            CancellationToken.None);
        var started = Stopwatch.GetTimestamp();
        for (var goesOn = true; goesOn;)
        {
            var began = Stopwatch.GetTimestamp();
            goesOn = await recount.Next(CancellationToken.None);
            if (goesOn) held.Add(Figures.Milliseconds(began));
        }

        return Figures.Milliseconds(started) / 1000;
    }

    /// <summary>Writes the rows of a recount, with nothing locked, read or computed: the server's limit over one connection.</summary>
    private static async Task<double> Bare(SopDatabase store, StoredCases stored)
    {
        var now = SystemClock.Instance.GetCurrentInstant();
        var json = CaseEventJson.Write(new DuesRecounted(2, [new DueChange(StoredCases.OpenTask, now, now + Duration.FromHours(1))]));
        var state = CaseStateJson.Write(stored.State);
        var hash = new byte[32];
        const int seq = StoredCases.OpenTask + 1;
        var started = Stopwatch.GetTimestamp();
        foreach (var ids in Enumerable.Range(1, stored.Count).Select(id => (long)id).Chunk(CalendarRecount.Batch))
        {
            await using var connection = await store.System.OpenConnectionAsync();
            await using var batch = connection.CreateBatch();
            batch.Add("begin");
            batch.Add(
                """
                update cases c set title = new.title, status = 'running', state = new.state::json, seq = $5, hash = $6, updated_at = $7
                from unnest($1::int[], $2::bigint[], $3::text[], $4::text[]) as new (unit_id, id, title, state)
                where c.unit_id = new.unit_id and c.id = new.id
                """)
                .With(NpgsqlDbType.Integer, ids.Select(_ => StoredCases.Unit)).With(NpgsqlDbType.Bigint, ids)
                .With(NpgsqlDbType.Text, ids.Select(_ => "Pengukuran Kinerja")).With(NpgsqlDbType.Text, ids.Select(_ => state))
                .With(seq).With(hash).With(now.ToSql());
            batch.Add(
                """
                insert into history (unit_id, case_id, seq, at, event, hash)
                select $1, id, $2, $3, event::json, $4 from unnest($5::bigint[], $6::text[]) as new (id, event)
                """)
                .With(StoredCases.Unit).With(seq).With(now.ToSql()).With(hash).With(NpgsqlDbType.Bigint, ids)
                .With(NpgsqlDbType.Text, ids.Select(_ => json));
            batch.Add(
                """
                update tasks t set time_limit = '60 menit', calendar_version = 2, due_at = $4,
                  alarms = array[$4, $4 + interval '1 hour', $4 + interval '2 hours']
                from unnest($1::bigint[]) as new (id) where t.unit_id = $2 and t.case_id = new.id and t.no = $3
                """)
                .With(NpgsqlDbType.Bigint, ids).With(StoredCases.Unit).With(StoredCases.OpenTask).With(now.ToSql());
            batch.Add("commit");
            await batch.PrepareAsync();
            await batch.ExecuteNonQueryAsync();
        }

        return Figures.Milliseconds(started) / 1000;
    }

    /// <summary>Restores every case, with its task counted on the first calendar.</summary>
    private static async Task Reset(BenchmarkDatabase database)
    {
        await database.Execute(
            $"""
            delete from history where seq > {StoredCases.OpenTask};
            update cases set seq = {StoredCases.OpenTask} where seq > {StoredCases.OpenTask};
            update tasks set calendar_version = 1, due_at = opened_at + interval '1 day', alarms = array[]::timestamptz[]
              where closed_at is null and calendar_version > 1;
            """);
        await database.Execute("vacuum (analyze) cases, tasks, history");
    }
}
