using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Asking;

/// <summary>
/// Makes the cases of citizens' requests: opens the case, brings in the files, does the first step. Each part happens once, whatever
/// crashes between them: the commands have the draft's number as their key, the case is noted at the draft by its own transaction, and a
/// file notes its document. Whoever comes later goes on where it stopped.
/// </summary>
public sealed class AskedCases(SopDatabase database, CaseEngine engine, DefinitionStore definitions, FlowCache flows, IClock clock)
{
    private const int MostAtOnce = 100;

    /// <summary>A request that is being sent is left to its sender for that long.</summary>
    private static readonly Duration Patience = Duration.FromMinutes(1);

    private const string Read =
        """
        select definition_id as definition, customer_id as customer, title, outcome, data::text as data,
          checks::text as checks, case_id as "case", sent_at
        from ask_drafts where unit_id = @unit and id = @draft and sending_at is not null
        """;

    private const string OpenTasks =
        """
        select t.no, t.version, t.activity from tasks t where t.unit_id = @unit and t.case_id = @opened and t.closed_at is null
        order by t.no
        """;

    /// <summary>Locks the files, so that two senders do not make two documents of one.</summary>
    private const string Files =
        """
        select id, field, name, hash, document_id from ask_files where unit_id = @unit and draft_id = @draft order by id for update
        """;

    private const string MakeDocument =
        """
        with made as (
          insert into documents (unit_id, case_id, task_no, name, hash, for_customer, added_at, added_by, field)
          values (@unit, @opened, @task, @Name, @Hash, false, @now, @customer, @Field) returning id)
        update ask_files set document_id = made.id from made where unit_id = @unit and ask_files.id = @Id returning document_id
        """;

    /// <summary>Sends a request, or finishes what an earlier try has left.</summary>
    /// <returns>Done with the case; any other result when the service refused it, and the request can be changed again.</returns>
    public async Task<CaseResult> Send(int unit, long draft, CancellationToken cancellation)
    {
        var row = await database.QuerySingle<Row>(unit, Read, new { draft }, cancellation);
        if (row is null) return new CaseResult.NotFound();
        if (row.Case is not { } opened)
        {
            var result = await Open(unit, draft, row, cancellation);
            if (result is not CaseResult.Done done)
            {
                await Reopen(unit, draft, cancellation);
                return result;
            }

            opened = done.Case;
        }

        if (row.SentAt is null) await DoFirstStep(unit, draft, opened, row, cancellation);
        return new CaseResult.Done(opened, 1, clock.Now());
    }

    /// <summary>Finishes the requests whose senders did not. Called now and then, on any node.</summary>
    /// <returns>The number of requests.</returns>
    public async Task<int> Finish(CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var left = (await connection.QueryAsync<(int Unit, long Draft)>(new CommandDefinition(
            """
            select unit_id, id from ask_drafts where sending_at < @before and sent_at is null order by sending_at limit @MostAtOnce
            """,
            new { before = clock.Now() - Patience, MostAtOnce }, cancellationToken: cancellation))).AsList();
        foreach (var (unit, draft) in left) await Send(unit, draft, cancellation);
        return left.Count;
    }

