using SopEngine.Core.Escalation;
using SopEngine.Core.Workflows;

namespace SopEngine.Engine.Cases;

/// <summary>Whom an escalated task reached, as its rows name them: a lane's id, or one of these.</summary>
public static class Escalated
{
    public const string Head = "@head";

    public const string Holder = "@holder";

    /// <summary>The targets by which a person finds what was escalated to him.</summary>
    public static string[] TargetsOf(IReadOnlyList<string> lanes, IReadOnlyList<string> roles) => [.. lanes, .. roles.Contains("head") ? [Head] : Array.Empty<string>()];

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
        return targets.Select(target => new EscalationRow(unit, caseId, raised.Task, level.Level, target, level.Percent, mode, at));
    }
}
