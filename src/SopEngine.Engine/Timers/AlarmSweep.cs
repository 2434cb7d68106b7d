using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Timers;

/// <summary>
/// Rings what is due, on every node: alarms that cases wait for, the levels of late tasks' ladders, and promises for whole cases that are
/// broken. Each node takes a batch of cases that nobody else holds and advances them in the same transaction, so an alarm rings once. It goes on
/// at once while batches come back full; otherwise it looks again a moment later.
/// </summary>
public sealed class AlarmSweep(SopDatabase database, CaseEngine engine, IClock clock, ILogger<AlarmSweep> log) : BackgroundService
{
    private const int Batch = 500;

    /// <summary>How many go on together while very many are due: one claims, one decides, one waits for its commit.</summary>
    public const int Sweepers = 3;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    // The case is what is locked first, and only if that needs no waiting: who completes a step holds it too, and two who wait for one another
    // would both fail. What is due is locked with it, so that what another node rang a moment ago is seen to be over.
    private const string ClaimWaits =
        $"""
        select w.no, {CaseSql.CaseColumns}
        from waits w join cases c on c.unit_id = w.unit_id and c.id = w.case_id join units u on u.id = c.unit_id
        where w.due_at <= $1 order by w.due_at limit $2
        for update of c, w skip locked
        """;

    /// <summary>
    /// Claims tasks and raises them at once: to lock them first and to raise them later costs more. One that another node rang a moment ago is not where it
    /// was, so it is not raised again. A task that nobody looked at for long may have several levels to climb. No time limit is over when it begins: what is
    /// due then is so because nobody holds the lane.
    /// </summary>
    private const string ClaimTasks =
        $"""
        with due as materialized (
          select t.ctid as place, t.level::int as level, t.next_alarm,
            case when t.alarms[t.level + 2] <= $1 then (select count(*)::int from unnest(t.alarms) alarm where alarm <= $1) else t.level + 1 end as reached,
            case when t.alarms[1] <= t.opened_at then (select count(*)::int from unnest(t.alarms) alarm where alarm <= t.opened_at) else 0 end as vacant,
            {CaseSql.CaseColumns}
          from tasks t join cases c on c.unit_id = t.unit_id and c.id = t.case_id join units u on u.id = c.unit_id
          where t.next_alarm <= $1 and t.next_alarm < 'infinity' and t.closed_at is null and (t.next_alarm, t.case_id, t.no) > ($3, $4, $5)
          order by t.next_alarm, t.case_id, t.no limit $2
          for update of c skip locked
        )
        update tasks t set level = due.reached from due where t.ctid = due.place
        returning t.no, due.level, due.reached, due.vacant, {CaseSql.ClaimedCaseColumns}, due.next_alarm
        """;

    /// <summary>Promises for whole cases that were not kept.</summary>
    private const string ClaimStandards =
        $"""
        select c.standard_due_at, {CaseSql.CaseColumns}
        from cases c join units u on u.id = c.unit_id
        where c.standard_alarm_at <= $1 and c.status = 'running' order by c.standard_alarm_at limit $2
        for update of c skip locked
        """;

    private const string PostponeStandard = "update cases set standard_alarm_at = $4 where unit_id = $1 and id = $2 and $3 = 0";
    private const string PostponeWait = "update waits set due_at = $4 where unit_id = $1 and case_id = $2 and no = $3";
    private const string PostponeTask = "update tasks set alarms[level + 1] = $4 where unit_id = $1 and case_id = $2 and no = $3";

    /// <summary>
    /// One claims at a time, so that each begins behind what the others have and none has to pass over it.
    /// </summary>
    private readonly SemaphoreSlim _claiming = new(1);

    /// <summary>
    /// Behind which alarm the next batch begins. What was just rung stands in the index until that is cleaned; to look through all of it for every batch
    /// of very many would cost more than ringing them. It is the beginning, null, again as soon as a batch is not full.
    /// </summary>
    private volatile Place? _place;

    /// <summary>Rings one batch. Returns how many alarms that were.</summary>
    public async Task<int> RingDue(CancellationToken cancellation)
    {
        try
        {
            return await Ring(Batch, cancellation);
        }
        catch (Exception e) when (e is not (OperationCanceledException or NpgsqlException { IsTransient: true }))
        {
            log.LogWarning(e, "A batch of alarms could not be rung together; each is tried alone");
        }

        // One that cannot ring must not keep the others from it.
        var rung = 0;
        for (var left = Batch; left > 0 && await Ring(1, cancellation) > 0; left--) rung++;
        return rung;
    }

