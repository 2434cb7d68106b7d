using SopEngine.Core.Escalation;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;

namespace SopEngine.Engine.Cases;

/// <summary>The rights that commands need.</summary>
internal static class CommandRights
{
    /// <summary>The refusal of an event for a person without the right to it; null when they have it.</summary>
    public static CaseResult? Forbid(Actor actor, LockedCase target, CaseEvent happened)
    {
        var mayDo = happened switch
        {
            CaseStarted => Authority.MayStart(actor, target.Flow, target.Customer),
            // A customer takes their own request back.
            CaseCancelled cancelled => actor.May(Right.LeadCases)
                || (actor.IsCustomer && actor.Id == target.Customer && cancelled.Person == actor.Id),
            CaseReopened => actor.May(Right.ReopenCases),
            // The case's questions tell later whether the person was asked.
            QuestionAnswered answered => answered.Person == actor.Id && !actor.IsCustomer && Authority.MayAdd(actor, target.Customer),
            // The case's history tells later whether the person completed the task a moment ago.
            TaskUndone undone => undone.Person == actor.Id && Authority.MayAdd(actor, target.Customer),
            CaseMoved => actor.May(Right.MoveCases),
            CasePaused or CaseResumed => actor.May(Right.LeadCases),
            DocumentIssued issued => issued.Person == actor.Id && actor.May(Right.IssueDocuments),
            DocumentCancelled cancelled => cancelled.Person == actor.Id && actor.May(Right.LeadCases),
            CommentAdded or DocumentAdded => Authority.MayAdd(actor, target.Customer),
            _ => false,
        };
        return mayDo ? null : new CaseResult.Forbidden(null);
    }

    /// <summary>The same for an event on an open task.</summary>
    /// <param name="takers">The people who are to receive the task, in the event's order; null for an unknown person.</param>
    /// <param name="capacity">The capacity in which the actor may do the task; null for none.</param>
    public static CaseResult? Forbid(
        Actor actor, LockedCase target, CaseEvent happened, OpenWait open, IReadOnlyList<Actor?> takers, out Capacity? capacity)
    {
        var lane = target.Flow.StepAt(open.Activity)?.Lane;
        var reached = target.Flow.LadderOf(open.Activity).Take(open.Level).ToArray();
        capacity = happened is TaskCompleted { Counter: not null }
            ? Authority.AtCounter(actor, target.Flow, open.Activity, target.Customer)
            : CapacityOf(actor, open.Chosen);
        var mayDo = happened switch
        {
            // An admin releases the task of a holder who has left the office.
            TaskReleased released when released.Person != actor.Id => actor.May(Right.AdministerTasks),
            TaskHandedOver or TaskDisposed =>
                Authority.MayHandOver(actor, target.Flow, lane, capacity, open.Holder, Ladder.IsShared(reached)),
            TaskReminded => Authority.MayRemind(actor, reached),
            TaskExtended => Authority.MayGrantTime(actor, reached),
            QuestionAsked => capacity is not null && !actor.IsCustomer,
            LimitSet => capacity is not null || Authority.MayGrantTime(actor, reached),
            _ => capacity is not null,
        };
        if (!mayDo) return new CaseResult.Forbidden(target.Flow.Lane(lane)?.Name);

        // A task that stands for some of its lane may be given to any other of the lane.
        foreach (var (to, taker) in Takers(happened).Zip(takers))
        {
            if (taker is null || CapacityOf(taker, null) is null)
                return new CaseResult.Refused(new Refusal(RefusalReason.PersonMayNot), to);
        }

        return null;

        Capacity? CapacityOf(Actor person, IReadOnlyList<long>? chosen) =>
            Authority.CapacityFor(person, target.Flow, lane, target.Customer, reached, open.Holder, chosen);
    }

    /// <summary>The people who are to receive the task of an event.</summary>
    public static IReadOnlyList<long> Takers(CaseEvent happened) => happened switch
    {
        TaskHandedOver { To: var to } => [to],
        TaskDisposed { To: var several } => several,
        _ => [],
    };
}
