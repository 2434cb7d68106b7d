using NodaTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Workflows;

/// <summary>A task's time where its case deviates from its step.</summary>
/// <param name="Limit">Replaces the step's limit; null for the step's.</param>
/// <param name="Extensions">In their order.</param>
public sealed record TaskTerms(TimeLimit? Limit, IReadOnlyList<Extension> Extensions)
{
    public static readonly TaskTerms None = new(null, []);

    /// <summary>The moment by the office's clock at which a disposition ends its time; null for none.</summary>
    public LocalDateTime? Until { get; init; }
}

/// <summary>More working time, given to a task by a person who answers for it.</summary>
public sealed record Extension(Instant At, TimeLimit By);
