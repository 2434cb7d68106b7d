using System.Text.RegularExpressions;

namespace SopEngine.Benchmarks.Soak;

/// <summary>The output of a node: errors and warnings by kind, and its last lines.</summary>
internal sealed partial class NodeLog
{
    private const int LinesKept = 30;

    private readonly Queue<string> _last = [];

    /// <summary>Lines of level error and critical, and the runtime's last words when it crashes.</summary>
    public Groups Faults { get; } = new();

    public Groups Warnings { get; } = new();

    public string Tail
    {
        get
        {
            lock (_last) return string.Join('\n', _last);
        }
    }

    public void Take(string? line)
    {
        if (string.IsNullOrEmpty(line)) return;
        lock (_last)
        {
            _last.Enqueue(line);
            if (_last.Count > LinesKept) _last.Dequeue();
        }

        if (Fault().IsMatch(line)) Faults.Add(Kind(line), line);
        else if (line.StartsWith("warn:", StringComparison.Ordinal)) Warnings.Add(line);
    }

    /// <summary>The exception and the place in the program's own code; the whole line without an exception.</summary>
    private static string Kind(string line) => Thrown().Match(line) is { Success: true } thrown
        ? $"{thrown.Groups[1].Value} at {OwnCode().Match(line).Groups[1].Value}"
        : line;

    [GeneratedRegex("^(?:fail:|crit:|Unhandled exception)")]
    private static partial Regex Fault();

    [GeneratedRegex(@"([\w.]+Exception[^:]*: .{0,70}?)(?: {2,}at |-->|$|\.)")]
    private static partial Regex Thrown();

    [GeneratedRegex(@" at (?:SopEngine\.)([^(]+)\(")]
    private static partial Regex OwnCode();
}
