using SopEngine.Core.Workflows.Activities;

namespace SopEngine.Core.Workflows;

/// <summary>
/// Finds the steps right behind each step. Activities that are not steps are seen through. Each activity is read into its possible first
/// and last points, and containers combine these, as one builds an automaton from an expression.
/// </summary>
internal sealed class WayReader
{
    private const string Done = "Done";

    private readonly ILookup<string, FlowActivity> _children;
    private readonly FlowActivity? _root;
    private readonly List<Way> _ways = [];
    private int _gates;

    private WayReader(Flow flow)
    {
        _children = flow.Activities.ToLookup(activity => activity.NodeId[..Math.Max(0, activity.NodeId.Length - activity.Id.Length - 1)]);
        _root = _children[flow.Root.NodeId].FirstOrDefault();
    }

    /// <summary>A way in: to a point or, without one, a way right through that leaves by a port.</summary>
    private readonly record struct Entry(WayPoint? Into, string Label, string? Port);

    /// <summary>A way out by a port; null is any port.</summary>
    private readonly record struct Exit(WayPoint From, string Label, string? Port);

    private sealed record Part(List<Entry> Entries, List<Exit> Exits);

    public static List<Way> Read(Flow flow)
    {
        var reader = new WayReader(flow);
        if (flow.Steps.Count == 0 || reader._root is null) return [];

        var whole = reader.Read(reader._root);
        var exits = reader.Follow([new Exit(new WayPoint(WayPointKind.Start, 0), "", Done)], whole);
        exits.AddRange(whole.Exits);
        var end = new WayPoint(WayPointKind.End, reader._root.Index);
        foreach (var exit in exits) reader._ways.Add(new Way(exit.From, end, exit.Label));
        return reader._ways;
    }

    private Part Read(FlowActivity activity)
    {
        var children = _children[activity.NodeId].ToList();
        return activity switch
        {
            StepActivity step => ReadStep(step.Step),
            _ when EndsTheCase(activity) => new([new Entry(new WayPoint(WayPointKind.End, activity.Index), "", null)], []),
            Flowchart chart => ReadChart(chart),
            If => ReadAlternatives(children.Select(child => (child, child.Id == activity.Element.Embedded("then")?.Id ? Way.Yes : Way.No)),
                children.Count > 1 ? null : activity.Element.Embedded("then") is null ? Way.Yes : Way.No),
            Switch => ReadAlternatives(
                children.Select(child => (child, child.Id == activity.Element.Embedded("default")?.Id ? Way.Otherwise : child.Name)),
                activity.Element.Embedded("default") is null ? Way.Otherwise : null),
            Activities.Parallel => ReadAlternatives(children.Select(child => (child, "")), children.Count == 0 ? "" : null),
            Loop or ParallelForEach => ReadRounds(children),
            _ when children.Count > 0 => ReadChain(children),
            _ => new(ReadThrough(activity), []),
        };
    }

    private bool EndsTheCase(FlowActivity activity) =>
        activity is Finish or Fault
            || (activity is End or Complete && _root is not null && activity.NodeId == $"{_root.NodeId}:{activity.Id}");

    private static Part ReadStep(Step step)
    {
        var point = new WayPoint(WayPointKind.Step, step.Activity);
        return new([new Entry(point, "", null)],
            step.Outcomes.Count == 0
                ? [new Exit(point, "", Done)]
                : [.. step.Outcomes.Select(outcome => new Exit(point, outcome, outcome))]);
    }

    /// <summary>A condition on the data is a label at the arrow, because only a person's decision is a symbol.</summary>
    private static List<Entry> ReadThrough(FlowActivity activity) => activity switch
    {
        FlowDecision => [new Entry(null, Way.Yes, "True"), new Entry(null, Way.No, "False")],
        FlowSwitch => [.. activity.Ports!.Select(port => new Entry(null, port == "Default" ? Way.Otherwise : port, port))],
        _ => [new Entry(null, "", null)],
    };

