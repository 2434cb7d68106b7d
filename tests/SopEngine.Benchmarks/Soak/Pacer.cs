using System.Diagnostics;

namespace SopEngine.Benchmarks.Soak;

/// <summary>Lets requests go at a fixed rate, however many wait.</summary>
internal sealed class Pacer(double perSecond)
{
    private readonly long _interval = (long)(Stopwatch.Frequency / perSecond);
    private readonly Lock _lock = new();
    private long _next = Stopwatch.GetTimestamp();

    public Task Turn()
    {
        long wait;
        lock (_lock)
        {
            var now = Stopwatch.GetTimestamp();
            // After a standstill, at most a second's worth of requests is made up for.
            _next = Math.Max(_next + _interval, now - Stopwatch.Frequency);
            wait = _next - now;
        }

        return wait > 0 ? Task.Delay(TimeSpan.FromSeconds((double)wait / Stopwatch.Frequency)) : Task.CompletedTask;
    }
}
