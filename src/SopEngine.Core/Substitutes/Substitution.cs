using NodaTime;

namespace SopEngine.Core.Substitutes;

/// <summary>As what a deputy acts, in the words of Indonesian offices.</summary>
public enum SubstituteKind
{
    /// <summary>Pelaksana harian: the person is there no longer than for days, on leave or on duty elsewhere.</summary>
    Plh,

    /// <summary>Pelaksana tugas: nobody holds the post for the time being.</summary>
    Plt,
}

/// <summary>A person who is away hands what he does to a deputy, for a time.</summary>
/// <param name="Person">Who is away; persons are known by a number that means nothing here.</param>
/// <param name="Lanes">The lanes that the deputy takes over; null for all that the person does, what he holds and what he is included.</param>
/// <param name="When">From the first instant to the one at which the person is back, which no longer counts.</param>
public sealed record Substitution(long Person, long Deputy, SubstituteKind Kind, IReadOnlyList<string>? Lanes, Interval When);

/// <summary>For whom a person acts besides himself, perhaps because the deputy between them is away too.</summary>
/// <param name="Kind">As what: that of the last substitution of the chain.</param>
/// <param name="Lanes">Of that person's lanes, those that the deputy has; null for all.</param>
public sealed record StandIn(long Deputy, long Person, SubstituteKind Kind, IReadOnlyList<string>? Lanes, Interval When);

/// <summary>In whose name a person did something.</summary>
public sealed record OnBehalfOf(long Person, SubstituteKind Kind);

/// <summary>Why a substitution cannot be.</summary>
public enum SubstitutionFault
{
    /// <summary>Nobody is his own deputy.</summary>
    Self,

    /// <summary>The person has a deputy for these lanes at that time already.</summary>
    AlreadyAway,

    /// <summary>In the end the person would be his own deputy.</summary>
    Circle,

    /// <summary>A deputy's deputy's deputy is the last.</summary>
    ChainTooLong,
}
