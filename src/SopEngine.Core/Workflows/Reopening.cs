using NodaTime;
using SopEngine.Core.Workflows.Activities;
using SopEngine.Core.Workflows.Bills;

namespace SopEngine.Core.Workflows;

/// <summary>
/// Reopens a case that is over at a step that was done in it, or was open when it was cancelled. Its containers stand as they stood at its
/// end; activities that then ran beside the step, and were cancelled with the case, are opened anew.
/// </summary>
public static class Reopening
{
    /// <summary>The steps at which a case that is over can be opened again, in the order of their numbers.</summary>
    /// <param name="end">The end of the case; see <see cref="HistoryReplay.PastFor"/>.</param>
    /// <param name="now">The moment by which conditions of steps are asked: those that the case passes over are left out.</param>
    public static IReadOnlyList<Step> Steps(Flow flow, CaseState state, Past end, Instant now)
    {
        if (state.Status is not (CaseStatus.Finished or CaseStatus.Cancelled)) return [];
        var ending = AtTheEnd(flow, end);
        var run = new Run(flow, end.Before.Copy(), now, null);
        return [.. flow.Steps.Where(step => (StepActivity)flow.Activities[step.Activity] is var activity
            && Container(flow, ending, activity) is { } around && activity.IsNeeded(run, around))];
    }

    internal static Decision Decide(Flow flow, CaseState state, CaseReopened reopened, Past? end, Instant now, ITrace? trace)
    {
        if (end is null || state.Status is not (CaseStatus.Finished or CaseStatus.Cancelled))
            return Interpreter.Refuse(state, RefusalReason.CannotGoBack, reopened.To);
        var ending = AtTheEnd(flow, end);
        var found = flow.Activities.OfType<StepActivity>().Where(activity => activity.Id == reopened.To)
            .Select(step => (Step: step, Around: Container(flow, ending, step))).FirstOrDefault(pair => pair.Around is not null);
        if (found is not (var step, { } around)) return Interpreter.Refuse(state, RefusalReason.CannotGoBack, reopened.To);

        var run = new Run(flow, Resumed(state, end), now, trace);
        foreach (var frame in ending.Frames.Where(IsKept))
            run.State.Frames.Add(frame.Copy(frame.Parent is null ? null : run.State.FrameOf(frame.Parent.Id)));
        if (run.State.Frames.FirstOrDefault(frame =>
            frame.Wait > 0 && flow.Activities[frame.Activity].WaitsFor(frame) is WaitKind.SubCase or WaitKind.Document) is { } unfinished)
            return Interpreter.Refuse(state, RefusalReason.SubCaseRuns, flow.Activities[unfinished.Activity].Name);

        foreach (var frame in run.State.Frames) trace?.Record(TraceKind.Started, frame.Id, flow.Activities[frame.Activity], []);
        Billing.Reopen(run, end.Before);
        OpenAnew(run);
        if (EarlierSteps.Open(
            run, run.State.FrameOf(around.Id)!, step, reopened.Holder, reopened.Person, reopened.Reason, reopensCase: true) is { } refusal)
            return new Decision(state, refusal);
        run.Effects.Add(new CaseGoesOn(reopened.Person, reopened.Reason, Holders(end)));
        return new Decision(run.State, run.Effects);

        bool IsKept(Frame frame) => IsAround(frame, around)
            || (!ending.Completed.Contains(frame.Id) && !EarlierSteps.IsBehind(flow, frame, around, step)
                && frame.Parent is { } parent && IsKept(parent));
    }

    private static bool IsAround(Frame frame, Frame inner)
    {
        for (var at = inner; at is not null; at = at.Parent)
        {
            if (at == frame) return true;
        }

        return false;
    }

    /// <summary>
    /// The frames at the case's last event, with the counts and values that the event left; which of them the event completed, and which it
    /// started.
    /// </summary>
    private static Ending AtTheEnd(Flow flow, Past end)
    {
        var ending = new Ending();
        var run = new Run(flow, end.Before.Copy(), end.At, ending);
        ending.Frames.AddRange(run.State.Frames);
        // The event ends its wait, but the wait must still be found by its number.
        var waits = ending.Frames.Select(frame => frame.Wait).ToList();
        if (Interpreter.Happen(run, end.Happened) is null) run.Work();
        foreach (var (frame, wait) in ending.Frames.Zip(waits)) frame.Wait = wait;
        return ending;
    }

    /// <summary>
    /// The container in which the step lies on the way to the end of the case, or was open at that end. Nothing may be open before the
    /// step: it would come to the step again by itself.
    /// </summary>
    private static Frame? Container(Flow flow, Ending ending, StepActivity step) => ending.Frames.LastOrDefault(around =>
    {
        var container = flow.Activities[around.Activity];
        var inside = ending.Frames.Where(frame => frame.Parent == around).ToList();
        var reached = inside.Select(frame => flow.Activities[frame.Activity]).Concat(ending.Started).ToList();
        return reached.Exists(at => at == step
                ? inside.Exists(frame => frame.Activity == step.Index)
                : container.Holds(at) && container.DoneBefore(around, at).Contains(step))
            && !inside.Exists(open => !ending.Completed.Contains(open.Id) && open.Activity != step.Index
                && container.IsBehind(step, flow.Activities[open.Activity]));
    });

    private static CaseState Resumed(CaseState state, Past end)
    {
        var resumed = state.Copy();
        resumed.Status = CaseStatus.Running;
        if (resumed.IsPaused)
            resumed.Pauses =
                [.. resumed.Pauses.SkipLast(1), new Interval(resumed.Pauses[^1].Start, Instant.Max(resumed.Pauses[^1].Start, end.At))];
        return resumed;
    }

    private static void OpenAnew(Run run)
    {
        foreach (var frame in run.State.Frames.Where(frame => frame.Wait > 0).ToList())
        {
            frame.Wait = 0;
            frame.Holder = null;
            frame.Level = 0;
            frame.Terms = null;
            frame.RemindedAt = null;
            frame.Chosen = null;
            frame.Until = null;
            try
            {
                run.Flow.Activities[frame.Activity].Execute(run, frame);
            }
            catch (ActivityFaultException fault)
            {
                run.Fault(frame, fault.Message);
            }
        }
    }

    /// <summary>The holders of the case's tasks when it was cancelled.</summary>
    private static IReadOnlyList<long> Holders(Past end) =>
        end.Happened is CaseCancelled or TaskLapsed
            ? [.. end.Before.Frames.Where(frame => frame.Holder is not null).Select(frame => frame.Holder!.Value).Distinct()]
            : [];

    private sealed class Ending : ITrace
    {
        public List<Frame> Frames { get; } = [];

        public HashSet<int> Completed { get; } = [];

        public List<FlowActivity> Started { get; } = [];

        public void Record(TraceKind kind, int frame, FlowActivity activity, IReadOnlyList<string> outcomes)
        {
            if (kind == TraceKind.Completed) Completed.Add(frame);
            if (kind == TraceKind.Started) Started.Add(activity);
        }
    }
}
