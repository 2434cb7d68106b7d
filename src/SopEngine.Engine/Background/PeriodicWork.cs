using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SopEngine.Engine.Background;

/// <summary>
/// What every node looks after again and again while it runs. Whatever goes wrong, also a time-out of the database's, is logged and tried again: only
/// the node's end ends it.
/// </summary>
public abstract class PeriodicWork(TimeSpan every, ILogger log) : BackgroundService
{
    /// <summary>A database that is away need not be asked, nor the log told, many times a second.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    protected ILogger Log => log;

    /// <summary>Does all that is to be done now.</summary>
    protected abstract Task Look(CancellationToken cancellation);

    /// <summary>Until it is time to look again.</summary>
    protected virtual Task Rest(TimeSpan most, CancellationToken cancellation) => Task.Delay(most, cancellation);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var rest = every;
            try
            {
                await Look(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(e, "What is due could not be done; it is tried again in a moment");
                rest = every < AfterFailure ? AfterFailure : every;
            }
            catch (Exception)
            {
                return; // What is cut short by the end is not done, and is no failure.
            }

            await Rest(rest, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
