using NodaTime;
using SopEngine.Core.Workflows;

namespace SopEngine.Engine.Definitions;

/// <summary>What became of a deed on a definition.</summary>
public abstract record DefinitionResult
{
    private DefinitionResult() { }

    /// <param name="Definition">The version that now is as was asked for.</param>
    /// <param name="IsUnchanged">It was so before.</param>
    public sealed record Done(StoredDefinition Definition, bool IsUnchanged = false) : DefinitionResult;

    /// <summary>There is no such definition or version in the unit.</summary>
    public sealed record NotFound : DefinitionResult;

    /// <summary>Somebody changed it since the revision that this deed started from. Nothing was overwritten.</summary>
    /// <param name="By">Their name; null for the system.</param>
    public sealed record Conflict(string? By, Instant At) : DefinitionResult;

    public sealed record Refused(DefinitionRefusal Reason) : DefinitionResult;
}

/// <summary>Why a deed on a definition is not done.</summary>
public enum DefinitionRefusal
{
    /// <summary>A new definition has no name.</summary>
    NameMissing,
    NameTooLong,
    NumberTooLong,

    /// <summary>The definition id has other characters than letters, digits, dots, hyphens and underscores, or more than 100.</summary>
    IdBad,

    /// <summary>The save would leave nothing of a flowchart that had activities: what the Studio does after it failed to draw.</summary>
    Emptied,

    /// <summary>It is submitted, evaluated or waits for a signature; it has to be withdrawn first.</summary>
    UnderReview,

    /// <summary>In this unit only what was submitted, evaluated and sent for signature comes into force.</summary>
    ApprovalNeeded,

    /// <summary>In this unit the head or an admin does this.</summary>
    HeadNeeded,
    HasCases,

    /// <summary>Another definition uses it as an activity.</summary>
    UsedByOthers,
    NotInForce,

    /// <summary>It is not in a state in which this can be done (any more).</summary>
    StateIsAnother,
}

/// <summary>What became of a definition that was to be published.</summary>
/// <param name="Version">Null when it was not published: because of the errors among the problems, or for the reason in <paramref name="Refusal"/>.</param>
/// <param name="WasInForce">Nothing had to be done.</param>
public sealed record Publication(
    DefinitionVersion? Version, IReadOnlyList<DefinitionProblem> Problems, DefinitionResult? Refusal = null, bool WasInForce = false);

/// <summary>The acts that the log of a definition knows.</summary>
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
