using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Documents;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;

namespace SopEngine.Engine.Documents;

/// <summary>An issued document of a case that is neither replaced nor cancelled.</summary>
internal sealed class ValidDocument
{
    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string Sha256 { get; init; } = "";
    public string? Number { get; init; }
    public string Kind { get; init; } = "";
    public DateOnly IssuedOn { get; init; }
    public bool ForCustomer { get; init; }

    public CaseDocument Document => new(Id, Name, Sha256);

    public ReplacedDocument Replaced => new(Id, Path.GetFileNameWithoutExtension(Name), Number, LocalDate.FromDateOnly(IssuedOn));
}

/// <summary>Writes issued documents, in a transaction of the caller's that holds the case.</summary>
internal static class IssuedDocuments
{
    private const string Valid =
        """
        select d.id, d.name, encode(d.hash, 'hex') as sha256, d.number, d.kind, i.issued_on, d.for_customer
        from documents d join issued_documents i on i.unit_id = d.unit_id and i.document_id = d.id
        where d.unit_id = @unit and d.case_id = @caseId and i.replaced_by is null and i.cancelled_at is null
        """;

    /// <returns>Null for a document that is not valid any more, or not of this case.</returns>
    public static Task<ValidDocument?> Find(
        NpgsqlConnection connection, int unit, long caseId, long id, CancellationToken cancellation) =>
        connection.QuerySingleOrDefaultAsync<ValidDocument>(new CommandDefinition(
            $"{Valid} and d.id = @id", new { unit, caseId, id }, cancellationToken: cancellation));

    /// <summary>The last valid one of a kind; null for none.</summary>
    public static Task<ValidDocument?> Latest(
        NpgsqlConnection connection, int unit, long caseId, string kind, CancellationToken cancellation) =>
        connection.QueryFirstOrDefaultAsync<ValidDocument>(new CommandDefinition(
            $"{Valid} and d.kind = @kind order by d.id desc limit 1", new { unit, caseId, kind }, cancellationToken: cancellation));

    /// <summary>
    /// Numbers, fills and keeps a document, in place of <paramref name="old"/>: the customer sees it if they saw that one.
    /// </summary>
    /// <param name="old">Null for none.</param>
    /// <param name="formKey">Null for a document that no form asked for.</param>
    /// <returns>The event of the case.</returns>
    public static async Task<DocumentIssued> Write(
        NpgsqlConnection connection, CaseTransaction transaction, (int Unit, long Case) of, DocumentDraft template, DocumentFacts facts,
        IReadOnlyDictionary<string, DocumentValue> values, (long Id, string Name) by, ValidDocument? old, string? formKey,
        DocumentSources sources, CancellationToken cancellation)
    {
        var (unit, caseId) = of;
        var draft = template with
        {
            ForCustomer = old is { ForCustomer: true }
                || await HandingOver.IsForCustomer(transaction, unit, caseId, template, cancellation),
        };
        var number = await DocumentFilling.Number(connection, unit, draft, facts, cancellation);
        var filled = await DocumentFilling.Fill(
            connection, transaction.Flows, unit, draft, facts, values, number, by.Name, old?.Replaced, sources, cancellation);
        var made = await DocumentFilling.Keep(connection, unit, caseId, filled, by.Id, formKey, transaction.Now, cancellation);
        if (old is not null)
            await connection.ExecuteAsync(new CommandDefinition(
                "update issued_documents set replaced_by = @by where unit_id = @unit and document_id = @Id",
                new { unit, old.Id, by = made.Id }, cancellationToken: cancellation));
        return new DocumentIssued(by.Id, made, draft.Kind, number, draft.ForCustomer, old?.Id, old?.Number);
    }

    /// <summary>Issues a document because a step was done. A case called off meanwhile uses up no number.</summary>
    /// <exception cref="TemplateMissingException">The office has no such template in force; nothing was written.</exception>
    public static async Task IssueForStep(
        NpgsqlConnection connection, CaseTransaction transaction, int unit, long caseId, IssueForStep message, DocumentSources sources,
        CancellationToken cancellation)
    {
        await transaction.Read([new AdvanceCase(unit, caseId, new CommentAdded(message.By, ""), null)], begin: false, cancellation);
        if (transaction.Find(unit, caseId) is null or { State.Status: CaseStatus.Cancelled }) return;
        var template = await TemplateStore.InForce(connection, unit, message.DocumentKind, cancellation)
            ?? throw new TemplateMissingException(message.DocumentKind);
        var facts = await DocumentFacts.Read(connection, unit, caseId, transaction.Now, cancellation)
            ?? throw new InvalidOperationException($"There is no case {caseId}.");
        var name = await connection.QuerySingleAsync<string>(new CommandDefinition(
            "select name from people where unit_id = @unit and id = @By", new { unit, message.By }, cancellationToken: cancellation));
        var old = await Latest(connection, unit, caseId, message.DocumentKind, cancellation);
        var issued = await Write(
            connection, transaction, (unit, caseId), DocumentDraft.Of(template), facts, message.Values, (message.By, name), old, null,
            sources, cancellation);
        await transaction.MustHappen(new AdvanceCase(unit, caseId, issued, null), cancellation);
    }
}
