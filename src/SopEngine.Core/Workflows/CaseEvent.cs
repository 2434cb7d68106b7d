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
[JsonDerivedType(typeof(TaskReminded), "reminded")]
[JsonDerivedType(typeof(AlarmRang), "alarmRang")]
[JsonDerivedType(typeof(EventReceived), "eventReceived")]
[JsonDerivedType(typeof(SubCaseEnded), "subCaseEnded")]
[JsonDerivedType(typeof(CaseCancelled), "cancelled")]
[JsonDerivedType(typeof(CaseMoved), "moved")]
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
public sealed record TaskCompleted(int Task, long Person, string? Outcome = null, string? Comment = null, JsonElement Data = default) : CaseEvent;

/// <summary>A task was not completed in time and climbed to a level of its step's ladder. Levels are climbed one by one.</summary>
public sealed record TaskEscalated(int Task, int Level) : CaseEvent;

/// <summary>A person reminded those who have a task of it.</summary>
public sealed record TaskReminded(int Task, long Person) : CaseEvent
{
    /// <summary>A task's holder is not reminded more often than this.</summary>
    public static readonly NodaTime.Duration Interval = NodaTime.Duration.FromHours(1);
}

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

/// <summary>
/// The case went over to another version of its SOP. Not for <see cref="Interpreter.Advance"/>, which knows one flow:
/// <see cref="VersionMove"/> says what becomes of the case, and what happens later happens on the other version's flow.
/// </summary>
public sealed record CaseMoved(int From, int To) : CaseEvent;
