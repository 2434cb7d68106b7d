using System.Diagnostics;

namespace SopEngine.Benchmarks.Soak;

/// <summary>The times of answers, separately for pages and API, and for each quarter of the run.</summary>
internal sealed class Latencies(TimeSpan length)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly List<double>[,] _times = Empty();

    public void Add(bool isApi, double milliseconds)
    {
        var times = _times[isApi ? 1 : 0, Math.Min(3, (int)(4 * Stopwatch.GetElapsedTime(_started) / length))];
        lock (times) times.Add(milliseconds);
    }

    /// <param name="quarter">0 to 3.</param>
    public IReadOnlyCollection<double> Of(bool isApi, int quarter) => _times[isApi ? 1 : 0, quarter];

    private static List<double>[,] Empty()
    {
        var times = new List<double>[2, 4];
        for (var kind = 0; kind < 2; kind++)
        {
            for (var quarter = 0; quarter < 4; quarter++) times[kind, quarter] = [];
        }

        return times;
    }
}
