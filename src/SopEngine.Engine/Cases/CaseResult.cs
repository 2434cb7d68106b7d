using NodaTime;
using SopEngine.Core.Workflows;

namespace SopEngine.Engine.Cases;

/// <summary>The result of a command.</summary>
public abstract record CaseResult
{
    /// <summary>The event happened, now or, with the same key, before.</summary>
    /// <param name="Seq">The event's place in the case's history.</param>
    public sealed record Done(long Case, int Seq, Instant At) : CaseResult;

    /// <summary>The unit has no such case.</summary>
    public sealed record NotFound : CaseResult;

    /// <summary>The actor may not do this.</summary>
    /// <param name="Lane">The lane whose holders may.</param>
    public sealed record Forbidden(string? Lane) : CaseResult;

    /// <summary>The event cannot happen in the present state of the case.</summary>
    /// <param name="By">The person who has closed the task or holds it; null when the refusal is about neither.</param>
    public sealed record Refused(Refusal Refusal, long? By = null, Instant? At = null) : CaseResult;

    /// <summary>The key was used before, for something else.</summary>
    public sealed record KeyReused : CaseResult;
}
