using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.SignalR;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Designer.Instances;

/// <summary>
/// Tells the viewers of a case when it has changed. One statement a second reads the event counts of all cases that are watched on this
/// node; none while nobody watches. A notification in the case's own transaction would be sooner by half a second, but every step of
/// every case would pay for the few that an author has open.
/// </summary>
internal sealed class WatchedCases(SopDatabase database, CaseReplay cases, IHubContext<InstanceHub> hub, ILogger<WatchedCases> log)
    : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(int Unit, long Case), Watched> _watched = [];
    private readonly SemaphoreSlim _somebodyWatches = new(0);

    public static string Group(int unit, long id) => string.Create(CultureInfo.InvariantCulture, $"{unit}/{id}");

    /// <param name="seq">Number of the case's events when the viewer came.</param>
    public void Add(string connection, int unit, long id, int seq)
    {
        lock (_lock)
        {
            if (_watched.Count == 0) _somebodyWatches.Release();
            if (!_watched.TryGetValue((unit, id), out var watched)) _watched[(unit, id)] = watched = new Watched(seq);
            watched.Connections.Add(connection);
        }
    }

    public void Remove(string connection)
    {
        lock (_lock)
        {
            foreach (var (key, watched) in _watched.ToList())
            {
                if (watched.Connections.Remove(connection) && watched.Connections.Count == 0) _watched.Remove(key);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await _somebodyWatches.WaitAsync(stoppingToken);
            while (IsAnyWatched())
            {
                await Task.Delay(Between, stoppingToken);
                try
                {
                    foreach (var (unit, id) in await Changed(stoppingToken)) await Tell(unit, id, stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    // The viewers poll besides; the next round tries again.
                    log.LogWarning("Viewers of cases could not be told of changes: {Message}", e.Message);
                }
            }
        }
    }

    public override void Dispose()
    {
        _somebodyWatches.Dispose();
        base.Dispose();
    }

    private bool IsAnyWatched()
    {
        lock (_lock) return _watched.Count > 0;
    }

    private async Task<List<(int Unit, long Case)>> Changed(CancellationToken cancellation)
    {
        List<(int Unit, long Case)> watched;
        lock (_lock) watched = [.. _watched.Keys];

        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var counts = (await connection.QueryAsync<(int Unit, long Case, int Seq)>(new CommandDefinition(
            "select unit_id, id, seq from unnest(@units, @cases) as wanted (unit_id, id) join cases using (unit_id, id)",
            new { units = watched.Select(key => key.Unit).ToArray(), cases = watched.Select(key => key.Case).ToArray() },
            cancellationToken: cancellation))).AsList();

        var changed = new List<(int, long)>();
        lock (_lock)
        {
            foreach (var (unit, id, seq) in counts)
            {
                if (!_watched.TryGetValue((unit, id), out var known) || known.Seq == seq) continue;
                known.Seq = seq;
                changed.Add((unit, id));
            }
        }

        return changed;
    }

    private async Task Tell(int unit, long id, CancellationToken cancellation)
    {
        var text = id.ToString(CultureInfo.InvariantCulture);
        var seen = await cases.Read(unit, text, cancellation);
        var viewers = hub.Clients.Group(Group(unit, id));
        await viewers.SendAsync("ActivityExecutionLogUpdatedAsync", InstanceView.Report(seen, null), cancellation);
        await viewers.SendAsync("WorkflowExecutionLogUpdatedAsync", new { }, cancellation);
        await viewers.SendAsync("WorkflowInstanceUpdatedAsync", new { workflowInstanceId = text }, cancellation);
    }

    private sealed class Watched(int seq)
    {
        public int Seq { get; set; } = seq;

        public HashSet<string> Connections { get; } = [];
    }
}
