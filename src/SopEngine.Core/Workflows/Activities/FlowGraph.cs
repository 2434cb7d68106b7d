namespace SopEngine.Core.Workflows.Activities;

/// <summary>
/// A flowchart's connections, sorted into forward and backward ones as Elsa's <c>FlowGraph</c> does. All indices are local to the
/// flowchart.
/// </summary>
internal sealed class FlowGraph
{
    private readonly bool[] _backward;
    private readonly bool[] _valid;
    private readonly bool[] _reachable;
    private readonly bool[][] _ancestors;
    private readonly bool[] _returning;
    private readonly bool[][] _puttingOff;
    private readonly IReadOnlyList<(int Source, int Target)> _connections;

    /// <param name="count">The number of activities.</param>
    /// <param name="start">The activity at which the flow begins.</param>
    /// <param name="connections">Source and target of each connection, in the definition's order.</param>
    public FlowGraph(int count, int start, IReadOnlyList<(int Source, int Target)> connections)
    {
        Start = start;
        _connections = connections;
        _backward = new bool[connections.Count];
        _valid = new bool[connections.Count];

        Outbound = Lists(count, connections, connection => connection.Source, _ => true);
        var forward = ForwardTargets(count, start, connections);
        for (var i = 0; i < connections.Count; i++)
            _backward[i] = !forward[connections[i].Source].Contains(connections[i].Target);
        ForwardInbound = Lists(count, connections, connection => connection.Target, i => !_backward[i]);

        _reachable = Reach(start, forward, without: -1);
        _ancestors = Ancestors(count, forward);
        _returning = Returning(count, connections);
        _puttingOff = PuttingOff(count, connections);
        for (var i = 0; i < connections.Count; i++)
        {
            // Every forward path from the start to the source passes the target: without the target, the source is out of reach.
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

    /// <summary>True when a backward connection returns to a point that every way to its source has passed.</summary>
    public bool IsValidBackward(int connection) => _valid[connection];

    /// <summary>
    /// True when a way out of an activity stays undecided while another of its ways is followed: the other one leads back sooner or later,
    /// without meeting the first one's targets, so the activity will choose again.
    /// </summary>
    public bool PutsOff(int followed, int other) => _puttingOff[followed].Length > 0 && _puttingOff[followed][other];

    public bool IsReachable(int activity) => _reachable[activity];

    /// <summary>True when one activity comes before another on some forward path.</summary>
    public bool IsAncestor(int ancestor, int activity) => _ancestors[activity][ancestor];

    /// <summary>
    /// The activities still to come behind one that runs beside others: the number of backward connections to each; null for one out of
    /// reach. A backward connection counts only where every way forward ends in one. A connection back to a point before the others, who
    /// must then have come there too, counts <see cref="Together"/>.
    /// </summary>
    public int?[] RoundsUntil(int activity, IReadOnlyCollection<int> beside)
    {
        var rounds = new int?[Outbound.Length];
        var work = new PriorityQueue<int, int>([(activity, 0)]);
        while (work.TryDequeue(out var at, out var after))
        {
            foreach (var connection in Outbound[at])
            {
                if (_backward[connection] && !_returning[at]) continue;

                var target = _connections[connection].Target;
                var round = after
                    + (!_backward[connection] ? 0 : beside.Any(other => other == target || IsAncestor(target, other)) ? Together : 1);
                if (rounds[target] <= round) continue;
                rounds[target] = round;
                work.Enqueue(target, round);
            }
        }

        return rounds;
    }

    /// <summary>Rank of a backward connection that every open branch must pass again; larger than any number of loops.</summary>
    public const int Together = 100_000;

    /// <summary>
    /// Walks breadth-first from the start; an edge counts as forward unless its target already reaches its source over accepted edges.
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
            // The first result for its connections holds: reachability only grows.
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

    private bool[][] PuttingOff(int count, IReadOnlyList<(int Source, int Target)> connections)
    {
        var puttingOff = new bool[connections.Count][];
        for (var followed = 0; followed < connections.Count; followed++)
        {
            puttingOff[followed] = [];
            var (source, target) = connections[followed];
            if (Outbound[source].Length == 1 || !(_backward[followed] || _returning[target])) continue;

            puttingOff[followed] = new bool[connections.Count];
            foreach (var other in Outbound[source])
                puttingOff[followed][other] = other != followed
                    && (_backward[followed] || _backward[other] || !Meet(count, target, connections[other].Target));
        }

        return puttingOff;
    }

    /// <summary>The activities from which every way forward ends in a backward connection.</summary>
    private bool[] Returning(int count, IReadOnlyList<(int Source, int Target)> connections)
    {
        // All of them, less those found to lead on: an end first, then the activities that lead there.
        var returning = Enumerable.Range(0, count).Select(activity => Outbound[activity].Length > 0).ToArray();
        for (var isSettled = false; !isSettled;)
        {
            isSettled = true;
            for (var activity = 0; activity < count; activity++)
            {
                if (!returning[activity] || Outbound[activity].All(way => _backward[way] || returning[connections[way].Target])) continue;
                returning[activity] = false;
                isSettled = false;
            }
        }

        return returning;
    }

    private bool Meet(int count, int one, int other) => Enumerable.Range(0, count).Any(activity =>
        (activity == one || IsAncestor(one, activity)) && (activity == other || IsAncestor(other, activity)));

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
