using NodaTime;

namespace SopEngine.Core.Substitutes;

/// <summary>Finds the deputies of absent people from the substitutions: if a deputy is away, their own deputy stands in.</summary>
public static class StandIns
{
    /// <summary>The greatest number of substitutions that a task may follow.</summary>
    public const int LongestChain = 3;

    /// <summary>
    /// Every pair of a deputy and the person they act for, directly or along a chain of no more than <see cref="LongestChain"/>.
    /// </summary>
    public static IEnumerable<StandIn> Of(IReadOnlyCollection<Substitution> substitutions) =>
        Chains(substitutions, LongestChain).Where(chain => chain.StandIn.Deputy != chain.StandIn.Person).Select(chain => chain.StandIn);

    /// <summary>The reason against one more substitution; null when it can be added.</summary>
    public static SubstitutionFault? Objection(IReadOnlyCollection<Substitution> existing, Substitution added)
    {
        if (added.Person == added.Deputy) return SubstitutionFault.Self;
        if (existing.Any(other =>
            other.Person == added.Person && Overlap(other.When, added.When) is not null && TryMeet(other.Lanes, added.Lanes, out _)))
            return SubstitutionFault.AlreadyAway;

        // One link more than allowed is followed: a circle longer than that is reported as a chain that is too long.
        var chains = Chains([.. existing, added], LongestChain + 1).ToList();
        if (chains.Any(chain => chain.StandIn.Deputy == chain.StandIn.Person)) return SubstitutionFault.Circle;
        return chains.Any(chain => chain.Links > LongestChain) ? SubstitutionFault.ChainTooLong : null;
    }

    private static IEnumerable<(StandIn StandIn, int Links)> Chains(IReadOnlyCollection<Substitution> substitutions, int most)
    {
        var byPerson = substitutions.ToLookup(substitution => substitution.Person);
        var work = new Queue<(StandIn StandIn, int Links)>(
            substitutions.Select(first => (new StandIn(first.Deputy, first.Person, first.Kind, first.Lanes, first.When), 1)));
        while (work.TryDequeue(out var chain))
        {
            yield return chain;
            var reached = chain.StandIn;
            if (chain.Links == most || reached.Deputy == reached.Person) continue;

            foreach (var next in byPerson[reached.Deputy])
            {
                if (Overlap(reached.When, next.When) is { } both && TryMeet(reached.Lanes, next.Lanes, out var lanes))
                    work.Enqueue((new StandIn(next.Deputy, reached.Person, next.Kind, lanes, both), chain.Links + 1));
            }
        }
    }

    private static Interval? Overlap(Interval one, Interval other)
    {
        var (start, end) = (Instant.Max(one.Start, other.Start), Instant.Min(one.End, other.End));
        return start < end ? new Interval(start, end) : null;
    }

    private static bool TryMeet(IReadOnlyList<string>? one, IReadOnlyList<string>? other, out IReadOnlyList<string>? both)
    {
        both = one is null ? other : other is null ? one : [.. one.Intersect(other)];
        return both is not { Count: 0 };
    }
}
