using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Background;

/// <summary>
/// Wakes the due work of all nodes after a commit: of this process at once, of the others by a notification of the database at most three
/// times a second. A notification in each transaction would make all transactions commit one after another.
/// </summary>
public sealed class WakeUps(SopDatabase database, ILogger<WakeUps> log) : BackgroundService
{
    /// <summary>Appended to rare statements that make work due outside the case engine. All nodes hear of it at the commit.</summary>
    public const string Notify = $"notify {Topic}";

    private const string Topic = "sop_due";

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(300);

    private readonly Signal _committed = new();
    private readonly string _node = Guid.NewGuid().ToString();

    public event Action? Woken;

    /// <summary>Called after every commit that may have made work due.</summary>
    public void Committed()
    {
        Woken?.Invoke();
        _committed.Set();
    }

    public override void Dispose()
    {
        _committed.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(TellOthers(stoppingToken), HearOthers(stoppingToken));

    private async Task TellOthers(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await _committed.Wait(Timeout.InfiniteTimeSpan, stopping);
                await Task.Delay(Between, stopping);
                await using var connection = await database.System.OpenConnectionAsync(stopping);
                await connection.ExecuteAsync(
                    new CommandDefinition("select pg_notify(@Topic, @_node)", new { Topic, _node }, cancellationToken: stopping));
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                // The other nodes find the commit at the end of their longest sleep.
                log.LogWarning("Other nodes could not be told of a commit: {Message}", e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private Task HearOthers(CancellationToken stopping) => database.Hear(
        [Topic],
        began: () => Woken?.Invoke(), // Notifications sent while nobody listened are lost.
        heard: (_, node) =>
        {
            if (node != _node) Woken?.Invoke();
        },
        log, stopping);
}
