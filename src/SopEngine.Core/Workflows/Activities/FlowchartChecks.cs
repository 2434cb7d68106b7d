namespace SopEngine.Core.Workflows.Activities;

/// <summary>Checks the connections between a flowchart's activities.</summary>
internal static class FlowchartChecks
{
    public static void Check(Flowchart flowchart, Compilation compilation)
    {
        var children = flowchart.Children;
        var graph = flowchart.Graph!;
        for (var i = 0; i < children.Count; i++)
        {
            if (!graph.IsReachable(i) && children[i] is not (Start or CronTrigger))
                compilation.Report(ProblemCode.StepUnreachable, children[i].Element);
        }

        for (var i = 0; i < flowchart.Connections.Count; i++)
        {
            var (source, target) = flowchart.Connections[i];
            if (graph.IsReachable(source) && graph.IsBackward(i) && !graph.IsValidBackward(i))
                compilation.Report(ProblemCode.ConnectionBackInvalid, children[source].Element, children[target].Name);
        }

        if (children.Any(child => child is StepActivity)) CheckSop(flowchart, compilation);
    }

    /// <summary>The rules for a SOP beyond Elsa's for a flowchart: L4, L5 and L13 of PermenPANRB 35/2012.</summary>
    private static void CheckSop(Flowchart flowchart, Compilation compilation)
    {
        var children = flowchart.Children;
        var starts = children.Where(child => child is Start).ToList();
        if (starts.Count == 0) compilation.Report(ProblemCode.StartMissing, null);
        foreach (var more in starts.Skip(1)) compilation.Report(ProblemCode.StartTwice, more.Element);
        if (!children.Any(EndsTheFlow)) compilation.Report(ProblemCode.EndMissing, null);
        else ReportDeadEnds(flowchart, compilation);

        foreach (var decision in children.OfType<StepActivity>().Where(step => step.Step.Outcomes.Count > 0))
        {
            foreach (var outcome in decision.Step.Outcomes)
            {
                var isConnected = Enumerable.Range(0, flowchart.Connections.Count)
                    .Any(i => children[flowchart.Connections[i].Source] == decision && flowchart.ConnectionPorts[i] == outcome);
                if (!isConnected) compilation.Report(ProblemCode.OutcomeUnconnected, decision.Element, outcome);
            }
        }
    }

    private static void ReportDeadEnds(Flowchart flowchart, Compilation compilation)
    {
        var children = flowchart.Children;
        var reachesEnd = children.Select(EndsTheFlow).ToArray();
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var (source, target) in flowchart.Connections)
            {
                if (reachesEnd[source] || !reachesEnd[target]) continue;
                reachesEnd[source] = changed = true;
            }
        }

        for (var i = 0; i < children.Count; i++)
        {
            if (!reachesEnd[i] && flowchart.Graph!.IsReachable(i)) compilation.Report(ProblemCode.NoWayToEnd, children[i].Element);
        }
    }

    private static bool EndsTheFlow(FlowActivity activity) => activity.IsTerminal || activity is UnknownActivity;
}
