using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Activities;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Comparison;

/// <summary>
/// The differences between two versions of a SOP: the header, the lanes, the steps, the ways between them, and the activities that are not
/// steps. Places on the canvas do not count.
/// </summary>
/// <param name="LanesMoved">True when lanes that both versions have stand in another order.</param>
/// <param name="Steps">In the order in which the newer version prints them; removed ones after the rest.</param>
public sealed record FlowDifference(
    IReadOnlyList<HeaderChange> Header, IReadOnlyList<LaneChange> Lanes, bool LanesMoved, IReadOnlyList<StepChange> Steps,
    IReadOnlyList<Transition> AddedTransitions, IReadOnlyList<Transition> RemovedTransitions, IReadOnlyList<ActivityChange> Others)
{
    public bool IsEmpty =>
        Header.Count + Lanes.Count + Steps.Count + AddedTransitions.Count + RemovedTransitions.Count + Others.Count == 0 && !LanesMoved;

    /// <param name="before">The older version; one that cannot run will do (<see cref="CompiledFlow.Drawing"/>).</param>
    public static FlowDifference Between(Flow before, Flow after)
    {
        var pairs = ActivityPairs.Of(before, after);
        var removed = Transitions(before).ToDictionary(way => (way.Source.Index, way.Port, way.Target.Index));
        var added = new List<(FlowActivity Source, string Port, FlowActivity Target)>();
        foreach (var way in Transitions(after))
        {
            var isOld = pairs.Before(way.Source) is { } source && pairs.Before(way.Target) is { } target
                && removed.Remove((source.Index, way.Port, target.Index));
            if (!isOld) added.Add(way);
        }

        return new FlowDifference(
            HeaderChange.Between(before.Definition, after.Definition),
            LaneChange.Between(before.Lanes, after.Lanes),
            LaneChange.AreMoved(before.Lanes, after.Lanes),
            StepChange.Between(before, after, pairs),
            [.. added.Select(Transition.Of)],
            [.. removed.Values.Select(Transition.Of)],
            ActivityChange.Between(before, after, pairs));
    }

    private static IEnumerable<(FlowActivity Source, string Port, FlowActivity Target)> Transitions(Flow flow) =>
        flow.Activities.OfType<Flowchart>()
            .SelectMany(chart => chart.Connections.Select(
                (ends, i) => (chart.Children[ends.Source], chart.ConnectionPorts[i], chart.Children[ends.Target])));
}

/// <summary>A connection from one activity to another.</summary>
/// <param name="Port">The outcome by which it is taken; null for the only one.</param>
public sealed record Transition(string From, string? Port, string To)
{
    internal static Transition Of((FlowActivity Source, string Port, FlowActivity Target) way) =>
        new(Label(way.Source), way.Port == FlowActivity.Done[0] ? null : way.Port, Label(way.Target));

    private static string Label(FlowActivity activity) =>
        activity is StepActivity { Step: var step } && !step.Caption.StartsWith(step.Number + ".", StringComparison.Ordinal)
            ? $"{step.Number}. {step.Caption}"
            : activity.Name;
}

/// <summary>A lane that one version lacks, or whose name or holders differ. Lanes are the same when their ids are.</summary>
/// <param name="Before">Null for an added lane.</param>
/// <param name="After">Null for a removed lane.</param>
public sealed record LaneChange(Lane? Before, Lane? After)
{
    internal static IReadOnlyList<LaneChange> Between(IReadOnlyList<Lane> before, IReadOnlyList<Lane> after) =>
    [
        .. after.Select(lane => new LaneChange(before.FirstOrDefault(old => old.Id == lane.Id), lane))
            .Where(change => change.Before != change.After),
        .. before.Where(lane => after.All(other => other.Id != lane.Id)).Select(lane => new LaneChange(lane, null)),
    ];

    internal static bool AreMoved(IReadOnlyList<Lane> before, IReadOnlyList<Lane> after)
    {
        var common = before.Select(lane => lane.Id).Intersect(after.Select(lane => lane.Id)).ToHashSet();
        return !before.Select(lane => lane.Id).Where(common.Contains).SequenceEqual(after.Select(lane => lane.Id).Where(common.Contains));
    }
}
