using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Activities;

namespace SopEngine.Core.Comparison;

/// <summary>
/// Pairs the activities of two versions: by place and id, then by id alone, then a step by its wording, and any other activity as the only
/// one of its type left.
/// </summary>
internal sealed class ActivityPairs
{
    /// <summary>The share of words that two kegiatan must have in common to count as one, reworded and drawn anew.</summary>
    private const double AlikeEnough = 0.6;

    private readonly Dictionary<FlowActivity, FlowActivity> _before = [];
    private readonly Dictionary<FlowActivity, FlowActivity> _after = [];

    public static ActivityPairs Of(Flow before, Flow after)
    {
        var pairs = new ActivityPairs();
        pairs.PairBy(before, after, activity => activity.NodeId);
        pairs.PairBy(before, after, activity => activity.Id);
        pairs.PairByWording(before, after);
        pairs.PairBy(before, after, activity => activity is StepActivity ? null : activity.Type);
        return pairs;
    }

    public FlowActivity? Before(FlowActivity after) => _before.GetValueOrDefault(after);

    public FlowActivity? After(FlowActivity before) => _after.GetValueOrDefault(before);

    /// <summary>Pairs the single ones that share a key with no other activity.</summary>
    private void PairBy(Flow before, Flow after, Func<FlowActivity, string?> key)
    {
        var singles = Unique(before.Activities.Where(activity => After(activity) is null), key);
        foreach (var (text, later) in Unique(after.Activities.Where(activity => Before(activity) is null), key))
        {
            if (singles.TryGetValue(text, out var earlier) && earlier is StepActivity == later is StepActivity) Pair(earlier, later);
        }
    }

    private void PairByWording(Flow before, Flow after)
    {
        var alike =
            from earlier in before.Activities.OfType<StepActivity>()
            where After(earlier) is null
            from later in after.Activities.OfType<StepActivity>()
            where Before(later) is null
            let likeness = Likeness(earlier.Step.Instruction, later.Step.Instruction)
            where likeness >= AlikeEnough
            orderby likeness descending, later.Index, earlier.Index
            select (earlier, later);
        foreach (var (earlier, later) in alike.ToList())
        {
            if (After(earlier) is null && Before(later) is null) Pair(earlier, later);
        }
    }

    private void Pair(FlowActivity earlier, FlowActivity later)
    {
        _before[later] = earlier;
        _after[earlier] = later;
    }

    private static Dictionary<string, FlowActivity> Unique(IEnumerable<FlowActivity> activities, Func<FlowActivity, string?> key) =>
        activities
            .Where(activity => !string.IsNullOrEmpty(key(activity))).GroupBy(activity => key(activity)!).Where(group => group.Count() == 1)
            .ToDictionary(group => group.Key, group => group.Single());

    /// <summary>Twice the words in common over all words, from 0 to 1.</summary>
    private static double Likeness(string a, string b)
    {
        var (first, second) = (Words(a), Words(b));
        return first.Count + second.Count == 0 ? 0 : 2.0 * first.Intersect(second).Count() / (first.Count + second.Count);
    }

    private static HashSet<string> Words(string text) =>
        [.. text.ToLowerInvariant().Split([' ', ',', '.', ';', ':', '(', ')', '/', '-', '\n'], StringSplitOptions.RemoveEmptyEntries)];
}
