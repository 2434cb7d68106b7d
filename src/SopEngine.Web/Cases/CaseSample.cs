using System.Text.Json;
using NodaTime;
using SopEngine.Core.Samples;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Cases;

/// <summary>A physical sample of a case.</summary>
/// <param name="Holder">The name of the person of the office who has it; null for nobody.</param>
/// <param name="Details">The row of the form.</param>
/// <param name="OverAt">When it was returned or destroyed.</param>
/// <param name="Revision">Grows with each change.</param>
public sealed record CaseSample(
    string Code, string Name, string Quantity, string Condition, JsonElement Details, SampleStanding Standing, string? Holder,
    Instant? ReceivedAt, Instant? LabelledAt, Instant? OverAt, int Revision)
{
    internal const string Columns =
        """
        s.case_id, s.line, s.code, s.name, s.quantity, s.condition, s.details::text as details, s.state, s.holder_id, h.name as holder,
        s.place, s.received_at, s.labelled_at, s.over_at, s.withdrawn_at is not null as is_withdrawn, s.revision
        """;

    internal const string Source = "samples s left join people h on h.unit_id = s.unit_id and h.id = s.holder_id";

    /// <summary>The code with the revision, as a form marks it.</summary>
    public string Mark => SampleMoveInput.MarkOf(Code, Revision);

    /// <summary>As its customer sees it: what became of it, and nobody of the office.</summary>
    public CaseSample ForCustomer() => this with
    {
        Details = default,
        Holder = null,
        Standing = Standing with { Holder = null, Place = null },
    };

    /// <summary>The columns of its row, but its code.</summary>
    public IEnumerable<(FormField Column, JsonElement Value)> Row(Flow flow) =>
        from column in flow.Steps.Select(step => step.Samples).OfType<FormField>().SelectMany(table => table.Columns)
        where !column.IsGiven && Details.ValueKind == JsonValueKind.Object && Details.TryGetProperty(column.Name, out _)
        select (column, Details.GetProperty(column.Name));

    internal class Stored
    {
        public long CaseId { get; init; }
        public int Line { get; init; }
        public string Code { get; init; } = "";
        public string Name { get; init; } = "";
        public string Quantity { get; init; } = "";
        public string Condition { get; init; } = "";
        public string Details { get; init; } = "{}";
        public string State { get; init; } = "";
        public long? HolderId { get; init; }
        public string? Holder { get; init; }
        public string? Place { get; init; }
        public DateTime? ReceivedAt { get; init; }
        public DateTime? LabelledAt { get; init; }
        public DateTime? OverAt { get; init; }
        public bool IsWithdrawn { get; init; }
        public int Revision { get; init; }

        public CaseSample Sample
        {
            get
            {
                using var details = JsonDocument.Parse(Details);
                return new(
                    Code, Name, Quantity, Condition, details.RootElement.Clone(),
                    new(Enum.Parse<SampleState>(State, ignoreCase: true), HolderId, Place, IsWithdrawn), Holder,
                    ReceivedAt?.ToInstant(), LabelledAt?.ToInstant(), OverAt?.ToInstant(), Revision);
            }
        }
    }
}
