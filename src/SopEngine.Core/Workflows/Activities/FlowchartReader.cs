using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>Reads the connections of a flowchart.</summary>
internal static class FlowchartReader
{
    private const int MostConnections = 5_000;

    /// <summary>The connections whose ends exist, equal ones once; each of the others is a problem.</summary>
    public static ((int Source, int Target)[] Ends, string[] Ports) Connections(
        ActivityElement flowchart, FlowActivity[] children, Compilation compilation)
    {
        var indexes = new Dictionary<string, int>();
        for (var i = 0; i < children.Length; i++) indexes.TryAdd(children[i].Id, i);

        var seen = new HashSet<ConnectionElement>();
        var ends = new List<(int, int)>();
        var ports = new List<string>();
        foreach (var connection in flowchart.Connections)
        {
            if (ends.Count == MostConnections)
            {
                compilation.Report(ProblemCode.TooLarge, flowchart,
                    MostConnections.ToString(System.Globalization.CultureInfo.InvariantCulture));
                break;
            }

            var hasSource = indexes.TryGetValue(connection.Source, out var source);
            var hasTarget = indexes.TryGetValue(connection.Target, out var target);
            if (!hasSource || !hasTarget)
            {
                var known = hasSource ? children[source].Element : hasTarget ? children[target].Element : flowchart;
                compilation.Report(ProblemCode.ConnectionDangling, known, hasSource ? connection.Target : connection.Source);
            }
            else if (seen.Add(connection))
            {
                if (children[source].Ports is { } known && !known.Contains(connection.Port))
                    compilation.Report(ProblemCode.ConnectionUnknownPort, children[source].Element, connection.Port);
                ends.Add((source, target));
                ports.Add(connection.Port);
            }
        }

        return ([.. ends], [.. ports]);
    }

    /// <summary>
    /// The activity at which a flowchart begins, found as Elsa does: Start, else one that may start a workflow, else one without inbound
    /// connections, else the first.
    /// </summary>
    public static int Start(FlowActivity[] children, (int Source, int Target)[] connections)
    {
        var start = Array.FindIndex(children, child => child is Start);
        if (start < 0) start = Array.FindIndex(children, child => child.Element.CanStartWorkflow);
        if (start < 0)
            start = Enumerable.Range(0, children.Length)
                .Where(i => connections.All(connection => connection.Target != i)).DefaultIfEmpty(-1).First();
        return Math.Max(start, 0);
    }
}
