using SopEngine.Core.Escalation;
using SopEngine.Core.Workflows;

namespace SopEngine.Engine.Cases;

/// <summary>A person as they stand in the unit at the moment of the command: not what they were when they signed in.</summary>
public sealed record Actor(long Id, bool IsCustomer, IReadOnlyList<string> Roles, IReadOnlyList<string> Lanes);

/// <summary>Who may do what to a case.</summary>
public static class Authority
{
    private static readonly string[] MayCancel = ["head", "supervisor", "admin"];

    /// <summary>Staff open any case; customers only their own, of a SOP that begins with them.</summary>
    public static bool MayStart(Actor actor, Flow flow, long? customer) => !actor.IsCustomer
        || (customer == actor.Id && flow.BeginsWithCustomer);

    /// <summary>
    /// A lane's steps are for its holders, an external lane's for the case's customer, and a task of no lane for admins; one that was escalated
    /// also for those it was raised to, unless they were only told.
    /// </summary>
    public static bool MayDo(Actor actor, Flow flow, string? lane, long? customer, IEnumerable<EscalationLevel> reached) => flow.Lane(lane) switch
    {
        null => !actor.IsCustomer && actor.Roles.Contains("admin"),
        { External: true } => customer == actor.Id,
        { Id: var id } => !actor.IsCustomer && MayDo(actor, id, [.. reached]),
    };

    private static bool MayDo(Actor actor, string lane, EscalationLevel[] reached)
    {
        // Whom it was taken from has nothing to do with it any more.
        var taken = Array.FindLastIndex(reached, level => level.Mode == EscalationMode.Reassign);
        return (taken < 0 && actor.Lanes.Contains(lane)) || reached.Skip(Math.Max(0, taken)).Any(level => MayDoAt(actor, level));
    }

    private static bool MayDoAt(Actor actor, EscalationLevel level) => level.Mode != EscalationMode.Notify
        && ((level.Head && actor.Roles.Contains("head")) || level.Lanes.Any(actor.Lanes.Contains));

    /// <summary>Who sees a case may add to it: staff of the unit, and the customer whose case it is.</summary>
    public static bool MayAdd(Actor actor, long? customer) => !actor.IsCustomer || customer == actor.Id;

    public static bool MayMoveCases(Actor actor) => actor.Roles.Any(role => role is "head" or "admin");

    public static bool MayCancelCase(Actor actor) => actor.Roles.Any(role => MayCancel.Contains(role));
}
