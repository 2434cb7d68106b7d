using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Definitions;

/// <summary>The lanes that a unit knows: the lanes in the headers of its SOPs, and the lanes of its people.</summary>
public static class UnitLanes
{
    private const string Sql =
        """
        select lanes::text from definitions where unit_id = @unit and (is_latest or is_published)
          order by is_published desc, changed_at desc;
        """;

    /// <summary>
    /// SQL: true when a SOP's lane is a customers' lane in a version that is or was in force; drafts do not count. Takes <c>@unit</c>.
    /// </summary>
    /// <param name="definition">SQL of the definition's id.</param>
    /// <param name="lane">SQL of the lane's id; null is no customers' lane.</param>
    public static string IsExternal(string definition, string lane) =>
        $"""
        ({lane} is not null and {definition} || ' ' || {lane} = any (array(
          select d.definition_id || ' ' || (l ->> 'id') from definitions d cross join json_array_elements(d.lanes) l
          where d.unit_id = @unit and d.state in ('in_force', 'superseded', 'revoked') and lower(l ->> 'external') = 'true')))
        """;

    private const string Held = "select distinct lane from lane_holders where unit_id = @unit order by lane";

    public static Task<IReadOnlyList<Lane>> Read(SopDatabase database, int unit, CancellationToken cancellation) =>
        database.QueryMany(unit, Sql + Held, null, async results =>
            Merge(await results.ReadAsync<string>(), await results.ReadAsync<string>()), cancellation);

    internal static async Task<IReadOnlyList<Lane>> Read(DefinitionTransaction transaction) =>
        Merge(await transaction.Query<string>(Sql), await transaction.Query<string>(Held));

    private static IReadOnlyList<Lane> Merge(IEnumerable<string> headers, IEnumerable<string> held)
    {
        var lanes = new Dictionary<string, Lane>();
        foreach (var lane in headers.SelectMany(Lanes)) lanes.TryAdd(lane.Id, lane);
        foreach (var id in held) lanes.TryAdd(id, new Lane(id, Readable(id), External: false));
        return [.. lanes.Values];
    }

    private static IEnumerable<Lane> Lanes(string json) =>
        WorkflowDefinition.Parse("{\"customProperties\":{\"sop\":{\"lanes\":" + json + "}}}").Sop!.Lanes.Where(lane => lane.Id.Length > 0);

    /// <summary>A name for a lane without one in the unit's SOPs: "kepala-balai" is "Kepala Balai".</summary>
    private static string Readable(string id) =>
        string.Join(' ', id.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
