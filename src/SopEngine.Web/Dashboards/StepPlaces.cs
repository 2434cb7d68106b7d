using System.Runtime.CompilerServices;
using Dapper;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Cases;

namespace SopEngine.Web.Dashboards;

/// <summary>Finds the one step of a filter in all versions of its SOP: the same activity may have another place in each.</summary>
public sealed class StepPlaces(SopDatabase database, FlowCache flows, OfficeClock clocks)
{
    private const string Versions =
        """
        select version from definitions
        where unit_id = @unit and definition_id = @sop and state in ('in_force', 'superseded', 'revoked')
        order by version desc
        """;

    /// <summary>SQL condition: the row is of the filter's step. Takes what <see cref="AddTo"/> adds.</summary>
    /// <param name="of">Prefix of the row's columns.</param>
    public static string IsOf(string of = "") =>
        $"(not @oneStep or ({of}version, {of}activity) in (select * from unnest(@stepVersions::int[], @stepActivities::int[])))";

    public async Task AddTo(DynamicParameters parameters, int unit, DashboardFilter filter, CancellationToken cancellation)
    {
        var places = new List<(int Version, int Activity)>();
        await foreach (var (version, flow) in FlowsOf(unit, filter, cancellation))
            places.AddRange(flow.Steps.Where(step => step.ActivityId == filter.Step).Select(step => (version, step.Activity)));
        parameters.AddDynamicParams(new
        {
            oneStep = filter.Step is not null,
            stepVersions = places.Select(place => place.Version).ToArray(),
            stepActivities = places.Select(place => place.Activity).ToArray(),
        });
    }

    /// <summary>The minutes that a day of the step has: those of the office's ordinary day, or 24 hours for a customer's step.</summary>
    public async Task<int> MinutesADay(int unit, DashboardFilter filter, CancellationToken cancellation)
    {
        await foreach (var (_, flow) in FlowsOf(unit, filter, cancellation))
        {
            if (flow.Steps.FirstOrDefault(step => step.ActivityId == filter.Step) is not { } step) continue;
            return flow.Lane(step.Lane) is { External: true }
                ? OfficeClock.MinutesADay(null)
                : OfficeClock.MinutesADay((await clocks.Calendar(unit, cancellation)).For(flow.HoursOf(step.Activity)));
        }

        return OfficeClock.MinutesADay(null);
    }

    /// <summary>The SOP's versions with their flows, the last first; none without a step.</summary>
    private async IAsyncEnumerable<(int Version, Flow Flow)> FlowsOf(
        int unit, DashboardFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (filter is not { Step: not null, Sop: { } sop }) yield break;
        foreach (var version in await database.Query<int>(unit, Versions, new { sop }, cancellation))
            yield return (version, await flows.Get(new DefinitionVersion(unit, sop, version), cancellation));
    }
}
