using NodaTime;
using SopEngine.Core.Workflows;

namespace SopEngine.Engine.Cases;

/// <summary>What became of a command.</summary>
public abstract record CaseResult
{
    /// <summary>It happened, now or, with the same key, before.</summary>
    /// <param name="Seq">The event's place in the case's history.</param>
    public sealed record Done(long Case, int Seq, Instant At) : CaseResult;

    /// <summary>There is no such case in the unit.</summary>
    public sealed record NotFound : CaseResult;

    /// <summary>The actor may not do this.</summary>
    /// <param name="Lane">The lane that may.</param>
    public sealed record Forbidden(string? Lane) : CaseResult;

    /// <summary>It cannot happen as the case stands.</summary>
    /// <param name="By">Of a task that is no longer open, or held by another: that person, with the moment.</param>
    public sealed record Refused(Refusal Refusal, long? By = null, Instant? At = null) : CaseResult;

    /// <summary>The key was used before, for something else.</summary>
    public sealed record KeyReused : CaseResult;
}
