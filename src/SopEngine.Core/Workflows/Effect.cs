using System.Text.Json;
using NodaTime;
using SopEngine.Core.Documents;
using SopEngine.Core.Escalation;
using SopEngine.Core.WorkingTime;
using SopEngine.Core.Workflows.Appointments;
using SopEngine.Core.Workflows.Bills;

namespace SopEngine.Core.Workflows;

/// <summary>A consequence of a decision. The store commits all effects of a decision together with its state, or none.</summary>
public abstract record Effect;

/// <summary>An effect that only tells people something; nothing else follows from it.</summary>
public abstract record Announcement : Effect;

/// <summary>A task appears in the inbox of a lane.</summary>
/// <param name="Task">The wait's number in the case.</param>
/// <param name="Activity">Index in <see cref="Flow.Activities"/>.</param>
/// <param name="Lane">The lane's id; null for a task of no lane (<c>Elsa.RunTask</c>).</param>
/// <param name="Limit">The time limit as written; null for none.</param>
/// <param name="Title">The work to do, when no step of the SOP says it.</param>
public sealed record TaskOpened(int Task, int Activity, string? Lane, TimeLimit? Limit, string? Title = null) : Effect
{
    /// <summary>The person who holds it from its opening, because an earlier form chose them alone; null for none.</summary>
    public long? Holder { get; init; }

    /// <summary>The people, two or more, who alone may take it; null for its whole lane.</summary>
    public IReadOnlyList<long>? Chosen { get; init; }
}

/// <summary>An open task is for these people alone while nobody holds it, or, with null, for its whole lane.</summary>
public sealed record TaskNarrowed(int Task, IReadOnlyList<long>? Chosen) : Effect;

/// <summary>People are told that a task was given to them.</summary>
/// <param name="Text">The instruction; empty where an earlier form holds it.</param>
public sealed record PeopleChosen(int Task, int Activity, IReadOnlyList<long> To, string Text) : Announcement;

/// <summary>A task was claimed (or, with no holder, released).</summary>
public sealed record TaskHeld(int Task, long? Holder) : Effect;

/// <summary>
/// An open task went over to another version of the SOP: there, its step is another activity, perhaps with another lane or limit.
/// </summary>
/// <param name="Limit">Counted from the task's opening, as before.</param>
public sealed record TaskMoved(int Task, int Activity, string? Lane, TimeLimit? Limit) : Effect;

/// <summary>An open task reached a level of its ladder.</summary>
/// <param name="Vacant">True when it was raised because nobody holds its lane.</param>
public sealed record TaskRaised(int Task, EscalationLevel To, bool Vacant = false) : Effect;

/// <summary>The due instant of an open task and its climbing are to be computed again; see <see cref="CaseState.TermsOf"/>.</summary>
/// <param name="Limit">Its limit, from the step or the case.</param>
/// <param name="Anew">True when its ladder begins anew.</param>
public sealed record TaskRecounted(int Task, int Activity, TimeLimit? Limit, bool Anew) : Effect;

/// <summary>The promise for the whole case is broken, or will be.</summary>
/// <param name="Expected">
/// The earliest end of the case, when that is behind the promise but the promise not yet broken; null when it is broken.
/// </param>
public sealed record PromiseBroken(Instant Due, Instant? Expected = null) : Effect;

/// <summary>The holder of an open task, or its lane, is reminded of it.</summary>
/// <param name="Holder">Its holder; null when it is for its whole lane.</param>
/// <param name="By">The person who reminds.</param>
public sealed record HolderReminded(int Task, int Activity, string? Lane, long? Holder, long By) : Announcement;

/// <summary>A task left the inbox.</summary>
/// <param name="Outcome">The outcome chosen; null when it was cancelled because the case went on without it.</param>
/// <param name="Level">The number of levels it had been escalated.</param>
public sealed record TaskClosed(int Task, long? Person, string? Outcome, int Level) : Effect;

/// <summary>
/// A closed task is open again as if it had never been closed, with its limit, its holder and the levels that it had climbed.
/// </summary>
public sealed record TaskReopened(int Task, long? Holder) : Effect;

/// <summary>A step that was done is to be done again: the person who did it, or else its lane, is told.</summary>
/// <param name="Task">The new task.</param>
/// <param name="By">The person who asks for it; null when a step lapsed.</param>
/// <param name="ReopensCase">True when the case was over.</param>
public sealed record StepReturned(int Task, int Activity, string Lane, long? Holder, long? By, string Reason, bool ReopensCase)
    : Announcement;

/// <summary>The holder of a task that was cancelled, because the case went back before it, is told.</summary>
/// <param name="By">The person who sent the case back; null when a step lapsed.</param>
public sealed record HolderRelieved(int Task, int Activity, long Holder, long? By, string Reason) : Announcement;

/// <summary>A case that was over goes on: its customer is told, and the holders of its tasks when it was cancelled.</summary>
public sealed record CaseGoesOn(long By, string Reason, IReadOnlyList<long> Holders) : Announcement;

/// <summary>The case's bill was issued, or is another than before.</summary>
public sealed record BillChanged(CaseBill Bill) : Effect;

/// <summary>Nobody did a step for as long as its SOP waits: the case's customer is told, in the words of the SOP's author.</summary>
/// <param name="At">The moment until which it waited.</param>
public sealed record StepLapsed(int Task, int Activity, Lapse Rule, Instant At) : Announcement;

/// <summary>An alarm is to ring at an instant.</summary>
public sealed record AlarmSet(int Wait, Instant At) : Effect;

