namespace SopEngine.Web.Accounts;

/// <summary>
/// Lets a limited number through at a time for each key, on this node. Tries at one account are made one after the other: each sees the
/// failures before it, and right tries at the same time all succeed.
/// </summary>
internal sealed class Gates(int width)
{
    private readonly Dictionary<string, Gate> _gates = [];
    private readonly Lock _lock = new();

    /// <summary>Waits for a place; disposing gives it back.</summary>
    public async Task<IDisposable> Enter(string key, CancellationToken cancellation)
    {
        Gate gate;
        lock (_lock)
        {
            if (!_gates.TryGetValue(key, out gate!)) _gates[key] = gate = new Gate(width);
            gate.Users++;
        }

        try
        {
            await gate.Places.WaitAsync(cancellation);
        }
        catch
        {
            Leave(key, gate);
            throw;
        }

        return new Place(() =>
        {
            gate.Places.Release();
            Leave(key, gate);
        });
    }

    private void Leave(string key, Gate gate)
    {
        lock (_lock)
        {
            if (--gate.Users > 0) return;
            _gates.Remove(key);
        }

        gate.Places.Dispose();
    }

    private sealed class Gate(int width)
    {
        public SemaphoreSlim Places { get; } = new(width);

        public int Users { get; set; }
    }

    private sealed class Place(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
