using System.Collections.Concurrent;
using System.Globalization;

namespace SopEngine.Benchmarks.Soak;

internal enum Settled
{
    /// <summary>No answer has come, and the run was over before one did.</summary>
    Never,
    Acknowledged,
    Refused,
}

/// <summary>A deed that the service has to remember: once if it was acknowledged, at most once if nobody knows.</summary>
/// <param name="what">The name of the event that history must have.</param>
internal sealed class Deed(int number, string what, string office, long caseId, int task)
{
    public string Key { get; } = string.Create(CultureInfo.InvariantCulture, $"soak-{number}");

    public string What => what;

    /// <summary>0 until the service has given it, for a case that is started.</summary>
    public long Case { get; set; } = caseId;

    /// <summary>0 for a deed on the whole case.</summary>
    public int Task => task;

    /// <summary>Its place in the case's history, where the answer says so.</summary>
    public int? Seq { get; set; }

    public Settled Settled { get; set; }

    /// <summary>What it was refused with.</summary>
    public string Refusal { get; set; } = "";

    /// <summary>Goes into the deed's own words, so that it is found again whatever became of the key.</summary>
    public string Mark { get; } = caseId == 0 ? Scrutiny.Title(office, number) : Scrutiny.Remark(caseId, number);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{What} {Key} of case {Case}, task {Task}");
}

/// <summary>The clients' own record of what they did.</summary>
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
