using NodaTime;

namespace SopEngine.Tests.Support;

/// <summary>A clock that stands still until the test moves it. Begins on Monday 23 November 2026 at 08:00 in Jakarta.</summary>
internal sealed class TestClock : IClock
{
    private long _ticks = Instant.FromUtc(2026, 11, 23, 1, 0).ToUnixTimeTicks();

    public Instant GetCurrentInstant() => Instant.FromUnixTimeTicks(Interlocked.Read(ref _ticks));

    public void Set(Instant to) => Interlocked.Exchange(ref _ticks, to.ToUnixTimeTicks());

    public void Advance(Duration by) => Interlocked.Add(ref _ticks, by.BclCompatibleTicks);
}
