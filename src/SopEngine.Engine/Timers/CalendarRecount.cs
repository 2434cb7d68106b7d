using Dapper;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using SopEngine.Engine.Background;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Timers;

/// <summary>
/// After a change of a unit's calendar, counts its running cases again, some at a time: each batch is a transaction that holds its cases
/// for some milliseconds and notes its last case, so any node goes on where another stopped. It goes round until a whole round finds no
/// task of an older calendar: a task opened on it meanwhile is found by the next round.
/// </summary>
public sealed class CalendarRecount(SopDatabase database, CaseEngine engine, IClock clock, ILogger<CalendarRecount> log)
    : DueWork(apart: TimeSpan.FromSeconds(2), atMost: TimeSpan.FromMinutes(1), log)
{
    internal const int Batch = 200;

    private const string OldestChange = "select min(at) from calendar_changes where done_at is null";

    /// <summary>One node at a time for a unit; only its newest calendar matters.</summary>
    private const string Claim =
        """
        select h.unit_id, h.version, h.looked_to, h.found from calendar_changes h
        where h.done_at is null and h.version = (select max(version) from calendar_changes n where n.unit_id = h.unit_id)
        order by h.unit_id limit 1 for update skip locked
        """;

    private const string NextCases = "select id from cases where unit_id = $1 and status = 'running' and id > $2 order by id limit $3";

    /// <summary>Locks the cases to count again among the batch; after the first round, next to none.</summary>
    private const string LockCases =
        $"""
        select c.standard_due_at, {CasesTable.Columns} from cases c join units u on u.id = c.unit_id
        where c.unit_id = $1 and c.id = any (array({NextCases})) and c.status = 'running' and (c.standard_due_at is not null or exists (
          select from tasks t where t.unit_id = c.unit_id and t.case_id = c.id and t.closed_at is null and t.calendar_version < $4))
        order by c.id for update of c
        """;

    /// <summary>Read after the locks, so that no other transaction opens or closes one of these tasks.</summary>
    private const string ReadTasks =
        $"""
        select case_id, no, activity, opened_at, due_at from tasks
        where unit_id = $1 and case_id = any (array({NextCases})) and closed_at is null and calendar_version < $4 order by case_id, no
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
        try
        {
            if (await connection.QuerySingleOrDefaultAsync<Change>(
                new CommandDefinition($"begin; {Claim}", cancellationToken: cancellation)) is { } change)
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

    protected override Task<TimeSpan> RunOnce(CancellationToken cancellation) =>
        database.RunWhenDue(clock, OldestChange, CountAll, cancellation);

    private async Task CountAll(CancellationToken cancellation)
    {
        while (await Next(cancellation)) { }
    }

    private async Task Count(NpgsqlConnection connection, Change change, CancellationToken cancellation)
    {
        var (unit, version, from, found) = change;
        if (from == 0) await PassOpenings(unit, cancellation);
        var transaction = engine.Transaction(connection);
        var next = await Read(connection, transaction, change, cancellation);
        var changed = 0;
        foreach (var (id, standardDue) in next.Cases)
        {
            var old = next.Tasks[id].ToList();
            if (old.Count > 0) found++;
            if (await transaction.Recount(unit, id, old, standardDue, cancellation)) changed++;
        }

        var isRound = next.Looked < Batch;
        var isDone = isRound && found == 0;
        await connection.ExecuteAsync(new CommandDefinition(
            Note,
            new
            {
                unit,
                version,
                looked = isRound ? 0 : next.Last,
                found = isRound ? 0 : found,
                changed,
                isDone,
                now = clock.Now().ToSql(),
            },
            cancellationToken: cancellation));
        await transaction.Commit(cancellation);
        engine.Committed(transaction);
    }

    private async Task PassOpenings(int unit, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        await using var pass = new NpgsqlCommand(CalendarLocks.PassOpenings, connection) { Parameters = { new() { Value = unit } } };
        await pass.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Locks and reads the next cases, in one round trip.</summary>
    private static async Task<Found> Read(
        NpgsqlConnection connection, CaseTransaction transaction, Change change, CancellationToken cancellation)
    {
        await using var batch = connection.CreateBatch();
        batch.Add(NextCases).With(change.UnitId).With(change.LookedTo).With(Batch);
        foreach (var sql in new[] { LockCases, ReadTasks })
            batch.Add(sql).With(change.UnitId).With(change.LookedTo).With(Batch).With(change.Version);
        await using var reader = await batch.ExecutePrepared(cancellation);
        var (looked, last) = (0, 0L);
        await reader.ReadResult("id", row => (looked, last) = (looked + 1, row.GetInt64(0)), cancellation);
        var cases = new List<(long, Instant?)>();
        await reader.ReadResult("standard_due_at", async row =>
        {
            cases.Add((row.GetInt64(2), row.IsDBNull(0) ? null : row.GetDateTime(0).ToInstant()));
            await transaction.Take(row, 1, cancellation);
        }, cancellation);
        var tasks = new List<(long Case, CountedTask Task)>();
        await reader.ReadResult(
            "case_id",
            row => tasks.Add((
                row.GetInt64(0), new CountedTask(row.GetInt32(1), row.GetInt32(2), row.GetDateTime(3), row.GetDateTime(4)))),
            cancellation);
        return new Found(looked, last, cases, tasks.ToLookup(row => row.Case, row => row.Task));
    }

    /// <param name="Looked">The number of cases looked at.</param>
    /// <param name="Last">The last case looked at.</param>
    /// <param name="Tasks">The open tasks of an older calendar, by case.</param>
    private sealed record Found(int Looked, long Last, List<(long Id, Instant? StandardDue)> Cases, ILookup<long, CountedTask> Tasks);

    private sealed record Change(int UnitId, int Version, long LookedTo, int Found);
}
