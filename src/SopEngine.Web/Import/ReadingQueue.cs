using System.Collections.Concurrent;
using System.Threading.Channels;

namespace SopEngine.Web.Import;

/// <summary>
/// Reads brought documents one after another on this node. What waits stands in the database: when a node dies, whoever looks at the list
/// next puts what still waits into the queue of theirs.
/// </summary>
internal sealed class ReadingQueue(DocumentImports imports, ReadingProcess process, ILogger<ReadingQueue> log) : BackgroundService
{
    private readonly Channel<(int Unit, long Id)> _waiting = Channel.CreateUnbounded<(int, long)>();
    private readonly ConcurrentDictionary<(int, long), bool> _known = new();

    public void Add(int unit, long id)
    {
        if (_known.TryAdd((unit, id), true)) _waiting.Writer.TryWrite((unit, id));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (unit, id) in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                if (await imports.Take(unit, id, stoppingToken) is { } taken)
                    await imports.Keep(unit, id, await process.Read(taken.Content, taken.Name, stoppingToken), stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "Reading document {Id} of unit {Unit} failed", id, unit);
            }
            finally
            {
                _known.TryRemove((unit, id), out _);
            }
        }
    }
}
