using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Engine.Background;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Documents;

/// <summary>The outcome of a change of a template.</summary>
public enum TemplateResult
{
    Done,

    /// <summary>Somebody changed it meanwhile.</summary>
    Conflict,

    /// <summary>There is a template of this kind already.</summary>
    Taken,
}

/// <summary>The templates of an office's documents.</summary>
public sealed class TemplateStore(SopDatabase database, IClock clock)
{
    private const string Select =
        """
        select t.kind, t.version, t.state, t.revision, t.name, t.content, t.numbering, t.classification, t.post_id, o.name as post_name,
          t.for_customer, t.changed_at, c.name as changed_by, t.in_force_at, f.name as in_force_by
        from document_templates t
        left join posts o on o.unit_id = t.unit_id and o.id = t.post_id
        left join people c on c.unit_id = t.unit_id and c.id = t.changed_by
        left join people f on f.unit_id = t.unit_id and f.id = t.in_force_by
        where t.unit_id = @unit
        """;

    private const string LockKind = "select pg_advisory_xact_lock(hashtextextended(@unit || ' template ' || @kind, 0))";

    private const string Insert =
        """
        insert into document_templates (unit_id, kind, version, state, name, content, numbering, classification, post_id, for_customer,
          changed_at, changed_by)
        values (@unit, @kind, @version, 'draft', @Name, @Text, @Numbering, @Class, @Post, @ForCustomer, @now, @by)
        """;

    private const string Update =
        """
        update document_templates set name = @Name, content = @Text, numbering = @Numbering, classification = @Class, post_id = @Post,
          for_customer = @ForCustomer, revision = revision + 1, changed_at = @now, changed_by = @by
        where unit_id = @unit and kind = @kind and version = @version and state = 'draft'
        """;

    /// <summary>The documents that cases wait for in vain are made at once.</summary>
    private const string Begin =
        $"""
        update document_templates set state = 'superseded' where unit_id = @unit and kind = @kind and state = 'in_force';
        update document_templates set state = 'in_force', in_force_at = @now, in_force_by = @by
        where unit_id = @unit and kind = @kind and version = @version;
        update outbox set next_at = @now where unit_id = @unit and message ->> 'documentKind' = @kind
          and (kind = '{IssueForStep.KindName}' or kind = '{MakeDocument.KindName}' and (message ->> 'isOfOffice')::boolean);
        {WakeUps.Notify}
        """;

    /// <summary>The drafts and those in force, by name.</summary>
    public Task<IReadOnlyList<StoredTemplate>> List(int unit, CancellationToken cancellation) =>
        Read(unit, " and t.state <> 'superseded' order by lower(t.name), t.kind, t.version", null, cancellation);

    /// <summary>All versions, newest first; none for an unknown kind.</summary>
    public Task<IReadOnlyList<StoredTemplate>> Versions(int unit, string kind, CancellationToken cancellation) =>
        Read(unit, " and t.kind = @kind order by t.version desc", new { kind }, cancellation);

    /// <summary>Keeps the author's fields as the draft of a kind.</summary>
    /// <param name="seen">The version and revision that the author had before them; null for a kind that is new.</param>
    public Task<TemplateResult> Save(
        int unit, long? by, string kind, TemplateFields fields, (int Version, int Revision)? seen, CancellationToken cancellation) =>
        Change(unit, kind, async (connection, latest) =>
        {
            if (seen is null && latest is not null) return TemplateResult.Taken;
            if (seen?.Version != latest?.Version || seen?.Revision != latest?.Revision) return TemplateResult.Conflict;

            var isDraft = latest is { State: "draft" };
            await Run(connection, isDraft ? Update : Insert, new
            {
                unit,
                kind,
                version = isDraft ? latest!.Version : (latest?.Version ?? 0) + 1,
                fields.Name,
                fields.Text,
                fields.Numbering,
                fields.Class,
                fields.Post,
                fields.ForCustomer,
                now = clock.Now(),
                by,
            }, cancellation);
            return TemplateResult.Done;
        }, cancellation);

    /// <summary>Puts the draft in force, in place of the version that is.</summary>
    public Task<TemplateResult> PutInForce(
        int unit, long? by, string kind, (int Version, int Revision) seen, CancellationToken cancellation) =>
        Change(unit, kind, async (connection, latest) =>
        {
            if (latest is not { State: "draft" } || seen != (latest.Version, latest.Revision)) return TemplateResult.Conflict;

            await Run(connection, Begin, new { unit, kind, latest.Version, now = clock.Now(), by }, cancellation);
            return TemplateResult.Done;
        }, cancellation);

    /// <summary>The version in force, in a transaction of the caller's; null for none.</summary>
    internal static async Task<StoredTemplate?> InForce(
        NpgsqlConnection connection, int unit, string kind, CancellationToken cancellation) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            Select + " and t.kind = @kind and t.state = 'in_force'", new { unit, kind }, cancellationToken: cancellation)))?.ToTemplate();

    private async Task<IReadOnlyList<StoredTemplate>> Read(int unit, string rest, object? parameters, CancellationToken cancellation) =>
        [.. (await database.Query<Row>(unit, Select + rest, parameters, cancellation)).Select(row => row.ToTemplate())];

    /// <summary>Runs a transaction in which nobody else changes this kind.</summary>
    private async Task<TemplateResult> Change(
        int unit, string kind, Func<NpgsqlConnection, Newest?, Task<TemplateResult>> change, CancellationToken cancellation)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await Run(connection, $"select {SopDatabase.BindToUnits}; {LockKind}",
            new { unit, kind, sopUnits = SopDatabase.Units(unit) }, cancellation);
        var result = await change(connection, await Latest(connection, unit, kind, cancellation));
        await transaction.CommitAsync(cancellation);
        return result;
    }

    private static Task<Newest?> Latest(NpgsqlConnection connection, int unit, string kind, CancellationToken cancellation) =>
        connection.QuerySingleOrDefaultAsync<Newest>(new CommandDefinition(
            """
            select version, revision, state from document_templates where unit_id = @unit and kind = @kind
            order by version desc limit 1
            """,
            new { unit, kind }, cancellationToken: cancellation));

    private static Task<int> Run(NpgsqlConnection connection, string sql, object? parameters, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellation));

    private sealed record Newest(int Version, int Revision, string State);

    private sealed class Row
    {
        public string Kind { get; init; } = "";
        public int Version { get; init; }
        public string State { get; init; } = "";
        public int Revision { get; init; }
        public string Name { get; init; } = "";
        public string Content { get; init; } = "";
        public string Numbering { get; init; } = "";
        public string Classification { get; init; } = "";
        public long? PostId { get; init; }
        public string? PostName { get; init; }
        public bool ForCustomer { get; init; }
        public DateTime ChangedAt { get; init; }
        public string? ChangedBy { get; init; }
        public DateTime? InForceAt { get; init; }
        public string? InForceBy { get; init; }

        public StoredTemplate ToTemplate() => new(
            Kind, Version, State switch
            {
                "draft" => TemplateState.Draft,
                "in_force" => TemplateState.InForce,
                _ => TemplateState.Superseded,
            },
            Revision, new TemplateFields(Name, Content, Numbering, Classification, PostId, ForCustomer), PostName, ChangedAt.ToInstant(),
            ChangedBy, InForceAt?.ToInstant(), InForceBy);
    }
}
