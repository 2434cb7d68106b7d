using System.Text.RegularExpressions;

namespace SopEngine.Benchmarks.Soak;

/// <summary>
/// Lines counted by their likeness: the same text but for its numbers is the same line. Keeps one example of each, and not more kinds than
/// can be read.
/// </summary>
internal sealed partial class Groups
{
    private const int Most = 500;
    private const int LongestKind = 160;
    private const int LongestExample = 2_000;

    private readonly Dictionary<string, (int Count, string Example)> _groups = [];

    public int Total { get; private set; }

    /// <param name="exactly">What stays as it is behind the likeness, such as a status.</param>
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

    // Of hexadecimal, only what is long: an Indonesian word may well begin with "be" or "da".
    [GeneratedRegex(@"\d+(?:[.,]\d+)*|\b[0-9a-f]{16,}\b")]
    private static partial Regex Numbers();
}
