using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Quartz;
using Quartz.Extensibility;
using SopEngine.Engine.Background;
using SopEngine.Engine.Data;
using SopEngine.Engine.Reports;
using SopEngine.Engine.Schedules;

namespace SopEngine.Engine.Timers;

/// <summary>
/// Keeps Quartz's triggers as <see cref="RecurringJob.All"/> and the settings say. Looks now and then, also because a clock that was far ahead
/// for a while leaves a trigger waiting for a day far away.
/// </summary>
public sealed class RecurringJobs(
    ISchedulerFactory schedulers, IExecutionHistoryStore history, IConfiguration settings, TimeProvider time, ILogger<RecurringJobs> log)
    : PeriodicWork(TimeSpan.FromSeconds(30), log)
{
    public const string SchedulerName = "SopEngine";

    /// <summary>How long it is known how jobs ran. What found nothing to do is forgotten sooner: one of them looks every minute.</summary>
    public static readonly TimeSpan KeepRuns = TimeSpan.FromDays(90);

    private static readonly TimeSpan KeepSkipped = TimeSpan.FromHours(2);

    /// <summary>When a job runs; null when the settings turn it off with an empty text.</summary>
    /// <exception cref="FormatException">The settings' text is no cron expression.</exception>
    public CronExpression? Cron(RecurringJob job) => settings[$"Sop:Jobs:{job.Name}"] switch
    {
        null => Parse(job.Cron),
        "" => null,
        var set => Parse(set),
    };

    /// <summary>Makes the triggers what they should be. Safe on any number of nodes at once.</summary>
    public async Task Ensure(CancellationToken cancellation)
    {
        var scheduler = await schedulers.GetScheduler(cancellation);
        var now = time.GetUtcNow();
        foreach (var job in RecurringJob.All)
        {
            var cron = Cron(job);
            var trigger = await scheduler.GetTrigger(job.TriggerKey, cancellation) as ICronTrigger;
            if (cron is null)
            {
                if (trigger is not null) await scheduler.UnscheduleJob(job.TriggerKey, cancellation);
            }
            else if (trigger is null || trigger.CronExpressionString != cron.CronExpressionString || WaitsTooLong(trigger, cron, now))
            {
                Log.LogDebug("Job {Job} runs at {Cron}", job.Name, cron.CronExpressionString);
                if (trigger is null) await scheduler.ScheduleJob(Detail(job), [Trigger(job, cron)], ScheduleJobOptions.Replacing, cancellation);
                else await scheduler.RescheduleJob(job.TriggerKey, Trigger(job, cron), cancellation);
            }
        }
    }

    /// <summary>Every job, as it stands on all nodes.</summary>
    public async Task<IReadOnlyList<JobState>> States(CancellationToken cancellation)
    {
        var scheduler = await schedulers.GetScheduler(cancellation);
        var states = new List<JobState>();
        foreach (var job in RecurringJob.All)
        {
            var trigger = await scheduler.GetTrigger(job.TriggerKey, cancellation);
            var last = await history.GetJobRunStatus(SchedulerName, job.Key, cancellation);
            var run = await history.QueryExecutions(new ExecutionHistoryQuery { SchedulerName = SchedulerName, Job = job.Key, Take = 1 }, cancellation);
            states.Add(JobState.Of(job, Cron(job), trigger, last, run.Items is [{ } latest, ..] ? latest.MetricsJson : null));
        }

        return states;
    }

    /// <summary>Has a job run now, on some node. Returns whether there is such a job.</summary>
    public async Task<bool> RunNow(string name, CancellationToken cancellation)
    {
        if (RecurringJob.All.FirstOrDefault(job => job.Name == name) is not { } job) return false;
        var scheduler = await schedulers.GetScheduler(cancellation);
        // One that the settings turned off before it was ever scheduled.
        if (!await scheduler.Exists(job.Key, cancellation)) await scheduler.AddJob(Detail(job), AddJobOptions.Replacing, cancellation);
        await scheduler.TriggerJob(job.Key, cancellationToken: cancellation);
        return true;
    }

    protected override Task Look(CancellationToken cancellation) => Ensure(cancellation);

    /// <summary>Later than the time after next: the clocks of nodes differ by less.</summary>
    private static bool WaitsTooLong(ICronTrigger trigger, CronExpression cron, DateTimeOffset now) =>
        cron.GetNextValidTimeAfter(now) is { } next && cron.GetNextValidTimeAfter(next) is { } afterNext && trigger.NextFireTimeUtc > afterNext;

    /// <summary>A job whose node died in the middle of it runs again on another.</summary>
    private static IJobDetail Detail(RecurringJob job) => JobBuilder.Create().OfType(job.Type).WithIdentity(job.Key).StoreDurably().RequestRecovery().Build();

    private static ITrigger Trigger(RecurringJob job, CronExpression cron) => TriggerBuilder.Create().WithIdentity(job.TriggerKey).ForJob(job.Key)
        // Missed while no node ran, it runs once when one does.
        .WithSchedule(CronScheduleBuilder.Create(cron).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
        .Build();

    private static CronExpression Parse(string text) => CronExpression.Parse(text).WithTimeZone(TimeZoneInfo.FindSystemTimeZoneById(RecurringJob.Zone));

    /// <summary>Quartz, clustered on the engine's database, and what it runs. It goes by the machine's clock; the jobs ask the engine's.</summary>
    public static void Register(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DueSchedules>();
        services.AddSingleton<ScheduleStore>();
        services.AddSingleton<PeriodReports>();
        foreach (var job in RecurringJob.All) services.AddTransient(job.Type);
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler => (scheduler.InstanceName, scheduler.GenerateInstanceId) = (SchedulerName, true));
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(source => source.DataSourceFactory = provider => provider.GetRequiredService<SopDatabase>().System);
                store.ConfigureStore(options => options.StoreJobDataAsStrings = true);
                store.UseSystemTextJsonSerializer();
                store.UseClustering();
                store.UseExecutionHistory();
            });
        });
        services.AddQuartzExecutionHistory(history =>
        {
            history.Retention = KeepRuns;
            history.RetentionByResult[JobRunResult.Skipped] = KeepSkipped;
        });
        services.AddSingleton<RecurringJobs>();
        services.AddHostedService(provider => provider.GetRequiredService<RecurringJobs>());
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
    }
}
