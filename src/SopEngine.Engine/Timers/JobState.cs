using Cronos;
using NodaTime;

namespace SopEngine.Engine.Timers;

/// <summary>The outcome of a job's run.</summary>
public enum JobEnd
{
    Succeeded,

    /// <summary>The run threw, or found an inconsistency.</summary>
    Failed,

    /// <summary>The run found nothing to do.</summary>
    Nothing,
}

/// <summary>A finished run of a job.</summary>
/// <param name="Counts">Its counts by name: <c>cases</c>, <c>differences</c>, <c>started</c>, <c>deleted</c>.</param>
public sealed record JobRun(Instant At, Duration Took, JobEnd End, IReadOnlyDictionary<string, long> Counts);

/// <summary>A recurring job of the service, with its next and its last run.</summary>
/// <param name="Cron">Null when the settings turn it off.</param>
public sealed record JobState(string Name, string? Cron, Instant? NextAt, JobRun? Last)
{
    internal static JobState Of(RecurringJob job, CronExpression? cron, JobRun? last, DateTime now) => new(
        job.Name,
        cron?.ToString(),
        cron?.GetNextOccurrence(now, RecurringJob.Zone) is { } next ? Instant.FromDateTimeUtc(next) : null,
        last);
}
