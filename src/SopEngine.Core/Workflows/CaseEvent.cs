using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using SopEngine.Core.Substitutes;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Workflows;

/// <summary>
/// Something that happened to a case. Stored in its history unchanged, so that replaying the events gives the case's state again. Persons
/// are known by a number that means nothing here.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(CaseStarted), "started")]
[JsonDerivedType(typeof(TaskClaimed), "claimed")]
[JsonDerivedType(typeof(TaskReleased), "released")]
[JsonDerivedType(typeof(TaskHandedOver), "handedOver")]
[JsonDerivedType(typeof(TaskDisposed), "disposed")]
[JsonDerivedType(typeof(TaskCompleted), "completed")]
[JsonDerivedType(typeof(TaskEscalated), "escalated")]
[JsonDerivedType(typeof(TaskReminded), "reminded")]
[JsonDerivedType(typeof(TaskLapsed), "lapsed")]
[JsonDerivedType(typeof(AlarmRang), "alarmRang")]
[JsonDerivedType(typeof(EventReceived), "eventReceived")]
[JsonDerivedType(typeof(SubCaseEnded), "subCaseEnded")]
[JsonDerivedType(typeof(CaseCancelled), "cancelled")]
[JsonDerivedType(typeof(CaseMoved), "moved")]
[JsonDerivedType(typeof(CasePaused), "paused")]
[JsonDerivedType(typeof(CaseResumed), "resumed")]
[JsonDerivedType(typeof(LimitSet), "limitSet")]
[JsonDerivedType(typeof(TaskExtended), "extended")]
[JsonDerivedType(typeof(DuesRecounted), "recounted")]
[JsonDerivedType(typeof(StandardBreached), "standardBreached")]
[JsonDerivedType(typeof(BreachForeseen), "breachForeseen")]
[JsonDerivedType(typeof(DocumentAdded), "documentAdded")]
[JsonDerivedType(typeof(DocumentMade), "documentMade")]
[JsonDerivedType(typeof(DocumentIssued), "documentIssued")]
[JsonDerivedType(typeof(DocumentCancelled), "documentCancelled")]
[JsonDerivedType(typeof(CommentAdded), "commentAdded")]
[JsonDerivedType(typeof(TaskSentBack), "sentBack")]
[JsonDerivedType(typeof(TaskUndone), "undone")]
[JsonDerivedType(typeof(CaseReopened), "reopened")]
[JsonDerivedType(typeof(QuestionAsked), "asked")]
[JsonDerivedType(typeof(QuestionAnswered), "answered")]
public abstract record CaseEvent
{
    /// <summary>The event as a person asked for it, without the facts that the engine noted with it.</summary>
    public virtual CaseEvent AsAsked() => this;

    /// <summary>The event as the history keeps it.</summary>
    /// <param name="by">The person in whose name it was done; null for the actor's own.</param>
    /// <param name="holder">The person who held the task until then; null for none.</param>
    public virtual CaseEvent Noted(OnBehalfOf? by, long? holder) => this;
}

/// <summary>An event that a person brings about on an open task: a person who may do the task, or who answers for it.</summary>
public interface IOpenTaskEvent
{
    int Task { get; }
}

/// <summary>The case was opened.</summary>
/// <param name="Inputs">The workflow's inputs by name.</param>
public sealed record CaseStarted(IReadOnlyDictionary<string, JsonElement> Inputs, string? CorrelationId = null) : CaseEvent
{
    /// <summary>Values get the types that are declared for them, and results have Elsa's shape.</summary>
    public const int TypedValues = 1;

    [JsonConstructor]
    internal CaseStarted(IReadOnlyDictionary<string, JsonElement> inputs, string? correlationId, int rules)
        : this(inputs, correlationId) => Rules = rules;

    /// <summary>
    /// The rules that the case keeps to its end. A case that began before there were rules has none: its history must replay to the same
    /// state.
    /// </summary>
    public int Rules { get; init; } = TypedValues;

