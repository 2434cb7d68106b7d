using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NodaTime;

namespace SopEngine.Core.WorkingTime;

/// <summary>
/// The open hours of one local day, in order and without overlap; a day without any is closed. Its text, "07:30-12:00, 13:00-16:00", is
/// typed, stored and shown. Equal when the windows are. Immutable.
/// </summary>
public sealed class DayHours : IEquatable<DayHours>
{
    public static DayHours Closed { get; } = new();

    /// <exception cref="ArgumentException">Two windows overlap.</exception>
    public DayHours(params IEnumerable<OpenHours> windows)
    {
        Windows = [.. windows.OrderBy(window => window.FromMinute)];
        if (Overlap(Windows))
            throw new ArgumentException($"The windows {this} overlap.", nameof(windows));
    }

    public ImmutableArray<OpenHours> Windows { get; }

    public bool IsClosed => Windows.IsEmpty;

    /// <summary>Breaks not counted.</summary>
    public Duration Length => Windows.Aggregate(Duration.Zero, (sum, window) => sum + window.Length);

    /// <exception cref="FormatException">The text is not understood; the message is the problem of <see cref="TryParse"/>.</exception>
    public static DayHours Parse(string text) =>
        TryParse(text, out var hours, out var problem) ? hours : throw new FormatException(problem.ToString());

    /// <summary>Reads windows separated by commas, in any order; empty text is a closed day. A fault is reported as a problem.</summary>
    public static bool TryParse(
        string? text, [NotNullWhen(true)] out DayHours? hours, [NotNullWhen(false)] out CalendarProblem? problem)
    {
        hours = null;
        problem = null;
        var windows = new List<OpenHours>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!OpenHours.TryRead(part, out var opens, out var closes))
                problem ??= new(CalendarProblem.HoursNotUnderstood, part);
            else if (!OpenHours.InOrder(opens, closes))
                problem ??= new(CalendarProblem.HoursInverted, part);
            else
                windows.Add(new(opens, closes));
        }
        if (problem is null && Overlap([.. windows.OrderBy(window => window.FromMinute)]))
            problem = new(CalendarProblem.HoursOverlap, text!);
        if (problem is null)
            hours = new(windows);
        return problem is null;
    }

    public override string ToString() => string.Join(", ", Windows);

    public bool Equals(DayHours? other) => other is not null && Windows.AsSpan().SequenceEqual(other.Windows.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as DayHours);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private static bool Overlap(ImmutableArray<OpenHours> ordered) =>
        ordered.Zip(ordered.Skip(1)).Any(pair => pair.Second.FromMinute < pair.First.ToMinute);
}
