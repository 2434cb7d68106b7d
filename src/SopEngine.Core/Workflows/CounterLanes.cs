namespace SopEngine.Core.Workflows;

/// <summary>
/// The lanes whose holders may do a customer's step in the customer's name, for people who come to the counter. They are the lanes that
/// the SOP marks so. A SOP that marks none leaves it to the office's lanes that are nearest to the step: those of the steps right behind
/// it, which receive what the customer brings, and right before it, which hand over what the customer gets.
/// </summary>
internal static class CounterLanes
{
    /// <summary>The lanes by the customers' steps.</summary>
    public static IReadOnlyDictionary<int, IReadOnlySet<string>> Of(Flow flow)
    {
        var marked = flow.Lanes.Where(lane => lane is { Counter: true, External: false }).Select(lane => lane.Id).ToHashSet();
        var theirs = flow.Steps.Where(step => flow.Lane(step.Lane) is { External: true }).ToList();
        if (theirs.Count == 0 || marked.Count > 0) return theirs.ToDictionary(step => step.Activity, IReadOnlySet<string> (_) => marked);

        var ways = WayReader.Read(flow).Where(way => way.From.Kind == WayPointKind.Step && way.To.Kind == WayPointKind.Step).ToList();
        var beside = ways.Concat(ways.Select(way => new Way(way.To, way.From, "")))
            .ToLookup(way => way.From.Activity, way => way.To.Activity);
        return theirs.ToDictionary(step => step.Activity, IReadOnlySet<string> (step) => Nearest(flow, step.Activity, beside));
    }

    private static HashSet<string> Nearest(Flow flow, int step, ILookup<int, int> beside)
    {
        var seen = new HashSet<int> { step };
        for (List<int> ring = [step]; ring.Count > 0;)
        {
            ring = [.. ring.SelectMany(at => beside[at]).Where(seen.Add)];
            var lanes = ring.Select(at => flow.StepAt(at)!.Lane).Where(lane => flow.Lane(lane) is { External: false }).ToHashSet();
            if (lanes.Count > 0) return lanes;
        }

        return [];
    }
}
