using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Cases;

/// <summary>A running case and what a move to another version would make of it.</summary>
/// <param name="From">The version that it runs on.</param>
public sealed record CaseMove(long Case, string Title, int From, MovePlan Plan)
{
    public bool CanMove => Plan.State is not null;
}

/// <summary>
/// Moves running cases to another version of their SOP. <see cref="Plan"/> is the dry run: it changes nothing and says of each case what
/// would become of it. <see cref="Apply"/> plans anew, on the case as it then stands, so nothing that happened meanwhile is lost.
/// </summary>
public sealed class CaseMoves(SopDatabase database, FlowCache flows, CaseEngine engine)
{
    private const string Running =
        """
        select id, title, version, state::text from cases
        where unit_id = @unit and definition_id = @definitionId and version <> @to and status = 'running' and id > @after
        order by id limit @most
        """;

    /// <summary>How many running cases are on another version.</summary>
    public Task<int> Count(int unit, string definitionId, int to, CancellationToken cancellation) => database.QuerySingle<int>(
        unit, "select count(*)::int from cases where unit_id = @unit and definition_id = @definitionId and version <> @to and status = 'running'", new { definitionId, to }, cancellation);

    /// <param name="to">A version that is or was in force.</param>
    /// <param name="after">Only cases behind this one.</param>
    /// <returns>In order of their ids.</returns>
    public async Task<IReadOnlyList<CaseMove>> Plan(int unit, string definitionId, int to, long after, int most, CancellationToken cancellation)
    {
        var target = await flows.Get(new DefinitionVersion(unit, definitionId, to), cancellation);
        var moves = new List<CaseMove>();
        foreach (var (id, title, version, state) in await database.Query<(long, string, int, string)>(unit, Running, new { definitionId, to, after, most }, cancellation))
        {
            var flow = await flows.Get(new DefinitionVersion(unit, definitionId, version), cancellation);
            moves.Add(new CaseMove(id, title, version, VersionMove.Plan(flow, target, CaseStateJson.Read(state))));
        }

        return moves;
    }

    /// <summary>Moves these cases, each on its own: one that cannot be moved any more does not keep the others from it.</summary>
    /// <param name="person">Null for the system.</param>
    /// <param name="reason">For the record of each; null for none.</param>
    /// <returns>What became of each, in the same order.</returns>
    public Task<CaseResult[]> Apply(int unit, IEnumerable<CaseMove> moves, int to, long? person, string? reason, CancellationToken cancellation) => Task.WhenAll(
        moves.Select(move => engine.Execute(new AdvanceCase(unit, move.Case, new CaseMoved(move.From, to, reason), person), cancellation)));
}