    public override CaseEvent AsAsked() => this with { Rules = 0 };
}

/// <summary>A person took a task out of the lane's queue, or over from its holder. Claiming one's own task again changes nothing.</summary>
/// <param name="For">The person in whose name, when the lane is not the claimer's own.</param>
/// <param name="From">The holder until then.</param>
public sealed record TaskClaimed(int Task, long Person, OnBehalfOf? For = null, long? From = null) : CaseEvent, IOpenTaskEvent
{
    public override CaseEvent AsAsked() => this with { For = null, From = null };

    public override CaseEvent Noted(OnBehalfOf? by, long? holder)
    {
        var from = holder == Person ? null : holder;
        return by is null && from is null ? this : this with { For = by, From = from };
    }
}

/// <summary>A task went back to the lane's queue.</summary>
/// <param name="Person">The holder until then.</param>
public sealed record TaskReleased(int Task, long Person, OnBehalfOf? For = null) : CaseEvent, IOpenTaskEvent
{
    public override CaseEvent AsAsked() => this with { For = null };

    public override CaseEvent Noted(OnBehalfOf? by, long? holder) => by is null ? this : this with { For = by };
}

/// <summary>A task was given to a named person, who holds it from then on.</summary>
/// <param name="Person">The person who gave it.</param>
/// <param name="From">The holder until then; null when it was in the queue.</param>
public sealed record TaskHandedOver(int Task, long Person, long To, string Reason, OnBehalfOf? For = null, long? From = null)
    : CaseEvent, IOpenTaskEvent
{
    public override CaseEvent AsAsked() => this with { For = null, From = null };

    public override CaseEvent Noted(OnBehalfOf? by, long? holder) =>
        by is null && holder is null ? this : this with { For = by, From = holder };
}

/// <summary>A step was done.</summary>
/// <param name="Outcome">The chosen outcome of a decision; null for a step with only one way on.</param>
/// <param name="Data">Values of the step's form fields by name; undefined for none.</param>
/// <param name="For">The person in whose name, when the lane is not the actor's own.</param>
/// <param name="Checks">Its requirements that were present, or waived; null for none.</param>
/// <param name="Documents">The attached documents; null for none.</param>
/// <param name="Form">The server's additions to the data; null for a form that needs none.</param>
/// <param name="Counter">The customer's proof, when a member of the staff did the step in the customer's name; null otherwise.</param>
public sealed record TaskCompleted(
    int Task, long Person, string? Outcome = null, string? Comment = null, JsonElement Data = default, OnBehalfOf? For = null,
    IReadOnlyList<RequirementCheck>? Checks = null, IReadOnlyList<CaseDocument>? Documents = null, FilledForm? Form = null,
    CounterProof? Counter = null)
    : CaseEvent, IOpenTaskEvent
{
    public override CaseEvent AsAsked() => this with { For = null };

    /// <summary>The event as this request asked for it, if the request sends the data that were sent then.</summary>
    public TaskCompleted AsAskedBy(TaskCompleted request) =>
        Form is { } form && form.Sent == FormFilling.Sent(request.Data) ? this with { Data = request.Data, Form = null } : this;

    public override CaseEvent Noted(OnBehalfOf? by, long? holder) => by is null ? this : this with { For = by };
}

/// <summary>A requirement (kelengkapan) of a step as it was found.</summary>
/// <param name="Waived">The reason why the step was done without it; null when it was present.</param>
public sealed record RequirementCheck(string Item, string? Waived = null);

/// <summary>A document of a case. Its content is kept elsewhere; the hash identifies it.</summary>
/// <param name="Sha256">In lower-case hexadecimal.</param>
/// <param name="ForCustomer">True when the case's customer may see it.</param>
/// <param name="Label">The kind of document, in the words of the form's author; null for none.</param>
public sealed record CaseDocument(long Id, string Name, string Sha256, bool ForCustomer = false, string? Label = null);

