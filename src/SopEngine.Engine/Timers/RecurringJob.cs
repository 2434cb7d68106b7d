using Hangfire.Common;

namespace SopEngine.Engine.Timers;

/// <summary>Work of the service that recurs by the clock, once for all nodes.</summary>
/// <param name="Name">Its name in the settings, on the page and in the log.</param>
/// <param name="Cron">Its times, unless <c>Sop:Jobs:{name}</c> sets others: a cron expression in Jakarta's time.</param>
/// <param name="Type">Its class, an <see cref="IRecurringJob"/>.</param>
public sealed record RecurringJob(string Name, string Cron, Type Type)
{
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Jakarta");

    /// <summary>The call that Hangfire stores.</summary>
    internal Job Call => Job.FromExpression<JobRunner>(runner => runner.Run(Name, CancellationToken.None));
}

/// <summary>The work of a recurring job. It may run at any time, and twice for one time: Hangfire runs a job at least once.</summary>
internal interface IRecurringJob
{
    /// <param name="place">The place that the last run returned; null at first.</param>
    Task<JobResult> Run(string? place, CancellationToken cancellation);
}

/// <summary>The result of a job's run.</summary>
/// <param name="Counts">Its counts by name: <c>cases</c>, <c>differences</c>, <c>started</c>, <c>deleted</c>.</param>
/// <param name="Place">The place from which the next run goes on.</param>
internal sealed record JobResult(JobEnd End, IReadOnlyDictionary<string, long> Counts, string? Place = null)
{
    /// <summary>The result of a run that threw.</summary>
    public static readonly JobResult Fault = new(JobEnd.Failed, new Dictionary<string, long>());

    public static JobResult Of(string name, long count) =>
        new(count == 0 ? JobEnd.Nothing : JobEnd.Succeeded, new Dictionary<string, long> { [name] = count });
}
