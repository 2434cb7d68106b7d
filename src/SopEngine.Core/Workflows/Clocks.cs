using NodaTime;

namespace SopEngine.Core.Workflows;

/// <summary>
/// Stops, moves and restarts the clocks of a running case. The shell, which knows the calendar, computes how late a task is.
/// </summary>
internal static class Clocks
{
    private const int Breached = 100;

    public static Refusal? Pause(Run run)
    {
        if (run.State.IsPaused) return new Refusal(RefusalReason.CaseIsPaused);

        run.State.Pauses = [.. run.State.Pauses, new Interval(run.Now, null)];
        return Recount(run, []);
    }

    public static Refusal? GoOn(Run run)
    {
        if (!run.State.IsPaused) return new Refusal(RefusalReason.CaseNotPaused);

        var pause = run.State.Pauses[^1];
        // A machine's clock that was set back must not end a pause before it begins.
        run.State.Pauses = [.. run.State.Pauses.SkipLast(1), new Interval(pause.Start, Instant.Max(pause.Start, run.Now))];
        return Recount(run, []);
    }

    /// <summary>A limit is set once, and not by a holder who is already late: only others can then give more time.</summary>
    public static Refusal? SetLimit(Run run, LimitSet set)
    {
        if (Interpreter.Task(run, set.Task) is not { } frame) return Interpreter.TaskNotOpen(set.Task);
        if (run.State.IsPaused) return new Refusal(RefusalReason.CaseIsPaused);
        if (run.Flow.StepAt(frame.Activity) is not { LimitPerCase: true } || frame.Terms is not null || IsLate(run.Flow, frame))
            return new Refusal(RefusalReason.LimitIsFixed);

        BeginAnew(run, frame, new TaskTerms(set.Limit, []));
        return null;
    }

    public static Refusal? Extend(Run run, TaskExtended extended)
    {
        if (Interpreter.Task(run, extended.Task) is not { } frame) return Interpreter.TaskNotOpen(extended.Task);
        if (run.State.IsPaused) return new Refusal(RefusalReason.CaseIsPaused);
        var terms = frame.Terms ?? TaskTerms.None;
        if ((terms.Limit ?? run.Flow.StepAt(frame.Activity)?.Limit) is null) return new Refusal(RefusalReason.LimitMissing);

        BeginAnew(run, frame, terms with { Extensions = [.. terms.Extensions, new Extension(run.Now, extended.By)] });
        return null;
    }

    public static Refusal? Recount(Run run, IReadOnlyList<DueChange> dues)
    {
        foreach (var wait in run.State.Waits(run.Flow))
        {
            if (wait.Kind != WaitKind.Task) continue;

            var frame = run.State.FrameWaiting(wait.Number)!;
            if (dues.Any(due => due.Task == wait.Number && due.Anew)) BeginAnew(run, frame, frame.Terms);
            else Recount(run, frame, anew: false);
        }

        return null;
    }

    public static Refusal? Breach(Run run, StandardBreached breached)
    {
        if (run.State.IsBreached) return new Refusal(RefusalReason.BreachIsKnown);
        if (run.State.IsPaused) return new Refusal(RefusalReason.CaseIsPaused);

        run.State.IsBreached = true;
        run.Effects.Add(new PromiseBroken(breached.Due));
        return null;
    }

    public static Refusal? Foresee(Run run, BreachForeseen foreseen)
    {
        if (run.State.IsBreached || run.State.IsBreachForeseen) return new Refusal(RefusalReason.BreachIsKnown);
        if (run.State.IsPaused) return new Refusal(RefusalReason.CaseIsPaused);

        run.State.IsBreachForeseen = true;
        run.Effects.Add(new PromiseBroken(foreseen.Due, foreseen.Expected));
        return null;
    }

    /// <summary>Counts one task again, whose deadline is another. The levels that it climbed stay climbed.</summary>
    public static void RecountOne(Run run, Frame frame) => Recount(run, frame, anew: false);

    private static void BeginAnew(Run run, Frame frame, TaskTerms? terms)
    {
        frame.Terms = terms;
        frame.Level = 0;
        Recount(run, frame, anew: true);
    }

    private static void Recount(Run run, Frame frame, bool anew) => run.Effects.Add(new TaskRecounted(
        frame.Wait, frame.Activity, frame.Terms?.Limit ?? run.Flow.StepAt(frame.Activity)?.Limit, anew));

    private static bool IsLate(Flow flow, Frame frame) =>
        flow.LadderOf(frame.Activity).Take(frame.Level).Any(level => level.Percent >= Breached);
}
