using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Web.Cases;

/// <summary>The lanes that cases wait for: those of the SOPs in force, or of one of them.</summary>
public sealed class CaseLanes(SopDatabase database, FlowCache flows)
{
    /// <summary>Bounds the definitions that are compiled for a list of choices.</summary>
    private const int MostSops = 100;

    private const string Sql =
        """
        select definition_id, max(version) as version from definitions
        where unit_id = @unit and is_published and (@sop::text is null or definition_id = @sop)
        group by definition_id order by definition_id limit @MostSops
        """;

    /// <param name="sop">Definition id; null for all SOPs in force.</param>
    public async Task<IReadOnlyList<Lane>> Of(int unit, string? sop, CancellationToken cancellation)
    {
        var lanes = new List<Lane>();
        foreach (var (definitionId, version) in await database.Query<(string DefinitionId, int Version)>(
            unit, Sql, new { sop, MostSops }, cancellation))
            lanes.AddRange((await flows.Get(new DefinitionVersion(unit, definitionId, version), cancellation)).Lanes);
        return [.. lanes.DistinctBy(lane => lane.Id)];
    }
}
