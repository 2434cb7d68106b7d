using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Documents;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;

namespace SopEngine.Engine.Documents;

/// <summary>
/// Makes the document that a case waits for, and lets the case go on. Number, document and event are one transaction, so a number is
/// given only together with its stored document: numbers have no gaps and do not repeat.
/// </summary>
internal static class DocumentMaking
{
    private const string ReadFacts =
        $"""
        select {Letterheads.Columns}, u.short_name, u.calendar ->> 'zone' as zone, c.title, p.name as customer
        from cases c join units u on u.id = c.unit_id left join people p on p.unit_id = c.unit_id and p.id = c.customer_id
        where c.unit_id = @unit and c.id = @caseId
        """;

    /// <summary>The lock on the counter's row makes a second transaction wait for the commit of the first.</summary>
    private const string NextNumber =
        """
        insert into document_counters as counter (unit_id, kind, year, last) values (@unit, @DocumentKind, @year, 1)
        on conflict (unit_id, kind, year) do update set last = counter.last + 1
        returning last
        """;

    public static async Task Make(
        NpgsqlConnection connection, CaseTransaction transaction, int unit, long caseId, MakeDocument message,
        CancellationToken cancellation)
    {
        await transaction.Read([Made(new CaseDocument(0, "", ""), null)], begin: false, cancellation);
        // A case called off meanwhile must not use up a number.
        if (!transaction.IsWaiting(unit, caseId, message.Wait)) return;

        var facts = await connection.QuerySingleAsync<Facts>(
            new CommandDefinition(ReadFacts, new { unit, caseId }, cancellationToken: cancellation));
        var today = transaction.Now.InZone(DateTimeZoneProviders.Tzdb[facts.Zone]).Date;
        var number = await Number(connection, unit, message, facts, today, cancellation);
        var values = new Dictionary<string, string>(message.Values)
        {
            ["nomor"] = number ?? "",
            ["tanggal"] = DocumentText.Show(today),
            ["unit"] = facts.Unit,
            ["kota"] = facts.City,
            ["perihal"] = facts.Title,
            ["berkas"] = $"#{caseId}",
            ["pelanggan"] = facts.Customer ?? "",
        };

        var name = FileName.Clean(message.Name + ".pdf");
        using var pdf = PdfWriter.Write(
            facts.Letter(message.Name, number, DocumentText.Read(message.Template, values)));
        var document = await DocumentStore.Insert(
            connection, unit,
            new NewDocument(
                caseId, null, name, FileType.Pdf, null, message.DocumentKind, number, message.ForCustomer, IsAttached: true),
            pdf, transaction.Now, cancellation);
        await transaction.Decide(Made(document, number), cancellation);

        AdvanceCase Made(CaseDocument made, string? given) =>
            new(unit, caseId, new DocumentMade(message.Wait, made, given, message.ForCustomer), null);
    }

    private static async Task<string?> Number(
        NpgsqlConnection connection, int unit, MakeDocument message, Facts facts, LocalDate today, CancellationToken cancellation)
    {
        if (message.Numbering is null || NumberRule.Parse(message.Numbering) is not { } rule) return null;
        var year = rule.IsYearly ? today.Year : 0;
        var seq = await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            NextNumber, new { unit, message.DocumentKind, year }, cancellationToken: cancellation));
        return rule.Number(seq, facts.ShortName, message.Class, today);
    }

    private sealed class Facts : Letterheads.Stored
    {
        public string ShortName { get; init; } = "";
        public string Zone { get; init; } = "";
        public string Title { get; init; } = "";
        public string? Customer { get; init; }
    }
}
