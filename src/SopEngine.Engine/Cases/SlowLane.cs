namespace SopEngine.Engine.Cases;

/// <summary>
/// A queue for each office whose scripts take long. Its commands wait for one another there and for nobody else's; offices take turns, one
/// command each, on half of the processors. An office is back among the others once its queue is empty.
/// </summary>
internal sealed class SlowLane : IAsyncDisposable
{
    private const int MostWaiting = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, (Queue<Func<Task>> Waiting, Task Work)> _offices = [];
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Puts a command behind those of its office, if the office is slow at the moment.</summary>
    /// <exception cref="EngineBusyException">Too many of them wait already.</exception>
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
    /// Puts a command that is too slow for the others into its office's queue. Commands that are under way already have no limit here.
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
