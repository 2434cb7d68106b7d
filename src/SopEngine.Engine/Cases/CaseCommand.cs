using SopEngine.Core.Survey;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Cases;

/// <summary>A request of a person or of the engine that an event happen to a case.</summary>
/// <param name="Actor">The person; null for the engine, which has every right.</param>
/// <param name="Key">The person's idempotency key: a command with the same key happens once. Null for none.</param>
public abstract record CaseCommand(int Unit, CaseEvent Event, long? Actor, string? Key)
{
    /// <summary>The key as history keeps it, with the person, so that people cannot use one another's keys.</summary>
    internal string? RequestKey => Key is null ? null : KeyOf(Actor, Key);

    internal static string KeyOf(long? actor, string key) => $"{actor}:{key}";
}

/// <summary>Opens a case.</summary>
/// <param name="Title">The title in lists; null for the SOP's own name.</param>
/// <param name="Customer">The case's customer, who may do the steps of external lanes.</param>
public sealed record StartCase(
    DefinitionVersion Definition, CaseStarted Started, long? Actor, string? Key = null, string? Title = null, long? Customer = null,
    ParentWait? Parent = null) : CaseCommand(Definition.Unit, Started, Actor, Key)
{
    /// <summary>The number of the citizen's draft that it comes from, which ends with it; null for none.</summary>
    public long? Draft { get; init; }
}

/// <summary>The wait of another case that a sub-case's end closes.</summary>
public readonly record struct ParentWait(long Case, int Wait)
{
    /// <summary>
    /// The wait by which a compensation hangs on the case that was late. No wait has this number: nothing waits for a compensation.
    /// </summary>
    public const int Compensation = 0;

    public bool IsForCompensation => Wait == Compensation;

    /// <summary>SQL: true when the case <c>k</c> is the compensation for the case <c>c</c>.</summary>
    public const string IsCompensation = "k.unit_id = c.unit_id and k.parent_case = c.id and k.parent_wait = 0";
}

/// <summary>Lets an event happen to a case that runs.</summary>
public sealed record AdvanceCase(int Unit, long Case, CaseEvent Happened, long? Actor, string? Key = null)
    : CaseCommand(Unit, Happened, Actor, Key)
{
    /// <summary>
    /// The answer that a completed survey step gives; null for none. It is no part of the event: the case's history must not say who
    /// answered what.
    /// </summary>
    public SurveyAnswer? Survey { get; init; }
}
