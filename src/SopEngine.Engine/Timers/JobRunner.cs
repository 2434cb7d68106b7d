using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Timers;

/// <summary>
/// Runs a recurring job when Hangfire calls for it, and keeps its result. A second call while the job runs does nothing.
/// </summary>
public sealed class JobRunner(IServiceProvider services, SopDatabase database, JobRuns runs, IClock clock, ILogger<JobRunner> log)
{
    internal const string Scope = "sop.jobs";

    /// <summary>The wait for a run that is about to end: it may have missed work that falls due now.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [JobDisplayName("{0}")]
    public async Task Run(string name, CancellationToken cancellation)
    {
        // An earlier release may have had other jobs.
        if (WorkList.Jobs.FirstOrDefault(job => job.Name == name) is not { } job) return;
        await using var guard = await SessionLock.TryTake(database, Scope, name, Patience, cancellation);
        if (guard is null)
        {
            log.LogDebug("Job {Job} runs already", name);
            return;
        }

        var began = clock.Now();
        JobResult result;
        try
        {
            var work = (IRecurringJob)services.GetRequiredService(job.Type);
            result = await work.Run(await runs.Place(name, cancellation), cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (DatabaseWatch.IsFault(e)) log.LogWarning("Job {Job} found no database: {Message}", name, e.Message);
            else log.LogError(e, "Job {Job} failed", name);
            await runs.Keep(name, began, clock.Now() - began, JobResult.Fault, CancellationToken.None);
            throw;
        }

        await runs.Keep(name, began, clock.Now() - began, result, CancellationToken.None);
        // Thrown so that Hangfire shows the failure too; the log has the details.
        if (result.End == JobEnd.Failed) throw new JobFailedException(name, result.Counts);
    }
}

/// <summary>A job ran to its end and found an inconsistency.</summary>
public sealed class JobFailedException(string name, IReadOnlyDictionary<string, long> counts)
    : Exception($"{name}: {string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}"))}");
