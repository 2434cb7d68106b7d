using System.Diagnostics;
using System.Globalization;

namespace SopEngine.Benchmarks;

/// <summary>Helpers of all benchmarks: latencies, medians, and a table on the console.</summary>
internal static class Figures
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    /// <summary>The value below which a share of the (unsorted) values lie.</summary>
    public static double Percentile(IReadOnlyCollection<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
    }

    public static void Row(params object[] cells) =>
        Console.WriteLine(string.Join("  ", cells.Select((cell, i) => i == 0 ? Text(cell).PadRight(26) : Text(cell).PadLeft(12))));

    public static double Milliseconds(long from) => Stopwatch.GetElapsedTime(from).TotalMilliseconds;

    public static string Machine()
    {
        var cpu = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo")
                .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        return $"{Environment.ProcessorCount} cores {cpu}, .NET {Environment.Version}, "
            + $"{DateTime.Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
    }

    private static string Text(object cell) => cell switch
    {
        double number when number >= 100 => number.ToString("N0", CultureInfo.InvariantCulture),
        double number => number.ToString("0.00", CultureInfo.InvariantCulture),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "",
    };
}
