using Cronos;
using NodaTime;

namespace SopEngine.Engine.Timers;

/// <summary>How the last run of a job ended.</summary>
public enum JobEnd
{
    Succeeded,

    /// <summary>It threw, or found something that must not be.</summary>
    Failed,

    /// <summary>It ran and found nothing to do.</summary>
    Nothing,
}

/// <summary>A run of a job that is over.</summary>
/// <param name="Counts">What it counted, by name: <c>cases</c>, <c>differences</c>, <c>started</c>, <c>deleted</c>.</param>
public sealed record JobRun(Instant At, Duration Took, JobEnd End, IReadOnlyDictionary<string, long> Counts);

/// <summary>A recurring job of the service, and when it runs next and ran last.</summary>
/// <param name="Cron">Null when the settings turn it off.</param>
public sealed record JobState(string Name, string? Cron, Instant? NextAt, JobRun? Last)
{
    internal static JobState Of(RecurringJob job, CronExpression? cron, JobRun? last, DateTime now) => new(
        job.Name,
        cron?.ToString(),
        cron?.GetNextOccurrence(now, RecurringJob.Zone) is { } next ? Instant.FromDateTimeUtc(next) : null,
        last);
}
