namespace SopEngine.Engine.Cases;

/// <summary>
/// A queue for each office with slow scripts. An office's commands wait there only for one another; offices take turns, one command each,
/// on half of the processors. An office leaves the slow lane once its queue is empty.
/// </summary>
internal sealed class SlowLane : IAsyncDisposable
{
    private const int MostWaiting = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, (Queue<Func<Task>> Waiting, Task Work)> _offices = [];
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Adds a command to its office's queue, if the office has one.</summary>
    /// <exception cref="EngineBusyException">Too many commands wait in the queue already.</exception>
    public bool TryJoin(int unit, Func<Task> command)
    {
        lock (_gate)
        {
            if (!_offices.TryGetValue(unit, out var office)) return false;
            if (office.Waiting.Count >= MostWaiting) throw new EngineBusyException();
            office.Waiting.Enqueue(command);
            return true;
        }
    }

    /// <summary>
    /// Adds a command that was too slow for the shared transactions to its office's queue, without the limit of <see cref="TryJoin"/>.
    /// </summary>
    public void Add(int unit, Func<Task> command)
    {
        lock (_gate)
        {
            if (_offices.TryGetValue(unit, out var office))
            {
                office.Waiting.Enqueue(command);
                return;
            }

            var waiting = new Queue<Func<Task>>([command]);
            _offices[unit] = (waiting, Task.Run(() => Work(unit, waiting)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (true)
        {
            Task[] working;
            lock (_gate) working = [.. _offices.Values.Select(office => office.Work)];
            if (working.Length == 0) break;
            await Task.WhenAll(working);
        }

        _turns.Dispose();
    }

    private async Task Work(int unit, Queue<Func<Task>> waiting)
    {
        while (Next(unit, waiting) is { } command)
        {
            await _turns.WaitAsync();
            try
            {
                await command();
            }
            finally
            {
                _turns.Release();
            }
        }
    }

    private Func<Task>? Next(int unit, Queue<Func<Task>> waiting)
    {
        lock (_gate)
        {
            if (waiting.TryDequeue(out var command)) return command;
            _offices.Remove(unit);
            return null;
        }
    }
}
