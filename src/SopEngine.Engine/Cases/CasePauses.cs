using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace SopEngine.Engine.Cases;

/// <summary>The pauses of a case, read from its state without the rest of it.</summary>
public static class CasePauses
{
    /// <summary>SQL: the pauses of the case <c>c</c>, as <see cref="Read"/> takes them; null for a case that was never paused.</summary>
    public const string Column = "(readable(c.state) -> 'pauses')::text";

    /// <summary>The pauses in their order; the last has no end while it lasts.</summary>
    public static IReadOnlyList<Interval> Read(string? pauses) => pauses is null
        ? []
        : [.. JsonSerializer.Deserialize<string[][]>(pauses)!
            .Select(edges => new Interval(At(edges[0]), edges.Length > 1 ? At(edges[1]) : null))];

    private static Instant At(string moment) => InstantPattern.ExtendedIso.Parse(moment).Value;
}
