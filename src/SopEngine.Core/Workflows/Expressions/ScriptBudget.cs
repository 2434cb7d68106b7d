using System.Diagnostics;
using Jint;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// The items, characters and bytes that one run of a script may still use. It counts requests of the script, never work of the machine, so
/// that a replay stops at the same place.
/// </summary>
/// <param name="fuse">Of a live run; null for a replay.</param>
internal sealed class ScriptBudget(ScriptFuse? fuse)
{
    /// <summary>Items and eighths of characters that built-in functions may look at.</summary>
    private const long MostWork = 10_000_000;

    public const long MostBytes = 64 * 1024 * 1024;

    /// <summary>Characters of one text.</summary>
    public const int LongestText = 1_000_000;

    /// <summary>Levels of nested lists, and of wrappers around wrappers, that built-in functions walk by recursion.</summary>
    public const int DeepestValue = 500;

    private long _work;
    private long _bytes;
    private int _chained;
    private int _looks;

    public void Work(long units)
    {
        _work += units;
        if (_work > MostWork || units < 0)
            throw new ActivityFaultException("The script looks at more items and characters than a script may.");
        if (++_looks % 64 == 0 || units > 10_000) fuse?.Check();
    }

    public void Bytes(long bytes)
    {
        _bytes += bytes;
        if (_bytes > MostBytes || bytes < 0) throw ScriptFaults.Memory(null);
        if (bytes > 10_000) fuse?.Check();
    }

    /// <summary>Charges for a text that is about to be made.</summary>
    public void Text(long length)
    {
        if (length > LongestText) throw ScriptFaults.TextTooLong();
        Bytes(2 * length);
    }

    public static void Depth(int depth)
    {
        if (depth > DeepestValue) throw new ActivityFaultException($"A value of the script is nested deeper than {DeepestValue} levels.");
    }

    /// <summary>
    /// Charges for one more function bound to another, or iterator around another: they call one another without a statement between.
    /// </summary>
    public void Chain() => Depth(++_chained);
}

/// <summary>
/// Ends a script that runs too long, or takes too much memory, on this machine at this moment. That differs from run to run, so it decides
/// nothing: the event is given up, as if it had not been sent.
/// </summary>
/// <param name="deadline">In units of <see cref="Stopwatch"/>.</param>
internal sealed class ScriptFuse(long deadline) : Constraint
{
    private const long LongestTicks = TimeSpan.TicksPerSecond / 2;

    private const long MostAllocated = ScriptBudget.MostBytes * 3 / 2;

    private readonly long _allocated = GC.GetAllocatedBytesForCurrentThread();

    /// <summary>The longest time for one search with a regular expression: short, because nothing can end it before.</summary>
    public TimeSpan LongestSearch => TimeSpan.FromTicks(Math.Clamp(
        Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), deadline).Ticks, TimeSpan.TicksPerMillisecond, LongestTicks));

    public override void Check()
    {
        if (Stopwatch.GetTimestamp() > deadline || GC.GetAllocatedBytesForCurrentThread() - _allocated > MostAllocated)
            throw new ScriptTimeoutException(null);
    }

    public override void Reset()
    {
    }
}

/// <summary>
/// An event was given up because a script or a pattern took too long for this machine at this moment. Nothing is decided; it may be sent
/// again.
/// </summary>
public sealed class ScriptTimeoutException(Exception? inner) : Exception("A script used up its time.", inner);

/// <summary>The messages of script failures. They are part of a case's state, so a replay must give the same.</summary>
internal static class ScriptFaults
{
    public static ActivityFaultException Memory(Exception? inner) => new(
        $"The script uses more than {ScriptBudget.MostBytes / (1024 * 1024)} MB of memory, "
            + $"or a list of more than {ScriptSandbox.MostItems} items.", inner);

    public static ActivityFaultException TextTooLong() => new("The text is too long.");
}
