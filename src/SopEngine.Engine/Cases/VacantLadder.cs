using System.Text.Json;
using SopEngine.Core.Escalation;
using SopEngine.Core.Workflows;

namespace SopEngine.Engine.Cases;

/// <summary>
/// The ladder of a task without a holder in a lane without holders: the task climbs at once to the first level with people who may do it.
/// The alarms of these levels are set to the moment at which the task was opened. No other alarm has that moment, since every time limit
/// is longer than nothing, so the alarms alone tell which levels were climbed for that reason. Lanes lose and gain holders at any time,
/// so the statement that writes the task finds the level.
/// </summary>
public static class VacantLadder
{
    /// <summary>SQL: the number of levels that the task <c>t</c> climbs because its lane has no holder.</summary>
    public const string Climbed =
        """
        case when t.alarms[1] <= t.opened_at
          then (select count(*)::int from unnest(t.alarms) alarm where alarm <= t.opened_at) else 0 end
        """;

    /// <summary>SQL: the alarms of a row <c>new</c>, whose <c>reached</c> comes from <see cref="Targets"/>.</summary>
    /// <param name="opened">The moment at which the task was opened.</param>
    /// <param name="lane">The task's lane.</param>
    /// <param name="isTaken">True when the task has a holder of its own.</param>
    internal static string Alarms(string opened, string lane, string isTaken = "false") =>
        $"""
        case when new.reached is null or {isTaken} or exists (select from lane_holders h where h.unit_id = new.unit_id and h.lane = {lane})
          then new.alarms::timestamptz[] else vacant_alarms(new.unit_id, {opened}, new.alarms::timestamptz[], new.reached::json) end
        """;

    /// <summary>
    /// The targets at which the task may stop, for each level of a step's ladder, as JSON for <c>vacant_alarms</c>. Null for a task
    /// outside the office's lanes.
    /// </summary>
    internal static string? Targets(Flow flow, int activity, string? lane) => flow.Lane(lane) is { External: false }
        ? JsonSerializer.Serialize(Ladder.WhenVacant(flow.LadderOf(activity))
            .Select(level => level is null ? [] : Escalated.TargetsOf(level)))
        : null;
}
