using System.Text.Json;
using SopEngine.Core.Escalation;
using SopEngine.Core.Workflows;

namespace SopEngine.Engine.Cases;

/// <summary>
/// The ladder of a task that nobody holds, in a lane that nobody holds: the task climbs at once to the first level that reaches somebody
/// who may do it. The alarms of the levels up to there ring at the moment at which the task was opened. No other alarm rings then, since no
/// time limit is over when it begins: so the alarms alone tell which levels were climbed for that reason. Lanes lose and gain holders at
/// any time, so the database finds the level, in the statement that writes the task.
/// </summary>
public static class VacantLadder
{
    /// <summary>SQL: how many levels the task <c>t</c> climbs because nobody holds its lane.</summary>
    internal const string Climbed =
        """
        case when t.alarms[1] <= t.opened_at
          then (select count(*)::int from unnest(t.alarms) alarm where alarm <= t.opened_at) else 0 end
        """;

    /// <summary>SQL: the alarms of a row <c>new</c>, which has <c>reached</c> as <see cref="Targets"/> gives it.</summary>
    /// <param name="opened">When the task was opened.</param>
    /// <param name="lane">The task's lane.</param>
    /// <param name="isTaken">Whether somebody has the task whoever holds its lane.</param>
    internal static string Alarms(string opened, string lane, string isTaken = "false") =>
        $"""
        case when new.reached is null or {isTaken} or exists (select from lane_holders h where h.unit_id = new.unit_id and h.lane = {lane})
          then new.alarms::timestamptz[] else vacant_alarms(new.unit_id, {opened}, new.alarms::timestamptz[], new.reached::json) end
        """;

    /// <summary>
    /// For each level of a step's ladder the targets that the task may stop at, as JSON for <c>vacant_alarms</c>. Null for a task that no
    /// lane of the office has.
    /// </summary>
    internal static string? Targets(Flow flow, int activity, string? lane) => flow.Lane(lane) is { External: false }
        ? JsonSerializer.Serialize(Ladder.WhenVacant(flow.LadderOf(activity))
            .Select(level => level is null ? [] : Escalated.TargetsOf(level)))
        : null;
}
