using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>
/// Activities joined by connections, run in Elsa 3.8's default mode (<c>Flowchart.Counters.cs</c>): every activity and connection counts
/// its visits. An activity with several inbound connections waits until all of them have been visited and starts if one was followed (an
/// implicit join); when none was, it is skipped and its own connections are visited as not followed, so that joins further down and the end
/// are reached whichever way a decision goes. A loop back starts its target at once and does not count as a visit of it. <para> In one
/// point this differs from Elsa: when a decision goes back, at once or over steps that lead nowhere else, its other ways are not visited as
/// "not followed" yet, because it will decide again. Elsa visits them in every round, so a rework loop inside one of two parallel branches
/// makes the join behind them start too early, or not at all. Without parallel branches both behave alike. </para>
/// </summary>
internal sealed class Flowchart : FlowActivity
{
    private readonly FlowActivity[] _children;
    private readonly (int Source, int Target)[] _connections;
    private readonly string[] _ports;
    private readonly FlowGraph? _graph;

    public Flowchart(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        Variables = [.. element.Variables];
        _children = compilation.CompileChildren(element, this);
        (_connections, _ports) = FlowchartReader.Connections(element, _children, compilation);
        if (_children.Length == 0) return;

        _graph = new FlowGraph(_children.Length, FlowchartReader.Start(_children, _connections), _connections);
        FlowchartChecks.Check(this, compilation);
    }

    internal IReadOnlyList<FlowActivity> Children => _children;

    /// <summary>Ends of each connection, as indices into <see cref="Children"/>.</summary>
    internal IReadOnlyList<(int Source, int Target)> Connections => _connections;

    internal IReadOnlyList<string> ConnectionPorts => _ports;

    /// <summary>Null for an empty flowchart.</summary>
    internal FlowGraph? Graph => _graph;

    /// <summary>Adds every activity that may come after a child on a way forward.</summary>
    internal void AddAhead(FlowActivity child, HashSet<FlowActivity> ahead)
    {
        foreach (var connection in _graph!.Outbound[LocalIndex(child)])
        {
            var next = _children[_connections[connection].Target];
            if (!_graph.IsBackward(connection) && ahead.Add(next)) AddAhead(next, ahead);
        }
    }

    internal override void Execute(Run run, Frame frame)
    {
        if (_graph is null)
        {
            run.Complete(frame);
            return;
        }

        frame.Visits = new int[_children.Length + (2 * _connections.Length)];
        run.Schedule(_children[_graph.Start], frame);
    }

    internal override void OnChildCompleted(Run run, Frame frame, FlowActivity child, bool childWasBackward, string[] outcomes)
    {
        if (child.IsTerminal)
        {
            run.Complete(frame);
            return;
        }

        if (!Leave(run, frame, LocalIndex(child), outcomes, countsAsVisit: !childWasBackward)) CompleteIfIdle(run, frame);
    }

    internal override void OnChildCancelled(Run run, Frame frame, FlowActivity child)
    {
        if (!CompleteIfIdle(run, frame)) Leave(run, frame, LocalIndex(child), [], countsAsVisit: true);
    }

    /// <summary>Sets the counts by the running children: activities behind one are still to come, all others are past.</summary>
    internal override void TakeOver(FlowActivity before, Frame frame, IReadOnlyList<Frame> inside, Move move)
    {
        if (_graph is null || frame.Visits is null) return;

        var running = new Dictionary<int, Frame>();
        foreach (var child in inside)
        {
            var index = LocalIndex(move.To.Activities[child.Activity]);
            if (!_graph.IsReachable(index) || !running.TryAdd(index, child)) move.Refuse(MoveObstacleReason.ActivityGone, _children[index]);
        }

        foreach (var (early, late) in running.Keys.SelectMany(late => running.Keys.Select(early => (early, late)))
            .Where(pair => _graph.IsAncestor(pair.early, pair.late)))
            move.Refuse(MoveObstacleReason.ComesAfterRunning, _children[late], _children[early]);
        frame.Visits = new MovedVisits((Flowchart)before, frame.Visits, this, running).Counts;
        var ahead = running.Keys.Select(at => _graph.RoundsUntil(at, [])).ToList();
        move.Passed(_children.Where((_, i) => !running.ContainsKey(i) && ahead.TrueForAll(rounds => rounds[i] is null)));
    }

    /// <summary>Goes back over the connections that were followed at their last visit.</summary>
    internal override IEnumerable<FlowActivity> DoneBefore(Frame frame, FlowActivity child)
    {
        if (_graph is null || frame.Visits is null) yield break;

        var visits = new Visits(frame.Visits, _children.Length, _connections.Length);
        var seen = new HashSet<int>();
        var work = new Queue<int>([LocalIndex(child)]);
        while (work.TryDequeue(out var at))
        {
            foreach (var connection in _graph.ForwardInbound[at])
            {
                var source = _connections[connection].Source;
                if (!visits.WasFollowed(connection) || !seen.Add(source)) continue;
                work.Enqueue(source);
                yield return _children[source];
            }
        }
    }

    internal override bool Holds(FlowActivity activity) => Array.IndexOf(_children, activity) >= 0;

    internal override bool IsBehind(FlowActivity child, FlowActivity earlier) =>
        child == earlier || _graph!.IsAncestor(LocalIndex(earlier), LocalIndex(child));

    /// <summary>Sets the counts by the running children, as after a move to another version; the step to be done again is one.</summary>
    internal override void GoBack(Run run, Frame frame, FlowActivity to)
    {
        var running = new Dictionary<int, Frame> { [LocalIndex(to)] = new() { Id = 0, Activity = to.Index, Parent = frame } };
        foreach (var child in run.State.Frames.Where(child => child.Parent == frame))
            running.TryAdd(LocalIndex(run.Flow.Activities[child.Activity]), child);
        frame.Visits = new MovedVisits(this, frame.Visits!, this, running).Counts;
        run.Schedule(to, frame);
    }

