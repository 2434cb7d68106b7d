using System.Text.Json;
using NodaTime;
using SopEngine.Core.PublicInformation;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.PublicInformation;

/// <summary>The register of requests for public information, read from the cases of the SOPs that serve them.</summary>
public sealed class InformationRegister(SopDatabase database, FlowCache flows)
{
    /// <summary>The most requests of one list.</summary>
    public const int Most = 5_000;

    // Found by the SOP first: its cases are few among very many of the same year.
    private const string Read =
        """
        with ours as materialized (
          select id, register_number, title, status, started_at, standard_due_at, customer_id, version, definition_id from cases
          where unit_id = @unit and definition_id = any (@sops)
        ), wanted as materialized (
          select * from ours where started_at >= @from and started_at < @until order by started_at, id limit @most
        )
        select c.id as case_id, c.register_number as number, c.title, c.status, c.started_at, c.standard_due_at as due, c.definition_id,
          (select max(x.due_at) from tasks x where x.unit_id = @unit and x.case_id = c.id and x.due_at < 'infinity') as last_due,
          p.name as customer, p.address, coalesce(nullif(concat_ws(', ', p.phone, p.email), ''), '') as contact,
          t.version, t.activity, t.no, t.outcome, t.closed_at, h.event::text as event
        from wanted c
          left join people p on p.unit_id = @unit and p.id = c.customer_id
          left join tasks t on t.unit_id = @unit and t.case_id = c.id and t.closed_seq is not null and t.outcome is not null
          left join history h on h.unit_id = @unit and h.case_id = t.case_id and h.seq = t.closed_seq
        order by c.started_at, c.id, t.closed_seq
        """;

    /// <summary>The SOPs of the office that serve such requests, in any version that was ever in force.</summary>
    public async Task<IReadOnlyList<string>> Sops(int unit, CancellationToken cancellation)
    {
        var sops = new List<string>();
        foreach (var (id, version) in await database.Query<(string, int)>(
            unit,
            """
            select definition_id, max(version) from definitions
            where unit_id = @unit and state in ('in_force', 'superseded', 'revoked') group by definition_id order by 1
            """, null, cancellation))
        {
            var flow = await flows.Get(new DefinitionVersion(unit, id, version), cancellation);
            // One that was put in force before SOPs said what they serve is known by the field that the register needs.
            if (flow.Definition.Sop?.Serves == SopHeader.InformationRequests || flow.Fields.ContainsKey(RequestFacts.AskedField))
                sops.Add(id);
        }

        return sops;
    }

    /// <summary>The requests that were received in a stretch of days, in the order of their receipt.</summary>
    public async Task<IReadOnlyList<InformationRequest>> Of(
        int unit, DateTimeZone zone, IReadOnlyList<string> sops, LocalDate from, LocalDate to, CancellationToken cancellation)
    {
        if (sops.Count == 0) return [];
        var rows = await database.Query<Row>(
            unit, Read,
            new
            {
                sops = sops.ToArray(),
                from = from.AtStartOfDayInZone(zone).ToInstant().ToSql(),
                until = to.PlusDays(1).AtStartOfDayInZone(zone).ToInstant().ToSql(),
                most = Most,
            }, cancellation);
        var requests = new List<InformationRequest>();
        foreach (var ofCase in rows.GroupBy(row => row.CaseId)) requests.Add(await Request(unit, zone, [.. ofCase], cancellation));
        return requests;
    }

    private async Task<InformationRequest> Request(int unit, DateTimeZone zone, IReadOnlyList<Row> rows, CancellationToken cancellation)
    {
        var (first, values) = (rows[0], new Dictionary<string, string>());
        var choices = new List<(string, LocalDate)>();
        var decidedAt = -1;
        LocalDate? notified = null;
        foreach (var (row, i) in rows.Where(row => row.Event is not null).Select((row, i) => (row, i)))
        {
            if (CaseEventJson.Read(row.Event!) is not TaskCompleted done || done.Task != row.No) continue;
            var flow = await flows.Get(new DefinitionVersion(unit, row.DefinitionId, row.Version!.Value), cancellation);
            if (flow.StepAt(row.Activity!.Value) is not { } step) continue;
            foreach (var field in step.Fields)
            {
                if (done.Data.ValueKind == JsonValueKind.Object && done.Data.TryGetProperty(field.Name, out var value))
                    values[field.Name] = Text(value);
            }

            var on = row.ClosedAt!.Value.ToInstant().InZone(zone).Date;
            if (step.Outcomes.Count > 0 && done.Outcome is { } outcome)
            {
                choices.Add((outcome, on));
                // Decided anew, the notice has to be given anew.
                if (RequestFacts.OutcomeOf(outcome) is not null) (decidedAt, notified) = (i, null);
            }
            else if (decidedAt >= 0 && notified is null && flow.Lane(step.Lane) is { External: false })
            {
                notified = on;
            }
        }

        return new RequestFacts(
            first.CaseId, first.Number, first.StartedAt.ToInstant().InZone(zone).Date, first.Customer ?? "", first.Address ?? "",
            first.Contact, first.Title, first.Status == "cancelled", Due(first, choices, zone), values, choices, notified).Row();
    }

    /// <summary>The legal date: that of the promise, and after an extension that of the step which the law gives more time.</summary>
    private static LocalDate? Due(Row row, List<(string Outcome, LocalDate On)> choices, DateTimeZone zone) =>
        (choices.Any(choice => choice.Outcome == RequestFacts.Extended) ? row.LastDue : row.Due) is { Year: < 9000 } due
            ? due.ToInstant().InZone(zone).Date : null;

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join('\n', value.EnumerateArray().Select(Text)),
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        _ => value.ToString(),
    };

    private sealed class Row
    {
        public long CaseId { get; init; }
        public string? Number { get; init; }
        public string Title { get; init; } = "";
        public string Status { get; init; } = "";
        public DateTime StartedAt { get; init; }
        public DateTime? Due { get; init; }
        public DateTime? LastDue { get; init; }
        public string DefinitionId { get; init; } = "";
        public string? Customer { get; init; }
        public string? Address { get; init; }
        public string Contact { get; init; } = "";
        public int? Version { get; init; }
        public int? Activity { get; init; }
        public int? No { get; init; }
        public string? Outcome { get; init; }
        public DateTime? ClosedAt { get; init; }
        public string? Event { get; init; }
    }
}
