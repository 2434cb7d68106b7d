using System.Diagnostics;

namespace SopEngine.Benchmarks.Soak;

/// <summary>Lets requests go at a fixed rate, however many would like to.</summary>
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
            // What a standstill has cost is made up for within a second, and otherwise let go.
            _next = Math.Max(_next + _interval, now - Stopwatch.Frequency);
            wait = _next - now;
        }

        return wait > 0 ? Task.Delay(TimeSpan.FromSeconds((double)wait / Stopwatch.Frequency)) : Task.CompletedTask;
    }
}