    /// <summary>Visits the outbound connections of an activity that ended with these outcomes, or that is skipped (no outcomes).</summary>
    /// <returns>True when something was scheduled.</returns>
    private bool Leave(Run run, Frame frame, int activity, string[] outcomes, bool countsAsVisit)
    {
        if (!_graph!.IsReachable(activity))
            throw new ActivityFaultException($"'{_children[activity].Name}' cannot be reached from the start.");

        var visits = new Visits(frame.Visits!, _children.Length, _connections.Length);
        if (countsAsVisit) visits.Visit(activity);

        var scheduled = false;
        foreach (var connection in _graph.Outbound[activity])
        {
            var followed = IsFollowed(connection, outcomes);
            if (!followed && IsPutOff(activity, connection, outcomes)) continue;
            visits.VisitConnection(connection, followed);
            var target = _connections[connection].Target;
            if (!_graph.IsBackward(connection)) scheduled |= Enter(run, frame, visits, connection, target);
            else if (followed) scheduled |= GoBack(run, frame, connection, target);
        }

        return scheduled;
    }

    private bool IsPutOff(int activity, int connection, string[] outcomes)
    {
        foreach (var other in _graph!.Outbound[activity])
        {
            if (_graph.PutsOff(other, connection) && IsFollowed(other, outcomes)) return true;
        }

        return false;
    }

    private bool IsFollowed(int connection, string[] outcomes) => Array.IndexOf(outcomes, _ports[connection]) >= 0;

    private bool GoBack(Run run, Frame frame, int connection, int target)
    {
        if (!_graph!.IsValidBackward(connection))
            throw new ActivityFaultException(
                $"The connection back to '{_children[target].Name}' leads to a point that not every way here has passed.");

        run.Schedule(_children[target], frame, backward: true);
        return true;
    }

    private bool Enter(Run run, Frame frame, Visits visits, int connection, int target)
    {
        var child = _children[target];
        var inbound = _graph!.ForwardInbound[target];
        var mode = child is FlowJoin join ? join.ModeFor(run, frame) : JoinMode.WaitAllActive;

        if (mode == JoinMode.WaitAny)
        {
            // Later arrivals of a round that has begun are ignored.
            if (visits.OfConnection(connection) <= visits.Of(target) || run.IsScheduled(child, frame)) return false;
            if (visits.AnyFollowed(inbound, target))
            {
                run.Schedule(child, frame);
                CancelAncestors(run, frame, child);
                return true;
            }
        }

        if (!visits.AllVisited(inbound, target)) return false;

        var starts = mode switch
        {
            JoinMode.WaitAll => visits.AllFollowed(inbound, target),
            JoinMode.WaitAllActive => visits.AnyFollowed(inbound, target),
            _ => false,
        };
        if (!starts) return Leave(run, frame, target, [], countsAsVisit: true);

        run.Schedule(child, frame);
        return true;
    }

    /// <summary>Cancels the activities still running on the ways to an activity.</summary>
    internal void CancelAncestors(Run run, Frame frame, FlowActivity of)
    {
        var index = LocalIndex(of);
        foreach (var running in run.State.Frames.Where(child => child.Parent == frame && child.Activity != of.Index).ToList())
        {
            if (_graph!.IsAncestor(LocalIndex(run.Flow.Activities[running.Activity]), index)) run.Cancel(running);
        }
    }

    private static bool CompleteIfIdle(Run run, Frame frame)
    {
        // A faulted child counts as present: the flowchart then does not complete, and the case becomes faulted.
        foreach (var other in run.State.Frames)
        {
            if (other.Parent == frame) return false;
        }

        if (run.HasWork(frame)) return false;
        run.Complete(frame);
        return true;
    }

    private int LocalIndex(FlowActivity child) => Array.IndexOf(_children, child);

    /// <summary>
    /// The counts of one run of a flowchart: visits of activities, then of connections, then 1 for each connection whose last visit was
    /// followed.
    /// </summary>
    private readonly struct Visits(int[] counts, int activities, int connections)
    {
        public int Of(int activity) => counts[activity];

        public int OfConnection(int connection) => counts[activities + connection];

        public void Visit(int activity) => counts[activity]++;

        public void VisitConnection(int connection, bool followed)
        {
            counts[activities + connection]++;
            counts[activities + connections + connection] = followed ? 1 : 0;
        }

        public bool AllVisited(int[] inbound, int target)
        {
            foreach (var connection in inbound)
            {
                if (OfConnection(connection) <= counts[target]) return false;
            }

            return true;
        }

        public bool AnyFollowed(int[] inbound, int target)
        {
            var most = Most(inbound);
            if (most <= counts[target]) return false;
            foreach (var connection in inbound)
            {
                if (OfConnection(connection) == most && WasFollowed(connection)) return true;
            }

            return false;
        }

        public bool AllFollowed(int[] inbound, int target)
        {
            var most = Most(inbound);
            if (most <= counts[target]) return false;
            foreach (var connection in inbound)
            {
                if (OfConnection(connection) != most || !WasFollowed(connection)) return false;
            }

            return true;
        }

        public bool WasFollowed(int connection) => counts[activities + connections + connection] == 1;

        private int Most(int[] inbound)
        {
            var most = 0;
            foreach (var connection in inbound) most = Math.Max(most, OfConnection(connection));
            return most;
        }
    }
}
