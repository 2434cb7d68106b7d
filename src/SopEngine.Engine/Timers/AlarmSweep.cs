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

    /// <summary>While one waits for its commit, the other decides. Each has cases of its own, so that it need not pass over what the other holds.</summary>
    public const int Sweepers = 2;

    /// <summary>Cases whose numbers follow one another are one sweeper's: they lie together, and two that write to one page hinder each other.</summary>
    private const int Neighbours = 64;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    // The case is what is locked first, and only if that needs no waiting: who completes a step holds it too, and two who wait for one another
    // would both fail. What is due is locked with it, so that what another node rang a moment ago is seen to be over.
    private static readonly string ClaimWaits =
        $"""
        select w.no, {CaseSql.CaseColumns}
        from waits w join cases c on c.unit_id = w.unit_id and c.id = w.case_id join units u on u.id = c.unit_id
        where w.due_at <= $1 and ($3::int is null or w.case_id / {Neighbours} % {Sweepers} = $3) order by w.due_at limit $2
        for update of c, w skip locked
        """;

    /// <summary>
    /// A task that nobody looked at for long may have several levels to climb. No time limit is over when it begins: what is due then is so
    /// because nobody holds the lane.
    /// </summary>
    private static readonly string ClaimTasks =
        $"""
        select t.no, t.level::int, case when t.alarms[t.level + 2] <= $1 then (select count(*)::int from unnest(t.alarms) alarm where alarm <= $1) else t.level + 1 end,
          case when t.alarms[1] <= t.opened_at then (select count(*)::int from unnest(t.alarms) alarm where alarm <= t.opened_at) else 0 end,
          {CaseSql.CaseColumns}, t.next_alarm
        from tasks t join cases c on c.unit_id = t.unit_id and c.id = t.case_id join units u on u.id = c.unit_id
        where t.next_alarm <= $1 and t.next_alarm < 'infinity' and t.closed_at is null and ($3::int is null or t.case_id / {Neighbours} % {Sweepers} = $3)
          and (t.next_alarm, t.case_id, t.no) > ($4, $5, $6)
        order by t.next_alarm, t.case_id, t.no limit $2
        for update of c, t skip locked
        """;

    /// <summary>Promises for whole cases that were not kept.</summary>
    private static readonly string ClaimStandards =
        $"""
        select c.standard_due_at, {CaseSql.CaseColumns}
        from cases c join units u on u.id = c.unit_id
        where c.standard_alarm_at <= $1 and c.status = 'running' and ($3::int is null or c.id % {Sweepers} = $3) order by c.standard_alarm_at limit $2
        for update of c skip locked
        """;

    /// <summary>
    /// Behind which alarm each sweeper goes on. What it has just rung stands in the index until that is cleaned; to look through all of it for every batch
    /// of very many would cost more than ringing them. It begins anew as soon as a batch is not full.
    /// </summary>
    private readonly Place[] _places = new Place[Sweepers];

    private const string PostponeStandard = "update cases set standard_alarm_at = $4 where unit_id = $1 and id = $2 and $3 = 0";
    private const string PostponeWait = "update waits set due_at = $4 where unit_id = $1 and case_id = $2 and no = $3";
    private const string PostponeTask = "update tasks set alarms[level + 1] = $4 where unit_id = $1 and case_id = $2 and no = $3";

    /// <summary>Rings one batch. Returns how many alarms that were.</summary>
    public Task<int> RingDue(CancellationToken cancellation) => RingDue(null, cancellation);

    /// <param name="sweeper">Which of the sweepers it is; null for one that sweeps alone.</param>
    /// <inheritdoc cref="RingDue(CancellationToken)"/>
    public async Task<int> RingDue(int? sweeper, CancellationToken cancellation)
    {
        try
        {
            return await Ring(Batch, sweeper, cancellation);
        }
        catch (Exception e) when (e is not (OperationCanceledException or NpgsqlException { IsTransient: true }))
        {
            log.LogWarning(e, "A batch of alarms could not be rung together; each is tried alone");
        }

        // One that cannot ring must not keep the others from it.
        var rung = 0;
        for (var left = Batch; left > 0 && await Ring(1, sweeper, cancellation) > 0; left--) rung++;
        return rung;
    }

    private async Task<int> Ring(int most, int? sweeper, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var transaction = engine.Transaction(connection);
        var due = new List<AdvanceCase>();
        var rung = 0;
        try
        {
            var place = sweeper is { } known ? _places[known] : default;
            await ClaimDue(connection, transaction, most, sweeper, due, cancellation);
            if (due.Count == 0 && place != default)
            {
                await connection.ExecuteNonQueryAsync("rollback", cancellation);
                return await Ring(most, sweeper, cancellation);
            }

            foreach (var alarm in due) rung += await transaction.Decide(alarm, cancellation) is CaseResult.Done ? 1 : 0;
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
            Go(sweeper, default);
            await connection.ExecuteNonQueryAsync("rollback", CancellationToken.None);
            throw;
        }

        engine.Committed(transaction);
        return rung;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Sweepers).Select(sweeper => Sweep(sweeper, stoppingToken)));

    private async Task Sweep(int sweeper, CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var rung = 0;
            try
            {
                rung = await RingDue(sweeper, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "Alarms could not be rung");
            }

            if (rung < Batch) await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
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
    private async Task ClaimDue(
        NpgsqlConnection connection, CaseTransaction transaction, int most, int? sweeper, List<AdvanceCase> due, CancellationToken cancellation)
    {
        await using var batch = connection.CreateBatch();
        batch.Add("begin");
        batch.Add(ClaimWaits).With(clock.Now().ToSql()).With(most).With(sweeper);
        var from = sweeper is { } known ? _places[known] : default;
        batch.Add(ClaimTasks).With(clock.Now().ToSql()).With(most).With(sweeper).With(from.At.ToSql()).With(from.Case).With(from.No);
        batch.Add(ClaimStandards).With(clock.Now().ToSql()).With(most).With(sweeper);
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
            from = new Place(reader.GetDateTime(4 + CaseSql.CaseColumnCount).ToInstant(), reader.GetInt64(5), reader.GetInt32(0));
            for (var level = reader.GetInt32(1) + 1; level <= reader.GetInt32(2); level++)
                due.Add(new AdvanceCase(reader.GetInt32(4), reader.GetInt64(5), new TaskEscalated(reader.GetInt32(0), level, level <= reader.GetInt32(3)), null));
            await transaction.Take(reader, 4, cancellation);
        }

        Go(sweeper, claimed == most ? from : default);
        if (most == 1 && due.Count > 0) return;
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            due.Add(new AdvanceCase(reader.GetInt32(1), reader.GetInt64(2), new StandardBreached(reader.GetDateTime(0).ToInstant()), null));
            await transaction.Take(reader, 1, cancellation);
        }
    }

    private void Go(int? sweeper, Place to)
    {
        if (sweeper is { } known) _places[known] = to;
    }

    /// <summary>An alarm in the order in which they are rung.</summary>
    private readonly record struct Place(Instant At, long Case, int No);
}
