using System.Text.Json;
using System.Text.Json.Serialization;

namespace SopEngine.Core.Workflows;

/// <summary>
/// What happened to a case. Stored in its history as it is, so that replaying the events gives the case's state again.
/// Persons are known by a number that means nothing here.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(CaseStarted), "started")]
[JsonDerivedType(typeof(TaskClaimed), "claimed")]
[JsonDerivedType(typeof(TaskReleased), "released")]
[JsonDerivedType(typeof(TaskCompleted), "completed")]
[JsonDerivedType(typeof(TaskEscalated), "escalated")]
[JsonDerivedType(typeof(AlarmRang), "alarmRang")]
[JsonDerivedType(typeof(EventReceived), "eventReceived")]
[JsonDerivedType(typeof(SubCaseEnded), "subCaseEnded")]
[JsonDerivedType(typeof(CaseCancelled), "cancelled")]
[JsonDerivedType(typeof(CaseMoved), "moved")]
[JsonDerivedType(typeof(DocumentAdded), "documentAdded")]
[JsonDerivedType(typeof(DocumentMade), "documentMade")]
[JsonDerivedType(typeof(CommentAdded), "commentAdded")]
public abstract record CaseEvent;

/// <summary>The case was opened.</summary>
/// <param name="Inputs">The workflow's inputs by name.</param>
public sealed record CaseStarted(IReadOnlyDictionary<string, JsonElement> Inputs, string? CorrelationId = null) : CaseEvent;

/// <summary>A person took a task out of the lane's queue. Claiming one's own task again changes nothing.</summary>
public sealed record TaskClaimed(int Task, long Person) : CaseEvent;

/// <summary>A task went back to the lane's queue.</summary>
public sealed record TaskReleased(int Task, long Person) : CaseEvent;

/// <summary>A step was done.</summary>
/// <param name="Outcome">The chosen outcome of a decision; null for a step with only one way on.</param>
/// <param name="Data">Values of the step's form fields by name; undefined for none.</param>
/// <param name="Checks">Its requirements that were seen to be there, or waived; null for none.</param>
/// <param name="Documents">What was attached; null for nothing.</param>
public sealed record TaskCompleted(
    int Task, long Person, string? Outcome = null, string? Comment = null, JsonElement Data = default, IReadOnlyList<RequirementCheck>? Checks = null,
    IReadOnlyList<CaseDocument>? Documents = null) : CaseEvent;

/// <summary>A requirement (kelengkapan) of a step as it was found.</summary>
/// <param name="Waived">Why the step was done without it; null when it was there.</param>
public sealed record RequirementCheck(string Item, string? Waived = null);

/// <summary>A document of a case. Its content is kept elsewhere; the hash says which content it was.</summary>
/// <param name="Sha256">In lower-case hexadecimal.</param>
public sealed record CaseDocument(long Id, string Name, string Sha256);

/// <summary>A task was not completed in time and climbed to a level of its step's ladder. Levels are climbed one by one.</summary>
public sealed record TaskEscalated(int Task, int Level) : CaseEvent;

/// <summary>A timer ran out.</summary>
public sealed record AlarmRang(int Wait) : CaseEvent;

/// <summary>An awaited event was published.</summary>
public sealed record EventReceived(int Wait, JsonElement Payload = default) : CaseEvent;

/// <summary>A sub-case that the case waits for came to its end.</summary>
/// <param name="Case">The sub-case; null when no definition could be found for it.</param>
/// <param name="Status">How it ended; null when it could not be started.</param>
public sealed record SubCaseEnded(int Wait, long? Case, CaseStatus? Status, IReadOnlyDictionary<string, JsonElement> Outputs) : CaseEvent;

/// <summary>A person called the case off.</summary>
public sealed record CaseCancelled(long Person, string Reason) : CaseEvent;

/// <summary>A person added documents to the case apart from any step. Changes nothing else, and may happen after the case's end.</summary>
/// <param name="ForCustomer">Whether the case's customer may see them.</param>
public sealed record DocumentAdded(long Person, IReadOnlyList<CaseDocument> Documents, bool ForCustomer = false) : CaseEvent;

/// <summary>A document that the case waits for was made.</summary>
/// <param name="Number">Null for a document without a number.</param>
public sealed record DocumentMade(int Wait, CaseDocument Document, string? Number = null, bool ForCustomer = false) : CaseEvent;

/// <summary>A person said something about the case. Changes nothing else, and may happen after the case's end.</summary>
/// <param name="Mentions">The people who are to read it; null for nobody in particular.</param>
/// <param name="ForCustomer">Whether the case's customer may read it.</param>
public sealed record CommentAdded(long Person, string Text, IReadOnlyList<long>? Mentions = null, bool ForCustomer = false) : CaseEvent;

/// <summary>
/// The case went over to another version of its SOP. Not for <see cref="Interpreter.Advance"/>, which knows one flow:
/// <see cref="VersionMove"/> says what becomes of the case, and what happens later happens on the other version's flow.
/// </summary>
public sealed record CaseMoved(int From, int To) : CaseEvent;
