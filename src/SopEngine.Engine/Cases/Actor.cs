using SopEngine.Core.Rights;
using SopEngine.Core.Substitutes;

namespace SopEngine.Engine.Cases;

/// <summary>
/// A lane that a deputy has for an absent person; besides lanes, <see cref="Escalated.Head"/> and <see cref="Escalated.Holder"/>.
/// </summary>
public readonly record struct ActingLane(long Person, SubstituteKind Kind, string Lane)
{
    public static ActingLane[] Rows(long[] persons, string[] kinds, string[] lanes) =>
        [.. persons.Select((person, i) => new ActingLane(person, Enum.Parse<SubstituteKind>(kinds[i], ignoreCase: true), lanes[i]))];
}

/// <summary>
/// A person with their lanes and roles in the unit, their own and a deputy's, at the moment of the command, not of their sign-in.
/// </summary>
public sealed class Actor
{
    /// <param name="roles">The person's own.</param>
    /// <param name="lanes">The person's own.</param>
    /// <param name="acting">The lanes that the person has as a deputy now.</param>
    public Actor(long id, bool isCustomer, IReadOnlyList<Role> roles, IReadOnlyList<string> lanes, IReadOnlyList<ActingLane>? acting = null)
    {
        Id = id;
        IsCustomer = isCustomer;
        Roles = roles;
        Lanes = lanes;
        Own = new Capacity(null, lanes, roles.Contains(Role.Head), HasHeld: false);
        Acting = [];
        if (acting is not { Count: > 0 }) return;

        Acting = [.. acting.GroupBy(row => (row.Person, row.Kind)).Select(rows => new Capacity(
            new OnBehalfOf(rows.Key.Person, rows.Key.Kind), [.. rows.Select(row => row.Lane).Where(lane => !lane.StartsWith('@'))],
            rows.Any(row => row.Lane == Escalated.Head), rows.Any(row => row.Lane == Escalated.Holder)))];
        Lanes = [.. lanes.Union(Acting.SelectMany(capacity => capacity.Lanes))];
        if (!Own.IsHead && Acting.Any(capacity => capacity.IsHead)) Roles = [.. roles, Role.Head];
    }

    public long Id { get; }
    public bool IsCustomer { get; }
    public IReadOnlyList<Role> Roles { get; }
    public IReadOnlyList<string> Lanes { get; }

    public bool May(Right right) => BookOfRights.Gives(IsCustomer, Roles, right);

    /// <summary>The person's capacity without any deputyship.</summary>
    public Capacity Own { get; }

    /// <summary>The person's capacities as a deputy, one for each absent person.</summary>
    public IReadOnlyList<Capacity> Acting { get; }
}

/// <summary>One of the capacities in which a person acts.</summary>
/// <param name="For">The absent person; null for the person's own capacity.</param>
/// <param name="HasHeld">True when it includes the tasks that the absent person holds.</param>
public sealed record Capacity(OnBehalfOf? For, IReadOnlyList<string> Lanes, bool IsHead, bool HasHeld);
