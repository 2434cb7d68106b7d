using NodaTime;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Workflows;

/// <summary>The time of a task where its case says other than its step.</summary>
/// <param name="Limit">Instead of the step's; null for the step's.</param>
/// <param name="Extensions">In their order.</param>
public sealed record TaskTerms(TimeLimit? Limit, IReadOnlyList<Extension> Extensions)
{
    public static readonly TaskTerms None = new(null, []);
}

/// <summary>More working time, given to a task by somebody who answers for it.</summary>
public sealed record Extension(Instant At, TimeLimit By);
