namespace SopEngine.Core.Workflows;

/// <summary>
/// What an event leads to: the case's next state and what happens besides, or a refusal that changes nothing.
/// The same flow, state, event and instant always give the same decision.
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

    /// <summary>Why the event cannot happen now; null when it did.</summary>
    public Refusal? Refusal { get; }
}

/// <summary>Why an event was refused. The shell turns it into a message in the reader's language.</summary>
/// <param name="Subject">What it is about: a task's or wait's number, an outcome, a person.</param>
/// <param name="Fields">Of <see cref="RefusalReason.DataInvalid"/>: each field that is wrong.</param>
public sealed record Refusal(RefusalReason Reason, string Subject = "", IReadOnlyList<FieldProblem>? Fields = null);

public enum RefusalReason
{
    CaseNotRunning,
    CaseAlreadyBegun,

    /// <summary>No open task has this number: done already, cancelled, or never there.</summary>
    TaskNotOpen,

    /// <summary>Somebody else holds the task; the subject is that person.</summary>
    TaskHeldByOther,

    /// <summary>The task is not held by the person who wants to release it.</summary>
    TaskNotHeld,

    /// <summary>The person that a task was to be given to may not do it; the subject is that person.</summary>
    PersonMayNot,

    /// <summary>The task stands at another level of its ladder than the one below; the subject is that level.</summary>
    LevelNotNext,

    /// <summary>The task's holder was reminded a short while ago; the subject is when another time may be, as an ISO instant.</summary>
    RemindedAlready,

    OutcomeUnknown,
    OutcomeMissing,
    DataInvalid,

    /// <summary>The case is put off.</summary>
    CaseIsPaused,

    /// <summary>The case is not put off, so it cannot be resumed.</summary>
    CaseNotPaused,

    /// <summary>The step's limit is the SOP's, or was set before, or has passed already.</summary>
    LimitIsFixed,

    /// <summary>A task without a limit has none to be extended.</summary>
    LimitMissing,

    /// <summary>The task would be due, or escalated, farther ahead than a calendar can be counted.</summary>
    LimitTooFar,

    /// <summary>That the case breaks its promise is known already.</summary>
    BreachIsKnown,

    /// <summary>The case does not wait for this (any more).</summary>
    WaitNotOpen,

    /// <summary>What the case is at, the subject, cannot be mapped to the other version; see <see cref="VersionMove"/>.</summary>
    CannotMove,

    /// <summary>The case runs on another version than the one it was to be moved from; the subject is that version.</summary>
    VersionIsAnother,

    /// <summary>
    /// The case cannot go back to this step, the subject: it was not done on the way here, or the task's own step does not allow it.
    /// </summary>
    CannotGoBack,

    /// <summary>
    /// A sub-case, or a document that is being made, behind the step that the case was to go back to is not finished; the subject is what
    /// started it.
    /// </summary>
    SubCaseRuns,

    /// <summary>The person was not asked this, or has answered.</summary>
    QuestionNotOpen,

    /// <summary>The completion is longer ago than <see cref="TaskUndone.Window"/>.</summary>
    UndoTooLate,

    /// <summary>Something followed the completion that cannot be taken back, or somebody else did it.</summary>
    CannotUndo,
}
