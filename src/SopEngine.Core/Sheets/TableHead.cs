namespace SopEngine.Core.Sheets;

/// <summary>The head of the procedure table, the same on every page.</summary>
internal sealed class TableHead
{
    private const double Padding = 3;
    private static readonly Font Font = new(8, Bold: true);

    /// <summary>The least size of a lane's name on paper.</summary>
    private const double Legible = 7;

    /// <summary>The room on paper that the lanes' names may ask for, all together; longer words are parted at a syllable.</summary>
    private const double RoomForNames = 420, WidestName = 62;

    private readonly TableColumns _columns;
    private readonly Font _laneFont;
    private readonly List<List<string>> _lanes;
    private readonly double _upper = Font.Leading + (2 * Padding);

    public TableHead(IReadOnlyList<string> lanes, TableColumns columns, double scale)
    {
        _columns = columns;
        var width = columns.LaneWidth - (2 * Padding) + 1;
        // The largest size that keeps every word in one piece.
        var least = Legible / scale;
        var size = new[] { Font.Size, 7.5 }.Where(size => size > least)
            .FirstOrDefault(size => lanes.All(lane => (Font with { Size = size }).WidestWord(lane) <= width), least);
        _laneFont = Font with { Size = size };
        _lanes = [.. lanes.Select(lane => Typesetting.Lines(Syllables.Part(lane, width, _laneFont), width, _laneFont))];
        Height = _upper + Math.Max(_lanes.Max(lines => lines.Count) * _laneFont.Leading, Font.Leading) + (2 * Padding);
    }

    public double Height { get; }

    /// <summary>The width that the lanes need so that their names are legible on paper of this scale.</summary>
    public static double LeastLane(IReadOnlyList<string> lanes, double scale)
    {
        var most = Math.Min(WidestName, RoomForNames / Math.Max(lanes.Count, 1));
        var font = Font with { Size = Legible };
        return (Math.Min(most, lanes.Select(font.WidestWord).DefaultIfEmpty(0).Max()) / scale) + (2 * Padding);
    }

    public void Draw(double top, List<TextBlock> texts, List<TableLine> lines)
    {
        var middle = top + _upper;
        var bottom = top + Height;
        var after = _columns.AfterLanes;
        texts.Add(Cells.Centred(_columns.Cell(0, top, bottom), [Wording.RowNumber], Font));
        texts.Add(Cells.Centred(_columns.Cell(1, top, bottom), [Wording.Activity], Font));
        texts.Add(Cells.Centred(Across(TableColumns.FirstLane, after, top, middle), [Wording.Performers], Font));
        foreach (var (lane, name) in _lanes.Index())
        {
            var cell = _columns.Cell(TableColumns.FirstLane + lane, middle, bottom);
            texts.Add(Cells.Centred(cell, name, _laneFont));
            if (lane > 0) lines.Add(Cells.Upright(cell.Left, middle, bottom));
        }

        texts.Add(Cells.Centred(Across(after, after + 3, top, middle), [Wording.Standard], Font));
        foreach (var (i, name) in new[] { Wording.Requirements, Wording.Time, Wording.Output }.Index())
        {
            var cell = _columns.Cell(after + i, middle, bottom);
            texts.Add(Cells.Centred(cell, [name], Font));
            if (i > 0) lines.Add(Cells.Upright(cell.Left, middle, bottom));
        }

        texts.Add(Cells.Centred(_columns.Cell(after + 3, top, bottom), [Wording.Remarks], Font));
        foreach (var edge in new[] { 1, TableColumns.FirstLane, after, after + 3 })
            lines.Add(Cells.Upright(_columns.Edges[edge], top, bottom));
        lines.Add(Cells.Level(middle, _columns.LaneEdge(0), _columns.Edges[after + 3]));
        lines.Add(Cells.Level(bottom, _columns.Left, _columns.Right, heavy: true));
    }

    private Box Across(int from, int to, double top, double bottom) => new(_columns.Edges[from], top, _columns.Edges[to], bottom);
}