/// <summary>The case waits for an event.</summary>
public sealed record EventAwaited(int Wait, string Name) : Effect;

/// <summary>A wait other than a task is over or cancelled.</summary>
public sealed record WaitEnded(int Wait) : Effect;

/// <summary>A case of another SOP is to be started.</summary>
/// <param name="Wait">The wait that its end closes; the same number when nobody waits, so that the start happens once.</param>
/// <param name="Sop">The SOP to start: a definition id, or a SOP's number.</param>
/// <param name="Waits">True when the case goes on only after the sub-case has ended.</param>
public sealed record SubCaseRequested(
    int Wait, SopReference Sop, IReadOnlyDictionary<string, JsonElement> Inputs, string? CorrelationId, bool Waits) : Effect;

/// <summary>Names a workflow by its definition id or a SOP by its number.</summary>
public readonly record struct SopReference(string? DefinitionId, string? Number);

/// <summary>An event goes out to the cases of the unit that wait for it.</summary>
/// <param name="CorrelationId">If given, only cases with this correlation id receive it.</param>
/// <param name="Local">True when only this case receives it.</param>
public sealed record EventPublished(string Name, string? CorrelationId, bool Local, JsonElement Payload) : Effect;

/// <summary>A document is to be made, which the case waits for.</summary>
/// <param name="Name">Empty for the name of the office's template.</param>
/// <param name="Template">Its text with places to fill; see <see cref="DocumentText"/>.</param>
/// <param name="Values">The values for its places, as far as the case knows them.</param>
/// <param name="Kind">For a template of the office, its key.</param>
/// <param name="Numbering">A template of <see cref="NumberRule"/>; null for a document without a number.</param>
/// <param name="IsOfOffice">
/// True when the text, the numbering and all else come from the office's template of this kind, which is in force when it is made.
/// </param>
public sealed record DocumentRequested(
    int Wait, string Name, string Template, IReadOnlyDictionary<string, DocumentValue> Values, string Kind, string? Numbering, string Class,
    bool ForCustomer, bool IsOfOffice = false) : Effect;

/// <summary>
/// A document of the office is to be issued because a step was done. The case does not wait for it. A valid one of its kind in the case is
/// replaced.
/// </summary>
/// <param name="Kind">The key of the office's template.</param>
/// <param name="By">The person who did the step.</param>
public sealed record StepDocumentRequested(string Kind, long By, IReadOnlyDictionary<string, DocumentValue> Values) : Effect;

/// <summary>An appointment with the case's customer was made, is another than before, or was called off.</summary>
public sealed record AppointmentChanged(CaseAppointment Appointment) : Effect;

/// <summary>The case's customer may see the valid documents of these kinds from now on.</summary>
public sealed record DocumentsHandedOver(IReadOnlyList<string> Kinds) : Effect;

/// <summary>Documents that people sent belong to the case from now on.</summary>
/// <param name="ForCustomer">True when the case's customer may see all of them, whatever each says.</param>
public sealed record DocumentsAttached(IReadOnlyList<CaseDocument> Documents, bool ForCustomer) : Effect;

/// <summary>The case's physical samples, as a completed step named them.</summary>
/// <param name="Rows">All samples that it has now.</param>
/// <param name="Withdrawn">The codes of samples that it had before, whose rows are gone.</param>
/// <param name="AreReceived">True when the office has the new ones; false when a customer named them.</param>
public sealed record SamplesKept(IReadOnlyList<SampleRow> Rows, IReadOnlyList<string> Withdrawn, bool AreReceived) : Effect;

/// <summary>Somebody wants these people to read a comment on the case.</summary>
public sealed record PeopleMentioned(IReadOnlyList<long> People, long By, string Text) : Announcement;

/// <summary>Somebody commented on the case: for their colleagues, or in talk with the customer.</summary>
/// <param name="ForCustomer">True when a member of the staff wrote it for the customer.</param>
public sealed record CommentMade(long By, string Text, bool ForCustomer) : Announcement;

/// <summary>Colleagues are asked something about a task.</summary>
public sealed record ColleaguesAsked(int Task, int Activity, long By, IReadOnlyList<long> To, string Text, Instant? AnswerBy) : Effect;

/// <summary>One of them answered.</summary>
/// <param name="Question">The place of the question in the case's history.</param>
public sealed record AnswerGiven(int Task, int Activity, int Question, long By, string Text) : Effect;

/// <summary>A line for the log (<c>Elsa.WriteLine</c>).</summary>
public sealed record LineWritten(string Text) : Effect;

/// <summary>People are told something (<c>Sop.Notification</c>).</summary>
/// <param name="Frame">The run of the activity, which identifies the message: it is sent once.</param>
/// <param name="Lane">The lane's id, for <see cref="Recipient.Lane"/>.</param>
public sealed record PeopleNotified(int Frame, Recipient To, string? Lane, string Subject, string Body) : Announcement;

/// <summary>The recipients of a notification.</summary>
public enum Recipient
{
    Lane,
    Customer,
    Head,
    Starter,
}

/// <summary>The case is over.</summary>
public sealed record CaseEnded(CaseStatus Status, CaseEnding? Result = null) : Effect;

/// <summary>The end that a case came to, where its SOP has several.</summary>
/// <param name="Name">As the end is called behind "Selesai: ", such as "ditolak".</param>
/// <param name="Reason">What was given as <c>alasan</c>; null for nothing.</param>
public sealed record CaseEnding(string Name, string? Reason);
