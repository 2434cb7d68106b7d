using System.Text.Json;
using NodaTime;
using SopEngine.Core.Escalation;
using SopEngine.Core.Substitutes;
using SopEngine.Core.Workflows.Appointments;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Core.Workflows.Dispositions;

namespace SopEngine.Core.Workflows;

/// <summary>
/// Runs Elsa 3 workflow definitions: given a compiled flow, a case's state and an event, decides what happens next.
/// Pure: no I/O and no clock, so a case's history replayed gives its state again.
/// </summary>
public static class Interpreter
{
    /// <summary>Advances a case by one event.</summary>
    /// <param name="flow">The definition version that the case runs on.</param>
    /// <param name="state">The case's state; <see cref="CaseState.New"/> for a case that begins. Not changed.</param>
    /// <param name="now">The instant of the event.</param>
    /// <param name="trace">Told of each activity that starts and ends; null for none.</param>
    /// <param name="past">For an event that takes back another: that one. See <see cref="HistoryReplay"/>.</param>
    /// <param name="patience">
    /// The time that its scripts and patterns may take on this machine before the event is given up. Null for no bound, as a replay needs:
    /// an event that happened must happen again, however busy the machine.
    /// </param>
    /// <returns>The next state with its effects, or a refusal with the state as it was.</returns>
    /// <exception cref="Expressions.ScriptTimeoutException">
    /// The patience was used up; nothing is decided, a later try may succeed.
    /// </exception>
    public static Decision Advance(
        Flow flow, CaseState state, CaseEvent happened, Instant now, ITrace? trace = null, Past? past = null, TimeSpan? patience = null)
    {
        if (happened is CaseStarted ? state.HasBegun : !state.HasBegun)
            return Refuse(state, RefusalReason.CaseAlreadyBegun);
        if (happened is CommentAdded comment)
            return new Decision(state, Comment(comment));
        if (happened is DocumentAdded added) return new Decision(state, [new DocumentsAttached(added.Documents, added.ForCustomer)]);
        // The documents are rows of the shell's; the case only notes what happened to them.
        if (happened is DocumentIssued or DocumentCancelled) return new Decision(state, []);
        if (happened is TaskUndone undone) return Undoing.Decide(flow, state, undone, past, now, trace);
        if (happened is CaseReopened reopened) return Reopening.Decide(flow, state, reopened, past, now, trace);
        if (state.Status != CaseStatus.Running)
            return Refuse(state, RefusalReason.CaseNotRunning, state.Status.ToString());

        var run = new Run(flow, state.Copy(), now, trace, patience);
        if (Happen(run, happened) is { } refusal) return new Decision(state, refusal);

        run.Work();
        return new Decision(run.State, run.Effects);
    }

    private static Effect[] Comment(CommentAdded comment)
    {
        var made = new CommentMade(comment.Person, comment.Text, comment.ForCustomer);
        return comment.Mentions is { Count: > 0 } people ? [new PeopleMentioned(people, comment.Person, comment.Text), made] : [made];
    }

