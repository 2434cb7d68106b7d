using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Background;

/// <summary>
/// Work that every node does as soon as something is due. In between it sleeps until the next planned moment or until
/// <see cref="Wake"/> reports a commit. Failed work is tried again after a second. A failure is logged whole; a database that is away,
/// in one line when work begins to wait for it and one when it works again.
/// </summary>
/// <param name="apart">The least time between two runs, so that commits close to one another share a run.</param>
/// <param name="atMost">The longest sleep. It bounds the delay of a commit whose node died before it told the others.</param>
public abstract class DueWork(TimeSpan apart, TimeSpan atMost, ILogger log) : BackgroundService
{
    /// <summary>Returned by <see cref="RunOnce"/> when nothing is planned.</summary>
    protected internal static readonly TimeSpan Never = TimeSpan.MaxValue;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly Signal _woken = new();

    protected ILogger Log => log;

    /// <summary>Ends the sleep. Every commit may call it.</summary>
    public void Wake() => _woken.Set();

    /// <summary>Does all that is due.</summary>
    /// <returns>The time until something is due again.</returns>
    protected abstract Task<TimeSpan> RunOnce(CancellationToken cancellation);

    public override void Dispose()
    {
        _woken.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isWaiting = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var next = await RunOnce(stoppingToken);
                if (isWaiting) log.LogInformation("{Work} works again", GetType().Name);
                isWaiting = false;
                await Sleep(next, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!DatabaseWatch.IsFault(e))
                    log.LogError(e, "{Work} failed; it is tried again in a second", GetType().Name);
                else if (!isWaiting)
                    log.LogWarning("{Work} waits for the database: {Message}", GetType().Name, e.Message);
                isWaiting |= DatabaseWatch.IsFault(e);
                await Task.Delay(AfterFailure, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception)
            {
                return; // The node stops: work that it breaks off is no failure.
            }
        }
    }

    private async Task Sleep(TimeSpan left, CancellationToken stopping)
    {
        await Task.Delay(apart, stopping);
        var rest = (left < atMost ? left : atMost) - apart;
        // Rounded up: woken a fraction of a millisecond too early, it would find nothing due.
        await _woken.Wait(rest > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(rest.TotalMilliseconds)) : TimeSpan.Zero, stopping);
    }
}
