using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Documents;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Documents;

/// <summary>A person's request to issue a document.</summary>
/// <param name="FormKey">Different for each form: a form sent twice issues once.</param>
/// <param name="Replaces">The issued document that it takes the place of; null for none.</param>
public sealed record IssueRequest(int Unit, long Case, long By, string ByName, string Kind, string FormKey, long? Replaces);

/// <summary>The outcome of issuing or cancelling a document.</summary>
public abstract record IssueResult
{
    public sealed record Done(CaseDocument Document, string? Number) : IssueResult;

    /// <summary>The office has no such template in force.</summary>
    public sealed record TemplateMissing : IssueResult;

    /// <summary>The document is not valid any more, or not of this case and kind.</summary>
    public sealed record NotValid : IssueResult;

    /// <summary>The same form was sent for something else.</summary>
    public sealed record KeyReused : IssueResult;

    /// <summary>The case refuses it.</summary>
    public sealed record Refused(CaseResult Result) : IssueResult;
}

/// <summary>A document as it would be, not numbered and not kept.</summary>
/// <param name="Number">The number that it would get now; null for a document without one.</param>
/// <param name="Missing">The places that this case does not fill.</param>
/// <param name="LacksSigner">True when it is signed, and nobody holds the post today.</param>
public sealed record DocumentPreview(
    string? Number, IReadOnlyList<Block> Blocks, Letter Letter, IReadOnlyList<string> Missing, bool LacksSigner)
{
    /// <summary>The characters of its text that the font of documents does not have, each once.</summary>
    public IReadOnlyList<string> Unprintable { get; } = [.. Blocks.SelectMany(Texts).SelectMany(PdfFile.Unprintable).Distinct().Order()];

    private static IEnumerable<string> Texts(Block block) => block switch
    {
        FilledTable { Table.Rows: var rows } => rows.SelectMany(row => row),
        SignaturePlace place => place.Above.Concat(place.Below),
        _ => block.Spans.Select(span => span.Text),
    };
}

