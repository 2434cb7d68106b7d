using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Workflows;

/// <summary>
/// The result of an event: the case's next state with its effects, or a refusal that changes nothing. The same flow, state, event and
/// instant always give the same decision.
/// </summary>
public sealed class Decision
{
    internal Decision(CaseState state, IReadOnlyList<Effect> effects)
    {
        State = state;
        Effects = effects;
    }

    internal Decision(CaseState state, Refusal refusal) : this(state, []) => Refusal = refusal;

    public CaseState State { get; }
    public IReadOnlyList<Effect> Effects { get; }

    /// <summary>The reason why the event cannot happen now; null when it happened.</summary>
    public Refusal? Refusal { get; }
}

/// <summary>The reason why an event was refused. The shell turns it into a message in the reader's language.</summary>
/// <param name="Subject">Its subject: the number of a task or wait, an outcome, a person.</param>
/// <param name="Fields">For <see cref="RefusalReason.DataInvalid"/>: each wrong field.</param>
public sealed record Refusal(RefusalReason Reason, string Subject = "", IReadOnlyList<FieldProblem>? Fields = null);

public enum RefusalReason
{
    CaseNotRunning,
    CaseAlreadyBegun,

    /// <summary>No open task has this number: done already, cancelled, or never there.</summary>
    TaskNotOpen,

    /// <summary>Somebody else holds the task; the subject is that person.</summary>
    TaskHeldByOther,

    /// <summary>The person who wants to release the task does not hold it.</summary>
    TaskNotHeld,

    /// <summary>The person whom the task was to be given may not do it; the subject is that person.</summary>
    PersonMayNot,

    /// <summary>The task did not come by a disposition, so it cannot be disposed on.</summary>
    NotDisposed,

    /// <summary>The deadline of a disposition cannot be read, or has passed; the subject is that text.</summary>
    DeadlineBad,

    /// <summary>The person did a step that a second person has to verify; the subject is its number.</summary>
    SecondPersonNeeded,

    /// <summary>The task stands at another level of its ladder than the one below; the subject is that level.</summary>
    LevelNotNext,

    /// <summary>
    /// The task's holder was reminded a short while ago; the subject is the instant, in ISO form, from which another reminder is allowed.
    /// </summary>
    RemindedAlready,

    OutcomeUnknown,
    OutcomeMissing,
    DataInvalid,

    /// <summary>The case is paused.</summary>
    CaseIsPaused,

    /// <summary>The case is not paused, so it cannot be resumed.</summary>
    CaseNotPaused,

    /// <summary>The step's limit is the SOP's, or was set before, or has passed already.</summary>
    LimitIsFixed,

    /// <summary>A task without a limit cannot be extended.</summary>
    LimitMissing,

    /// <summary>The task would be due, or escalated, beyond the calendar's range.</summary>
    LimitTooFar,

    /// <summary>The step waits on, or its bill can still be paid, or is paid.</summary>
    NothingLapses,

    /// <summary>The breach of the promise was reported already.</summary>
    BreachIsKnown,

    /// <summary>The case does not wait for this (any more).</summary>
    WaitNotOpen,

    /// <summary>
    /// The case is at an activity, the subject, that cannot be mapped to the other version; see <see cref="VersionMove"/>.
    /// </summary>
    CannotMove,

    /// <summary>The case runs on another version than the move expects; the subject is that version.</summary>
    VersionIsAnother,

    /// <summary>
    /// The case cannot go back to this step, the subject: it was not done on the way here, or the task's own step forbids it.
    /// </summary>
    CannotGoBack,

    /// <summary>The step's own condition passes it over as the case stands; the subject is its number.</summary>
    StepNotNeeded,

    /// <summary>
    /// A sub-case, or a document being made, is not finished behind the step that the case was to go back to; the subject is the activity
    /// that started it.
    /// </summary>
    SubCaseRuns,

    /// <summary>The person was not asked this, or has answered.</summary>
    QuestionNotOpen,

    /// <summary>The completion is older than <see cref="TaskUndone.Window"/>.</summary>
    UndoTooLate,

    /// <summary>An irreversible event followed the completion, or somebody else did the task.</summary>
    CannotUndo,
}
