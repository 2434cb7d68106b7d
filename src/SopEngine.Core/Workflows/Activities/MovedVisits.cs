namespace SopEngine.Core.Workflows.Activities;

/// <summary>
/// A flowchart's counts carried over to another version of its drawing. An activity that both have keeps its visits, a new one has none; a
/// connection has then been visited as often as its target, and once more when the target runs, or when it waits and the source is past.
/// An activity that a loop leads back to does not wait for the ways into the loop again.
/// </summary>
internal readonly struct MovedVisits
{
    public MovedVisits(Flowchart before, int[] counts, Flowchart after, IReadOnlyDictionary<int, Frame> running)
    {
        var graph = after.Graph!;
        var (activities, connections) = (after.Children.Count, after.Connections.Count);
        var oldIndex = before.Children.Select((child, i) => (child.Id, i)).ToDictionary(child => child.Id, child => child.i);
        var oldWays = Ways(before);
        var ahead = running.Keys.Select(at => graph.RoundsUntil(at, [.. running.Keys.Where(other => other != at)])).ToList();
        Counts = new int[activities + (2 * connections)];
        for (var i = 0; i < activities; i++) Counts[i] = oldIndex.TryGetValue(after.Children[i].Id, out var old) ? counts[old] : 0;

        for (var way = 0; way < connections; way++)
        {
            var (source, target) = after.Connections[way];
            var key = Key(after, way);
            var visits = Counts[target];
            if (graph.IsBackward(way))
                visits = oldWays.Where(old => old.Key == key).Select(old => counts[before.Children.Count + old.Index]).FirstOrDefault();
            else if (running.TryGetValue(target, out var frame)) visits += frame.Backward ? 0 : 1;
            else if (IsToCome(target) && !IsComingTo(source, target)) visits++;
            Counts[activities + way] = visits;
            Counts[activities + connections + way] = WasFollowed(key) ? 1 : 0;
        }

        // By its forward connections only: a loop back starts its target without them.
        bool IsToCome(int target) => ahead.Any(rounds => rounds[target] == 0)
            || (ahead.Any(rounds => rounds[target] > 0)
                && !after.Connections.Where((_, way) => graph.IsBackward(way)).Any(way => way.Target == target));

        // True when the source comes before the target: activities behind a loop that all branches pass again come only later.
        bool IsComingTo(int source, int target)
        {
            if (running.ContainsKey(source)) return true;
            var soonest = ahead.Min(rounds => rounds[target]) / FlowGraph.Together;
            return ahead.Any(rounds => rounds[source] is { } round && round == rounds[target] && round / FlowGraph.Together == soonest);
        }

        // A way with a new target was followed if the case left its source by the same outcome.
        bool WasFollowed((string Source, string Port, string Target) key)
        {
            var same = oldWays.Where(way => way.Key.Source == key.Source && way.Key.Port == key.Port).ToList();
            var exact = same.Where(way => way.Key.Target == key.Target).ToList();
            return (exact.Count > 0 ? exact : same).Any(way => counts[before.Children.Count + before.Connections.Count + way.Index] == 1);
        }
    }

    public int[] Counts { get; }

    private static List<((string Source, string Port, string Target) Key, int Index)> Ways(Flowchart chart) =>
        [.. chart.Connections.Select((_, i) => (Key(chart, i), i))];

    private static (string Source, string Port, string Target) Key(Flowchart chart, int way) =>
        (chart.Children[chart.Connections[way].Source].Id, chart.ConnectionPorts[way], chart.Children[chart.Connections[way].Target].Id);
}
