using System.Text.RegularExpressions;

namespace SopEngine.Benchmarks.Soak;

/// <summary>
/// Lines counted by kind: lines that differ only in numbers are of one kind. Keeps one example of each, and a readable number of kinds.
/// </summary>
internal sealed partial class Groups
{
    private const int Most = 500;
    private const int LongestKind = 160;
    private const int LongestExample = 2_000;

    private readonly Dictionary<string, (int Count, string Example)> _groups = [];

    public int Total { get; private set; }

    /// <param name="exactly">A part of the kind whose numbers count, such as a status.</param>
    public void Add(string kind, string? example = null, string exactly = "")
    {
        var likeness = Numbers().Replace(kind.Length > LongestKind ? kind[..LongestKind] : kind, "N") + exactly;
        lock (_groups)
        {
            Total++;
            if (_groups.TryGetValue(likeness, out var known)) _groups[likeness] = known with { Count = known.Count + 1 };
            else if (_groups.Count < Most) _groups[likeness] = (1, Shortened(example ?? kind));
        }
    }

    public IReadOnlyList<(string Kind, int Count, string Example)> ByCount()
    {
        lock (_groups)
            return [.. _groups.Select(one => (one.Key, one.Value.Count, one.Value.Example)).OrderByDescending(one => one.Count)];
    }

    private static string Shortened(string text) => text.Length > LongestExample ? text[..LongestExample] + " ..." : text;

    // Only long hexadecimal numbers: an Indonesian word may well begin with "be" or "da".
    [GeneratedRegex(@"\d+(?:[.,]\d+)*|\b[0-9a-f]{16,}\b")]
    private static partial Regex Numbers();
}
