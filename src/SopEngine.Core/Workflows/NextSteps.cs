namespace SopEngine.Core.Workflows;

/// <summary>The steps right behind a step, by one of its outcomes.</summary>
/// <param name="Outcome">Null for a step with only one way on.</param>
/// <param name="Steps">In the order of their numbers. Several, where the case branches or its data decide.</param>
/// <param name="MayEnd">True when the case may then be over.</param>
public sealed record NextSteps(string? Outcome, IReadOnlyList<Step> Steps, bool MayEnd)
{
    internal static IReadOnlyList<NextSteps> After(Flow flow, Step step)
    {
        var ways = WayReader.Read(flow).Where(way => way.From == new WayPoint(WayPointKind.Step, step.Activity)).ToList();
        return step.Outcomes.Count == 0
            ? [Of(flow, null, ways)]
            : [.. step.Outcomes.Select(outcome => Of(flow, outcome, ways.Where(way => IsOf(way, outcome))))];
    }

    /// <summary>A way's label begins with the outcome; conditions on the data come behind it.</summary>
    private static bool IsOf(Way way, string outcome) =>
        way.Label == outcome || way.Label.StartsWith(outcome + ", ", StringComparison.Ordinal);

    private static NextSteps Of(Flow flow, string? outcome, IEnumerable<Way> ways)
    {
        var targets = ways.Select(way => way.To).Distinct().ToList();
        var steps = targets.Where(to => to.Kind == WayPointKind.Step).Select(to => flow.StepAt(to.Activity)!);
        return new NextSteps(outcome, [.. steps.OrderBy(next => next, StepOrder.Instance)],
            targets.Exists(to => to.Kind == WayPointKind.End));
    }
}
