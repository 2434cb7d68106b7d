using Hangfire;
using Hangfire.Client;
using Hangfire.Server;
using Hangfire.States;
using Microsoft.Extensions.Hosting;
using SopEngine.Engine.Background;
using SopEngine.Engine.Cases;

namespace SopEngine.Engine.Timers;

/// <summary>
/// Hangfire's server of this node: its timer for recurring jobs, its workers, and all due work as background processes. It is composed
/// here, so that it uses none of Hangfire's static fields, and retries after a second instead of Hangfire's up to five minutes.
/// </summary>
internal sealed class JobServer(JobStorage storage, JobRunner runner, IEnumerable<DueWork> works, WakeUps wakeUps, CaseEngine engine)
    : IHostedService, IDisposable
{
    /// <summary>Two, so that one long job delays no other.</summary>
    private const int Workers = 2;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>Less than the host's half a minute; <see cref="Messages.MessageDelivery"/> needs most of it.</summary>
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(25);

    private readonly List<DueWork> _works = [.. works];
    private BackgroundProcessingServer? _server;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        engine.CaseChanged += Committed;
        foreach (var work in _works) wakeUps.Woken += work.Wake;
        _server = new BackgroundProcessingServer(
            storage,
            Processes(),
            new Dictionary<string, object> { ["Queues"] = new[] { EnqueuedState.DefaultQueue }, ["WorkerCount"] = Workers },
            new BackgroundProcessingServerOptions
            {
                RetryDelay = _ => AfterFailure,
                RestartDelay = AfterFailure,
                CancellationCheckInterval = TimeSpan.FromSeconds(30),
                ShutdownTimeout = LongestFarewell,
            });
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is null) return;
        _server.SendStop();
        await _server.WaitForShutdownAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _server.Dispose();
        foreach (var work in _works) wakeUps.Woken -= work.Wake;
        engine.CaseChanged -= Committed;
    }

    public void Dispose() => _server?.Dispose();

    private IEnumerable<IBackgroundProcessDispatcherBuilder> Processes()
    {
        var filters = RecurringJobs.Filters;
        var performer = new BackgroundJobPerformer(filters, new Activator(runner));
        yield return new Worker([EnqueuedState.DefaultQueue], performer, new BackgroundJobStateChanger(filters)).UseBackgroundPool(Workers);
        yield return new RecurringJobScheduler(new BackgroundJobFactory(filters)).UseBackgroundPool(1);
        foreach (var work in _works) yield return new Process(work).UseThreadPool(1);
    }

    private void Committed(int unit, long id) => wakeUps.Committed();

    private sealed class Activator(JobRunner runner) : JobActivator
    {
        public override object ActivateJob(Type jobType) => runner;
    }

    /// <summary>Due work as a process of Hangfire's. It tries again by itself, so Hangfire sees no failure.</summary>
    private sealed class Process(DueWork work) : IBackgroundProcessAsync
    {
        public async Task ExecuteAsync(BackgroundProcessContext context)
        {
            await work.StartAsync(context.StoppingToken);
            await Task.Delay(Timeout.Infinite, context.StoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await work.StopAsync(context.ShutdownToken);
        }

        public override string ToString() => work.GetType().Name;
    }
}
