using NodaTime;

namespace SopEngine.Engine.Definitions;

/// <summary>The states of a version, from draft to revoked (domain: DRAFT to DICABUT).</summary>
public enum DefinitionState
{
    Draft,
    Submitted,

    /// <summary>Returned to its author by a review, and editable again.</summary>
    Revision,
    Evaluated,
    AwaitingSignature,
    InForce,
    Superseded,
    Revoked,
}

/// <summary>The states as the database writes them, such as <c>awaiting_signature</c>.</summary>
public static class DefinitionStates
{
    private static readonly Dictionary<DefinitionState, string> Words = Enum.GetValues<DefinitionState>().ToDictionary(
        state => state, state => string.Concat(state.ToString()
            .Select((letter, i) => i > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{letter}")).ToLowerInvariant());

    public static string ToSql(this DefinitionState state) => Words[state];

    public static DefinitionState Parse(string stored) => Words.First(pair => pair.Value == stored).Key;

    /// <summary>True when its author may change it in place.</summary>
    public static bool IsEditable(this DefinitionState state) => state is DefinitionState.Draft or DefinitionState.Revision;

    /// <summary>True while a reviewer or the head looks at it, so that it must not change.</summary>
    public static bool IsUnderReview(this DefinitionState state) =>
        state is DefinitionState.Submitted or DefinitionState.Evaluated or DefinitionState.AwaitingSignature;
}

/// <summary>Names the content of a definition on which a save is based.</summary>
public readonly record struct DefinitionRevision(int Version, int Revision);

/// <summary>One stored version of a definition.</summary>
public sealed record StoredDefinition
{
    public required int UnitId { get; init; }

    /// <summary>Elsa's version id.</summary>
    public required string Id { get; init; }

    public required string DefinitionId { get; init; }
    public required int Version { get; init; }
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required DefinitionState State { get; init; }
    public required bool IsLatest { get; init; }
    public bool IsPublished => State == DefinitionState.InForce;

    /// <summary>Counts the saves of this version.</summary>
    public required int Revision { get; init; }

    public required Instant CreatedAt { get; init; }
    public required Instant ChangedAt { get; init; }

    /// <summary>Null for the system.</summary>
    public required long? ChangedBy { get; init; }

    /// <summary>The name of <see cref="ChangedBy"/>.</summary>
    public required string? ChangedByName { get; init; }

    /// <summary>The definition; its own members for version, latest and published do not count. Empty in lists.</summary>
    public required string Json { get; init; }

    public DefinitionVersion Key => new(UnitId, DefinitionId, Version);

    public DefinitionRevision At => new(Version, Revision);
}
