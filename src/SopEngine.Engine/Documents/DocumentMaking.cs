using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Documents;

/// <summary>Makes the document that a case waits for, and lets the case go on.</summary>
internal static class DocumentMaking
{
    /// <exception cref="TemplateMissingException">The office has no such template in force; nothing was written.</exception>
    public static async Task Make(
        NpgsqlConnection connection, CaseTransaction transaction, int unit, long caseId, MakeDocument message, DocumentSources sources,
        CancellationToken cancellation)
    {
        await transaction.Read([Made(new CaseDocument(0, "", ""), null, false)], begin: false, cancellation);
        // A case called off meanwhile must not use up a number.
        if (!transaction.IsWaiting(unit, caseId, message.Wait)) return;

        var draft = await Draft(connection, unit, message, cancellation);
        draft = draft with { ForCustomer = await HandingOver.IsForCustomer(transaction, unit, caseId, draft, cancellation) };
        var facts = await DocumentFacts.Read(connection, unit, caseId, transaction.Now, cancellation)
            ?? throw new InvalidOperationException($"There is no case {caseId}.");
        var number = await DocumentFilling.Number(connection, unit, draft, facts, cancellation);
        var filled = await DocumentFilling.Fill(
            connection, transaction.Flows, unit, draft, facts, message.Values, number, "", null, sources, cancellation);
        var document = await DocumentFilling.Keep(connection, unit, caseId, filled, null, null, transaction.Now, cancellation);
        await transaction.MustHappen(Made(document, number, draft.ForCustomer), cancellation);

        AdvanceCase Made(CaseDocument made, string? given, bool forCustomer) =>
            new(unit, caseId, new DocumentMade(message.Wait, made, given, forCustomer), null);
    }

    /// <summary>Tells the admins, once, that a case waits for a template.</summary>
    public static async Task TellMissing(
        NpgsqlConnection connection, int unit, long caseId, string kind, Instant now, CancellationToken cancellation)
    {
        var admins = await connection.QueryAsync<long>(new CommandDefinition(
            $"select id from people p where unit_id = @unit and deactivated_at is null and {RightsSql.Of(Role.Admin, "p.roles")}",
            new { unit }, cancellationToken: cancellation));
        var (title, sop) = await connection.QuerySingleAsync<(string, string)>(new CommandDefinition(
            """
            select c.title, d.name from cases c
            join definitions d on d.unit_id = c.unit_id and d.definition_id = c.definition_id and d.version = c.version
            where c.unit_id = @unit and c.id = @caseId
            """,
            new { unit, caseId }, cancellationToken: cancellation));
        var details = new Dictionary<string, string>
        {
            ["case"] = title,
            ["number"] = caseId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["sop"] = sop,
            ["template"] = kind,
        };
        var telling = new Telling(unit, MessageKind.TemplateMissing, $"template:{caseId}:{kind}", now, details) { Case = caseId };
        await Tellings.Tell(connection, [.. admins.Select(admin => telling with { Person = admin })], cancellation);
    }

    private static async Task<DocumentDraft> Draft(
        NpgsqlConnection connection, int unit, MakeDocument message, CancellationToken cancellation)
    {
        if (!message.IsOfOffice)
            return new DocumentDraft(
                message.DocumentKind, null, message.Name, message.Template, message.Numbering ?? "", message.Class, null,
                message.ForCustomer);
        var template = await TemplateStore.InForce(connection, unit, message.DocumentKind, cancellation)
            ?? throw new TemplateMissingException(message.DocumentKind);
        var draft = DocumentDraft.Of(template);
        return string.IsNullOrWhiteSpace(message.Name) ? draft : draft with { Name = message.Name };
    }
}
