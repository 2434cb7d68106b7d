using SopEngine.Core.Escalation;

namespace SopEngine.Core.Workflows;

/// <summary>Reads from a flow the ladder that each of its steps climbs while nobody completes it.</summary>
internal static class StepLadders
{
    /// <summary>The ladders by the steps' activities.</summary>
    public static IReadOnlyDictionary<int, IReadOnlyList<EscalationLevel>> Of(Flow flow)
    {
        var next = new NextActors(flow);
        var rungs = flow.Definition.Sop?.Escalation ?? Ladder.Default;
        var officeLanes = flow.Lanes.Where(lane => !lane.External).Select(lane => lane.Id).ToList();
        return flow.Steps.ToDictionary(step => step.Activity, step =>
        {
            var isCustomers = flow.Lane(step.Lane) is { External: true };
            var facts = new LadderStep(
                step.Lane, isCustomers, step.WarnAt, step.EscalateTo, next.After(step), step.OnlyByLane || step.Disposes);
            return Ladder.Of(rungs, facts, officeLanes);
        });
    }
}
