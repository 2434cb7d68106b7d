using Npgsql;

namespace SopEngine.Benchmarks.Soak;

/// <summary>Samples of the nodes' memory and the server's connections.</summary>
internal sealed class Samples(Nodes nodes, string connectionString)
{
    private readonly List<(double Minute, double Steady, double Killed, double Connections)> _taken = [];

    public async Task Take(TimeSpan every, CancellationToken stopping)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(CancellationToken.None);
        await using var count = new NpgsqlCommand("select count(*) from pg_stat_activity where datname = current_database()", connection);
        using var timer = new PeriodicTimer(every);
        var started = DateTimeOffset.UtcNow;
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                var open = (long)(await count.ExecuteScalarAsync(CancellationToken.None))!;
                _taken.Add(((DateTimeOffset.UtcNow - started).TotalMinutes, Megabytes(nodes.Steady), Megabytes(nodes.Killed), open));
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    public Course Steady => Of(sample => sample.Steady);

    public Course Killed => Of(sample => sample.Killed);

    public Course Connections => Of(sample => sample.Connections);

    /// <param name="Quarters">The medians of the quarters.</param>
    /// <param name="Slope">The growth an hour, by least squares over the second half.</param>
    internal sealed record Course(IReadOnlyList<double> Quarters, double Slope)
    {
        public double First => Quarters[0];

        public double Second => Quarters[1];

        public double Last => Quarters[3];
    }

    private Course Of(Func<(double Minute, double Steady, double Killed, double Connections), double> value)
    {
        var points = _taken.Select(sample => (sample.Minute, Value: value(sample))).Where(point => point.Value > 0).ToList();
        if (points.Count < 4) return new Course([0, 0, 0, 0], 0);
        var quarters = Enumerable.Range(0, 4).Select(quarter => points[(quarter * points.Count / 4)..((quarter + 1) * points.Count / 4)]);
        var medians = quarters.Select(quarter => Figures.Median(quarter.Select(point => point.Value)));
        return new Course([.. medians], Slope(points[(points.Count / 2)..]));
    }

    private static double Slope(IReadOnlyList<(double Minute, double Value)> points)
    {
        var (minute, mean) = (points.Average(point => point.Minute), points.Average(point => point.Value));
        var spread = points.Sum(point => (point.Minute - minute) * (point.Minute - minute));
        return spread == 0 ? 0 : 60 * points.Sum(point => (point.Minute - minute) * (point.Value - mean)) / spread;
    }

    private static double Megabytes(Node node) => node.ResidentBytes / 1024.0 / 1024.0;
}
