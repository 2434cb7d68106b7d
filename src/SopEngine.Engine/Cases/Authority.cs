using SopEngine.Core.Escalation;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;

namespace SopEngine.Engine.Cases;

/// <summary>
/// Says whether a person may do something to a case: by the rights of <see cref="BookOfRights"/>, with lanes, holders and escalations.
/// </summary>
public static class Authority
{
    /// <summary>Staff open any case; customers only their own, of a SOP that begins with them. An auditor changes nothing.</summary>
    public static bool MayStart(Actor actor, Flow flow, long? customer) => actor.IsCustomer
        ? customer == actor.Id && flow.BeginsWithCustomer
        : actor.May(Right.StartCases);

    /// <summary>
    /// A lane's steps are for its holders and their deputies, an external lane's for the case's customer, and a task of no lane for
    /// admins. After an escalation by share or reassign a task is also for the people of the level.
    /// </summary>
    /// <param name="chosen">The people of the lane who alone may take it; null for all.</param>
    public static bool MayDo(
        Actor actor, Flow flow, string? lane, long? customer, IEnumerable<EscalationLevel> reached, IReadOnlyList<long>? chosen = null) =>
        CapacityFor(actor, flow, lane, customer, reached, holder: null, chosen) is not null;

    /// <summary>
    /// The capacity in which a person may do a task; null for none. The holder may finish it even after losing the lane, and a deputy of
    /// the holder acts in the holder's name; otherwise the person's own right comes first.
    /// </summary>
    /// <param name="chosen">The people of the lane who alone may take it, or their deputies; null for all.</param>
    public static Capacity? CapacityFor(
        Actor actor, Flow flow, string? lane, long? customer, IEnumerable<EscalationLevel> reached, long? holder,
        IReadOnlyList<long>? chosen = null) => flow.Lane(lane) switch
        {
            null => actor.May(Right.AdministerTasks) ? actor.Own : null,
            { External: true } => customer == actor.Id ? actor.Own : null,
            { Id: var id } => actor.IsCustomer ? null : CapacityFor(actor, id, [.. reached], holder, chosen),
        };

    /// <summary>
    /// The capacity in which a person may do a customer's step in the customer's name: as a holder of a lane that serves them. Null for
    /// none.
    /// </summary>
    public static Capacity? AtCounter(Actor actor, Flow flow, int activity, long? customer)
    {
        if (customer is null || !actor.May(Right.ServeCustomers)) return null;
        var lanes = flow.CounterLanesOf(activity);
        return actor.Own.Lanes.Any(lanes.Contains) ? actor.Own
            : actor.Acting.FirstOrDefault(capacity => capacity.Lanes.Any(lanes.Contains));
    }

    /// <summary>
    /// The holder of a task, a person who may take it, the head and a supervisor may give it to another person. Nobody may give away a
    /// customer's step.
    /// </summary>
    public static bool MayHandOver(Actor actor, Flow flow, string? lane, Capacity? capacity, long? holder, bool isShared) =>
        flow.Lane(lane) is not { External: true }
        && (actor.May(Right.AssignTasks)
            || (capacity is not null && (holder is null || holder == actor.Id || isShared || capacity.For?.Person == holder)));

    /// <summary>People who lead the office, or were told of the late task by its ladder, may remind its holders.</summary>
    public static bool MayRemind(Actor actor, IEnumerable<EscalationLevel> reached) => IsAbove(actor, reached);

    /// <summary>Staff of the unit except auditors, and the case's customer, may add to a case.</summary>
    public static bool MayAdd(Actor actor, long? customer) => actor.IsCustomer ? customer == actor.Id : actor.May(Right.AddToCases);

    /// <summary>People who lead the unit, or were told of the late task, may grant time. Holding the late task does not suffice.</summary>
    public static bool MayGrantTime(Actor actor, IEnumerable<EscalationLevel> reached) => IsAbove(actor, reached);

    /// <summary>The staff whose lanes do steps of the SOP move its samples, and those who assign tasks.</summary>
    public static bool MayMoveSamples(Actor actor, Flow flow) => !actor.IsCustomer && actor.May(Right.HoldLanes)
        && (actor.May(Right.AssignTasks) || actor.Lanes.Any(lane => flow.Lane(lane) is { External: false }));

    private static bool IsAbove(Actor actor, IEnumerable<EscalationLevel> reached) => actor.May(Right.LeadCases)
        || (!actor.IsCustomer && reached.Any(level => level.Lanes.Any(actor.Lanes.Contains)));

    private static Capacity? CapacityFor(
        Actor actor, string lane, EscalationLevel[] reached, long? holder, IReadOnlyList<long>? chosen)
    {
        if (holder is not null && holder != actor.Id)
        {
            // A deputy of some lanes only does not get the absent person's tasks in other lanes.
            if (actor.Acting.FirstOrDefault(capacity => capacity.For!.Person == holder
                && (capacity.HasHeld || MayDo(capacity))) is { } deputy) return deputy;
        }

        if (MayDo(actor.Own)) return actor.Own;
        return actor.Acting.FirstOrDefault(MayDo) ?? (holder == actor.Id ? actor.Own : null);

        bool MayDo(Capacity capacity)
        {
            // A late task that others may do as well is the whole lane's again.
            var isChosen = chosen is null || chosen.Contains(capacity.For?.Person ?? actor.Id)
                || Array.Exists(reached, level => level.Mode != EscalationMode.Notify);
            // After a reassignment the lane and the lower levels may not do the task any more.
            var taken = Array.FindLastIndex(reached, level => level.Mode == EscalationMode.Reassign);
            return (taken < 0 && isChosen && capacity.Lanes.Contains(lane))
                || reached.Skip(Math.Max(0, taken)).Any(level => MayDoAt(capacity, level));
        }
    }

    private static bool MayDoAt(Capacity capacity, EscalationLevel level) => level.Mode != EscalationMode.Notify
        && ((level.Head && capacity.IsHead) || level.Lanes.Any(capacity.Lanes.Contains));
}
