using SopEngine.Core.Sheets;

namespace SopEngine.Core.Import;

/// <summary>Reads where a decision leads: the arrows that leave it, each with the label that stands nearest to its line.</summary>
internal static class Exits
{
    private const double Reach = 46;
    private static readonly HashSet<string> Whole = ["ya", "tidak", "y", "t", "tdk", "yes", "no", "iya", "ya tidak"];

    /// <summary>True for a label that is complete by itself, so that the words below it are another.</summary>
    public static bool IsWhole(string text) => Whole.Contains(Spelling.Folded(text));

    /// <summary>The label of each arrow that leaves a decision, by the arrow's place in the list; "" where none stands near.</summary>
    public static string[] Labels(LaneDrawing drawing)
    {
        var labels = drawing.Arrows.Select(arrow => arrow.Label).ToArray();
        var pairs = new List<(double Away, int Arrow, int Label)>();
        for (var i = 0; i < drawing.Arrows.Count; i++)
        {
            var arrow = drawing.Arrows[i];
            if (drawing.Symbols[arrow.From].Kind != SymbolKind.Decision || labels[i].Length > 0) continue;
            for (var j = 0; j < drawing.Labels.Count; j++)
            {
                var away = Away(arrow, drawing.Labels[j].Box, drawing.Symbols[arrow.From].Box);
                if (away < Reach) pairs.Add((away, i, j));
            }
        }

        var taken = new HashSet<int>();
        foreach (var (_, arrow, label) in pairs.OrderBy(pair => pair.Away))
        {
            if (labels[arrow].Length > 0 || taken.Contains(label)) continue;
            labels[arrow] = TextLines.Together(TextLines.Of(drawing.Labels[label].Words).Select(line => line.Text));
            taken.Add(label);
        }

        return labels;
    }

    /// <summary>How far a label stands from a line, with a little for the way along the line from the decision.</summary>
    private static double Away(Arrow arrow, Box label, Box decision)
    {
        var best = double.PositiveInfinity;
        foreach (var piece in arrow.Way)
        {
            var away = BoxAway(piece, label);
            if (away < best) best = away;
        }

        var (dx, dy) = (Math.Max(0, Math.Max(decision.Left - label.Right, label.Left - decision.Right)),
            Math.Max(0, Math.Max(decision.Top - label.Bottom, label.Top - decision.Bottom)));
        return best + (0.15 * (dx + dy));
    }

    private static double BoxAway(Segment piece, Box box)
    {
        var bounds = piece.Bounds;
        var dx = Math.Max(0, Math.Max(bounds.Left - box.Right, box.Left - bounds.Right));
        var dy = Math.Max(0, Math.Max(bounds.Top - box.Bottom, box.Top - bounds.Bottom));
        return Math.Sqrt((dx * dx) + (dy * dy));
    }
}
