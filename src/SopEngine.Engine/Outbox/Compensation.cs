using System.Globalization;
using System.Text.Json;
using Dapper;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Outbox;

/// <summary>
/// Compensates a customer for a service that was, or will be, later than promised (UU 25/2009; in the seeds SOP 21-BIPA/5) by a case of the
/// SOP that the late SOP's header names, linked to the late case, once for each.
/// </summary>
public static class Compensation
{
    private const string ReadCase =
        $$"""
        select c.title, c.customer_id, c.register_number, p.name as customer, d.name as sop,
          d.json #>> '{customProperties,sop,number}' as number,
          nullif(d.json #>> '{customProperties,sop,compensation}', '') as compensation,
          exists (select from cases k where {{ParentWait.IsCompensation}}) as is_open,
          to_char(@due at time zone (u.calendar ->> 'zone'), 'YYYY-MM-DD') as promised_on,
          to_char(@expected at time zone (u.calendar ->> 'zone'), 'YYYY-MM-DD') as expected_on
        from cases c join units u on u.id = c.unit_id
        join definitions d on d.unit_id = c.unit_id and d.definition_id = c.definition_id and d.version = c.version
        left join people p on p.unit_id = c.unit_id and p.id = c.customer_id
        where c.unit_id = @unit and c.id = @caseId
        """;

    /// <summary>
    /// Opens the compensation, unless it is open already, the SOP names none or one that is not in force, or the case has no customer.
    /// </summary>
    internal static async Task Open(
        NpgsqlConnection connection, CaseTransaction transaction, int unit, long caseId, StandardBroken broken,
        CancellationToken cancellation)
    {
        var late = await connection.QuerySingleAsync<LateCase>(
            new CommandDefinition(
                ReadCase, new { unit, caseId, due = broken.Due.UtcDateTime, expected = broken.Expected?.UtcDateTime },
                cancellationToken: cancellation));
        if (late.IsOpen || late.CustomerId is null || late.Compensation is not { } number) return;
        if (await DefinitionStore.FindPublished(connection, unit, new SopReference(null, number), cancellation) is not { } definition)
            return;

        var start = new StartCase(
            definition, new CaseStarted(Facts(caseId, late, broken), caseId.ToString(CultureInfo.InvariantCulture)), null,
            Title: late.Title, Customer: late.CustomerId, Parent: new ParentWait(caseId, ParentWait.Compensation));
        await transaction.Read([start], begin: false, cancellation);
        await transaction.Decide(start, cancellation);
    }

    /// <summary>The facts of the late case for the SOP's steps and documents, by the names of its workflow inputs.</summary>
    private static Dictionary<string, JsonElement> Facts(long caseId, LateCase late, StandardBroken broken)
    {
        var facts = new Dictionary<string, object?>
        {
            ["berkas"] = caseId,
            ["nomorRegister"] = late.RegisterNumber,
            ["perihal"] = late.Title,
            ["pelanggan"] = late.Customer,
            ["layanan"] = late.Sop,
            ["nomorSop"] = late.Number,
            ["tenggat"] = broken.Due,
            ["perkiraanSelesai"] = broken.Expected,
            // As forms and letters have dates: days of the office.
            ["tanggalJanji"] = late.PromisedOn,
            ["tanggalPerkiraan"] = late.ExpectedOn,
        };
        return facts.Where(fact => fact.Value is not null).ToDictionary(
            fact => fact.Key, fact => JsonSerializer.SerializeToElement(fact.Value));
    }

    private sealed record LateCase(
        string Title, long? CustomerId, string? RegisterNumber, string? Customer, string Sop, string? Number, string? Compensation,
        bool IsOpen, string? PromisedOn, string? ExpectedOn);
}
