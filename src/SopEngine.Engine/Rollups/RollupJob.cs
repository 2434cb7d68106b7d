using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using SopEngine.Engine.Background;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Units;

namespace SopEngine.Engine.Rollups;

/// <summary>
/// Counts closings and the outcomes of promises into the dashboards' tables, a moment after the commit, on the first node that looks.
/// Closings are taken in the order of their numbers, and only up to a number below which no new one can appear; the counts and the last
/// counted number are committed together, so that each closing is counted once.
/// </summary>
public sealed class RollupJob(SopDatabase database, FlowCache flows, UnitCalendars calendars, ILogger<RollupJob> log)
    : DueWork(apart: TimeSpan.FromSeconds(1), atMost: TimeSpan.FromMinutes(1), log)
{
    private const int Batch = 2_000;

    /// <summary>
    /// The snapshot is taken after the number was read. A closing takes its number after its transaction has locked its case, and so has a
    /// transaction id: every transaction that took a number up to this one has an id below the snapshot's end.
    /// </summary>
    private const string ReadHorizon =
        """
        select case when is_called then last_value else 0 end from task_closing;
        select pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint
        """;

    private const string UnitsBehind =
        """
        select u.id, u.calendar_version from units u left join rollup_marks m on m.unit_id = u.id
        where exists (select from tasks t where t.unit_id = u.id and t.closing > coalesce(m.counted_to, 0) and t.closing <= @horizon)
          or exists (select from undone_closings b where b.unit_id = u.id and b.undone > coalesce(m.counted_to, 0) and b.undone <= @horizon)
        """;

    /// <summary>
    /// A closing that was taken back is counted under its first number, from either table, and counted off under its second one. Each part
    /// has a limit of its own, so that it is read from its index however many closings are yet to be counted.
    /// </summary>
    private const string ReadClosings =
        $"""
        (select closing, {Measured}, 1 as sign from tasks t where unit_id = @unit and closing > @from and closing <= @horizon
          order by closing limit @Batch)
        union all
        (select closing, {Measured}, 1 from undone_closings t where unit_id = @unit and closing > @from and closing <= @horizon
          order by closing limit @Batch)
        union all
        (select undone, {Measured}, -1 from undone_closings t where unit_id = @unit and undone > @from and undone <= @horizon
          order by undone limit @Batch)
        order by closing limit @Batch
        """;

    private const string Measured =
        $"""
        definition_id, version, activity, coalesce(lane, '') as lane, opened_at, due_at, original_due_at, closed_at,
          (select {CasePauses.Column} from cases c where c.unit_id = t.unit_id and c.id = t.case_id) as pauses, level::int as level,
          closed_by as person, outcome is not null as is_done
        """;

    private readonly Lock _guard = new();
    private (long Closing, long Transaction) _awaited;
    private long _horizon;
    private long _last;

    /// <summary>Counts all countable closings.</summary>
    /// <returns>The number of closings counted.</returns>
    public async Task<int> CountClosed(CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var horizon = await Horizon(connection, cancellation);
        var units = await connection.QueryAsync<(int Unit, int Calendar)>(
            new CommandDefinition(UnitsBehind, new { horizon }, cancellationToken: cancellation));
        var counted = 0;
        foreach (var (unit, calendar) in units)
        {
            for (var full = true; full;)
            {
                var some = await Count(connection, unit, calendar, horizon, cancellation);
                counted += some;
                full = some == Batch;
            }
        }

        await PromiseCounts.Queue.Count(connection, cancellation);
        await DeedCounts.Queue.Count(connection, cancellation);
        return counted;
    }

    /// <summary>Looks again soon while closings above the horizon wait for other transactions, whose end is not notified.</summary>
    protected override async Task<TimeSpan> RunOnce(CancellationToken cancellation)
    {
        await CountClosed(cancellation);
        lock (_guard) return _horizon < _last ? TimeSpan.Zero : Never;
    }

    /// <summary>The number up to which every closing that will ever be visible is visible now.</summary>
    private async Task<long> Horizon(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(ReadHorizon, cancellationToken: cancellation));
        var last = await results.ReadSingleAsync<long>();
        var (oldest, next) = await results.ReadSingleAsync<(long, long)>();
        lock (_guard)
        {
            _last = last;
            if (oldest >= _awaited.Transaction)
            {
                _horizon = Math.Max(_horizon, _awaited.Closing);
                _awaited = (last, next);
            }

            if (oldest >= next) _horizon = Math.Max(_horizon, last);
            return _horizon;
        }
    }

    private async Task<int> Count(NpgsqlConnection connection, int unit, int calendarVersion, long horizon, CancellationToken cancellation)
    {
        var calendar = await calendars.Get(unit, calendarVersion, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await Lock(connection, unit, wait: false, cancellation) is not { } from) return 0;

        var closings = (await connection.QueryAsync<ClosingRow>(
            new CommandDefinition(ReadClosings, new { unit, from, horizon, Batch }, transaction, cancellationToken: cancellation)))
            .AsList();
        if (closings.Count == 0) return 0;

        var counts = new RollupCounts();
        foreach (var closing in closings)
            counts.Add(
                closing, await flows.Get(new DefinitionVersion(unit, closing.DefinitionId, closing.Version), cancellation), calendar);
        foreach (var grain in RollupTables.Grains)
        {
            await Keep(RollupTables.Steps(grain), connection, unit, counts.Steps(grain), cancellation);
            await Keep(RollupTables.People(grain), connection, unit, counts.People(grain), cancellation);
        }

        await connection.ExecuteAsync(new CommandDefinition(
            "update rollup_marks set counted_to = @to where unit_id = @unit", new { unit, to = closings[^1].Closing }, transaction,
            cancellationToken: cancellation));
        await transaction.CommitAsync(cancellation);
        return closings.Count;
    }

    private static async Task Keep<TKey>(
        RollupTable<TKey> table, NpgsqlConnection connection, int unit, Dictionary<TKey, Counted> counts, CancellationToken cancellation)
        where TKey : notnull
    {
        await table.AddStored(connection, unit, counts, cancellation);
        await table.Write(connection, unit, counts, cancellation);
    }

    /// <summary>Locks the unit's counts against other nodes.</summary>
    /// <returns>The last counted number; null when another node holds the lock.</returns>
    internal static async Task<long?> Lock(NpgsqlConnection connection, int unit, bool wait, CancellationToken cancellation)
    {
        var found = await connection.QueryAsync<long>(new CommandDefinition(
            $"""
            insert into rollup_marks values (@unit, 0) on conflict do nothing;
            select counted_to from rollup_marks where unit_id = @unit for update {(wait ? "" : "skip locked")}
            """,
            new { unit }, cancellationToken: cancellation));
        return found.Select(to => (long?)to).SingleOrDefault();
    }
}