    /// <summary>Removes drafts whose time is over, old codes, links and counts. Called now and then, on any node.</summary>
    public async Task<int> RemoveOld(CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            delete from ask_drafts where expires_at < @now and (sending_at is null or sent_at is not null);
            delete from contact_codes where expires_at < @yesterday;
            delete from contact_tries where changed_at < @yesterday;
            delete from follow_links where expires_at < @now;
            update follow_secrets set sealed = null where sealed is not null and made_at < @lately;
            update ask_drafts set sealed = null where sealed is not null and sent_at < @lately
            """,
            new { now = clock.Now(), yesterday = clock.Now() - Duration.FromDays(1), lately = clock.Now() - Duration.FromDays(3) },
            cancellationToken: cancellation));
    }

    private async Task<CaseResult> Open(int unit, long draft, Row row, CancellationToken cancellation)
    {
        if (await definitions.InForce(unit, row.Definition, cancellation) is not { } version) return new CaseResult.NotFound();
        var start = new StartCase(
            version, new CaseStarted(new Dictionary<string, JsonElement>()), row.Customer, Key(draft), row.Title, row.Customer)
        { Draft = draft };
        return await engine.Execute(start, cancellation);
    }

    private async Task DoFirstStep(int unit, long draft, long opened, Row row, CancellationToken cancellation)
    {
        foreach (var (no, version, activity) in await database.Query<(int, int, int)>(unit, OpenTasks, new { opened }, cancellation))
        {
            var flow = await flows.Get(new DefinitionVersion(unit, row.Definition, version), cancellation);
            if (flow.StepAt(activity) is not { } step || flow.Lane(step.Lane) is not { External: true }) continue;
            var documents = await MakeDocuments(unit, draft, opened, no, row.Customer, cancellation);
            var data = row.Data is { } json ? WithDocuments(JsonNode.Parse(json)!.AsObject(), step, documents) : default;
            // Refused, for example because the SOP has changed meanwhile, the step waits for the citizen, who has the case's number.
            await engine.Execute(
                new AdvanceCase(
                    unit, opened, new TaskCompleted(
                        no, row.Customer, row.Outcome, null, data,
                        Checks: row.Checks is { } checks ? JsonSerializer.Deserialize<List<RequirementCheck>>(checks) : null),
                    row.Customer, Key(draft) + "-form"),
                cancellation);
            break;
        }

        await database.Execute(
            unit, "update ask_drafts set sent_at = @now where unit_id = @unit and id = @draft and sent_at is null",
            new { draft, now = clock.Now() }, cancellation);
    }

    private async Task<Dictionary<long, long>> MakeDocuments(
        int unit, long draft, long opened, int task, long customer, CancellationToken cancellation)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync($"select {SopDatabase.BindToUnits}", new { sopUnits = SopDatabase.Units(unit) });
        var made = new Dictionary<long, long>();
        foreach (var file in await connection.QueryAsync<FileRow>(
            new CommandDefinition(Files, new { unit, draft }, cancellationToken: cancellation)))
        {
            made[file.Id] = file.DocumentId ?? await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                MakeDocument,
                new { unit, opened, task, file.Name, file.Hash, file.Field, file.Id, customer, now = clock.Now() },
                cancellationToken: cancellation));
        }

        await transaction.CommitAsync(cancellation);
        return made;
    }

    /// <summary>The data with the documents' numbers in place of the files'.</summary>
    private static JsonElement WithDocuments(JsonObject data, Step step, Dictionary<long, long> documents)
    {
        foreach (var field in step.Fields.Where(field => field.Type == FieldType.File))
        {
            if (data[field.Name] is JsonArray files)
            {
                data[field.Name] = new JsonArray([.. files
                    .Select(file => file is JsonValue value && value.TryGetValue(out long id) ? documents.GetValueOrDefault(id) : 0)
                    .Where(id => id > 0).Select(id => (JsonNode)JsonValue.Create(id))]);
            }
        }

        return JsonSerializer.SerializeToElement(data);
    }

    private Task Reopen(int unit, long draft, CancellationToken cancellation) => database.Execute(
        unit, "update ask_drafts set sending_at = null where unit_id = @unit and id = @draft and case_id is null", new { draft },
        cancellation);

    private static string Key(long draft) => string.Create(CultureInfo.InvariantCulture, $"draft-{draft}");

    private sealed class Row
    {
        public string Definition { get; init; } = "";
        public long Customer { get; init; }
        public string? Title { get; init; }
        public string? Outcome { get; init; }
        public string? Data { get; init; }
        public string? Checks { get; init; }
        public long? Case { get; init; }
        public DateTime? SentAt { get; init; }
    }

    private sealed record FileRow(long Id, string Field, string Name, byte[] Hash, long? DocumentId);
}
