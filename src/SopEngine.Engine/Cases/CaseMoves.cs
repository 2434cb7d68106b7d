using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Cases;

/// <summary>A running case with the plan of its move to another version.</summary>
/// <param name="From">The version that it runs on.</param>
public sealed record CaseMove(long Case, string Title, int From, MovePlan Plan)
{
    public bool CanMove => Plan.State is not null;
}

/// <summary>
/// Moves running cases to another version of their SOP. <see cref="Plan"/> is the dry run and changes nothing. <see cref="Apply"/> plans
/// anew, on the case as it then stands, so events that happened meanwhile are not lost.
/// </summary>
public sealed class CaseMoves(SopDatabase database, FlowCache flows, CaseEngine engine)
{
    private const string Running =
        """
        select id, title, version, state::text from cases
        where unit_id = @unit and definition_id = @definitionId and version <> @to and status = 'running' and id > @after
        order by id limit @most
        """;

    /// <summary>The number of running cases on another version.</summary>
    public Task<int> Count(int unit, string definitionId, int to, CancellationToken cancellation) => database.QuerySingle<int>(
        unit,
        "select count(*)::int from cases where unit_id = @unit and definition_id = @definitionId and version <> @to and status = 'running'",
        new { definitionId, to }, cancellation);

    /// <param name="to">A version that is or was in force.</param>
    /// <param name="after">The plan covers cases with greater ids than this one.</param>
    /// <returns>The cases in order of their ids.</returns>
    public async Task<IReadOnlyList<CaseMove>> Plan(
        int unit, string definitionId, int to, long after, int most, CancellationToken cancellation)
    {
        var target = await flows.Get(new DefinitionVersion(unit, definitionId, to), cancellation);
        var moves = new List<CaseMove>();
        foreach (var (id, title, version, state) in await database.Query<(long, string, int, string)>(
            unit, Running, new { definitionId, to, after, most }, cancellation))
        {
            var flow = await flows.Get(new DefinitionVersion(unit, definitionId, version), cancellation);
            moves.Add(new CaseMove(id, title, version, VersionMove.Plan(flow, target, CaseStateJson.Read(state))));
        }

        return moves;
    }

    /// <summary>Moves these cases, each on its own: a case that cannot be moved any more does not stop the others.</summary>
    /// <param name="person">Null for the system.</param>
    /// <param name="reason">The reason for each case's history; null for none.</param>
    /// <returns>The results in the order of the moves.</returns>
    public Task<CaseResult[]> Apply(
        int unit, IEnumerable<CaseMove> moves, int to, long? person, string? reason, CancellationToken cancellation) => Task.WhenAll(
        moves.Select(move => engine.Execute(new AdvanceCase(unit, move.Case, new CaseMoved(move.From, to, reason), person), cancellation)));
}