    private Part ReadChart(Flowchart chart)
    {
        if (chart.Graph is null) return new([new Entry(null, "", Done)], []);

        var parts = chart.Children.Select(Read).ToList();
        var gate = Gate();
        var leaving = new List<Exit>();
        var isLeft = new bool[parts.Count];
        var seen = new HashSet<(Exit, int)>();
        var work = new Queue<(Exit Exit, int Child)>([(new Exit(gate, "", Done), chart.Graph.Start)]);
        while (work.TryDequeue(out var arrival))
        {
            if (!seen.Add(arrival)) continue;

            var child = arrival.Child;
            var exits = Follow([arrival.Exit], parts[child]);
            if (!isLeft[child]) exits.AddRange(parts[child].Exits);
            isLeft[child] = true;
            foreach (var exit in exits)
            {
                var onward = chart.Graph.Outbound[child]
                    .Where(connection => exit.Port is null || chart.ConnectionPorts[connection] == exit.Port).ToList();
                if (onward.Count == 0 || chart.Children[child].IsTerminal) leaving.Add(exit with { Port = Done });
                else foreach (var connection in onward) work.Enqueue((exit with { Port = Done }, chart.Connections[connection].Target));
            }
        }

        return Close(gate, leaving);
    }

    private Part ReadChain(List<FlowActivity> children)
    {
        var gate = Gate();
        List<Exit> exits = [new(gate, "", Done)];
        foreach (var child in children)
        {
            var part = Read(child);
            exits = [.. Follow(exits, part), .. part.Exits];
            if (child.IsTerminal) break;
        }

        return Close(gate, exits);
    }

    /// <param name="around">The label of the empty alternative; null when there is none.</param>
    private Part ReadAlternatives(IEnumerable<(FlowActivity Child, string Label)> children, string? around)
    {
        var entries = new List<Entry>();
        var exits = new List<Exit>();
        foreach (var (child, label) in children)
        {
            var part = Read(child);
            entries.AddRange(part.Entries.Select(entry => entry with { Label = Both(label, entry.Label), Port = Done }));
            exits.AddRange(part.Exits.Select(exit => exit with { Port = Done }));
        }

        if (around is not null) entries.Add(new Entry(null, around, Done));
        return new(entries, exits);
    }

    private Part ReadRounds(List<FlowActivity> body)
    {
        var part = ReadChain(body);
        Follow(part.Exits, part);
        return new([.. part.Entries, new Entry(null, "", Done)], part.Exits);
    }

    /// <summary>Draws the ways from the exits to the entries. Returns the exits that pass right through.</summary>
    private List<Exit> Follow(IEnumerable<Exit> exits, Part part)
    {
        var through = new List<Exit>();
        foreach (var exit in exits)
        {
            foreach (var entry in part.Entries)
            {
                var label = Both(exit.Label, entry.Label);
                if (entry.Into is { } into) _ways.Add(new Way(exit.From, into, label));
                else through.Add(new Exit(exit.From, label, entry.Port));
            }
        }

        return through;
    }

    private WayPoint Gate() => new(WayPointKind.Gate, _gates++);

    private Part Close(WayPoint gate, List<Exit> exits)
    {
        var entries = _ways.Where(way => way.From == gate).Select(way => new Entry(way.To, way.Label, null)).ToList();
        _ways.RemoveAll(way => way.From == gate);
        entries.AddRange(exits.Where(exit => exit.From == gate).Select(exit => new Entry(null, exit.Label, Done)));
        return new(entries, [.. exits.Where(exit => exit.From != gate).Select(exit => exit with { Port = Done })]);
    }

    // A label is said once: otherwise a loop of conditions alone would never be done.
    private static string Both(string first, string second) =>
        first.Length == 0 || first.Split(", ").Contains(second)
            ? first.Length == 0 ? second : first
            : second.Length == 0 ? first : $"{first}, {second}";
}