    internal static Refusal? Happen(Run run, CaseEvent happened) => happened switch
    {
        CaseStarted started => Start(run, started),
        TaskCompleted completed => CompleteTask(run, completed),
        TaskClaimed claimed => Claim(run, claimed),
        TaskReleased released => Release(run, released),
        TaskHandedOver handed => HandOver(run, handed),
        TaskDisposed disposed => Dispose(run, disposed),
        TaskEscalated escalated => Escalate(run, escalated),
        TaskReminded reminded => Remind(run, reminded),
        TaskLapsed lapsed => Lapsing.Lapse(run, lapsed),
        AlarmRang alarm => Resume(run, alarm.Wait, WaitKind.Alarm, happened),
        EventReceived received => Resume(run, received.Wait, WaitKind.Event, happened),
        SubCaseEnded ended => Resume(run, ended.Wait, WaitKind.SubCase, happened),
        DocumentMade made => Resume(run, made.Wait, WaitKind.Document, happened),
        CaseCancelled => Cancel(run),
        CasePaused => Clocks.Pause(run),
        CaseResumed => Clocks.GoOn(run),
        LimitSet set => Clocks.SetLimit(run, set),
        TaskExtended extended => Clocks.Extend(run, extended),
        DuesRecounted recounted => Clocks.Recount(run, recounted.Dues),
        StandardBreached breached => Clocks.Breach(run, breached),
        BreachForeseen foreseen => Clocks.Foresee(run, foreseen),
        TaskSentBack back => SendBack(run, back),
        QuestionAsked asked => Ask(run, asked),
        QuestionAnswered answered => Answer(run, answered),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "Unknown event."),
    };

    private static Refusal? Start(Run run, CaseStarted started)
    {
        run.State.CorrelationId = started.CorrelationId;
        run.State.Rules = started.Rules;
        run.Schedule(run.Flow.Root, null, values: new Dictionary<string, JsonElement>(started.Inputs));
        return null;
    }

    private static Refusal? CompleteTask(Run run, TaskCompleted completed)
    {
        if (Task(run, completed.Task) is not { } frame) return TaskNotOpen(completed.Task);
        if (run.State.IsPaused) return new Refusal(RefusalReason.CaseIsPaused);
        // A customer who has taken their step up does not keep the counter from it: the first completion counts.
        if (completed.Counter is null && HeldByOther(run, frame, completed.Person, completed.For) is { } held) return held;

        var activity = (Activities.TaskActivity)run.Flow.Activities[frame.Activity];
        if ((activity.Objection(completed, run.Deadline) ?? activity.Objection(run, frame, completed)) is { } objection) return objection;

        if (Billing.Complete(run, run.Flow.StepAt(frame.Activity), completed) is { } fault) return fault;

        run.Effects.Add(new TaskClosed(completed.Task, completed.Person, activity.OutcomeOf(completed), frame.Level));
        if (completed.Documents is { Count: > 0 } documents) run.Effects.Add(new DocumentsAttached(documents, false));
        if (completed.Form?.Files is { Count: > 0 } files) run.Effects.Add(new DocumentsAttached(files, false));
        if (completed.Counter?.Documents is { Count: > 0 } proof) run.Effects.Add(new DocumentsAttached(proof, false));
        return ResumeFrame(run, frame, completed);
    }

    private static Refusal? Claim(Run run, TaskClaimed claimed)
    {
        if (Task(run, claimed.Task) is not { } frame) return TaskNotOpen(claimed.Task);
        if (HeldByOther(run, frame, claimed.Person, claimed.For) is { } held) return held;

        frame.Holder = claimed.Person;
        run.Effects.Add(new TaskHeld(claimed.Task, claimed.Person));
        return null;
    }

    private static Refusal? Release(Run run, TaskReleased released)
    {
        if (Task(run, released.Task) is not { } frame) return TaskNotOpen(released.Task);
        if (frame.Holder is null)
        {
            if (frame.Chosen?.Contains(released.Person) != true) return new Refusal(RefusalReason.TaskNotHeld);
            Chosen.Drop(run, frame, released.Person);
            return null;
        }

        if (frame.Holder != released.Person && frame.Holder != released.For?.Person) return HeldBy(frame.Holder.Value);

        frame.Holder = null;
        run.Effects.Add(new TaskHeld(released.Task, null));
        return null;
    }

    /// <summary>The shell checks who may hand over: a superior need not be able to do the task.</summary>
    private static Refusal? HandOver(Run run, TaskHandedOver handed)
    {
        if (Task(run, handed.Task) is not { } frame) return TaskNotOpen(handed.Task);

        frame.Holder = handed.To;
        run.Effects.Add(new TaskHeld(handed.Task, handed.To));
        return null;
    }

    /// <summary>The shell checks who may dispose, and to whom.</summary>
    private static Refusal? Dispose(Run run, TaskDisposed disposed)
    {
        if (Task(run, disposed.Task) is not { } frame) return TaskNotOpen(disposed.Task);
        if (run.Flow.StepAt(frame.Activity) is not { Holders: not null } step || disposed.To.Count == 0)
            return new Refusal(RefusalReason.NotDisposed);
        var end = DispositionDeadline.End(disposed.Deadline);
        if (end is null && disposed.Deadline is { } unread) return new Refusal(RefusalReason.DeadlineBad, unread);

        Chosen.Give(run, frame, step.Holders, [.. disposed.To.Distinct()]);
        if (DispositionDeadline.Earlier(frame.Until, end) is var earlier && earlier != frame.Until)
        {
            frame.Until = earlier;
            Clocks.RecountOne(run, frame);
        }

        run.Effects.Add(new PeopleChosen(disposed.Task, frame.Activity, disposed.To, disposed.Instruction));
        return null;
    }

    private static Refusal? Escalate(Run run, TaskEscalated escalated)
    {
        if (Task(run, escalated.Task) is not { } frame) return TaskNotOpen(escalated.Task);
        if (run.State.IsPaused) return new Refusal(RefusalReason.CaseIsPaused);
        var ladder = run.Flow.LadderOf(frame.Activity);
        if (escalated.Level != frame.Level + 1 || escalated.Level > ladder.Count)
            return new Refusal(RefusalReason.LevelNotNext, Text(frame.Level));

        frame.Level = escalated.Level;
        var level = ladder[escalated.Level - 1];
        if (level.Mode == EscalationMode.Reassign && frame.Holder is not null)
        {
            frame.Holder = null;
            run.Effects.Add(new TaskHeld(escalated.Task, null));
        }

        run.Effects.Add(new TaskRaised(escalated.Task, level, escalated.Vacant));
        return null;
    }

    private static Refusal? Remind(Run run, TaskReminded reminded)
    {
        if (Task(run, reminded.Task) is not { } frame) return TaskNotOpen(reminded.Task);
        var next = frame.RemindedAt + TaskReminded.Interval;
        if (run.Now < next) return new Refusal(RefusalReason.RemindedAlready, NodaTime.Text.InstantPattern.General.Format(next.Value));

        frame.RemindedAt = run.Now;
        run.Effects.Add(
            new HolderReminded(reminded.Task, frame.Activity, run.Flow.StepAt(frame.Activity)?.Lane, frame.Holder, reminded.Person));
        return null;
    }

    private static Refusal? Ask(Run run, QuestionAsked asked)
    {
        if (Task(run, asked.Task) is not { } frame) return TaskNotOpen(asked.Task);
        if (HeldByOther(run, frame, asked.Person, asked.For) is { } held) return held;

        run.Effects.Add(new ColleaguesAsked(asked.Task, frame.Activity, asked.Person, asked.To, asked.Text, asked.AnswerBy));
        return null;
    }

    private static Refusal? Answer(Run run, QuestionAnswered answered)
    {
        if (Task(run, answered.Task) is not { } frame) return TaskNotOpen(answered.Task);

        run.Effects.Add(new AnswerGiven(answered.Task, frame.Activity, answered.Question, answered.Person, answered.Text));
        if (answered.Documents is { Count: > 0 } documents) run.Effects.Add(new DocumentsAttached(documents, false));
        return null;
    }

    private static Refusal? SendBack(Run run, TaskSentBack back)
    {
        if (Task(run, back.Task) is not { } frame) return TaskNotOpen(back.Task);
        if (run.State.IsPaused) return new Refusal(RefusalReason.CaseIsPaused);
        if (HeldByOther(run, frame, back.Person, back.For) is { } held) return held;
        return EarlierSteps.GoBack(run, frame, back);
    }

    private static Refusal? Cancel(Run run)
    {
        Appointing.CallOff(run);
        run.EndCase(CaseStatus.Cancelled);
        return null;
    }

    private static Refusal? Resume(Run run, int wait, WaitKind kind, CaseEvent happened)
    {
        if (run.State.FrameWaiting(wait) is not { } frame || run.Flow.Activities[frame.Activity].WaitsFor(frame) != kind)
            return new Refusal(RefusalReason.WaitNotOpen, Text(wait));

        run.Effects.Add(new WaitEnded(wait));
        return ResumeFrame(run, frame, happened);
    }

    private static Refusal? ResumeFrame(Run run, Frame frame, CaseEvent happened)
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
            run.Flow.Activities[frame.Activity].Resume(run, frame, happened);
        }
        catch (ActivityFaultException fault)
        {
            run.Fault(frame, fault.Message);
        }

        return null;
    }

    internal static Frame? Task(Run run, int number) =>
        run.State.FrameWaiting(number) is { } frame && run.Flow.Activities[frame.Activity].WaitsFor(frame) == WaitKind.Task ? frame : null;

    /// <summary>The holder of a task that is not shared, and their deputies, are the only ones who may go on with it.</summary>
    private static Refusal? HeldByOther(Run run, Frame frame, long person, OnBehalfOf? by) =>
        frame.Holder is { } holder && holder != person && holder != by?.Person && !IsShared(run.Flow, frame) ? HeldBy(holder) : null;

    /// <summary>After escalation by share or reassign, the holder no longer blocks other actors.</summary>
    private static bool IsShared(Flow flow, Frame frame) =>
        frame.Level > 0 && Ladder.IsShared(flow.LadderOf(frame.Activity).Take(frame.Level));

    internal static Refusal TaskNotOpen(int task) => new(RefusalReason.TaskNotOpen, Text(task));

    private static Refusal HeldBy(long holder) => new(RefusalReason.TaskHeldByOther, Text(holder));

    /// <summary>The decision that leaves a case unchanged.</summary>
    public static Decision Refuse(CaseState state, RefusalReason reason, string subject = "") => new(state, new Refusal(reason, subject));

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
