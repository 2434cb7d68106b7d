using NodaTime;
using SopEngine.Core.Workflows.Bills;

namespace SopEngine.Core.Workflows;

/// <summary>
/// Takes a completion back while nothing has followed it: the case stands as before, and the task is open with the time that it had.
/// Numbers given since are not given again.
/// </summary>
public static class Undoing
{
    /// <summary>True while a completion is recent enough to be taken back.</summary>
    public static bool IsInTime(Instant completed, Instant now) => now - completed <= TaskUndone.Window;

    /// <summary>True when a case with this status cannot go back: it was cancelled or failed, or others learned of its end.</summary>
    /// <param name="isAwaited">True when the case has a customer, or another case waited for it.</param>
    public static bool IsFinal(CaseStatus status, bool isAwaited) =>
        status is not (CaseStatus.Running or CaseStatus.Finished) || (status == CaseStatus.Finished && isAwaited);

    /// <summary>True when the customer was told of a task in this lane at its opening.</summary>
    public static bool IsTold(Flow flow, string? lane) => flow.Lane(lane) is { External: true };

    /// <summary>
    /// True for a step whose completion leaves the case: it starts another SOP, gives samples their codes, issues documents or hands them
    /// over, or puts an appointment into a customer's calendar.
    /// </summary>
    public static bool IsLasting(Step? step) =>
        step is { Kind: StepKind.StartSop } or { Samples: not null } or { Issues.Count: > 0 } or { HandsOver.Count: > 0 }
            or { Appointment: not null };

    internal static Decision Decide(Flow flow, CaseState state, TaskUndone undone, Past? past, Instant now, ITrace? trace)
    {
        if (past is not { Happened: TaskCompleted completed, Before: var before }
            || completed.Task != undone.Task || completed.Person != undone.Person)
            return Interpreter.Refuse(state, RefusalReason.CannotUndo);
        if (!IsInTime(past.At, now)) return Interpreter.Refuse(state, RefusalReason.UndoTooLate);
        if (before.FrameWaiting(completed.Task) is { } done && IsLasting(flow.StepAt(done.Activity)))
            return Interpreter.Refuse(state, RefusalReason.CannotUndo);

        var followed = Interpreter.Advance(flow, before, completed, past.At).Effects;
        var ended = before.Waits(flow).Where(wait => wait.Kind != WaitKind.Task && state.FrameWaiting(wait.Number) is null);
        if (followed.Any(effect => !CanBeTakenBack(flow, effect, past.IsAwaited)) || ended.Any())
            return Interpreter.Refuse(state, RefusalReason.CannotUndo);

        var restored = before.Copy();
        restored.LastFrame = state.LastFrame;
        restored.LastWait = state.LastWait;
        restored.LastBill = state.LastBill;
        Record(flow, state, restored, trace);
        return new Decision(
            restored, [.. TakenBack(flow, state, restored), .. Billing.TakenBack(state, restored), .. Reopened(flow, state, restored)]);
    }

    /// <summary>
    /// Some effects cannot be taken back because they left the case: a customer was told that it is their turn, a sub-case began, a
    /// document got its number, a sample its code.
    /// </summary>
    private static bool CanBeTakenBack(Flow flow, Effect effect, bool isAwaited) => effect switch
    {
        TaskOpened opened => !IsTold(flow, opened.Lane),
        TaskClosed or WaitEnded or AlarmSet or EventAwaited or DocumentsAttached or LineWritten
            or BillChanged => true,
        CaseEnded ended => !IsFinal(ended.Status, isAwaited),
        _ => false,
    };

    private static IEnumerable<Effect> TakenBack(Flow flow, CaseState state, CaseState restored) => state.Waits(flow)
        .Where(wait => restored.FrameWaiting(wait.Number) is null)
        .Select(Effect (wait) => wait.Kind == WaitKind.Task
            ? new TaskClosed(wait.Number, null, null, wait.Level)
            : new WaitEnded(wait.Number));

    private static IEnumerable<Effect> Reopened(Flow flow, CaseState state, CaseState restored) => restored.Waits(flow)
        .Where(wait => state.FrameWaiting(wait.Number) is null)
        .Select(wait => new TaskReopened(wait.Number, wait.Holder));

    private static void Record(Flow flow, CaseState state, CaseState restored, ITrace? trace)
    {
        if (trace is null) return;
        foreach (var gone in state.Frames.Where(frame => restored.FrameOf(frame.Id) is null).Reverse())
            trace.Record(TraceKind.Cancelled, gone.Id, flow.Activities[gone.Activity], []);
        foreach (var back in restored.Frames.Where(frame => state.FrameOf(frame.Id) is null))
            trace.Record(TraceKind.Started, back.Id, flow.Activities[back.Activity], []);
    }
}
