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
            CaseCancelled => actor.May(Right.LeadCases),
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
    /// <param name="taker">The person who is to receive the task; null for none, or an unknown person.</param>
    /// <param name="capacity">The capacity in which the actor may do the task; null for none.</param>
    public static CaseResult? Forbid(
        Actor actor, LockedCase target, CaseEvent happened, OpenWait open, Actor? taker, out Capacity? capacity)
    {
        var lane = target.Flow.StepAt(open.Activity)?.Lane;
        var reached = target.Flow.LadderOf(open.Activity).Take(open.Level).ToArray();
        capacity = happened is TaskCompleted { Counter: not null }
            ? Authority.AtCounter(actor, target.Flow, open.Activity, target.Customer) : CapacityOf(actor);
        var mayDo = happened switch
        {
            // An admin releases the task of a holder who has left the office.
            TaskReleased released when released.Person != actor.Id => actor.May(Right.AdministerTasks),
            TaskHandedOver => Authority.MayHandOver(actor, target.Flow, lane, capacity, open.Holder, Ladder.IsShared(reached)),
            TaskReminded => Authority.MayRemind(actor, reached),
            TaskExtended => Authority.MayGrantTime(actor, reached),
            QuestionAsked => capacity is not null && !actor.IsCustomer,
            LimitSet => capacity is not null || Authority.MayGrantTime(actor, reached),
            _ => capacity is not null,
        };
        if (!mayDo) return new CaseResult.Forbidden(target.Flow.Lane(lane)?.Name);

        return happened is TaskHandedOver { To: var to } && (taker is null || CapacityOf(taker) is null)
            ? new CaseResult.Refused(new Refusal(RefusalReason.PersonMayNot), to)
            : null;

        Capacity? CapacityOf(Actor person) => Authority.CapacityFor(person, target.Flow, lane, target.Customer, reached, open.Holder);
    }
}
