using SopEngine.Core.Workflows;

namespace SopEngine.Core.Sheets;

/// <summary>The sizes of the parts of a lane, in points.</summary>
internal static class SymbolSizes
{
    /// <summary>The least width of a symbol.</summary>
    public const double Least = 30;

    /// <summary>Above a symbol: room for an incoming line and its arrowhead.</summary>
    public const double Above = 12;

    /// <summary>Below a symbol: room for an outgoing line.</summary>
    public const double Below = 8;

    /// <summary>The distance of the lines in these rooms from the edge of the row.</summary>
    public const double LineInset = 3.5;

    public const double ConnectorHeight = 15;

    public static (double Width, double Height) Of(SymbolKind kind, double laneWidth)
    {
        var width = Math.Clamp(laneWidth * 0.54, Least, 44);
        return kind switch
        {
            SymbolKind.Process => (width, Math.Min(22, width * 0.56)),
            SymbolKind.Decision => (width, Math.Min(30, width * 0.8)),
            SymbolKind.Connector => (15, ConnectorHeight),
            _ => (Math.Max(Least, width * 0.86), 14),
        };
    }
}

/// <summary>A symbol's own height within a row of the table: its room above, itself, its room below.</summary>
internal readonly record struct Band(double Above, double Symbol, double Below)
{
    public double Height => Above + Symbol + Below;
}

/// <summary>A row of the table, measured.</summary>
/// <param name="Nodes">Its symbols from top to bottom: the step's, and the terminators beside it.</param>
internal sealed record TableRow(Step Step, IReadOnlyList<SheetNode> Nodes,
    IReadOnlyList<Band> Bands, IReadOnlyList<IReadOnlyList<string>> Texts, double Height);

internal static class TableRows
{
    public static readonly Font Text = new(8);
    public static readonly Font Label = new(6.8);

    public static List<TableRow> Measure(IReadOnlyList<Step> steps, SheetGraph graph, TableColumns columns)
    {
        var nodes = graph.Nodes.ToLookup(node => node.Row);
        var transitions = graph.Transitions.ToLookup(transition => transition.From);
        return [.. steps.Select((step, row) =>
        {
            var texts = Texts(step, columns);
            var bands = nodes[row].Select(node => Measure(node, transitions[node], columns)).ToList();
            var text = (texts.Max(lines => lines.Count) * Text.Leading) + (2 * TableColumns.Padding);
            return new TableRow(step, [.. nodes[row]], bands, texts, Math.Max(text, bands.Sum(band => band.Height)));
        })];
    }

    public static string LabelText(IReadOnlyList<string> labels) => string.Join(" / ", labels);

    private static List<IReadOnlyList<string>> Texts(Step step, TableColumns columns)
    {
        List<(int Column, string Text)> cells = [(0, step.Number)];
        foreach (var (i, text) in TableColumns.Texts(step).Index()) cells.Add((i == 0 ? 1 : columns.AfterLanes + i - 1, text));
        return [.. cells.Select(cell =>
            Typesetting.Lines(cell.Text, columns.Edges[cell.Column + 1] - columns.Edges[cell.Column] - (2 * TableColumns.Padding), Text))];
    }

    private static Band Measure(SheetNode node, IEnumerable<Transition> transitions, TableColumns columns)
    {
        var height = SymbolSizes.Of(node.Kind, columns.LaneWidth).Height;
        if (node.Kind == SymbolKind.Start) return new Band(5, height, 5);

        // A label may have to stand below the symbol, beside the line that leaves it there, or above it beside one that leads back.
        var room = (columns.LaneWidth / 2) - 6;
        var (back, all) = (0, 0);
        foreach (var transition in transitions.Where(transition => transition.Labels.Count > 0))
        {
            var text = LabelText(transition.Labels);
            var lines = Typesetting.Lines(text, Math.Max(room, Label.WidestWord(text)), Label).Count;
            all = Math.Max(all, lines);
            if (transition.To.Row <= node.Row && transition.To.Kind != SymbolKind.End) back = Math.Max(back, lines);
        }

        var above = back > 2 ? (back - 1) * Label.Leading : 0;
        var below = all == 0 ? 0 : (Math.Min(all, 4) * Label.Leading) + 5;
        return new Band(SymbolSizes.Above + above, height, Math.Max(SymbolSizes.Below, below));
    }
}
