using System.Text.Json;
using Dapper;
using Npgsql;
using SopEngine.Core.Documents;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Documents;

/// <summary>
/// The values of the forms of a case, as its documents print them, from the steps that were done: also of a case that is over, whose
/// variables are gone.
/// </summary>
internal static class CaseValues
{
    private const string Sql =
        """
        select c.definition_id, t.version, t.activity, t.no, h.event::text as event
        from tasks t join cases c on c.unit_id = t.unit_id and c.id = t.case_id
        join history h on h.unit_id = t.unit_id and h.case_id = t.case_id and h.seq = t.closed_seq
        where t.unit_id = @unit and t.case_id = @caseId and t.outcome is not null order by t.closed_seq
        """;

    public static async Task<Dictionary<string, DocumentValue>> Read(
        NpgsqlConnection connection, FlowCache flows, int unit, long caseId, CancellationToken cancellation)
    {
        var values = new Dictionary<string, DocumentValue>();
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(Sql, new { unit, caseId }, cancellationToken: cancellation));
        foreach (var row in rows)
        {
            if (CaseEventJson.Read(row.Event) is not TaskCompleted done || done.Task != row.No) continue;
            var flow = await flows.Get(new DefinitionVersion(unit, row.DefinitionId, row.Version), cancellation);
            foreach (var field in flow.StepAt(row.Activity)?.Fields ?? [])
            {
                if (done.Data.ValueKind == JsonValueKind.Object && done.Data.TryGetProperty(field.Name, out var value))
                    values[field.Name] = PrintedValue.Of(field, value);
                else if (done.Form?.Hidden?.Contains(field.Name) == true)
                    values.Remove(field.Name);
            }
        }

        return values;
    }

    private sealed record Row(string DefinitionId, int Version, int Activity, int No, string Event);
}
