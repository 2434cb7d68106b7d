using System.Text.Json;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Background;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Documents;

namespace SopEngine.Engine.Outbox;

/// <summary>
/// Carries out the work that decisions asked for outside their own case, on every node. A message is taken with SKIP LOCKED, and removed
/// in the transaction that carries it out, so that it takes effect once in spite of crashes.
/// </summary>
public sealed class OutboxDelivery(
    SopDatabase database, CaseEngine engine, IClock clock, ILogger<OutboxDelivery> log, DocumentSources? sources = null)
    : DueWork(apart: TimeSpan.FromMilliseconds(20), atMost: TimeSpan.FromSeconds(15), log)
{
    private const int MostAttempts = 12;

    private const string NextMessage = "select min(next_at) from outbox";

    private const string Claim =
        """
        select unit_id, id, case_id, kind, message::text, attempts from outbox
        where next_at <= $1 order by next_at limit 1 for update skip locked
        """;

    private const string Remove = "delete from outbox where unit_id = $1 and id = $2";

    private const string PutOff = "update outbox set next_at = $3, failure = $4 where unit_id = $1 and id = $2";

    private const string Postpone = "update outbox set attempts = attempts + 1, next_at = $3, failure = $4 where unit_id = $1 and id = $2";

    /// <summary>Delivers all due messages.</summary>
    /// <returns>The number of messages delivered.</returns>
    public async Task<int> DeliverDue(CancellationToken cancellation)
    {
        var delivered = 0;
        while (await DeliverNext(cancellation)) delivered++;
        return delivered;
    }

    protected override Task<TimeSpan> RunOnce(CancellationToken cancellation) =>
        database.RunWhenDue(clock, NextMessage, DeliverDue, cancellation);

    private async Task<bool> DeliverNext(CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        await connection.ExecuteNonQueryAsync("begin", cancellation);
        var row = await ClaimNext(connection, cancellation);
        var transaction = engine.Transaction(connection);
        try
        {
            if (row is not null)
            {
                await CarryOut(connection, transaction, row, cancellation);
                await Run(connection, Remove, cancellation, row.Unit, row.Id);
            }

            await transaction.Commit(cancellation);
        }
        catch (TemplateMissingException missing) when (row is not null)
        {
            await Wait(connection, row, missing, cancellation);
            return true;
        }
        catch (Exception e) when (row is not null && e is not OperationCanceledException)
        {
            await connection.ExecuteNonQueryAsync("rollback", cancellation);
            await Fail(connection, row, e, cancellation);
            return true;
        }

        engine.Committed(transaction);
        return row is not null;
    }

    private async Task CarryOut(NpgsqlConnection connection, CaseTransaction transaction, Row row, CancellationToken cancellation)
    {
        switch (row.Kind)
        {
            case StartSubCase.KindName:
                await StartSub(connection, transaction, row, Read<StartSubCase>(row), cancellation);
                break;
            case TellParent.KindName:
                var told = Read<TellParent>(row);
                await Advance(
                    transaction,
                    [new AdvanceCase(row.Unit, told.ParentCase, new SubCaseEnded(told.Wait, row.Case, told.Status, told.Outputs), null)],
                    cancellation);
                break;
            case StandardBroken.KindName:
                var broken = Read<StandardBroken>(row);
                if (broken.Expected is null)
                {
                    var payload = JsonSerializer.SerializeToElement(new { @case = row.Case, due = broken.Due }, OutboxMessage.Json);
                    await Deliver(
                        connection, transaction, row, new DeliverEvent(StandardBroken.KindName, null, false, payload), cancellation);
                }

                await Compensation.Open(connection, transaction, row.Unit, row.Case, broken, cancellation);
                break;
            case DeliverEvent.KindName:
                await Deliver(connection, transaction, row, Read<DeliverEvent>(row), cancellation);
                break;
            case MakeDocument.KindName:
                await DocumentMaking.Make(
                    connection, transaction, row.Unit, row.Case, Read<MakeDocument>(row), sources ?? DocumentSources.None, cancellation);
                break;
            case IssueForStep.KindName:
                await IssuedDocuments.IssueForStep(
                    connection, transaction, row.Unit, row.Case, Read<IssueForStep>(row), sources ?? DocumentSources.None, cancellation);
                break;
            default:
                throw new InvalidOperationException($"There is no message kind '{row.Kind}'.");
        }
    }

    private static async Task Deliver(
        NpgsqlConnection connection, CaseTransaction transaction, Row row, DeliverEvent published, CancellationToken cancellation)
    {
        var waiting = await Waiting(connection, row, published, cancellation);
        await Advance(transaction, [.. waiting.Select(wait => new AdvanceCase(
            row.Unit, wait.Case, new EventReceived(wait.Wait, published.Payload), null))], cancellation);
    }

    private static async Task StartSub(
        NpgsqlConnection connection, CaseTransaction transaction, Row row, StartSubCase message, CancellationToken cancellation)
    {
        var sop = new SopReference(message.DefinitionId, message.Number);
        if (await DefinitionStore.FindPublished(connection, row.Unit, sop, cancellation) is not { } definition)
        {
            // The SOP is not in force: the parent case decides how to go on.
            var none = new SubCaseEnded(message.Wait, null, null, new Dictionary<string, JsonElement>());
            await Advance(transaction, [new AdvanceCase(row.Unit, row.Case, none, null)], cancellation);
            return;
        }

        var start = new StartCase(definition, new CaseStarted(message.Inputs, message.CorrelationId), null,
            Customer: await CustomerOf(connection, row, cancellation), Parent: new ParentWait(row.Case, message.Wait));
        await transaction.Read([start], begin: false, cancellation);
        if (await transaction.Decide(start, cancellation) is not CaseResult.Done)
            throw new InvalidOperationException(
                $"SOP {definition.DefinitionId} cannot be started for case {row.Case}, which waits for it.");
    }

    /// <summary>Advances waiting cases. A case that no longer waits refuses, and the message counts as carried out.</summary>
    private static async Task Advance(CaseTransaction transaction, AdvanceCase[] commands, CancellationToken cancellation)
    {
        if (commands.Length == 0) return;
        await transaction.Read(commands, begin: false, cancellation);
        foreach (var command in commands) await transaction.Decide(command, cancellation);
    }

    private static async Task<List<ParentWait>> Waiting(
        NpgsqlConnection connection, Row row, DeliverEvent published, CancellationToken cancellation)
    {
        const string Sql =
            """
            select w.case_id, w.no from waits w join cases c on c.unit_id = w.unit_id and c.id = w.case_id
            where w.unit_id = $1 and left(w.event_name, 200) = left($2, 200) and w.event_name = $2
              and ($3::text is null or c.correlation_id = $3) and ($4::bigint is null or w.case_id = $4)
            """;
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters =
            {
                new() { Value = row.Unit },
                new() { Value = published.Name },
                new() { Value = (object?)published.CorrelationId ?? DBNull.Value },
                new() { Value = published.Local ? row.Case : DBNull.Value },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var waiting = new List<ParentWait>();
        while (await reader.ReadAsync(cancellation)) waiting.Add(new ParentWait(reader.GetInt64(0), reader.GetInt32(1)));
        return waiting;
    }

    private static async Task<long?> CustomerOf(NpgsqlConnection connection, Row row, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select customer_id from cases where unit_id = $1 and id = $2", connection)
        {
            Parameters = { new() { Value = row.Unit }, new() { Value = row.Case } },
        };
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    /// <summary>
    /// Puts the message off until its template is in force, which calls it; it looks by itself every hour. Its lock is kept meanwhile, so
    /// that a template that comes into force now calls it afterwards. Waiting is no failed attempt.
    /// </summary>
    private async Task Wait(NpgsqlConnection connection, Row row, TemplateMissingException missing, CancellationToken cancellation)
    {
        Log.LogWarning("Case {Case} of unit {Unit} waits for the template {Template}", row.Case, row.Unit, missing.Kind);
        await Run(connection, PutOff, cancellation, row.Unit, row.Id, (clock.Now() + Duration.FromHours(1)).ToSql(), missing.Message);
        await DocumentMaking.TellMissing(connection, row.Unit, row.Case, missing.Kind, clock.Now(), cancellation);
        await connection.ExecuteNonQueryAsync("commit", cancellation);
    }

    private async Task Fail(NpgsqlConnection connection, Row row, Exception failure, CancellationToken cancellation)
    {
        var isLast = row.Attempts + 1 >= MostAttempts || NeverSucceeds(failure);
        Log.LogError(
            failure, "Message {Id} ({Kind}) of case {Case} failed, attempt {Attempt}", row.Id, row.Kind, row.Case, row.Attempts + 1);
        var next = isLast ? Instant.MaxValue : clock.Now() + Duration.FromSeconds(Math.Min(3600, 1 << row.Attempts));
        await Run(connection, Postpone, cancellation, row.Unit, row.Id, next.ToSql(), StorableText.Clean(failure.Message));
    }

    /// <summary>
    /// True when the database can never take a value of the message, such as a text with NUL. The message waits for a person at once:
    /// trying again would only fill the log.
    /// </summary>
    private static bool NeverSucceeds(Exception failure) =>
        failure is PostgresException { SqlState: ['2', '2', ..] };

    private async Task<Row?> ClaimNext(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Claim, connection) { Parameters = { new() { Value = clock.Now().ToSql() } } };
        await using var reader = await command.ExecutePrepared(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new Row(reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetString(3), reader.GetString(4),
                reader.GetInt32(5))
            : null;
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static T Read<T>(Row row) => JsonSerializer.Deserialize<T>(row.Message, OutboxMessage.Json)!;

    private sealed record Row(int Unit, long Id, long Case, string Kind, string Message, int Attempts);
}
