using NodaTime;
using SopEngine.Core.Workflows.Activities;
using SopEngine.Core.Workflows.Bills;

namespace SopEngine.Core.Workflows;

/// <summary>
/// The way back to a step that was done before. Activities opened behind it since are cancelled, parallel branches too; activities beside
/// it go on, and the joins behind it wait for it again.
/// </summary>
public static class EarlierSteps
{
    /// <summary>
    /// The steps to which the holder of a task may give the case back: done on the way to the task, in the containers around it; the
    /// nearest first. Steps that this case passes over are none of them.
    /// </summary>
    /// <param name="now">The moment by which conditions of steps are asked.</param>
    public static IReadOnlyList<Step> Of(Flow flow, CaseState state, int task, Instant now)
    {
        // A condition is a script, which could change the state that the caller holds.
        var run = new Run(flow, state.Copy(), now, null);
        return state.Status == CaseStatus.Running && run.State.FrameWaiting(task) is { } frame && Sends(flow, frame)
            ? [.. Before(flow, frame).DistinctBy(found => found.Step).Where(found => found.Step.IsNeeded(run, found.Around))
                .Select(found => found.Step.Step)]
            : [];
    }

    internal static Refusal? GoBack(Run run, Frame from, TaskSentBack back) => Sends(run.Flow, from)
        ? GoBack(run, from, back.To, back.Holder, back.Person, back.Reason)
        : new Refusal(RefusalReason.CannotGoBack, back.To);

    /// <param name="by">The person who sends the case back; null when a step lapsed.</param>
    internal static Refusal? GoBack(Run run, Frame from, string to, long? holder, long? by, string reason)
    {
        if (Before(run.Flow, from).FirstOrDefault(found => found.Step.Id == to) is not { Step: { } step } target)
            return new Refusal(RefusalReason.CannotGoBack, to);
        if (Unfinished(run, target.Around, step) is { } unfinished) return new Refusal(RefusalReason.SubCaseRuns, unfinished.Name);

        CancelBehind(run, target.Around, step, from, by, reason);
        return Open(run, target.Around, step, holder, by, reason, reopensCase: false);
    }

    /// <summary>Opens the step as a task of the person who did it, or of its lane.</summary>
    /// <returns>The refusal of a step that this case passes over; the run is of no use then.</returns>
    internal static Refusal? Open(Run run, Frame around, StepActivity step, long? holder, long? by, string reason, bool reopensCase)
    {
        Billing.GoBack(run, step);
        run.Flow.Activities[around.Activity].GoBack(run, around, step);
        run.Work();
        if (run.State.Frames.LastOrDefault(opened => opened.Activity == step.Index && opened.Parent == around) is not { Wait: > 0 } frame)
            return new Refusal(RefusalReason.StepNotNeeded, step.Step.Number);
        if (holder is not null)
        {
            frame.Holder = holder;
            run.Effects.Add(new TaskHeld(frame.Wait, holder));
        }

        // People chosen earlier are told that the step came back; they hear nothing when it went to its doer.
        run.Effects.RemoveAll(effect => effect is PeopleChosen chosen && chosen.Task == frame.Wait);
        run.Effects.Add(new StepReturned(frame.Wait, step.Index, step.Step.Lane, holder, by, reason, reopensCase));
        return null;
    }

    /// <summary>An activity behind a step that is running and cannot be stopped from here.</summary>
    private static FlowActivity? Unfinished(Run run, Frame around, StepActivity step) => run.State.Frames
        .Where(frame => frame.Wait > 0 && run.Flow.Activities[frame.Activity].WaitsFor(frame) is WaitKind.SubCase or WaitKind.Document
            && IsBehind(run.Flow, frame, around, step))
        .Select(frame => run.Flow.Activities[frame.Activity]).FirstOrDefault();

    internal static bool IsBehind(Flow flow, Frame frame, Frame around, StepActivity step)
    {
        var child = frame;
        while (child is not null && child.Parent != around) child = child.Parent;
        return child is not null && flow.Activities[around.Activity].IsBehind(flow.Activities[child.Activity], step);
    }

    private static void CancelBehind(Run run, Frame around, StepActivity step, Frame from, long? by, string reason)
    {
        foreach (var frame in run.State.Frames.Where(frame => frame is { Wait: > 0, Holder: not null } && (by is null || frame != from)
            && frame.Holder != by && IsBehind(run.Flow, frame, around, step)))
            run.Effects.Add(new HolderRelieved(frame.Wait, frame.Activity, frame.Holder!.Value, by, reason));

        // The container counts anew: it need not learn of each cancelled child.
        around.Ending = true;
        foreach (var frame in run.State.Frames.Where(frame => frame.Parent == around && IsBehind(run.Flow, frame, around, step)).ToList())
            run.Cancel(frame);
        around.Ending = false;
    }

    /// <summary>An external party does its step; only the office decides where the case goes.</summary>
    private static bool Sends(Flow flow, Frame task) =>
        flow.StepAt(task.Activity) is { SendsBack: true } own && flow.Lane(own.Lane) is not { External: true };

    private static IEnumerable<(Frame Around, StepActivity Step)> Before(Flow flow, Frame task)
    {
        for (var frame = task; frame.Parent is { } around; frame = around)
        {
            foreach (var step in flow.Activities[around.Activity]
                .DoneBefore(around, flow.Activities[frame.Activity]).OfType<StepActivity>())
                yield return (around, step);
        }
    }
}
