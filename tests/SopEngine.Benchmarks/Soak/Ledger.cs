using System.Collections.Concurrent;
using System.Globalization;

namespace SopEngine.Benchmarks.Soak;

internal enum Settled
{
    /// <summary>No answer came before the end of the run.</summary>
    Never,
    Acknowledged,
    Refused,
}

/// <summary>A deed that the service has to remember: exactly once if it was acknowledged, at most once without an answer.</summary>
/// <param name="what">The name of its event in the history.</param>
internal sealed class Deed(int number, string what, string office, long caseId, int task)
{
    public string Key { get; } = string.Create(CultureInfo.InvariantCulture, $"soak-{number}");

    public string What => what;

    /// <summary>The case; 0 for a new case until the service has given the number.</summary>
    public long Case { get; set; } = caseId;

    /// <summary>The task; 0 for a deed on the whole case.</summary>
    public int Task => task;

    /// <summary>Its place in the case's history, if the answer tells it.</summary>
    public int? Seq { get; set; }

    public Settled Settled { get; set; }

    /// <summary>The refusing answer.</summary>
    public string Refusal { get; set; } = "";

    /// <summary>A mark in the deed's own words, by which it is found again without its key.</summary>
    public string Mark { get; } = caseId == 0 ? Scrutiny.Title(office, number) : Scrutiny.Remark(caseId, number);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{What} {Key} of case {Case}, task {Task}");
}

/// <summary>The clients' own record of their deeds.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentQueue<Deed> _deeds = [];
    private int _number;

    public IReadOnlyCollection<Deed> Deeds => _deeds;

    public int Number() => Interlocked.Increment(ref _number);

    public Deed Begin(string what, string office, long caseId = 0, int task = 0)
    {
        var deed = new Deed(Number(), what, office, caseId, task);
        _deeds.Enqueue(deed);
        return deed;
    }
}
