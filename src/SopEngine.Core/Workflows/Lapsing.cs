using SopEngine.Core.Workflows.Appointments;
using SopEngine.Core.Workflows.Bills;

namespace SopEngine.Core.Workflows;

/// <summary>Takes a case on when a step of it was not done for long. The shell, which knows the calendar, finds the moment.</summary>
internal static class Lapsing
{
    public static Refusal? Lapse(Run run, TaskLapsed lapsed)
    {
        if (Interpreter.Task(run, lapsed.Task) is not { } frame) return Interpreter.TaskNotOpen(lapsed.Task);
        if (run.State.IsPaused) return new Refusal(RefusalReason.CaseIsPaused);
        if (run.Flow.StepAt(frame.Activity) is not { Lapse: { } rule }) return new Refusal(RefusalReason.NothingLapses);
        // Several open steps may wait for one bill: the first of them takes the case on.
        if (rule.IsOfBill && !Billing.Expire(run)) return new Refusal(RefusalReason.NothingLapses);

        run.Effects.Add(new StepLapsed(lapsed.Task, frame.Activity, rule, lapsed.At));
        if (rule.Then == LapseThen.Close)
        {
            Appointing.CallOff(run);
            run.EndCase(CaseStatus.Cancelled);
            return null;
        }

        var to = run.Flow.Steps.FirstOrDefault(step => step.Number == rule.To)?.ActivityId ?? rule.To;
        return EarlierSteps.GoBack(run, frame, to, lapsed.Holder, by: null, rule.Reason);
    }
}