/// <summary>Issues documents of the office from its templates, and cancels them. Each deed is an event of the case.</summary>
public sealed class DocumentIssuing(
    SopDatabase database, CaseEngine engine, FlowCache flows, DocumentSources sources, IClock clock)
{
    private const string FindForm =
        """
        select d.id, d.name, encode(d.hash, 'hex') as sha256, d.number, d.case_id, d.kind from issued_documents i
        join documents d on d.unit_id = i.unit_id and d.id = i.document_id where i.unit_id = @unit and i.form_key = @key
        """;

    /// <summary>Fills a template with the values of a case, and neither numbers nor keeps the document.</summary>
    /// <param name="caseId">Null for values that name their places.</param>
    /// <param name="known">The places that can be filled; those are the values without a case.</param>
    /// <returns>Null when there is no such case.</returns>
    public async Task<DocumentPreview?> Preview(
        int unit, string kind, TemplateFields fields, long? caseId, string byName, long? replaces,
        IReadOnlyDictionary<string, KnownPlace> known, CancellationToken cancellation)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            $"select {SopDatabase.BindToUnits}", new { sopUnits = SopDatabase.Units(unit) }, cancellationToken: cancellation));
        if (await DocumentFacts.Read(connection, unit, caseId, clock.Now(), cancellation) is not { } facts) return null;

        var draft = DocumentDraft.Of(kind, 0, fields);
        var values = caseId is { } id ? await CaseValues.Read(connection, flows, unit, id, cancellation) : Examples(known);
        var number = await DocumentFilling.Foreseen(connection, unit, draft, facts, cancellation);
        var replaced = replaces is { } old && caseId is { } of ? await IssuedDocuments.Find(connection, unit, of, old, cancellation) : null;
        var filled = await DocumentFilling.Fill(
            connection, flows, unit, draft, facts, values, number, byName, replaced?.Replaced, sources, cancellation);
        return new DocumentPreview(
            number, filled.Blocks, filled.Letter(),
            [.. DocumentText.Places(fields.Text).Where(place => place != "menggantikan" && !Fills(filled.Data, place))],
            filled.Data.Signature is { Name: "" });
    }

    public async Task<IssueResult> Issue(IssueRequest request, CancellationToken cancellation)
    {
        var (unit, caseId, key) = (request.Unit, request.Case, CaseCommand.KeyOf(request.By, request.FormKey));
        return await InCase(unit, caseId, request.By, async (connection, transaction) =>
        {
            if (await connection.QuerySingleOrDefaultAsync<Row>(Command(FindForm, new { unit, key }, cancellation)) is { } before)
                return before.CaseId == caseId && before.Kind == request.Kind
                    ? new IssueResult.Done(before.Document, before.Number) : new IssueResult.KeyReused();
            if (await TemplateStore.InForce(connection, unit, request.Kind, cancellation) is not { } template)
                return new IssueResult.TemplateMissing();

            var old = request.Replaces is { } id ? await IssuedDocuments.Find(connection, unit, caseId, id, cancellation) : null;
            if (request.Replaces is not null && old?.Kind != request.Kind) return new IssueResult.NotValid();
            if (await DocumentFacts.Read(connection, unit, caseId, transaction.Now, cancellation) is not { } facts)
                return new IssueResult.Refused(new CaseResult.NotFound());

            var values = await CaseValues.Read(connection, flows, unit, caseId, cancellation);
            var issued = await IssuedDocuments.Write(
                connection, transaction, (unit, caseId), DocumentDraft.Of(template), facts, values, (request.By, request.ByName), old, key,
                sources, cancellation);
            return await Decide(
                transaction, new AdvanceCase(unit, caseId, issued, request.By), issued.Document, issued.Number, cancellation);
        }, cancellation);
    }

    /// <summary>Cancels an issued document, which keeps its number.</summary>
    public Task<IssueResult> Cancel(int unit, long caseId, long document, long by, string reason, CancellationToken cancellation) =>
        InCase(unit, caseId, by, async (connection, transaction) =>
        {
            if (await IssuedDocuments.Find(connection, unit, caseId, document, cancellation) is not { } valid)
                return new IssueResult.NotValid();
            await connection.ExecuteAsync(Command(
                """
                update issued_documents set cancelled_at = @now, cancelled_by = @by, reason = @reason
                where unit_id = @unit and document_id = @document
                """,
                new { unit, document, by, reason, now = transaction.Now }, cancellation));
            var cancelled = new DocumentCancelled(by, valid.Document, valid.Number, reason, valid.ForCustomer);
            return await Decide(transaction, new AdvanceCase(unit, caseId, cancelled, by), valid.Document, valid.Number, cancellation);
        }, cancellation);

    /// <summary>Runs a deed with the case locked. Only a deed that is done is written.</summary>
    private async Task<IssueResult> InCase(
        int unit, long caseId, long by, Func<NpgsqlConnection, CaseTransaction, Task<IssueResult>> deed, CancellationToken cancellation)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancellation);
        var transaction = engine.Transaction(connection);
        try
        {
            await transaction.Read([new AdvanceCase(unit, caseId, new CommentAdded(by, ""), by)], begin: true, cancellation);
            var result = await deed(connection, transaction);
            if (result is not IssueResult.Done)
            {
                await connection.ExecuteAsync("rollback");
                return result;
            }

            await transaction.Commit(cancellation);
            engine.Committed(transaction);
            return result;
        }
        catch (PostgresException e) when (e.ConstraintName == "issued_documents_form")
        {
            // The lock on the case keeps its own forms apart: this form issues a document of another case at the same moment.
            await CaseEngine.Abandon(connection);
            return new IssueResult.KeyReused();
        }
        catch
        {
            await CaseEngine.Abandon(connection);
            throw;
        }
    }

    private static async Task<IssueResult> Decide(
        CaseTransaction transaction, AdvanceCase command, CaseDocument document, string? number, CancellationToken cancellation)
    {
        var result = await transaction.Decide(command, cancellation);
        return result is CaseResult.Done ? new IssueResult.Done(document, number) : new IssueResult.Refused(result);
    }

    private static CommandDefinition Command(string sql, object parameters, CancellationToken cancellation) =>
        new(sql, parameters, cancellationToken: cancellation);

    private static bool Fills(DocumentData data, string place) =>
        data.Values.GetValueOrDefault(place) is { } value && (value.Holds || value.IsNo);

    /// <summary>Values that name their places.</summary>
    private static Dictionary<string, DocumentValue> Examples(IReadOnlyDictionary<string, KnownPlace> known) =>
        known.Values.Where(place => !DocumentText.Given.Contains(place.Name)).ToDictionary(place => place.Name, place => place.Kind switch
        {
            PlaceKind.Number => new DocumentValue("1.250.000") { Amount = 1_250_000 },
            PlaceKind.Date => new DocumentValue(DocumentText.Show(new LocalDate(2026, 11, 30))),
            PlaceKind.Table => new DocumentValue("")
            {
                Table = new DocumentTable(
                    [.. place.Columns.Select(column => new DocumentColumn(column.Name, column.Label, column.Kind == PlaceKind.Number))],
                    [[.. place.Columns.Select(column => $"‹{column.Label}›")]]),
            },
            _ => new DocumentValue($"‹{place.Label}›"),
        });

    private sealed class Row
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string Sha256 { get; init; } = "";
        public string? Number { get; init; }
        public long CaseId { get; init; }
        public string Kind { get; init; } = "";

        public CaseDocument Document => new(Id, Name, Sha256);
    }
}
