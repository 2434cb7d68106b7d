namespace SopEngine.Benchmarks.Soak;

/// <summary>What a node wrote: errors and warnings by their likeness, and its last lines.</summary>
internal sealed class NodeLog
{
    private const int LinesKept = 30;

    private readonly Queue<string> _last = [];

    /// <summary>Lines of level error and critical, and what the runtime says when it dies.</summary>
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

        if (line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal) || line.StartsWith("Unhandled exception", StringComparison.Ordinal))
            Faults.Add(line);
        else if (line.StartsWith("warn:", StringComparison.Ordinal)) Warnings.Add(line);
    }
}
