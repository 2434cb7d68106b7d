using Dapper;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Documents;

/// <summary>Documents that a case's customer may not see before a certain step was done: a report before its fee was paid.</summary>
public sealed class HandingOver(SopDatabase database, FlowCache flows)
{
    private const string Sql =
        """
        select c.definition_id, c.version, d.kind, array(select distinct t.activity from tasks t
            where t.unit_id = c.unit_id and t.case_id = c.id and t.version = c.version and t.outcome is not null) as done
        from documents d join cases c on c.unit_id = d.unit_id and c.id = d.case_id
        where d.unit_id = @unit and d.id = @id
        """;

    private const string Done =
        """
        select exists (select from tasks where unit_id = @unit and case_id = @caseId and version = @version and activity = any (@activities)
          and outcome is not null)
        """;

    /// <summary>The step that hands the document over and was not done yet; null for none.</summary>
    public async Task<Step?> Awaited(int unit, long id, CancellationToken cancellation)
    {
        var rows = await database.Query<Row>(unit, Sql, new { id }, cancellation);
        if (rows is not [{ Kind: { } kind } row]) return null;
        var flow = await flows.Get(new DefinitionVersion(unit, row.DefinitionId, row.Version), cancellation);
        return StepsOf(flow, kind) is [var step, ..] steps && !steps.Any(done => row.Done.Contains(done.Activity)) ? step : null;
    }

    /// <summary>True when documents of the kind are the customer's only after a step that was not done yet.</summary>
    internal static async Task<bool> IsAwaited(
        NpgsqlConnection connection, Flow flow, int unit, long caseId, int version, string kind, CancellationToken cancellation)
    {
        var activities = StepsOf(flow, kind).Select(step => step.Activity).ToArray();
        return activities.Length > 0 && !await connection.QuerySingleAsync<bool>(new CommandDefinition(
            Done, new { unit, caseId, version, activities }, cancellationToken: cancellation));
    }

    private static IReadOnlyList<Step> StepsOf(Flow flow, string kind) =>
        [.. flow.Steps.Where(step => step.HandsOver.Contains(kind))];

    private sealed class Row
    {
        public string DefinitionId { get; init; } = "";
        public int Version { get; init; }
        public string? Kind { get; init; }
        public int[] Done { get; init; } = [];
    }
}
