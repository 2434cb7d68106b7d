using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Timers;

/// <summary>
/// After a unit's calendar has changed, counts its running cases again, some at a time: each batch is a transaction that holds its cases for
/// some milliseconds and notes how far it came, so any node goes on where another stopped. It goes round until a whole round finds nothing
/// of an older calendar: a task that was opened on it meanwhile is found by the next.
/// </summary>
public sealed class CalendarRecount(SopDatabase database, CaseEngine engine, IClock clock, ILogger<CalendarRecount> log) : BackgroundService
{
    private const int Batch = 200;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>One node at a time for a unit; only its newest calendar matters.</summary>
    private const string Claim =
        """
        select h.unit_id, h.version, h.looked_to, h.found from calendar_changes h
        where h.done_at is null and h.version = (select max(version) from calendar_changes n where n.unit_id = h.unit_id)
        order by h.unit_id limit 1 for update skip locked
        """;

    private const string LockCases =
        $"""
        select c.standard_due_at, {CaseSql.CaseColumns} from cases c join units u on u.id = c.unit_id
        where c.unit_id = $1 and c.status = 'running' and c.id > $2 order by c.id limit $3
        for update of c
        """;

    private const string ReadTasks =
        """
        select case_id, no, activity, opened_at, due_at from tasks
        where unit_id = $1 and case_id = any ($2) and closed_at is null and calendar_version < $3 order by case_id, no
        """;

    private const string Note =
        """
        update calendar_changes
        set looked_to = @looked, found = @found, recounted = recounted + @changed, done_at = case when @isDone then @now end
        where unit_id = @unit and (version = @version or (@isDone and version < @version and done_at is null))
        """;

    /// <summary>Counts one batch. False when there was nothing to do.</summary>
    public async Task<bool> Next(CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        await connection.ExecuteNonQueryAsync("begin", cancellation);
        try
        {
            if (await connection.QuerySingleOrDefaultAsync<Change>(new CommandDefinition(Claim, cancellationToken: cancellation)) is { } change)
            {
                await Count(connection, change, cancellation);
                return true;
            }
        }
        catch
        {
            await connection.ExecuteNonQueryAsync("rollback", CancellationToken.None);
            throw;
        }

        await connection.ExecuteNonQueryAsync("rollback", cancellation);
        return false;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var worked = false;
            try
            {
                worked = await Next(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "Cases could not be counted on their unit's new calendar; it is tried again");
            }

            if (!worked) await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Count(NpgsqlConnection connection, Change change, CancellationToken cancellation)
    {
        var (unit, version, from, found) = change;
        if (from == 0) await PassOpenings(unit, cancellation);
        var transaction = engine.Transaction(connection);
        var cases = await LockNext(connection, transaction, unit, from, cancellation);
        var tasks = await OldTasks(connection, unit, version, cases, cancellation);
        var changed = 0;
        foreach (var (id, standardDue) in cases)
        {
            var old = tasks[id].Select(row => row.Task).ToList();
            if (old.Count > 0) found++;
            if (await transaction.Recount(unit, id, old, standardDue, cancellation)) changed++;
        }

        var isRound = cases.Count < Batch;
        var isDone = isRound && found == 0;
        await connection.ExecuteAsync(new CommandDefinition(
            Note, new { unit, version, looked = isRound ? 0 : cases[^1].Id, found = isRound ? 0 : found, changed, isDone, now = clock.Now().ToSql() }, cancellationToken: cancellation));
        await transaction.Commit(cancellation);
        engine.Committed(transaction);
    }

    private async Task PassOpenings(int unit, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        await using var pass = new NpgsqlCommand(CaseSql.PassOpenings, connection) { Parameters = { new() { Value = unit } } };
        await pass.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<List<(long Id, Instant? StandardDue)>> LockNext(
        NpgsqlConnection connection, CaseTransaction transaction, int unit, long from, CancellationToken cancellation)
    {
        var cases = new List<(long, Instant?)>();
        await using var command = new NpgsqlCommand(LockCases, connection)
        {
            Parameters = { new() { Value = unit }, new() { Value = from }, new() { Value = Batch } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            cases.Add((reader.GetInt64(2), reader.IsDBNull(0) ? null : reader.GetDateTime(0).ToInstant()));
            await transaction.Take(reader, 1, cancellation);
        }

        return cases;
    }

    private static async Task<ILookup<long, (long Case, CountedTask Task)>> OldTasks(
        NpgsqlConnection connection, int unit, int version, List<(long Id, Instant? StandardDue)> cases, CancellationToken cancellation)
    {
        var tasks = new List<(long Case, CountedTask Task)>();
        await using var command = new NpgsqlCommand(ReadTasks, connection)
        {
            Parameters = { new() { Value = unit }, new() { Value = cases.Select(found => found.Id).ToArray() }, new() { Value = version } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            tasks.Add((reader.GetInt64(0), new CountedTask(reader.GetInt32(1), reader.GetInt32(2), reader.GetDateTime(3), reader.GetDateTime(4))));
        return tasks.ToLookup(row => row.Case);
    }

    private sealed record Change(int UnitId, int Version, long LookedTo, int Found);
}
