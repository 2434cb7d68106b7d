using NodaTime;

namespace SopEngine.Core.Workflows;

/// <summary>
/// Takes a completion back while nothing has followed it: the case stands as before, and the task is open with the time that it had. Only the numbers
/// that were given since are not given again.
/// </summary>
internal static class Undoing
{
    public static Decision Decide(Flow flow, CaseState state, TaskUndone undone, Past? past, Instant now, ITrace? trace)
    {
        if (past is not { Happened: TaskCompleted completed, Before: var before } || completed.Task != undone.Task || completed.Person != undone.Person)
            return Interpreter.Refuse(state, RefusalReason.CannotUndo);
        if (now - past.At > TaskUndone.Window) return Interpreter.Refuse(state, RefusalReason.UndoTooLate);

        var followed = Interpreter.Advance(flow, before, completed, past.At).Effects;
        var ended = before.Waits(flow).Where(wait => wait.Kind != WaitKind.Task && state.FrameWaiting(wait.Number) is null);
        if (followed.Any(effect => !CanBeTakenBack(flow, effect)) || ended.Any()) return Interpreter.Refuse(state, RefusalReason.CannotUndo);

        var restored = before.Copy();
        restored.LastFrame = state.LastFrame;
        restored.LastWait = state.LastWait;
        Record(flow, state, restored, trace);
        return new Decision(restored, [.. TakenBack(flow, state, restored), .. Reopened(flow, state, restored)]);
    }

    /// <summary>Whatever has left the case cannot: a customer was told that it is his turn, a sub-case began, a document got its number.</summary>
    private static bool CanBeTakenBack(Flow flow, Effect effect) => effect switch
    {
        TaskOpened opened => flow.Lane(opened.Lane) is not { External: true },
        TaskClosed or WaitEnded or AlarmSet or EventAwaited or DocumentsAttached or LineWritten => true,
        CaseEnded ended => ended.Status == CaseStatus.Finished,
        _ => false,
    };

    private static IEnumerable<Effect> TakenBack(Flow flow, CaseState state, CaseState restored) => state.Waits(flow).Where(wait => restored.FrameWaiting(wait.Number) is null)
        .Select(Effect (wait) => wait.Kind == WaitKind.Task ? new TaskClosed(wait.Number, null, null, wait.Level) : new WaitEnded(wait.Number));

    private static IEnumerable<Effect> Reopened(Flow flow, CaseState state, CaseState restored) => restored.Waits(flow).Where(wait => state.FrameWaiting(wait.Number) is null)
        .Select(wait => new TaskReopened(wait.Number, wait.Holder));

    private static void Record(Flow flow, CaseState state, CaseState restored, ITrace? trace)
    {
        if (trace is null) return;
        foreach (var gone in state.Frames.Where(frame => restored.FrameOf(frame.Id) is null).Reverse()) trace.Record(TraceKind.Cancelled, gone.Id, flow.Activities[gone.Activity], []);
        foreach (var back in restored.Frames.Where(frame => state.FrameOf(frame.Id) is null)) trace.Record(TraceKind.Started, back.Id, flow.Activities[back.Activity], []);
    }
}
