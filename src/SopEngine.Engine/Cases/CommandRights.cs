using SopEngine.Core.Escalation;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;

namespace SopEngine.Engine.Cases;

/// <summary>Whether a person may do what they command.</summary>
internal static class CommandRights
{
    /// <summary>Why a person may not let this happen to a case; null when they may.</summary>
    public static CaseResult? Forbid(Actor actor, LockedCase target, CaseEvent happened)
    {
        var mayDo = happened switch
        {
            CaseStarted => Authority.MayStart(actor, target.Flow, target.Customer),
            CaseCancelled => actor.May(Right.LeadCases),
            CaseReopened => actor.May(Right.ReopenCases),
            // Whether the person was asked, the case's questions say.
            QuestionAnswered answered => answered.Person == actor.Id && !actor.IsCustomer && Authority.MayAdd(actor, target.Customer),
            // Whether the person completed the task a moment ago, the case's history says.
            TaskUndone undone => undone.Person == actor.Id && Authority.MayAdd(actor, target.Customer),
            CaseMoved => actor.May(Right.MoveCases),
            CasePaused or CaseResumed => actor.May(Right.LeadCases),
            CommentAdded or DocumentAdded => Authority.MayAdd(actor, target.Customer),
            _ => false,
        };
        return mayDo ? null : new CaseResult.Forbidden(null);
    }

    /// <summary>The same of an event that happens to an open task.</summary>
    /// <param name="taker">The person to whom the task is to be given; null for none who is known.</param>
    /// <param name="capacity">The capacity in which the actor may do the task; null for none.</param>
    public static CaseResult? Forbid(
        Actor actor, LockedCase target, CaseEvent happened, OpenWait open, Actor? taker, out Capacity? capacity)
    {
        var lane = target.Flow.StepAt(open.Activity)?.Lane;
        var reached = target.Flow.LadderOf(open.Activity).Take(open.Level).ToArray();
        capacity = CapacityOf(actor);
        var mayDo = happened switch
        {
            // An admin puts back the task of a holder who has left.
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
