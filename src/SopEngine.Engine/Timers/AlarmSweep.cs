using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Background;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Timers;

/// <summary>
/// Rings due alarms, on every node: alarms that cases wait for, the levels of late tasks' ladders, broken promises for whole cases, and
/// tasks that lapse.
/// Each node locks a batch of cases, skips cases locked by others, and advances its batch in the same transaction, so an alarm rings once.
/// When very many are due, several batches run in parallel.
/// </summary>
public sealed class AlarmSweep(SopDatabase database, CaseEngine engine, IClock clock, ILogger<AlarmSweep> log)
    : DueWork(apart: TimeSpan.FromMilliseconds(50), atMost: TimeSpan.FromSeconds(10), log)
{
    private const int Batch = 500;

    /// <summary>Each part is a look at the beginning of an index.</summary>
    private const string NextAlarm =
        """
        select least(
          (select min(next_alarm) from tasks where closed_at is null and next_alarm < 'infinity'),
          (select min(due_at) from waits where due_at is not null),
          (select min(standard_alarm_at) from cases where status = 'running' and standard_alarm_at is not null),
          (select min(lapse_alarm) from tasks where closed_at is null and lapse_alarm is not null))
        """;

    /// <summary>Parallel batches while very many alarms are due: while one waits for its commit, the others claim and decide.</summary>
    private static readonly int Sweepers = Environment.ProcessorCount * 2;

    // The case is locked first, and skipped if another transaction holds it: completing a step locks it too, and two transactions that wait
    // for one another would both fail. The wait is locked with it, so that an alarm that another node has just rung is seen to be over.
    private const string ClaimWaits =
        $"""
        select w.no, {CasesTable.Columns}
        from waits w join cases c on c.unit_id = w.unit_id and c.id = w.case_id join units u on u.id = c.unit_id
        where w.due_at <= $1 order by w.due_at limit $2
        for update of c, w skip locked
        """;

    /// <summary>
    /// Claims tasks and raises them in one statement: locking first and raising later costs more. A task that another node has just raised
    /// has another physical place, so it is not raised again. After a standstill a task may have several levels to climb.
    /// </summary>
    private const string ClaimTasks =
        $"""
        with due as materialized (
          select t.ctid as place, t.level::int as level,
            case when t.alarms[t.level + 2] <= $1 then (select count(*)::int from unnest(t.alarms) alarm where alarm <= $1)
              else t.level + 1 end as reached,
            {VacantLadder.Climbed} as vacant,
            {CasesTable.Columns}
          from tasks t join cases c on c.unit_id = t.unit_id and c.id = t.case_id join units u on u.id = c.unit_id
          where t.next_alarm <= $1 and t.next_alarm < 'infinity' and t.closed_at is null
            and (t.next_alarm, t.case_id, t.no) > ($3, $4, $5) and (t.next_alarm, t.case_id, t.no) <= ($6, $7, $8)
          order by t.next_alarm, t.case_id, t.no limit $2
          for update of c skip locked
        )
        update tasks t set level = due.reached from due where t.ctid = due.place
        returning t.no as task, due.*
        """;

    /// <summary>Reads the last task of each batch of due tasks.</summary>
    private const string MarkStretches =
        """
        select next_alarm, case_id, no
        from (
          select next_alarm, case_id, no, row_number() over (order by next_alarm, case_id, no) as place
          from tasks where next_alarm <= $1 and next_alarm < 'infinity' and closed_at is null
        ) due
        where place % $2 = 0
        order by place
        """;

    /// <summary>Claims cases whose promise for the whole case is broken.</summary>
    private const string ClaimStandards =
        $"""
        select c.standard_due_at, {CasesTable.Columns}
        from cases c join units u on u.id = c.unit_id
        where c.standard_alarm_at <= $1 and c.status = 'running' order by c.standard_alarm_at limit $2
        for update of c skip locked
        """;

    private const string PostponeStandard = "update cases set standard_alarm_at = $4 where unit_id = $1 and id = $2 and $3 = 0";
    private const string PostponeWait = "update waits set due_at = $4 where unit_id = $1 and case_id = $2 and no = $3";
    private const string PostponeTask = "update tasks set alarms[level + 1] = $4 where unit_id = $1 and case_id = $2 and no = $3";

    /// <summary>Rings one batch.</summary>
    /// <returns>The number of alarms rung.</returns>
    public Task<int> RingDue(CancellationToken cancellation) => RingDue(Stretch.All, cancellation);

    /// <summary>
    /// Rings all due alarms. When very many are due, each sweeper takes a stretch of its own: passing over tasks that other sweepers have
    /// rung or claimed would cost more than ringing them.
    /// </summary>
    public async Task RingAll(CancellationToken cancellation)
    {
        if (await RingDue(cancellation) < Batch) return;
        var stretches = new ConcurrentQueue<Stretch>(await Stretches(cancellation));
        await Task.WhenAll(Enumerable.Range(0, Sweepers).Select(_ => Task.Run(Sweep, cancellation)));

        async Task Sweep()
        {
            while (stretches.TryDequeue(out var stretch)) await RingDue(stretch, cancellation);
            while (await RingDue(cancellation) >= Batch) { }
        }
    }

    private async Task<int> RingDue(Stretch stretch, CancellationToken cancellation)
    {
        try
        {
            return await Ring(stretch, Batch, cancellation);
        }
        catch (Exception e) when (e is not (OperationCanceledException or NpgsqlException { IsTransient: true }))
        {
            Log.LogWarning(e, "A batch of alarms could not be rung together; each is tried alone");
        }

        // An alarm that cannot ring must not stop the others.
        var rung = 0;
        for (var left = Batch; left > 0 && await Ring(stretch, 1, cancellation) > 0; left--) rung++;
        return rung;
    }

    private async Task<int> Ring(Stretch stretch, int most, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var transaction = engine.Transaction(connection);
        // A short patience finds a slow script soon. Alone it gets more, but at most a second: other alarms wait for it.
        transaction.Patience = most == 1 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(100);
        var due = new List<DueAlarm>();
        var rung = 0;
        try
        {
            await Claim(connection, transaction, stretch, most, due, cancellation);
            foreach (var alarm in due)
            {
                if (await Ring(transaction, alarm, cancellation)) rung++;
            }

            await transaction.Commit(cancellation);
        }
        catch (Exception e) when (most == 1 && due.Count > 0 && e is not OperationCanceledException)
        {
            Log.LogError(e, "The alarm of case {Case} could not be rung; it is tried again in a minute", due[0].Case);
            await connection.ExecuteNonQueryAsync("rollback", cancellation);
            await PostponeFor(connection, due[0], cancellation);
            return due.Count;
        }
        catch
        {
            await connection.ExecuteNonQueryAsync("rollback", CancellationToken.None);
            throw;
        }

        engine.Committed(transaction);
        return rung;
    }

    /// <returns>False for an alarm that is not awaited any more, which its row will show.</returns>
    private async ValueTask<bool> Ring(CaseTransaction transaction, DueAlarm alarm, CancellationToken cancellation)
    {
        if (alarm is { IsReminder: true, Happened: TaskLapsed foretold })
        {
            transaction.RemindOfLapse(alarm.Unit, alarm.Case, foretold.Task, foretold.At);
            return true;
        }

        var result = await transaction.Decide(alarm.Command, cancellation);
        if (result is CaseResult.Done) return true;
        if (alarm.Happened is TaskEscalated raised)
            throw new InvalidOperationException($"Task {raised.Task} of case {alarm.Case} cannot climb to level {raised.Level}.");
        if (alarm.Happened is not TaskLapsed lapsed) return false;

        // It rings again in an hour, and counts: others may be due behind it.
        Log.LogWarning("Task {Task} of case {Case} cannot lapse: {Reason}", lapsed.Task, alarm.Case,
            (result as CaseResult.Refused)?.Refusal.Reason.ToString() ?? result.GetType().Name);
        return true;
    }

    protected override Task<TimeSpan> RunOnce(CancellationToken cancellation) =>
        database.RunWhenDue(clock, NextAlarm, RingAll, cancellation);

    private async Task PostponeFor(NpgsqlConnection connection, DueAlarm alarm, CancellationToken cancellation)
    {
        var (sql, no) = alarm.Happened switch
        {
            TaskEscalated escalated => (PostponeTask, escalated.Task),
            StandardBreached => (PostponeStandard, 0),
            TaskLapsed lapsed => (LapseClaims.Postpone, lapsed.Task),
            _ => (PostponeWait, ((AlarmRang)alarm.Happened).Wait),
        };
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters =
            {
                new() { Value = alarm.Unit }, new() { Value = alarm.Case }, new() { Value = no },
                new() { Value = (clock.Now() + Duration.FromMinutes(1)).ToSql() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <param name="due">Gets each claimed alarm before its case is read, so that an unreadable case is known.</param>
    private async Task Claim(
        NpgsqlConnection connection, CaseTransaction transaction, Stretch stretch, int most, List<DueAlarm> due,
        CancellationToken cancellation)
    {
        var now = clock.Now().ToSql();
        var (after, last) = stretch;
        Claiming[] claims =
        [
            new(ClaimWaits, "no", _ => { }, async row =>
            {
                due.Add(new DueAlarm(row.GetInt32(1), row.GetInt64(2), new AlarmRang(row.GetInt32(0))));
                await transaction.Take(row, 1, cancellation);
            }),
            new(ClaimTasks, "task", command => command
                .With(after.At).With(after.Case).With(after.No).With(last.At).With(last.Case).With(last.No), async row =>
            {
                var (unit, caseId, no, reached) = (row.GetInt32(5), row.GetInt64(6), row.GetInt32(0), row.GetInt32(3));
                for (var level = row.GetInt32(2) + 1; level <= reached; level++)
                    due.Add(new DueAlarm(unit, caseId, new TaskEscalated(no, level, level <= row.GetInt32(4))));
                await transaction.Take(row, 5, cancellation);
                transaction.Raised(unit, caseId, no, reached);
            }),
            new(ClaimStandards, "standard_due_at", _ => { }, async row =>
            {
                due.Add(new DueAlarm(row.GetInt32(1), row.GetInt64(2), new StandardBreached(row.GetDateTime(0).ToInstant())));
                await transaction.Take(row, 1, cancellation);
            }),
            new(LapseClaims.Claim, "lapsing", _ => { }, async row =>
            {
                var lapsed = new TaskLapsed(row.GetInt32(0), row.GetDateTime(2).ToInstant());
                due.Add(new DueAlarm(row.GetInt32(4), row.GetInt64(5), lapsed, IsReminder: !row.GetBoolean(3)));
                await transaction.Take(row, 4, cancellation);
            }),
        ];

        // A batch of one finds the alarm that cannot ring. Another claim of it would take an alarm that is not rung then.
        foreach (var together in most == 1 ? claims.Chunk(1) : [claims])
        {
            await using var batch = connection.CreateBatch();
            if (together[0] == claims[0]) batch.Add("begin");
            foreach (var claim in together) claim.More(batch.Add(claim.Sql).With(now).With(most));
            await using var reader = await batch.ExecutePrepared(cancellation);
            foreach (var claim in together) await reader.ReadResult(claim.First, claim.Read, cancellation);
            if (due.Count > 0) break;
        }
    }

    /// <summary>Stretches of one batch each over all due tasks; the last one has no end, for tasks that come due meanwhile.</summary>
    private async Task<List<Stretch>> Stretches(CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand(MarkStretches, connection)
        {
            Parameters = { new() { Value = clock.Now().ToSql() }, new() { Value = Batch } },
        };
        await using var reader = await command.ExecutePrepared(cancellation);
        var (stretches, after) = (new List<Stretch>(), Place.Beginning);
        while (await reader.ReadAsync(cancellation))
        {
            var last = new Place(reader.GetDateTime(0), reader.GetInt64(1), reader.GetInt32(2));
            stretches.Add(new Stretch(after, last));
            after = last;
        }

        stretches.Add(new Stretch(after, Place.End));
        return stretches;
    }

    /// <summary>A task's place in the order of ringing.</summary>
    private readonly record struct Place(DateTime At, long Case, int No)
    {
        public static readonly Place Beginning = new(DateTime.UnixEpoch, 0, 0);
        public static readonly Place End = new(DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc), 0, 0);
    }

    /// <param name="After">The place before the stretch's first task.</param>
    private readonly record struct Stretch(Place After, Place Last)
    {
        public static readonly Stretch All = new(Place.Beginning, Place.End);
    }
}
