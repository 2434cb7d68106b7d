using SopEngine.Core.Workflows;

namespace SopEngine.Engine.Cases;

/// <summary>The samples of a case as its replayed history gives them, to be compared with their rows.</summary>
internal sealed class ReplayedSamples
{
    private readonly Dictionary<int, Sample> _samples = [];

    /// <param name="Details">The row of the form as JSON.</param>
    public readonly record struct Sample(int Line, string Code, string Details, bool IsWithdrawn);

    public void Follow(IReadOnlyList<Effect> effects)
    {
        foreach (var kept in effects.OfType<SamplesKept>())
        {
            foreach (var row in kept.Rows) _samples[row.Line] = new Sample(row.Line, row.Code, row.Text, false);
            foreach (var sample in _samples.Values.Where(sample => kept.Withdrawn.Contains(sample.Code)).ToList())
                _samples[sample.Line] = sample with { IsWithdrawn = true };
        }
    }

    /// <summary>The differences to the rows.</summary>
    public IEnumerable<string> Compare(IEnumerable<Sample> stored)
    {
        var left = new Dictionary<int, Sample>(_samples);
        foreach (var row in stored)
        {
            if (!left.Remove(row.Line, out var replayed)) yield return $"sample {row.Code} is not in the replayed history";
            else if (replayed != row) yield return $"sample {row.Code} is another in the replayed history";
        }

        foreach (var missing in left.Values) yield return $"sample {missing.Code} is in the replayed history, but not stored";
    }
}
