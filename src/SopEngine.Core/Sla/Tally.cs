using NodaTime;

namespace SopEngine.Core.Sla;

/// <summary>A step that left the inbox.</summary>
/// <param name="Worked">From its opening, in the time that its limit counts, without the pauses of its case.</param>
/// <param name="Allowed">Its limit in the same time, without extensions; null for none.</param>
/// <param name="IsLate">By that limit: more time given erases no breach.</param>
/// <param name="IsLateExtended">By the limit with its extensions.</param>
/// <param name="IsDone">True when somebody did it; false when its case went on without it.</param>
/// <param name="Level">The number of levels that it had been escalated.</param>
public readonly record struct ClosedStep(Duration Worked, Duration? Allowed, bool IsLate, bool IsLateExtended, bool IsDone, int Level);

/// <summary>Counts of closed steps by their result. Tallies add up exactly.</summary>
public sealed class Tally
{
    private readonly List<int> _levels = [];

    /// <summary>Steps that somebody did; every count here except <see cref="Cancelled"/> is of these.</summary>
    public int Done { get; private set; }

    /// <summary>The number of them that had a limit.</summary>
    public int Limited { get; private set; }

    /// <summary>The number done after they were due by their limit as it was before any extension.</summary>
    public int Late { get; private set; }

    /// <summary>The number of them done after they were due with their extensions, too.</summary>
    public int LateExtended { get; private set; }

    /// <summary>Steps closed because their case went on without them.</summary>
    public int Cancelled { get; private set; }

    /// <summary>The number that reached each level of their ladder and none above, from level 1 on.</summary>
    public IReadOnlyList<int> Levels => _levels;

    /// <summary>The time that they took, in seconds of the time that the limit counts.</summary>
    public QuantileSketch Worked { get; } = new();

    /// <summary>The share of their limit that they took, in thousandths.</summary>
    public QuantileSketch Share { get; } = new();

    /// <summary>The share of steps with a limit that were late; null when there were none.</summary>
    public double? LateShare => Limited == 0 ? null : (double)Late / Limited;

    /// <param name="times">-1 removes a step that was, or will be, counted.</param>
    public void Add(ClosedStep step, int times = 1)
    {
        if (!step.IsDone)
        {
            Cancelled += times;
            return;
        }

        Done += times;
        if (step.IsLate) Late += times;
        if (step.IsLateExtended) LateExtended += times;
        if (step.Level > 0) AddLevel(step.Level, times);
        Worked.Add(Math.Max(0, step.Worked.TotalSeconds), times);
        if (step.Allowed is not { } allowed) return;

        Limited += times;
        // A limit that ran out while the office was closed leaves no time to measure against.
        Share.Add(1_000 * Math.Max(0, step.Worked.TotalSeconds) / Math.Max(1, allowed.TotalSeconds), times);
    }

    /// <summary>Adds a tally that was stored.</summary>
    /// <param name="worked">As <see cref="QuantileSketch.Pack"/> gave it; so is <paramref name="share"/>.</param>
    public void Add(int done, int limited, int late, int lateExtended, int cancelled,
        ReadOnlySpan<int> levels, ReadOnlySpan<byte> worked, ReadOnlySpan<byte> share)
    {
        Done += done;
        Limited += limited;
        Late += late;
        LateExtended += lateExtended;
        Cancelled += cancelled;
        for (var i = 0; i < levels.Length; i++) AddLevel(i + 1, levels[i]);
        Worked.Add(worked);
        Share.Add(share);
    }

    public void Add(Tally other)
    {
        Add(other.Done, other.Limited, other.Late, other.LateExtended, other.Cancelled, [.. other._levels], [], []);
        Worked.Add(other.Worked);
        Share.Add(other.Share);
    }

    private void AddLevel(int level, int count)
    {
        while (_levels.Count < level) _levels.Add(0);
        _levels[level - 1] += count;
    }
}
