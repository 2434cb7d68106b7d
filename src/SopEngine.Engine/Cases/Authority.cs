using SopEngine.Core.Workflows;

namespace SopEngine.Engine.Cases;

/// <summary>A person as they stand in the unit at the moment of the command: not what they were when they signed in.</summary>
internal sealed record Actor(long Id, bool IsCustomer, IReadOnlyList<string> Roles, IReadOnlyList<string> Lanes);

/// <summary>Who may do what to a case.</summary>
internal static class Authority
{
    private static readonly string[] MayCancel = ["head", "supervisor", "admin"];

    /// <summary>Staff open any case; customers only their own, of a SOP that begins with them.</summary>
    public static bool MayStart(Actor actor, Flow flow, long? customer) => !actor.IsCustomer
        || (customer == actor.Id && flow.BeginsWithCustomer);

    /// <summary>A lane's steps are for its holders, an external lane's for the case's customer, and a task of no lane for admins.</summary>
    public static bool MayDo(Actor actor, Flow flow, string? lane, long? customer) => flow.Lane(lane) switch
    {
        null => !actor.IsCustomer && actor.Roles.Contains("admin"),
        { External: true } => customer == actor.Id,
        { Id: var id } => !actor.IsCustomer && actor.Lanes.Contains(id),
    };

    public static bool MayMoveCases(Actor actor) => actor.Roles.Any(role => role is "head" or "admin");

    public static bool MayCancelCase(Actor actor) => actor.Roles.Any(role => MayCancel.Contains(role));
}
