using SopEngine.Core.Workflows;

namespace SopEngine.Core.Sheets;

/// <summary>The columns of the procedure table, from No to Keterangan.</summary>
/// <param name="Edges">The upright lines, one more than there are columns.</param>
internal sealed record TableColumns(IReadOnlyList<double> Edges, int Lanes)
{
    public const int FirstLane = 2;
    public const double Padding = 3;

    private const double Widest = 86;
    private const double NumberWidth = 22;
    private static readonly double[] Least = [96, 60, 44, 60, 58];
    private static readonly double[] Wanted = [150, 84, 46, 84, 72];

    public double LaneWidth => Edges[FirstLane + 1] - Edges[FirstLane];

    public double Left => Edges[0];

    public double Right => Edges[^1];

    /// <summary>The column after the lanes: Kelengkapan.</summary>
    public int AfterLanes => FirstLane + Lanes;

    /// <summary>The line to the left of a lane; for the index behind the last lane, the line to its right.</summary>
    public double LaneEdge(int lane) => Edges[FirstLane + lane];

    public double LaneCentre(int lane) => (LaneEdge(lane) + LaneEdge(lane + 1)) / 2;

    public Box Cell(int column, double top, double bottom) => new(Edges[column], top, Edges[column + 1], bottom);

    /// <summary>The texts of a row, one for each column except the lanes.</summary>
    public static string[] Texts(Step step) =>
        [step.Instruction, string.Join(", ", step.Requirements), step.Limit?.ToString() ?? Wording.None, step.Output, step.Remarks];

    /// <param name="leastLane">The width that a lane needs for its symbol and the lines beside it.</param>
    /// <returns>Null when the page is too narrow.</returns>
    public static TableColumns? Fit(Box body, int lanes, double leastLane, IEnumerable<Step> steps, Font font)
    {
        var lane = Math.Max(leastLane, Math.Min(Widest, (body.Width - NumberWidth - Wanted.Sum()) / Math.Max(lanes, 1)));
        var left = body.Width - NumberWidth - (lane * lanes) - Least.Sum();
        if (left < 0) return null;

        // The rest goes to the columns with the longest texts: twice the width halves the lines, so the root shares it evenly.
        var longest = steps.Select(Texts)
            .Aggregate(new double[Least.Length], (most, texts) => [.. most.Zip(texts, (m, text) => Math.Max(m, font.Measure(text)))]);
        var weights = longest.Select((width, i) => Math.Max(0, width - Least[i] + (2 * Padding))).Select(Math.Sqrt).ToArray();
        if (weights.Sum() == 0) weights = Wanted;
        var widths = Least.Select((least, i) => least + (left * weights[i] / weights.Sum())).ToArray();

        List<double> edges = [body.Left, body.Left + NumberWidth];
        edges.Add(edges[^1] + widths[0]);
        for (var i = 0; i < lanes; i++) edges.Add(edges[^1] + lane);
        foreach (var width in widths[1..]) edges.Add(edges[^1] + width);
        edges[^1] = body.Right;
        return new TableColumns(edges, lanes);
    }
}
