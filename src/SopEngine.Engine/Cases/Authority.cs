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
    /// A lane's steps are for its holders and their deputies, an external lane's for the case's customer, and a task of no lane for admins;
    /// one
    /// that was escalated also for those it was raised to, unless they were only told.
    /// </summary>
    public static bool MayDo(Actor actor, Flow flow, string? lane, long? customer, IEnumerable<EscalationLevel> reached) =>
        CapacityFor(actor, flow, lane, customer, reached, holder: null) is not null;

    /// <summary>
    /// In which capacity a person may do a task; null when in none. Who holds it may finish it, whatever has become of his lanes, and who
    /// stands in
    /// for the holder does so in his name; otherwise one's own right comes first.
    /// </summary>
    public static Capacity? CapacityFor(
        Actor actor, Flow flow, string? lane, long? customer, IEnumerable<EscalationLevel> reached, long? holder) => flow.Lane(lane) switch
        {
            null => actor.May(Right.AdministerTasks) ? actor.Own : null,
            { External: true } => customer == actor.Id ? actor.Own : null,
            { Id: var id } => actor.IsCustomer ? null : CapacityFor(actor, id, [.. reached], holder),
        };

    /// <summary>
    /// Who has a task, or may have it, gives it to somebody, and so does the head or a supervisor: theirs is to see who does what. A
    /// customer's
    /// step is nobody's to give.
    /// </summary>
    public static bool MayHandOver(Actor actor, Flow flow, string? lane, Capacity? capacity, long? holder, bool isShared) =>
        flow.Lane(lane) is not { External: true }
        && (actor.May(Right.AssignTasks)
            || (capacity is not null && (holder is null || holder == actor.Id || isShared || capacity.For?.Person == holder)));

    /// <summary>Whoever answers for the office, or learned by the ladder that the task is late, may remind those who have it.</summary>
    public static bool MayRemind(Actor actor, IEnumerable<EscalationLevel> reached) => IsAbove(actor, reached);

    /// <summary>Who sees a case may add to it: staff of the unit, auditors apart, and the customer whose case it is.</summary>
    public static bool MayAdd(Actor actor, long? customer) => actor.IsCustomer ? customer == actor.Id : actor.May(Right.AddToCases);

    /// <summary>Who leads the unit, or was told that the task is late; not who is late himself.</summary>
    public static bool MayGrantTime(Actor actor, IEnumerable<EscalationLevel> reached) => IsAbove(actor, reached);

    private static bool IsAbove(Actor actor, IEnumerable<EscalationLevel> reached) => actor.May(Right.LeadCases)
        || (!actor.IsCustomer && reached.Any(level => level.Lanes.Any(actor.Lanes.Contains)));

    private static Capacity? CapacityFor(Actor actor, string lane, EscalationLevel[] reached, long? holder)
    {
        if (holder is not null && holder != actor.Id)
        {
            // What he holds beyond the lanes that were handed over is not theirs.
            if (actor.Acting.FirstOrDefault(capacity => capacity.For!.Person == holder && (capacity.HasHeld || MayDo(capacity, lane, reached))) is { } deputy) return deputy;
        }

        if (MayDo(actor.Own, lane, reached)) return actor.Own;
        return actor.Acting.FirstOrDefault(capacity => MayDo(capacity, lane, reached)) ?? (holder == actor.Id ? actor.Own : null);
    }

    private static bool MayDo(Capacity capacity, string lane, EscalationLevel[] reached)
    {
        // Whom it was taken from has nothing to do with it any more.
        var taken = Array.FindLastIndex(reached, level => level.Mode == EscalationMode.Reassign);
        return (taken < 0 && capacity.Lanes.Contains(lane)) || reached.Skip(Math.Max(0, taken)).Any(level => MayDoAt(capacity, level));
    }

    private static bool MayDoAt(Capacity capacity, EscalationLevel level) => level.Mode != EscalationMode.Notify
        && ((level.Head && capacity.IsHead) || level.Lanes.Any(capacity.Lanes.Contains));
}
