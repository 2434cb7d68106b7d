using SopEngine.Core.Workflows;

namespace SopEngine.Core.Sheets;

/// <summary>The symbols of PermenPANRB 35/2012; there are no others besides the arrow.</summary>
public enum SymbolKind
{
    /// <summary>A capsule: the beginning of the procedure.</summary>
    Start,

    /// <summary>A capsule: the end.</summary>
    End,

    /// <summary>A rectangle: an execution.</summary>
    Process,

    /// <summary>A diamond: a decision.</summary>
    Decision,

    /// <summary>A pentagon: continues at the same letter on another page.</summary>
    Connector,
}

/// <summary>A symbol of the flowchart, before it is placed.</summary>
/// <param name="Lane">Its column, from 0.</param>
/// <param name="Row">
/// The row of the table that it is drawn in, from 0: that of its step, or of the step that a terminator begins or ends.
/// </param>
/// <param name="Step">Null for a terminator.</param>
public sealed record SheetNode(SymbolKind Kind, int Lane, int Row, Step? Step);

/// <summary>A connection from one symbol to the next.</summary>
/// <param name="Labels">The outcomes that lead this way; empty when there is no choice.</param>
public sealed record Transition(SheetNode From, SheetNode To, IReadOnlyList<string> Labels);

/// <summary>The flowchart in the column group Pelaksana.</summary>
/// <param name="Lanes">The heads of its columns.</param>
/// <param name="Nodes">From top to bottom.</param>
/// <param name="Transitions">At most one between two symbols.</param>
public sealed record SheetGraph(IReadOnlyList<string> Lanes, IReadOnlyList<SheetNode> Nodes, IReadOnlyList<Transition> Transitions)
{
    /// <exception cref="ArgumentException">The flow has no SOP header.</exception>
    public static SheetGraph Of(Flow flow)
    {
        if (flow.Definition.Sop is null) throw new ArgumentException("A workflow without a SOP header has no sheet.", nameof(flow));

        var ways = WayReader.Read(flow);
        var lanes = flow.Lanes.Select(lane => (lane.Id, lane.Name)).ToList();
        // The steps of a SOP used as an activity may stand in lanes of its own.
        foreach (var step in flow.Steps.Where(step => lanes.TrueForAll(lane => lane.Id != step.Lane))) lanes.Add((step.Lane, step.Lane));

        var nodes = Arrange(flow.Steps, ways, step => lanes.FindIndex(lane => lane.Id == step.Lane));
        var drawn = nodes.ToDictionary(node => node.Of, node => node.Node);
        // Two ends of one row are one capsule.
        return new SheetGraph(
            [.. lanes.Select(lane => lane.Name)],
            [.. nodes.Select(node => node.Node).Distinct()],
            [
                .. ways.GroupBy(way => (From: drawn[way.From], To: drawn[way.To]))
                    .Select(group => new Transition(group.Key.From, group.Key.To,
                        [.. group.Select(way => way.Label).Where(label => label.Length > 0).Distinct()]))
                    .OrderBy(transition => transition.From.Row).ThenBy(transition => transition.To.Row),
            ]);
    }

    private static List<(WayPoint Of, SheetNode Node)> Arrange(IReadOnlyList<Step> steps, IReadOnlyList<Way> ways, Func<Step, int> lane)
    {
        var rows = new Dictionary<WayPoint, int>();
        foreach (var (row, step) in steps.Index()) rows[new WayPoint(WayPointKind.Step, step.Activity)] = row;

        var terminators = new List<(WayPoint Of, int Row)>();
        foreach (var start in ways.Select(way => way.From).Where(point => point.Kind == WayPointKind.Start).Distinct())
            terminators.Add((start, ways.Where(way => way.From == start).Min(way => rows.GetValueOrDefault(way.To))));
        foreach (var end in ways.Select(way => way.To).Where(point => point.Kind == WayPointKind.End).Distinct())
            terminators.Add((end, ways.Where(way => way.To == end).Max(way => rows.GetValueOrDefault(way.From))));

        var nodes = new List<(WayPoint, SheetNode)>();
        foreach (var (row, step) in steps.Index())
        {
            AddTerminators(WayPointKind.Start, SymbolKind.Start);
            var kind = step.Outcomes.Count > 0 ? SymbolKind.Decision : SymbolKind.Process;
            nodes.Add((new WayPoint(WayPointKind.Step, step.Activity), new SheetNode(kind, lane(step), row, step)));
            AddTerminators(WayPointKind.End, SymbolKind.End);

            void AddTerminators(WayPointKind kind, SymbolKind symbol)
            {
                foreach (var (of, at) in terminators.Where(terminator => terminator.Of.Kind == kind && terminator.Row == row))
                    nodes.Add((of, new SheetNode(symbol, lane(step), at, null)));
            }
        }

        return nodes;
    }
}
