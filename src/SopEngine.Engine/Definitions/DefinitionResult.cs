using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Engine.Definitions;

/// <summary>The result of a deed on a definition.</summary>
public abstract record DefinitionResult
{
    private DefinitionResult() { }

    /// <param name="Definition">The version after the deed.</param>
    /// <param name="IsUnchanged">True when the deed changed nothing.</param>
    public sealed record Done(StoredDefinition Definition, bool IsUnchanged = false) : DefinitionResult;

    /// <summary>The unit has no such definition or version.</summary>
    public sealed record NotFound : DefinitionResult;

    /// <summary>The definition has changed since the revision on which the deed was based. Nothing was overwritten.</summary>
    /// <param name="By">The name of the person who changed it; null for the system.</param>
    public sealed record Conflict(string? By, Instant At) : DefinitionResult;

    public sealed record Refused(DefinitionRefusal Reason) : DefinitionResult;
}

/// <summary>Reasons to refuse a deed on a definition.</summary>
public enum DefinitionRefusal
{
    /// <summary>A new definition has no name.</summary>
    NameMissing,
    NameTooLong,
    NumberTooLong,

    /// <summary>The definition id has other characters than letters, digits, dots, hyphens and underscores, or more than 100.</summary>
    IdBad,

    /// <summary>The save would empty a flowchart that had activities, as the Studio does after it failed to draw.</summary>
    Emptied,

    /// <summary>The version is submitted, evaluated or waits for a signature; it has to be withdrawn first.</summary>
    UnderReview,

    /// <summary>In this unit a version must be submitted, evaluated and sent for signature before it comes into force.</summary>
    ApprovalNeeded,

    /// <summary>In this unit only the head or an admin may do this.</summary>
    HeadNeeded,
    HasCases,

    /// <summary>Another definition uses it as an activity.</summary>
    UsedByOthers,
    NotInForce,

    /// <summary>The version's state does not allow the deed (any more).</summary>
    StateIsAnother,

    /// <summary>It has gaps, and nobody said that it is put in force nevertheless.</summary>
    Incomplete,
}

/// <summary>The result of publishing a definition.</summary>
/// <param name="Version">Null when it was not published, for errors among the problems or for <paramref name="Refusal"/>.</param>
/// <param name="WasInForce">True when it was in force before.</param>
public sealed record Publication(
    DefinitionVersion? Version, IReadOnlyList<DefinitionProblem> Problems, DefinitionResult? Refusal = null, bool WasInForce = false)
{
    /// <summary>The gaps of the SOP and its office, which the log names when it was put in force with them.</summary>
    public IReadOnlyList<SopGapFound> Gaps { get; init; } = [];
}

/// <summary>The acts in the log of a definition.</summary>
public static class DefinitionAct
{
    public const string Created = "created";
    public const string Changed = "changed";
    public const string Imported = "imported";
    public const string Reverted = "reverted";
    public const string HeaderChanged = "header_changed";
    public const string Submitted = "submitted";
    public const string Withdrawn = "withdrawn";
    public const string Returned = "returned";
    public const string Evaluated = "evaluated";
    public const string SentForSignature = "sent_for_signature";
    public const string PutInForce = "put_in_force";
    public const string Superseded = "superseded";
    public const string Revoked = "revoked";
    public const string VersionDeleted = "version_deleted";
    public const string Deleted = "deleted";
}
