using Cronos;
using Dapper;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using SopEngine.Engine.Background;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Timers;

/// <summary>
/// Keeps Hangfire's recurring jobs equal to <see cref="WorkList.Jobs"/> and the settings. It looks once a minute, because an operator may
/// have deleted a job, and because a clock that was far ahead for a while leaves a job waiting for a distant day. Hangfire goes by the
/// machine's clock; the jobs ask the engine's.
/// </summary>
public sealed class RecurringJobs(
    JobStorage storage, SopDatabase database, JobRuns runs, IConfiguration settings, TimeProvider time, ILogger<RecurringJobs> log)
    : DueWork(apart: TimeSpan.FromMinutes(1), atMost: TimeSpan.FromMinutes(1), log)
{
    private const string KeyPrefix = "recurring-job:";

    /// <summary>Reads Hangfire's table with one statement for all jobs; its own interface takes two for each.</summary>
    private const string ReadStored = "select key, field, value from hangfire.hash where key = any (@keys)";

    /// <summary>No filters: Hangfire's usual ones retry failed jobs, and count each job in statistics.</summary>
    internal static readonly JobFilterCollection Filters = [];

    private bool _isFirst = true;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>The times of a job; null when the settings turn it off with an empty text.</summary>
    /// <exception cref="FormatException">The settings' text is no cron expression.</exception>
    public CronExpression? Cron(RecurringJob job) => Text(job) is { Length: > 0 } text ? Parse(text) : null;

    /// <summary>Corrects Hangfire's jobs. Safe on any number of nodes at once.</summary>
    public async Task Ensure(CancellationToken cancellation)
    {
        var stored = await Stored(cancellation);
        var manager = new RecurringJobManager(storage, Filters);
        foreach (var job in WorkList.Jobs)
        {
            var found = stored.GetValueOrDefault(job.Name);
            if (Cron(job) is not { } cron)
            {
                if (found is not null) manager.RemoveIfExists(job.Name);
                continue;
            }

            var waitsTooLong = found?.NextAt > AfterNext(cron);
            // Hangfire counts a job's times from its last run: a job that ran in the future has to begin anew.
            if (waitsTooLong) manager.RemoveIfExists(job.Name);
            if (_isFirst || waitsTooLong || found?.NextAt is null || found.Cron != Text(job))
                manager.AddOrUpdate(job.Name, job.Call, Text(job), new RecurringJobOptions { TimeZone = RecurringJob.Zone });
        }

        _isFirst = false;
    }

    /// <summary>The states of all jobs, over all nodes.</summary>
    public async Task<IReadOnlyList<JobState>> States(CancellationToken cancellation)
    {
        var last = await runs.Read(cancellation);
        return [.. WorkList.Jobs.Select(job => JobState.Of(job, Cron(job), last.GetValueOrDefault(job.Name), Now))];
    }

    /// <summary>Has a job run now, on some node. False when there is no such job.</summary>
    public async Task<bool> RunNow(string name, CancellationToken cancellation)
    {
        if (WorkList.Jobs.FirstOrDefault(job => job.Name == name) is not { } job) return false;
        var client = new BackgroundJobClient(storage, Filters);
        await Task.Run(() => client.Create(job.Call, new EnqueuedState()), cancellation);
        return true;
    }

    protected override async Task<TimeSpan> RunOnce(CancellationToken cancellation)
    {
        await Ensure(cancellation);
        return Never;
    }

    private async Task<Dictionary<string, StoredJob>> Stored(CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var fields = await connection.QueryAsync<(string Key, string Field, string? Value)>(new CommandDefinition(
            ReadStored, new { keys = WorkList.Jobs.Select(job => KeyPrefix + job.Name).ToArray() }, cancellationToken: cancellation));
        return fields.GroupBy(row => row.Key[KeyPrefix.Length..])
            .ToDictionary(rows => rows.Key, rows => StoredJob.Of(rows.ToDictionary(row => row.Field, row => row.Value)));
    }

    private string Text(RecurringJob job) => settings[$"Sop:Jobs:{job.Name}"] ?? job.Cron;

    /// <summary>The time after next; the clocks of nodes differ by less.</summary>
    private DateTime? AfterNext(CronExpression cron) =>
        cron.GetNextOccurrence(Now, RecurringJob.Zone) is { } next ? cron.GetNextOccurrence(next, RecurringJob.Zone) : null;

    private static CronExpression Parse(string text)
    {
        var hasSeconds = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6;
        return CronExpression.Parse(text, hasSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard);
    }

    private sealed record StoredJob(string? Cron, DateTime? NextAt)
    {
        public static StoredJob Of(Dictionary<string, string?> fields) => new(
            fields.GetValueOrDefault("Cron"),
            fields.GetValueOrDefault("NextExecution") is { Length: > 0 } next ? JobHelper.DeserializeDateTime(next) : null);
    }
}
