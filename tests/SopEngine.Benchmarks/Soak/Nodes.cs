namespace SopEngine.Benchmarks.Soak;

/// <summary>
/// Two nodes over one database. The second is killed and started again and again; the first lives through the whole run, so that a leak
/// shows in its memory.
/// </summary>
internal sealed class Nodes(IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
{
    private static readonly TimeSpan AwayAtLeast = TimeSpan.FromSeconds(2);

    public Node Steady { get; } = new("1", environment);

    public Node Killed { get; } = new("2", environment);

    public IEnumerable<Node> All => [Steady, Killed];

    public int Kills { get; private set; }

    /// <summary>Starts the nodes one after the other: the first fills the database with the demo offices.</summary>
    public async Task Start()
    {
        await Steady.Start();
        await Killed.Start();
    }

    /// <summary>A node that serves, or any node when none does.</summary>
    public Node Pick(Random random)
    {
        var (one, other) = random.Next(2) == 0 ? (Steady, Killed) : (Killed, Steady);
        return one.IsUp || !other.IsUp ? one : other;
    }

    /// <summary>Kills the second node at every interval, and restarts any node that is away.</summary>
    public async Task Tend(TimeSpan killEvery, CancellationToken stopping)
    {
        var nextKill = DateTimeOffset.UtcNow + killEvery;
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(200, CancellationToken.None);
            if (DateTimeOffset.UtcNow >= nextKill)
            {
                nextKill += killEvery;
                Kills++;
                await Killed.Kill();
                await Task.Delay(AwayAtLeast, CancellationToken.None);
            }

            foreach (var node in All.Where(node => !node.IsUp)) await node.Start();
        }
    }

    public async Task Stop()
    {
        foreach (var node in All) await node.Stop();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in All) await node.DisposeAsync();
    }
}
