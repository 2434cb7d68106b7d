namespace SopEngine.Core.Workflows.Activities;

/// <summary>
/// A flowchart's connections, sorted into forward ones and loops back as Elsa's <c>FlowGraph</c> does. All indices are local to the flowchart.
/// </summary>
internal sealed class FlowGraph
{
    private readonly bool[] _backward;
    private readonly bool[] _valid;
    private readonly bool[] _reachable;
    private readonly bool[][] _ancestors;

    /// <param name="count">How many activities there are.</param>
    /// <param name="start">Where the flow begins.</param>
    /// <param name="connections">Source and target of each connection, in the definition's order.</param>
    public FlowGraph(int count, int start, IReadOnlyList<(int Source, int Target)> connections)
    {
        Start = start;
        _backward = new bool[connections.Count];
        _valid = new bool[connections.Count];

        Outbound = Lists(count, connections, connection => connection.Source, _ => true);
        var forward = ForwardTargets(count, start, connections);
        for (var i = 0; i < connections.Count; i++)
            _backward[i] = !forward[connections[i].Source].Contains(connections[i].Target);
        ForwardInbound = Lists(count, connections, connection => connection.Target, i => !_backward[i]);

        _reachable = Reach(start, forward, without: -1);
        _ancestors = Ancestors(count, forward);
        for (var i = 0; i < connections.Count; i++)
        {
            // Every forward path from the start to the source goes through the target: without the target, the source is out of reach.
            var (source, target) = connections[i];
            _valid[i] = _backward[i] && (source == target || target == start || !Reach(start, forward, without: target)[source]);
        }
    }

    public int Start { get; }

    /// <summary>Indices of each activity's outbound connections, in order.</summary>
    public int[][] Outbound { get; }

    /// <summary>Indices of each activity's inbound forward connections.</summary>
    public int[][] ForwardInbound { get; }

    public bool IsBackward(int connection) => _backward[connection];

    /// <summary>Whether a backward connection returns to a point that every way to its source has passed.</summary>
    public bool IsValidBackward(int connection) => _valid[connection];

    public bool IsReachable(int activity) => _reachable[activity];

    /// <summary>Whether one activity comes before another on some forward path.</summary>
    public bool IsAncestor(int ancestor, int activity) => _ancestors[activity][ancestor];

    /// <summary>
    /// Walks breadth-first from the start; an edge counts as forward unless its target already reaches its source over edges accepted so far.
    /// </summary>
    private static HashSet<int>[] ForwardTargets(int count, int start, IReadOnlyList<(int Source, int Target)> connections)
    {
        var targets = Lists(count, connections, connection => connection.Source, _ => true);
        var forward = new HashSet<int>[count];
        for (var i = 0; i < count; i++) forward[i] = [];

        var visited = new bool[count];
        var queue = new Queue<int>([start]);
        while (queue.TryDequeue(out var source))
        {
            // What was found out about its connections the first time holds: reachability only grows.
            if (visited[source]) continue;
            visited[source] = true;
            foreach (var connection in targets[source])
            {
                var target = connections[connection].Target;
                if (forward[source].Contains(target) || Reach(target, forward, without: -1)[source]) continue;
                forward[source].Add(target);
                if (!visited[target]) queue.Enqueue(target);
            }
        }

        return forward;
    }

    private static bool[] Reach(int from, HashSet<int>[] forward, int without)
    {
        var reached = new bool[forward.Length];
        if (from == without) return reached;

        var stack = new Stack<int>([from]);
        reached[from] = true;
        while (stack.TryPop(out var at))
        {
            foreach (var next in forward[at])
            {
                if (reached[next] || next == without) continue;
                reached[next] = true;
                stack.Push(next);
            }
        }

        return reached;
    }

    private static bool[][] Ancestors(int count, HashSet<int>[] forward)
    {
        var ancestors = new bool[count][];
        for (var i = 0; i < count; i++) ancestors[i] = new bool[count];
        for (var ancestor = 0; ancestor < count; ancestor++)
        {
            var reached = Reach(ancestor, forward, without: -1);
            for (var i = 0; i < count; i++) ancestors[i][ancestor] = i != ancestor && reached[i];
        }

        return ancestors;
    }

    private static int[][] Lists(
        int count, IReadOnlyList<(int Source, int Target)> connections, Func<(int Source, int Target), int> end, Func<int, bool> takes)
    {
        var lists = new List<int>[count];
        for (var i = 0; i < count; i++) lists[i] = [];
        for (var i = 0; i < connections.Count; i++)
        {
            if (takes(i)) lists[end(connections[i])].Add(i);
        }

        return [.. lists.Select(list => list.ToArray())];
    }
}