    private async Task<int> Ring(int most, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var transaction = engine.Transaction(connection);
        var due = new List<AdvanceCase>();
        var rung = 0;
        try
        {
            if (!await Claim(connection, transaction, most, due, cancellation))
            {
                await connection.ExecuteNonQueryAsync("rollback", cancellation);
                return await Ring(most, cancellation);
            }

            foreach (var alarm in due)
            {
                if (await transaction.Decide(alarm, cancellation) is CaseResult.Done) rung++;
                else if (alarm.Happened is TaskEscalated raised) throw new InvalidOperationException($"Task {raised.Task} of case {alarm.Case} cannot climb to level {raised.Level}.");
            }

            await transaction.Commit(cancellation);
        }
        catch (Exception e) when (most == 1 && due.Count > 0 && e is not OperationCanceledException)
        {
            log.LogError(e, "The alarm of case {Case} could not be rung; it is tried again in a minute", due[0].Case);
            await connection.ExecuteNonQueryAsync("rollback", cancellation);
            await PostponeFor(connection, due[0], cancellation);
            return due.Count;
        }
        catch
        {
            _place = null;
            await connection.ExecuteNonQueryAsync("rollback", CancellationToken.None);
            throw;
        }

        engine.Committed(transaction);
        return rung;
    }

    public override void Dispose()
    {
        base.Dispose();
        _claiming.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await RingDue(stoppingToken) >= Batch) await Task.WhenAll(Enumerable.Range(0, Sweepers).Select(_ => Task.Run(() => RingAll(stoppingToken), stoppingToken)));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "Alarms could not be rung");
            }

            await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RingAll(CancellationToken cancellation)
    {
        while (await RingDue(cancellation) >= Batch) { }
    }

    private async Task PostponeFor(NpgsqlConnection connection, AdvanceCase alarm, CancellationToken cancellation)
    {
        var (sql, no) = alarm.Happened switch
        {
            TaskEscalated escalated => (PostponeTask, escalated.Task),
            StandardBreached => (PostponeStandard, 0),
            _ => (PostponeWait, ((AlarmRang)alarm.Happened).Wait),
        };
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters =
            {
                new() { Value = alarm.Unit }, new() { Value = alarm.Case }, new() { Value = no }, new() { Value = (clock.Now() + Duration.FromMinutes(1)).ToSql() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <param name="due">What is claimed comes in here before its case is read, so that it is known which case cannot be.</param>
    /// <returns>Whether that is all there is; otherwise it was looked for behind others, and nothing was there.</returns>
    private async Task<bool> Claim(NpgsqlConnection connection, CaseTransaction transaction, int most, List<AdvanceCase> due, CancellationToken cancellation)
    {
        await _claiming.WaitAsync(cancellation);
        try
        {
            var from = _place;
            await ClaimDue(connection, transaction, most, due, cancellation);
            return due.Count > 0 || from is null;
        }
        finally
        {
            _claiming.Release();
        }
    }

    private async Task ClaimDue(NpgsqlConnection connection, CaseTransaction transaction, int most, List<AdvanceCase> due, CancellationToken cancellation)
    {
        await using var batch = connection.CreateBatch();
        batch.Add("begin");
        batch.Add(ClaimWaits).With(clock.Now().ToSql()).With(most);
        var last = _place ?? Place.Beginning;
        batch.Add(ClaimTasks).With(clock.Now().ToSql()).With(most).With(last.At.ToSql()).With(last.Case).With(last.No);
        batch.Add(ClaimStandards).With(clock.Now().ToSql()).With(most);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            due.Add(new AdvanceCase(reader.GetInt32(1), reader.GetInt64(2), new AlarmRang(reader.GetInt32(0)), null));
            await transaction.Take(reader, 1, cancellation);
        }

        // A single one is for finding out which cannot ring.
        if (most == 1 && due.Count == 1) return;
        await reader.NextResultAsync(cancellation);
        var claimed = 0;
        for (; await reader.ReadAsync(cancellation); claimed++)
        {
            var (unit, caseId, no, reached) = (reader.GetInt32(4), reader.GetInt64(5), reader.GetInt32(0), reader.GetInt32(2));
            var place = new Place(reader.GetDateTime(4 + CaseSql.CaseColumnCount).ToInstant(), caseId, no);
            if (place.IsBehind(last)) last = place;
            for (var level = reader.GetInt32(1) + 1; level <= reached; level++) due.Add(new AdvanceCase(unit, caseId, new TaskEscalated(no, level, level <= reader.GetInt32(3)), null));
            await transaction.Take(reader, 4, cancellation);
            transaction.Raised(unit, caseId, no, reached);
        }

        _place = claimed == most ? last : null;
        if (most == 1 && due.Count > 0) return;
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            due.Add(new AdvanceCase(reader.GetInt32(1), reader.GetInt64(2), new StandardBreached(reader.GetDateTime(0).ToInstant()), null));
            await transaction.Take(reader, 1, cancellation);
        }
    }

    /// <summary>An alarm in the order in which they are rung.</summary>
    private sealed record Place(Instant At, long Case, int No)
    {
        public static readonly Place Beginning = new(NodaConstants.UnixEpoch, 0, 0);

        public bool IsBehind(Place other) => (At, Case, No).CompareTo((other.At, other.Case, other.No)) > 0;
    }
}