/// <summary>A task was not completed in time and climbed to a level of its step's ladder. Levels are climbed one by one.</summary>
/// <param name="Vacant">True when the task was not late, but nobody holds its lane.</param>
public sealed record TaskEscalated(int Task, int Level, bool Vacant = false) : CaseEvent;

/// <summary>A person reminded the holder of a task, or its lane, of it.</summary>
public sealed record TaskReminded(int Task, long Person) : CaseEvent, IOpenTaskEvent
{
    /// <summary>The shortest time between two reminders of a task.</summary>
    public static readonly NodaTime.Duration Interval = NodaTime.Duration.FromHours(1);
}

/// <summary>Nobody did a step for as long as its SOP waits; see <see cref="Lapse"/>.</summary>
/// <param name="At">The moment until which the step waited.</param>
/// <param name="Holder">
/// The person who did the step to which the case goes back, and holds it again; null when that waits in its lane's queue, or the case is
/// closed.
/// </param>
public sealed record TaskLapsed(int Task, Instant At, long? Holder = null) : CaseEvent
{
    public override CaseEvent AsAsked() => this with { Holder = null };
}

/// <summary>A timer ran out.</summary>
public sealed record AlarmRang(int Wait) : CaseEvent;

/// <summary>An awaited event was published.</summary>
public sealed record EventReceived(int Wait, JsonElement Payload = default) : CaseEvent;

/// <summary>A sub-case that the case waits for came to its end.</summary>
/// <param name="Case">The sub-case; null when no definition could be found for it.</param>
/// <param name="Status">Its end; null when it could not be started.</param>
public sealed record SubCaseEnded(int Wait, long? Case, CaseStatus? Status, IReadOnlyDictionary<string, JsonElement> Outputs) : CaseEvent;

/// <summary>A person cancelled the case.</summary>
public sealed record CaseCancelled(long Person, string Reason) : CaseEvent;

/// <summary>A person commented on the case. Changes nothing else, and may happen after the case's end.</summary>
/// <param name="Mentions">The people who should read it; null for nobody in particular.</param>
/// <param name="ForCustomer">True when the case's customer may read it.</param>
public sealed record CommentAdded(long Person, string Text, IReadOnlyList<long>? Mentions = null, bool ForCustomer = false) : CaseEvent;

/// <summary>
/// The case went over to another version of its SOP. Not for <see cref="Interpreter.Advance"/>, which knows one flow: <see
/// cref="VersionMove"/> decides on the move, and later events happen on the other version's flow.
/// </summary>
/// <param name="Dues">The open tasks whose due instant the other version's limits change; null for none.</param>
public sealed record CaseMoved(int From, int To, string? Reason = null, IReadOnlyList<DueChange>? Dues = null) : CaseEvent;

/// <summary>A person paused the case: no step of it can be completed and no clock of it runs until it is resumed.</summary>
public sealed record CasePaused(long Person, string Reason) : CaseEvent;

/// <summary>The case goes on; each open task keeps the working time that was left at the pause.</summary>
public sealed record CaseResumed(long Person) : CaseEvent;

/// <summary>A task whose step leaves its limit to the case was given one, counted from the task's opening.</summary>
/// <param name="Due">The change of its due instant; null for a task that had none, and where it was not noted.</param>
public sealed record LimitSet(int Task, long Person, TimeLimit Limit, string Reason, DueChange? Due = null) : CaseEvent, IOpenTaskEvent
{
    public override CaseEvent AsAsked() => this with { Due = null };
}

/// <summary>
/// A task was given more working time; see <see cref="Extension"/>. Its ladder begins anew, so it leaves the inboxes it was raised to.
/// </summary>
/// <param name="Due">As in <see cref="LimitSet"/>.</param>
public sealed record TaskExtended(int Task, long Person, TimeLimit By, string Reason, DueChange? Due = null) : CaseEvent, IOpenTaskEvent
{
    public override CaseEvent AsAsked() => this with { Due = null };
}

