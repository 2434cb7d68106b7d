using SopEngine.Engine.Background;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Cases;

/// <summary>A lane with steps in SOPs in force but without a holder in the office.</summary>
/// <param name="OpenTasks">The number of tasks that wait in it.</param>
public sealed record VacantLane(string Id, string Name, int OpenTasks);

/// <summary>
/// Lanes without holders. A task opened in one climbs at once (<see cref="VacantLadder"/>); this class raises the tasks that were open
/// before the lane lost its last holder.
/// </summary>
public sealed class VacantLanes(SopDatabase database, FlowCache flows)
{
    private const string Waiting =
        """
        select t.case_id, t.no, t.definition_id, t.version, t.activity, t.lane from tasks t
        where t.unit_id = @unit and t.closed_at is null and t.holder_id is null and not t.is_reassigned and t.lane is not null
          and not exists (select from lane_holders h where h.unit_id = t.unit_id and h.lane = t.lane)
        """;

    private const string CountWaiting =
        """
        select lane, count(*)::int as count from tasks
        where unit_id = @unit and lane = any (@lanes) and closed_at is null and holder_id is null group by lane
        """;

    private const string RaiseTasks =
        """
        update tasks t set alarms = vacant_alarms(t.unit_id, t.opened_at, t.alarms, @reached::json)
        from unnest(@cases, @numbers) as waiting (case_id, no)
        where t.unit_id = @unit and t.case_id = waiting.case_id and t.no = waiting.no and t.closed_at is null and t.holder_id is null;
        """ + WakeUps.Notify;

    /// <summary>Lanes without holders in the office's SOPs in force, by name.</summary>
    public async Task<IReadOnlyList<VacantLane>> Read(int unit, CancellationToken cancellation)
    {
        var (sops, held) = await database.QueryMany(
            unit,
            """
            select definition_id, version from definitions where unit_id = @unit and is_published;
            select distinct lane from lane_holders where unit_id = @unit;
            """,
            null,
            async results =>
                ((await results.ReadAsync<(string Id, int Version)>()).ToList(), (await results.ReadAsync<string>()).ToHashSet()),
            cancellation);
        var vacant = new Dictionary<string, VacantLane>();
        foreach (var (id, version) in sops)
        {
            var flow = await flows.Get(new DefinitionVersion(unit, id, version), cancellation);
            // No task can wait in a lane without steps.
            foreach (var lane in flow.Steps.Select(step => flow.Lane(step.Lane))
                .Where(lane => lane is { External: false } && !held.Contains(lane.Id)))
                vacant.TryAdd(lane!.Id, new VacantLane(lane.Id, lane.Name, 0));
        }

        if (vacant.Count == 0) return [];
        var waiting = await database.Query<(string Lane, int Count)>(
            unit, CountWaiting, new { lanes = vacant.Keys.ToArray() }, cancellation);
        foreach (var (lane, count) in waiting) vacant[lane] = vacant[lane] with { OpenTasks = count };

        return [.. vacant.Values.OrderBy(lane => lane.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Raises the tasks that wait in lanes without holders.</summary>
    public async Task Raise(int unit, CancellationToken cancellation)
    {
        var waiting = await database.Query<Row>(unit, Waiting, null, cancellation);
        foreach (var step in waiting.GroupBy(row => (row.DefinitionId, row.Version, row.Activity, row.Lane)))
        {
            var flow = await flows.Get(new DefinitionVersion(unit, step.Key.DefinitionId, step.Key.Version), cancellation);
            if (VacantLadder.Targets(flow, step.Key.Activity, step.Key.Lane) is not { } reached) continue;
            await database.Execute(
                unit, RaiseTasks,
                new { reached, cases = step.Select(row => row.CaseId).ToArray(), numbers = step.Select(row => row.No).ToArray() },
                cancellation);
        }
    }

    private sealed record Row(long CaseId, int No, string DefinitionId, int Version, int Activity, string Lane);
}
