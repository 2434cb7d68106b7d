using System.Collections.Concurrent;
using System.Diagnostics;
using NodaTime;
using SopEngine.Core.Escalation;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Web.Dashboards;

/// <summary>Open steps of one kind, counted.</summary>
internal sealed record OpenGroup(
    string DefinitionId, int Version, int? Activity, string? Lane, long? HolderId, int Level, int Vacant, string Due, bool HasTimeAgain,
    int Count, bool IsCustomers)
{
    /// <summary>Late by its limit before any extension.</summary>
    public bool IsLate => Due == "late";
    /// <summary>Warned of, for its time and not because nobody holds its lane.</summary>
    public bool IsSoon => !IsLate && !HasNoLimit && Level > Vacant;

    public bool HasNoLimit => Due == "none";

    /// <summary>Escalated beyond the holder; set when the group is read.</summary>
    public bool IsEscalated { get; init; }

    /// <summary>True when its lane passes the dashboard's filter.</summary>
    public bool IsOf(DashboardFilter filter) => filter.IsOfOffice ? !IsCustomers : filter.OnlyLane is null || Lane == filter.OnlyLane;
}

/// <summary>The counts of a unit's open steps at an instant.</summary>
internal sealed record OpenCount(Instant At, IReadOnlyList<OpenGroup> Groups, long GoodUntil);

/// <summary>
/// Counts a unit's open steps from the indexes of open steps. All who watch share one count, at most once a second and for at most a
/// twentieth of the time; so they see the same figures, with their moment.
/// </summary>
internal sealed class OpenCounts(SopDatabase database, FlowCache flows, IClock clock)
{
    private const int Rest = 20;

    private static readonly TimeSpan LeastAge = TimeSpan.FromSeconds(1);

    // Tasks with a holder are in one index, those without in the other; together they are all open tasks.
    private static readonly string Sql = $"{Select("closed_at is null and holder_id is null")} union all {Select("holder_id is not null")}";

    private readonly ConcurrentDictionary<int, Lazy<Task<OpenCount>>> _latest = new();

    public Task<OpenCount> Read(int unit)
    {
        while (true)
        {
            var isKnown = _latest.TryGetValue(unit, out var known);
            if (isKnown && (!known!.Value.IsCompleted
                || (known.Value.IsCompletedSuccessfully && Stopwatch.GetTimestamp() < known.Value.Result.GoodUntil)))
                return known.Value;

            // Several requests may wait for this count, so none of them cancels it.
            var fresh = new Lazy<Task<OpenCount>>(() => Count(unit, CancellationToken.None));
            if (isKnown ? _latest.TryUpdate(unit, fresh, known!) : _latest.TryAdd(unit, fresh)) return fresh.Value;
        }
    }

    /// <summary>Counts now, whatever the age of the last count.</summary>
    public async Task<OpenCount> Count(int unit, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var now = clock.Now();
        var groups = await database.Query<OpenGroup>(unit, Sql, new { now }, cancellation);
        for (var i = 0; i < groups.Count; i++)
        {
            if (groups[i] is not { Activity: { } activity } group) continue;
            var flow = await flows.Get(new DefinitionVersion(unit, group.DefinitionId, group.Version), cancellation);
            groups[i] = group with
            {
                IsEscalated = flow.LadderOf(activity).Take(group.Level).Skip(group.Vacant)
                    .Any(level => level is { Percent: >= 100, Target: not RungTarget.Holder }),
            };
        }

        var cost = Stopwatch.GetElapsedTime(started);
        var age = TimeSpan.FromTicks(Math.Max(LeastAge.Ticks, cost.Ticks * Rest));
        return new OpenCount(now, groups, Stopwatch.GetTimestamp() + (long)(age.TotalSeconds * Stopwatch.Frequency));
    }

    private static string Select(string which) =>
        $"""
        select definition_id, version, case when level > 0 then activity end as activity, lane, holder_id, level::int as level,
          case when level > 0 then {VacantLadder.Climbed} else 0 end as vacant,
          case when due_at = 'infinity' then 'none' when coalesce(original_due_at, due_at) <= @now then 'late' else 'open' end as due,
          original_due_at <= @now and due_at > @now is true as has_time_again, count(*)::int as count,
          {UnitLanes.IsExternal("definition_id", "lane")} as is_customers
        from tasks t where unit_id = @unit and {which}
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9
        """;
}
