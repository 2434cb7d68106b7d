using NodaTime;

namespace SopEngine.Core.Substitutes;

/// <summary>The capacity in which a deputy acts, in the words of Indonesian offices.</summary>
public enum SubstituteKind
{
    /// <summary>Pelaksana harian: the person is absent for some days, on leave or on duty elsewhere.</summary>
    Plh,

    /// <summary>Pelaksana tugas: nobody holds the post for the time being.</summary>
    Plt,
}

/// <summary>A person who is away hands their work to a deputy, for a time.</summary>
/// <param name="Person">The person who is away, by a number that means nothing here.</param>
/// <param name="Lanes">
/// The lanes that the deputy takes over; null for all of the person's work: their tasks and everything they are included in.
/// </param>
/// <param name="When">From the first instant to the instant at which the person is back, which does not count.</param>
public sealed record Substitution(long Person, long Deputy, SubstituteKind Kind, IReadOnlyList<string>? Lanes, Interval When);

/// <summary>A person for whom a deputy acts, perhaps along a chain because the deputy between them is away too.</summary>
/// <param name="Kind">The kind of the last substitution of the chain.</param>
/// <param name="Lanes">The lanes of that person that the deputy has; null for all.</param>
public sealed record StandIn(long Deputy, long Person, SubstituteKind Kind, IReadOnlyList<string>? Lanes, Interval When);

/// <summary>The person in whose name somebody acted.</summary>
public sealed record OnBehalfOf(long Person, SubstituteKind Kind);

/// <summary>The fault that makes a substitution impossible.</summary>
public enum SubstitutionFault
{
    /// <summary>Nobody is their own deputy.</summary>
    Self,

    /// <summary>The person has a deputy for these lanes at that time already.</summary>
    AlreadyAway,

    /// <summary>The person would be their own deputy in the end.</summary>
    Circle,

    /// <summary>A deputy's deputy's deputy is the last.</summary>
    ChainTooLong,
}
