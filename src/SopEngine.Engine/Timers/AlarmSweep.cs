using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Timers;

/// <summary>
/// Rings the alarms that are due, on every node: each takes a batch that no other node holds and advances those cases in the same
/// transaction, so an alarm rings once. Goes on at once while batches come back full; otherwise looks again a moment later.
/// </summary>
public sealed class AlarmSweep(SopDatabase database, CaseEngine engine, IClock clock, ILogger<AlarmSweep> log) : BackgroundService
{
    private const int Batch = 100;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private const string Claim =
        "select unit_id, case_id, no from waits where due_at <= $1 order by due_at limit $2 for update skip locked";

    private const string Postpone = "update waits set due_at = $4 where unit_id = $1 and case_id = $2 and no = $3";

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
        for (var left = Batch; left > 0 && await Ring(1, cancellation) == 1; left--) rung++;
        return rung;
    }

    private async Task<int> Ring(int most, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        await connection.ExecuteNonQueryAsync("begin", cancellation);
        var due = await ClaimDue(connection, most, cancellation);
        var transaction = engine.Transaction(connection);
        try
        {
            if (due.Count > 0) await transaction.Read(due, begin: false, cancellation);
            foreach (var alarm in due) await transaction.Decide(alarm, cancellation);
            await transaction.Commit(cancellation);
        }
        catch (Exception e) when (most == 1 && e is not OperationCanceledException)
        {
            log.LogError(e, "The alarm of case {Case} could not be rung; it is tried again in a minute", due[0].Case);
            await connection.ExecuteNonQueryAsync("rollback", cancellation);
            await PostponeFor(connection, due[0], cancellation);
            return 1;
        }
        catch
        {
            await connection.ExecuteNonQueryAsync("rollback", CancellationToken.None);
            throw;
        }

        engine.Committed(transaction);
        return due.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var rung = 0;
            try
            {
                rung = await RingDue(stoppingToken);
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
        await using var command = new NpgsqlCommand(Postpone, connection)
        {
            Parameters =
            {
                new() { Value = alarm.Unit },
                new() { Value = alarm.Case },
                new() { Value = ((AlarmRang)alarm.Happened).Wait },
                new() { Value = (clock.Now() + Duration.FromMinutes(1)).ToSql() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<List<AdvanceCase>> ClaimDue(NpgsqlConnection connection, int most, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Claim, connection)
        {
            Parameters = { new() { Value = clock.Now().ToSql() }, new() { Value = most } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var due = new List<AdvanceCase>();
        while (await reader.ReadAsync(cancellation))
            due.Add(new AdvanceCase(reader.GetInt32(0), reader.GetInt64(1), new AlarmRang(reader.GetInt32(2)), null));
        return due;
    }
}
