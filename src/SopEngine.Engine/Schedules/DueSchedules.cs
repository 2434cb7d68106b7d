using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using SopEngine.Core.Schedules;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Units;

namespace SopEngine.Engine.Schedules;

/// <summary>
/// Starts the SOPs whose time has come, on the first node that looks. The case, the record of the served time, and the next time are one
/// transaction: a crash or a second node leads neither to two cases of one time nor to none.
/// </summary>
public sealed class DueSchedules(
    SopDatabase database, CaseEngine engine, FlowCache flows, UnitCalendars calendars, IClock clock, ILogger<DueSchedules> log)
{
    private const string Columns =
        """
        s.unit_id, s.id, s.definition_id, s.rule, s.title, s.inputs::text, s.if_missed = 'run' as runs_when_missed,
          s.while_running = 'skip' as skips_while_running, s.next_at, s.planned_at, u.calendar_version,
          s.calendar_version <> u.calendar_version as calendar_changed
        """;

    /// <summary>A schedule that is due, or was planned by a clock that was ahead, or on a calendar that has changed.</summary>
    private const string Claim =
        $"""
        select {Columns} from schedules s join units u on u.id = s.unit_id
        where not s.is_paused and (s.next_at <= @now or s.planned_at > @now or s.calendar_version <> u.calendar_version)
        order by s.next_at limit 1 for update of s skip locked
        """;

    private const string Lock =
        $"select {Columns} from schedules s join units u on u.id = s.unit_id where s.unit_id = @unit and s.id = @id for update of s";

    private const string IsServed = "select exists (select from schedule_runs where unit_id = @UnitId and schedule_id = @Id and at = @at)";

    private const string LastStillRuns =
        """
        select coalesce((
          select c.status = 'running' from schedule_runs r join cases c on c.unit_id = r.unit_id and c.id = r.case_id
          where r.unit_id = @UnitId and r.schedule_id = @Id and r.case_id is not null order by r.at desc limit 1), false)
        """;

    private const string Record =
        """
        insert into schedule_runs (unit_id, schedule_id, at, ran_at, result, case_id, passed_over, person_id, note)
        values (@UnitId, @Id, @At, @now, @result, @CaseId, @PassedOver, @Person, @Note) on conflict do nothing
        """;

    private const string WaitFor =
        "update schedules set next_at = @next, planned_at = @now, calendar_version = @CalendarVersion where unit_id = @UnitId and id = @Id";

    /// <summary>Serves every time that has come.</summary>
    /// <returns>The number of started cases.</returns>
    public async Task<int> StartDue(CancellationToken cancellation)
    {
        var started = 0;
        while (await ServeNext(cancellation) is { } result) started += result == ScheduleResult.Started ? 1 : 0;
        return started;
    }

    /// <summary>Starts a case as the schedule would, at a person's request. Null when there is no such schedule.</summary>
    /// <param name="key">The person's idempotency key.</param>
    public async Task<(ScheduleResult Result, long? Case)?> RunNow(
        int unit, long id, long person, string? key, CancellationToken cancellation)
    {
        var now = clock.Now();
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        await connection.ExecuteNonQueryAsync("begin", cancellation);
        try
        {
            if (await connection.QuerySingleOrDefaultAsync<Row>(
                new CommandDefinition(Lock, new { unit, id }, cancellationToken: cancellation)) is not { } row)
            {
                await connection.ExecuteNonQueryAsync("rollback", cancellation);
                return null;
            }

            var transaction = engine.Transaction(connection);
            var (result, caseId, at) = await Start(connection, transaction, row, now, person, key, cancellation);
            await Keep(connection, row, now, new Served(at, result, caseId, Person: person), cancellation);
            await transaction.Commit(cancellation);
            engine.Committed(transaction);
            return (result, caseId);
        }
        catch
        {
            await Rollback(connection);
            throw;
        }
    }

    private async Task<ScheduleResult?> ServeNext(CancellationToken cancellation)
    {
        var now = clock.Now();
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        await connection.ExecuteNonQueryAsync("begin", cancellation);
        Row? row = null;
        try
        {
            row = await connection.QuerySingleOrDefaultAsync<Row>(
                new CommandDefinition(Claim, new { now }, cancellationToken: cancellation));
            if (row is null)
            {
                await connection.ExecuteNonQueryAsync("rollback", cancellation);
                return null;
            }

            var transaction = engine.Transaction(connection);
            var result = await Serve(connection, transaction, row, now, cancellation);
            await transaction.Commit(cancellation);
            engine.Committed(transaction);
            return result;
        }
        catch (Exception e) when (row is not null && e is not (OperationCanceledException or NpgsqlException { IsTransient: true }))
        {
            log.LogError(e, "Schedule {Schedule} of unit {Unit} could not start its case", row.Id, row.UnitId);
            await Rollback(connection);
            await GiveUp(connection, row, now, e, cancellation);
            return ScheduleResult.Failed;
        }
        catch
        {
            await Rollback(connection);
            throw;
        }
    }

    private async Task<ScheduleResult> Serve(
        NpgsqlConnection connection, CaseTransaction transaction, Row row, Instant now, CancellationToken cancellation)
    {
        var turn = await Look(row, now, cancellation);
        var result = ScheduleResult.Nothing;
        if (turn.Due is { } due && !await connection.ExecuteScalarAsync<bool>(Command(IsServed, row, new { at = due }, cancellation)))
        {
            long? caseId = null;
            if (turn.IsMissed && !row.RunsWhenMissed) result = ScheduleResult.Missed;
            else if (row.SkipsWhileRunning && await connection.ExecuteScalarAsync<bool>(Command(LastStillRuns, row, null, cancellation)))
                result = ScheduleResult.StillRunning;
            else (result, caseId, _) = await Start(connection, transaction, row, due, null, null, cancellation);
            await Keep(connection, row, now, new Served(due, result, caseId, turn.PassedOver), cancellation);
        }

        await Execute(connection, WaitFor, row, new { next = turn.Next, now }, cancellation);
        return result;
    }

    /// <returns>The moment is the key of this run; a repeated request has the moment of its first.</returns>
    private async Task<(ScheduleResult Result, long? Case, Instant At)> Start(
        NpgsqlConnection connection, CaseTransaction transaction, Row row, Instant at, long? person, string? key,
        CancellationToken cancellation)
    {
        if (await DefinitionStore.FindPublished(
            connection, row.UnitId, new SopReference(row.DefinitionId, null), cancellation) is not { } definition)
            return (ScheduleResult.NotInForce, null, at);
        if ((await flows.Get(definition, cancellation)).BeginsWithCustomer) return (ScheduleResult.NeedsCustomer, null, at);

        var calendar = await calendars.Get(row.UnitId, row.CalendarVersion, cancellation);
        var title = row.Title.Length == 0 ? null : OccurrenceTitle.Fill(row.Title, at.InZone(calendar.Zone).Date);
        var inputs = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(row.Inputs) ?? [];
        var start = new StartCase(definition, new CaseStarted(inputs), person, key ?? $"schedule {row.Id} {at}", title);
        await transaction.Read([start], begin: false, cancellation);
        return await transaction.Decide(start, cancellation) is CaseResult.Done done
            ? (ScheduleResult.Started, done.Case, person is null ? at : done.At)
            : (ScheduleResult.Failed, null, at);
    }

    /// <summary>Records the failure and goes on: a schedule that cannot start must not stop the others, nor be tried for ever.</summary>
    private async Task GiveUp(NpgsqlConnection connection, Row row, Instant now, Exception failure, CancellationToken cancellation)
    {
        var turn = await Look(row, now, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (turn.Due is { } due)
            await Keep(
                connection, row, now, new Served(due, ScheduleResult.Failed, null, turn.PassedOver, Note: failure.Message), cancellation);
        await Execute(connection, WaitFor, row, new { next = turn.Next, now }, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private async Task<Turn> Look(Row row, Instant now, CancellationToken cancellation)
    {
        var rule = ScheduleRule.TryParse(row.Rule) ?? throw new InvalidOperationException($"'{row.Rule}' is no rule.");
        var calendar = await calendars.Get(row.UnitId, row.CalendarVersion, cancellation);
        var planned = row.PlannedAt.ToInstant();
        return Occurrences.Look(
            row.CalendarChanged ? rule.Next(planned, calendar) : row.NextAt.ToInstant(), planned, now,
            after => rule.Next(after, calendar));
    }

    private static Task<int> Keep(NpgsqlConnection connection, Row row, Instant now, Served served, CancellationToken cancellation) =>
        Execute(
            connection, Record, row,
            new { served.At, now, result = served.Result.ToSql(), served.CaseId, served.PassedOver, served.Person, served.Note },
            cancellation);

    private static Task<int> Execute(NpgsqlConnection connection, string sql, Row row, object more, CancellationToken cancellation) =>
        connection.ExecuteAsync(Command(sql, row, more, cancellation));

    private static CommandDefinition Command(string sql, Row row, object? more, CancellationToken cancellation)
    {
        var all = new DynamicParameters(more);
        all.AddDynamicParams(new { row.UnitId, row.Id, row.CalendarVersion });
        return new CommandDefinition(sql, all, cancellationToken: cancellation);
    }

    private static async Task Rollback(NpgsqlConnection connection)
    {
        try
        {
            await connection.ExecuteNonQueryAsync("rollback");
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is broken, and the transaction is gone with it.
        }
    }

    private sealed record Row(
        int UnitId, long Id, string DefinitionId, string Rule, string Title, string Inputs, bool RunsWhenMissed, bool SkipsWhileRunning,
        DateTime NextAt, DateTime PlannedAt, int CalendarVersion, bool CalendarChanged);

    private sealed record Served(
        Instant At, ScheduleResult Result, long? CaseId, int PassedOver = 0, long? Person = null, string? Note = null);
}
