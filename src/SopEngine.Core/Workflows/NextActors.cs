namespace SopEngine.Core.Workflows;

/// <summary>The lanes whose turn comes after a step.</summary>
internal sealed class NextActors
{
    private readonly Flow _flow;
    private readonly ILookup<int, WayPoint> _onward;

    public NextActors(Flow flow)
    {
        _flow = flow;
        var order = flow.Steps.Index().ToDictionary(step => step.Item.Activity, step => step.Index);
        // A way back counts only where no other goes on: the next actor has the greater interest in the work.
        _onward = WayReader.Read(flow)
            .Where(way => way.From.Kind == WayPointKind.Step)
            .GroupBy(way => way.From.Activity)
            .SelectMany(leaving => leaving.Any(IsOnward) ? leaving.Where(IsOnward) : leaving)
            .ToLookup(way => way.From.Activity, way => way.To);

        bool IsOnward(Way way) => way.To.Kind != WayPointKind.Step || order[way.To.Activity] > order[way.From.Activity];
    }

    /// <summary>
    /// The lanes of the steps right behind a step. Where its own lane goes on with the work, the lanes behind that; none behind the last
    /// step.
    /// </summary>
    public IReadOnlySet<string> After(Step step)
    {
        var lanes = new HashSet<string>();
        var seen = new HashSet<int>();
        var work = new Queue<int>([step.Activity]);
        while (work.TryDequeue(out var at))
        {
            foreach (var next in _onward[at].Where(point => point.Kind == WayPointKind.Step && seen.Add(point.Activity)))
            {
                var lane = _flow.StepAt(next.Activity)!.Lane;
                if (lane == step.Lane) work.Enqueue(next.Activity);
                else lanes.Add(lane);
            }
        }

        return lanes;
    }
}
