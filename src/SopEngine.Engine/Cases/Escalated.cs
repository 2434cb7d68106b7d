using SopEngine.Core.Escalation;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases.Tables;

namespace SopEngine.Engine.Cases;

/// <summary>Names of an escalation's targets in its rows: a lane's id, or one of these.</summary>
public static class Escalated
{
    public const string Head = "@head";

    public const string Holder = "@holder";

    /// <summary>The targets of the escalations to a person: their lanes, and the head's for a head.</summary>
    public static string[] TargetsOf(Actor actor) => actor.Roles.Contains(Role.Head) ? [.. actor.Lanes, Head] : [.. actor.Lanes];

    /// <summary>The percentage of a level that a task reached because its lane has no holder, not for lateness.</summary>
    public const int Vacant = 0;

    /// <summary>The targets of a level other than the holder's.</summary>
    internal static IReadOnlyList<string> TargetsOf(EscalationLevel level) => level.Head ? [.. level.Lanes, Head] : level.Lanes;

    internal static IEnumerable<EscalationRow> Rows(TaskKey key, TaskRaised raised, DateTime at)
    {
        var level = raised.To;
        var mode = level.Mode switch
        {
            EscalationMode.Notify => "notify",
            EscalationMode.Share => "share",
            EscalationMode.Reassign => "reassign",
            _ => throw new ArgumentOutOfRangeException(nameof(raised)),
        };
        IEnumerable<string> targets = level.Target == RungTarget.Holder ? [Holder] : TargetsOf(level);
        return targets.Select(target => new EscalationRow(key, level.Level, target, raised.Vacant ? Vacant : level.Percent, mode, at));
    }
}
