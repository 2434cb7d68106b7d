namespace SopEngine.Engine.Background;

/// <summary>Wakes one waiting loop. Set many times before the loop waits, it wakes the loop once.</summary>
public sealed class Signal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);

    /// <summary>Costs next to nothing when it is set already, so every commit may set it.</summary>
    public void Set()
    {
        if (_set.CurrentCount > 0) return;
        try
        {
            _set.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread has set it just now.
        }
    }

    /// <summary>Returns when the signal is set, at once if it is already, or when the time is over.</summary>
    public Task Wait(TimeSpan atMost, CancellationToken cancellation) => _set.WaitAsync(atMost, cancellation);

    public void Dispose() => _set.Dispose();
}
