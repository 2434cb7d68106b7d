using System.Text.Json;
using SopEngine.Core.Escalation;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;

namespace SopEngine.Engine.Cases;

/// <summary>Whom an escalated task reached, as its rows name them: a lane's id, or one of these.</summary>
public static class Escalated
{
    public const string Head = "@head";

    public const string Holder = "@holder";

    /// <summary>The targets by which a person finds the tasks that were escalated to them.</summary>
    public static string[] TargetsOf(Actor actor) => actor.Roles.Contains(Role.Head) ? [.. actor.Lanes, Head] : [.. actor.Lanes];

    /// <summary>The percentage of a level that was reached because nobody holds the lane, and not for lateness.</summary>
    public const int Vacant = 0;

    /// <summary>
    /// For each level of a step's ladder the lanes that may do it from there on, as JSON for <c>vacant_alarms</c>; where none may, those that are
    /// told. Null for a task that no lane of the office has.
    /// </summary>
    internal static string? Reached(Flow flow, int activity, string? lane)
    {
        if (flow.Lane(lane) is not { External: false }) return null;
        var ladder = flow.LadderOf(activity);
        var isShared = ladder.Any(level => level.Mode != EscalationMode.Notify);
        return JsonSerializer.Serialize(ladder.Select(level =>
            isShared && level.Mode == EscalationMode.Notify ? [] : level.Head ? [.. level.Lanes, Head] : level.Lanes));
    }

    internal static IEnumerable<EscalationRow> Rows(int unit, long caseId, TaskRaised raised, DateTime at)
    {
        var level = raised.To;
        var mode = level.Mode switch
        {
            EscalationMode.Notify => "notify",
            EscalationMode.Share => "share",
            EscalationMode.Reassign => "reassign",
            _ => throw new ArgumentOutOfRangeException(nameof(raised)),
        };
        IEnumerable<string> targets = level.Target == RungTarget.Holder ? [Holder] : level.Head ? [.. level.Lanes, Head] : level.Lanes;
        return targets.Select(target => new EscalationRow(unit, caseId, raised.Task, level.Level, target, raised.Vacant ? Vacant : level.Percent, mode, at));
    }
}