/// <summary>
/// The unit's calendar changed, and with it the due instants of open tasks, or of the whole case. Levels that were climbed stay climbed,
/// except those of a task that is late no more; see <see cref="DueChange.Anew"/>.
/// </summary>
/// <param name="CalendarVersion">The version that they are counted on now.</param>
/// <param name="Standard">The promise for the whole case; null when it stays.</param>
public sealed record DuesRecounted(int CalendarVersion, IReadOnlyList<DueChange> Dues, DueChange? Standard = null) : CaseEvent;

/// <param name="Task">0 for the promise for the whole case.</param>
/// <param name="Anew">
/// The task was late and has time again. Its ladder begins anew, so it leaves the inboxes it was raised to, like an extended task.
/// </param>
public sealed record DueChange(int Task, Instant Before, Instant After, bool Anew = false)
{
    /// <summary>A recount's change of one task.</summary>
    public static DueChange Recounted(int task, Instant before, Instant after, Instant now) =>
        new(task, before, after, before <= now && after > now);
}

/// <summary>The service standard of the case passed before the case came to its end. Happens once.</summary>
public sealed record StandardBreached(Instant Due) : CaseEvent;

/// <summary>The limits of the remaining steps show that the promise for the whole case will not be kept.</summary>
/// <param name="Due">The instant at which the promise ends.</param>
/// <param name="Expected">The earliest end of the case within those limits.</param>
public sealed record BreachForeseen(Instant Due, Instant Expected) : CaseEvent;

/// <summary>
/// The holder of a task gave the case back to a step that was done before; see <see cref="EarlierSteps"/>. That step opens again, with a
/// limit of its own.
/// </summary>
/// <param name="To">The earlier step's id in the definition.</param>
/// <param name="Holder">The person who did that step and holds it again; null when it waits in its lane's queue.</param>
public sealed record TaskSentBack(int Task, long Person, string To, string Reason, long? Holder = null, OnBehalfOf? For = null)
    : CaseEvent, IOpenTaskEvent
{
    public override CaseEvent AsAsked() => this with { For = null, Holder = null };

    public override CaseEvent Noted(OnBehalfOf? by, long? holder) => by is null ? this : this with { For = by };
}

/// <summary>
/// The person who completed a task took that back a moment later, before anything else happened to the case: it stands as before.
/// </summary>
public sealed record TaskUndone(int Task, long Person) : CaseEvent
{
    /// <summary>The time in which a completion may be taken back.</summary>
    public static readonly NodaTime.Duration Window = NodaTime.Duration.FromSeconds(60);
}

/// <summary>A person reopened a case that was over, at a step that was done in it.</summary>
/// <param name="To">The step's id in the definition.</param>
/// <param name="Holder">The person who did that step and holds it again; null when it waits in its lane's queue.</param>
public sealed record CaseReopened(long Person, string To, string Reason, long? Holder = null) : CaseEvent
{
    public override CaseEvent AsAsked() => this with { Holder = null };
}

/// <summary>
/// The holder of a task asked colleagues something about it. The colleagues may answer while the task is open. Changes nothing else.
/// </summary>
/// <param name="AnswerBy">The instant by which an answer is hoped for; null for none.</param>
public sealed record QuestionAsked(
    int Task, long Person, IReadOnlyList<long> To, string Text, Instant? AnswerBy = null, OnBehalfOf? For = null)
    : CaseEvent, IOpenTaskEvent
{
    public override CaseEvent AsAsked() => this with { For = null };

    public override CaseEvent Noted(OnBehalfOf? by, long? holder) => by is null ? this : this with { For = by };
}

/// <summary>A colleague answered a question put to them. Changes nothing else.</summary>
/// <param name="Question">The place of the question in the case's history.</param>
public sealed record QuestionAnswered(int Task, long Person, int Question, string Text, IReadOnlyList<CaseDocument>? Documents = null)
    : CaseEvent;
