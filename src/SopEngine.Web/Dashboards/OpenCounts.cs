using System.Collections.Concurrent;
using System.Diagnostics;
using NodaTime;
using SopEngine.Core.Escalation;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Cases;

namespace SopEngine.Web.Dashboards;

/// <summary>Open steps of one kind, counted.</summary>
internal sealed record OpenGroup(
    string DefinitionId, int Version, int Activity, string? Lane, long? HolderId, int Level, int Vacant, string? TimeLimit, string Due,
    bool HasTimeAgain, bool IsPaused, int Count, bool IsCustomers)
{
    /// <summary>Late by its limit before any extension.</summary>
    private bool IsLate => Due == "late";

    private bool HasNoLimit => Due == "none";

    /// <summary>Escalated beyond the holder; set when the group is read.</summary>
    public bool IsEscalated { get; init; }

    /// <summary>The step's id in the definition; null for a task that is no step.</summary>
    public string? Step { get; init; }

    /// <summary>The working time that the standard time of one such step stands for; nothing without one.</summary>
    public Duration Work { get; init; }

    /// <summary>True when its steps are counted as standing so: the rule of the figures, which the lists follow.</summary>
    public bool Has(Standing standing) => standing switch
    {
        Standing.Open => true,
        Standing.Late => IsLate,
        Standing.Today => Due == "today",
        Standing.Week => Due is "today" or "week",
        Standing.Soon => !IsLate && !HasNoLimit && !IsPaused && Level > Vacant,
        Standing.Escalated => IsEscalated,
        Standing.Unassigned => HolderId is null,
        Standing.NoLimit => HasNoLimit,
        Standing.TimeAgain => HasTimeAgain,
        Standing.Vacant => HolderId is null && Vacant > 0,
        Standing.Paused => IsPaused,
        _ => false,
    };

    /// <summary>True when it passes the filter's SOP, step and person.</summary>
    public bool IsSought(DashboardFilter filter) =>
        filter.IsOfSop(DefinitionId) && (filter.Step is null || Step == filter.Step)
        && (filter.Who is null || (HolderId ?? DashboardFilter.Nobody) == filter.Who);

    /// <summary>True when its lane passes the dashboard's filter.</summary>
    public bool IsOf(DashboardFilter filter) =>
        filter.IsOfOffice ? !IsCustomers : filter.OnlyLane is null || (Lane ?? "") == filter.OnlyLane;
}

/// <summary>The counts of a unit's open steps at an instant.</summary>
/// <param name="Horizon">The ends of the day and the week that they look ahead to.</param>
internal sealed record OpenCount(Instant At, Horizon Horizon, IReadOnlyList<OpenGroup> Groups, long GoodUntil)
{
    /// <summary>The groups that pass a filter, whatever their standing.</summary>
    public IEnumerable<OpenGroup> Within(DashboardFilter filter) =>
        Groups.Where(group => group.IsSought(filter) && group.IsOf(filter));

    /// <summary>The groups of a filter's list.</summary>
    public IEnumerable<OpenGroup> Listed(DashboardFilter filter) => Within(filter).Where(group => group.Has(filter.Standing));

    /// <summary>The number of steps of a filter's list.</summary>
    public int Of(DashboardFilter filter) => Listed(filter).Sum(group => group.Count);
}

/// <summary>
/// Counts a unit's open steps from the indexes of open steps. All who watch share one count, at most once a second and for at most a
/// twentieth of the time; so they see the same figures, with their moment.
/// </summary>
internal sealed class OpenCounts(SopDatabase database, FlowCache flows, OfficeClock clocks, IClock clock)
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
        var calendar = await clocks.Calendar(unit, cancellation);
        var horizon = Horizon.Of(calendar, now);
        var groups = await database.Query<OpenGroup>(
            unit, Sql, new { now, tomorrow = horizon.Tomorrow, nextWeek = horizon.NextWeek }, cancellation);
        for (var i = 0; i < groups.Count; i++)
        {
            var group = groups[i];
            var flow = await flows.Get(new DefinitionVersion(unit, group.DefinitionId, group.Version), cancellation);
            groups[i] = group with
            {
                IsEscalated = group.Level > 0 && flow.LadderOf(group.Activity).Take(group.Level).Skip(group.Vacant)
                    .Any(level => level is { Percent: >= 100, Target: not RungTarget.Holder }),
                Step = flow.StepAt(group.Activity)?.ActivityId,
                Work = TimeLimit.TryParse(group.TimeLimit, out var limit) && limit is { } time
                    ? calendar.For(flow.HoursOf(group.Activity)).LengthOf(time) : Duration.Zero,
            };
        }

        var cost = Stopwatch.GetElapsedTime(started);
        var age = TimeSpan.FromTicks(Math.Max(LeastAge.Ticks, cost.Ticks * Rest));
        return new OpenCount(now, horizon, groups, Stopwatch.GetTimestamp() + (long)(age.TotalSeconds * Stopwatch.Frequency));
    }

    private static string Select(string which) =>
        $"""
        select definition_id, version, activity, lane, holder_id, level::int as level,
          case when level > 0 then {VacantLadder.Climbed} else 0 end as vacant, time_limit,
          case when {OpenRules.HasNoLimit} then 'none' when {OpenRules.IsLate} then 'late'
            when {OpenRules.IsDueToday} then 'today' when {OpenRules.IsDueThisWeek} then 'week' else 'open' end as due,
          {OpenRules.HasTimeAgain} as has_time_again, p.paused_at is not null as is_paused, count(*)::int as count,
          {UnitLanes.IsExternal("definition_id", "lane")} as is_customers
        from tasks t {OpenRules.Pauses} where unit_id = @unit and {which}
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13
        """;
}
