using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Units;

namespace SopEngine.Engine.Rollups;

/// <summary>A difference between a stored figure and the histories.</summary>
public sealed record RollupDifference(int Unit, string What);

/// <summary>
/// Counts all closings of every unit again, by the moments and persons in the cases' histories, and compares the counts with the stored
/// ones; promises are compared with the cases. With repair, the new counts replace the stored ones. Meanwhile the unit's figures stand
/// still.
/// </summary>
public sealed class RollupVerifier(SopDatabase database, FlowCache flows, UnitCalendars calendars)
{
    private const string ReadHistory =
        $"""
        select t.closing, t.definition_id, t.version, t.activity, coalesce(t.lane, '') as lane, opened.at as opened_at, t.due_at,
          t.original_due_at, closed.at as closed_at,
          (select {CasePauses.Column} from cases c where c.unit_id = t.unit_id and c.id = t.case_id) as pauses,
          t.level::int as level, t.sign, t.case_id, t.no, closed.event::text as event
        from (
          select closing, unit_id, case_id, no, definition_id, version, activity, lane, opened_seq, due_at, original_due_at, closed_seq,
            level, 1 as sign
            from tasks where unit_id = @unit and closing <= @to
          union all
          select number, b.unit_id, b.case_id, no, definition_id, version, activity, lane, opened_seq, due_at, original_due_at, closed_seq,
            level, sign
            from undone_closings b
          -- Only what was taken back by an event counts as taken back.
          join history back on back.unit_id = b.unit_id and back.case_id = b.case_id and back.seq = b.undone_seq
            and readable(back.event) ->> 'event' = 'undone'
          cross join lateral (values (closing, 1), (undone, -1)) as counted (number, sign) where b.unit_id = @unit and number <= @to
        ) t
        join history opened on opened.unit_id = t.unit_id and opened.case_id = t.case_id and opened.seq = t.opened_seq
        join history closed on closed.unit_id = t.unit_id and closed.case_id = t.case_id and closed.seq = t.closed_seq
        """;

    /// <summary>
    /// The day of the last change of the office's calendar. Working time of the days before was counted on another calendar, so it is not
    /// compared; numbers are.
    /// </summary>
    private const string CalendarChanged =
        """
        select max((c.at at time zone (u.calendar ->> 'zone'))::date)
        from calendar_changes c join units u on u.id = c.unit_id where c.unit_id = @unit
        """;

    private const string NotNumbered = "from tasks where unit_id = @unit and closed_at is not null and closing is null";

    /// <summary>The number of closings counted again so far.</summary>
    public long Closings { get; private set; }

    /// <summary>The number of stored rows compared so far.</summary>
    public long Compared { get; private set; }

    public async IAsyncEnumerable<RollupDifference> Verify(
        bool repair = false, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var units = await connection.QueryAsync<(int Unit, int Calendar)>(
            new CommandDefinition("select id, calendar_version from units order by id", cancellationToken: cancellation));
        foreach (var (unit, calendar) in units)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            var to = (await RollupJob.Lock(connection, unit, wait: true, cancellation))!.Value;
            var found = new List<string>();
            var counts = await Count(unit, calendar, to, found, cancellation);
            var mends = repair && found.Count == 0;
            if (repair && !mends) found.Add("nothing is repaired as long as some of its cases cannot be read");
            if (await connection.ExecuteScalarAsync<long>($"select count(*) {NotNumbered}", new { unit }) is > 0 and var unnumbered)
                found.Add($"{unnumbered} closed tasks have no number, so they are counted nowhere");
            var changed = await connection.ExecuteScalarAsync<DateOnly?>(CalendarChanged, new { unit }) ?? DateOnly.MinValue;
            foreach (var grain in RollupTables.Grains)
            {
                found.AddRange(await Compare(
                    connection, RollupTables.Steps(grain), unit, counts.Steps(grain), key => key.Day > changed, mends, cancellation));
                found.AddRange(await Compare(
                    connection, RollupTables.People(grain), unit, counts.People(grain), key => key.Day > changed, mends, cancellation));
            }

            found.AddRange(await PromiseCounts.Queue.Verify(connection, unit, mends, cancellation));
            found.AddRange(await DeedCounts.Queue.Verify(connection, unit, mends, cancellation));
            if (mends && found.Count > 0)
            {
                // The tasks are then counted like new closings.
                await connection.ExecuteAsync(
                    $"""
                    update tasks set closing = nextval('task_closing')
                    where (unit_id, case_id, no) in (select unit_id, case_id, no {NotNumbered})
                    """,
                    new { unit });
                await transaction.CommitAsync(cancellation);
            }

            foreach (var what in found) yield return new RollupDifference(unit, what);
        }
    }

    /// <param name="found">Gets the unreadable cases; the others are counted.</param>
    private async Task<RollupCounts> Count(int unit, int calendarVersion, long to, List<string> found, CancellationToken cancellation)
    {
        var counts = new RollupCounts();
        var calendar = await calendars.Get(unit, calendarVersion, cancellation);
        var broken = new HashSet<long>();
        await using var reading = await database.System.OpenConnectionAsync(cancellation);
        await foreach (var stored in reading.QueryUnbufferedAsync<StoredClosing>(ReadHistory, new { unit, to }, commandTimeout: 0)
            .WithCancellation(cancellation))
        {
            try
            {
                var row = stored.ToRow();
                counts.Add(row, await flows.Get(new DefinitionVersion(unit, row.DefinitionId, row.Version), cancellation), calendar);
                Closings++;
            }
            catch (Exception e) when (e is not (OperationCanceledException or NpgsqlException))
            {
                if (broken.Add(stored.CaseId)) found.Add($"case {stored.CaseId} cannot be read: {e.Message.ReplaceLineEndings(" ")}");
            }
        }

        return counts;
    }

    private async Task<List<string>> Compare<TKey>(
        NpgsqlConnection connection, RollupTable<TKey> table, int unit, Dictionary<TKey, Counted> counts, Func<TKey, bool> isOfCalendar,
        bool repair, CancellationToken cancellation)
        where TKey : notnull
    {
        var stored = await table.ReadAll(connection, unit, cancellation);
        Compared += stored.Count;
        var found = new List<string>();
        foreach (var key in stored.Keys.Union(counts.Keys))
        {
            var withTimes = isOfCalendar(key);
            var before = stored.GetValueOrDefault(key)?.Text(withTimes) ?? "nothing";
            var now = counts.GetValueOrDefault(key)?.Text(withTimes) ?? "nothing";
            if (before != now)
                found.Add(string.Create(CultureInfo.InvariantCulture, $"{table.Name}: {key}: stored are {before}; history gives {now}"));
        }

        if (!repair || found.Count == 0) return found;
        await table.Clear(connection, unit, cancellation);
        await table.Write(connection, unit, counts, cancellation);
        return found;
    }

    /// <summary>A closing with its event, which alone tells whether the task was done, and by which person.</summary>
    private sealed record StoredClosing(
        long Closing, string DefinitionId, int Version, int Activity, string Lane, DateTime OpenedAt, DateTime DueAt,
        DateTime? OriginalDueAt, DateTime ClosedAt, string? Pauses, int Level, int Sign, long CaseId, int No, string Event)
    {
        public ClosingRow ToRow()
        {
            var person = CaseEventJson.Read(Event) is TaskCompleted done && done.Task == No ? done.Person : (long?)null;
            return new ClosingRow(
                Closing, DefinitionId, Version, Activity, Lane, OpenedAt, DueAt, OriginalDueAt, ClosedAt, Pauses, Level, person,
                person is not null, Sign);
        }
    }
}
