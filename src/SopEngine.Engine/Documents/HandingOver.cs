using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Documents;

/// <summary>Documents that a case's customer may not see before a certain step was done: a report before its fee was paid.</summary>
public sealed class HandingOver(SopDatabase database, FlowCache flows)
{
    private const string Sql =
        """
        select c.definition_id, c.version, d.kind from documents d join cases c on c.unit_id = d.unit_id and c.id = d.case_id
        where d.unit_id = @unit and d.id = @id;

        select distinct t.version, t.activity
        from documents d join tasks t on t.unit_id = d.unit_id and t.case_id = d.case_id
        where d.unit_id = @unit and d.id = @id and t.closed_by is not null and t.outcome is not null
        """;

    /// <summary>The step that hands the document over and was not done yet; null for none.</summary>
    public async Task<Step?> Awaited(int unit, long id, CancellationToken cancellation)
    {
        var (row, tasks) = await database.QueryMany(unit, Sql, new { id },
            async results => (
                await results.ReadSingleOrDefaultAsync<Row>(), (await results.ReadAsync<(int Version, int Activity)>()).ToList()),
            cancellation);
        if (row is not { Kind: { } kind }) return null;
        var definition = new DefinitionVersion(unit, row.DefinitionId, row.Version);
        var steps = StepsOf(await flows.Get(definition, cancellation), kind);
        var done = await DoneStep.Of(
            flows, definition, tasks.Select(task => new DoneTask(task.Version, task.Activity, 0)), cancellation);
        return steps is [var first, ..] && !steps.Any(step => done.Any(deed => deed.Step == step.ActivityId)) ? first : null;
    }

    /// <summary>
    /// True when a document that is made now is for the customer. Where steps of the SOP hand documents of its kind over, those decide and
    /// not the template: it is, as soon as one of them was done.
    /// </summary>
    internal static async Task<bool> IsForCustomer(
        CaseTransaction transaction, int unit, long caseId, DocumentDraft draft, CancellationToken cancellation) =>
        transaction.Find(unit, caseId) is { } target && StepsOf(target.Flow, draft.Kind) is { Count: > 0 } steps
            ? await transaction.WasDone(target, steps, cancellation)
            : draft.ForCustomer;

    private static IReadOnlyList<Step> StepsOf(Flow flow, string kind) =>
        [.. flow.Steps.Where(step => step.HandsOver.Contains(kind))];

    private sealed class Row
    {
        public string DefinitionId { get; init; } = "";
        public int Version { get; init; }
        public string? Kind { get; init; }
    }
}
