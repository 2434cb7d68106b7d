using SopEngine.Core.Sheets;

namespace SopEngine.Core.Import;

/// <summary>The drawing in the lanes of one page of a table: symbols with their texts, arrows between them, words that are in
/// neither.</summary>
internal sealed record LaneDrawing(IReadOnlyList<DrawnSymbol> Symbols, IReadOnlyList<Arrow> Arrows, IReadOnlyList<string> Texts,
    IReadOnlyList<TextLine> Labels)
{
    private const double AboveBody = 48;

    public static LaneDrawing Of(TableGrid grid)
    {
        var lanes = grid.Lanes.ToList();
        if (lanes.Count == 0) return new([], [], [], []);

        var zone = new Box(lanes.Min(lane => lane.Left) - 8, grid.BodyTop, lanes.Max(lane => lane.Right) + 8, grid.Bottom);
        var edges = grid.Columns.Select(column => column.Left).Append(grid.Right).ToList();
        var rows = grid.RowLines();
        var symbols = Import.Symbols.Of([.. grid.Page.Paths.Where(path => !IsCell(path.Box))])
            .Where(symbol => symbol.Box.Centre.X > zone.Left && symbol.Box.Centre.X < zone.Right && IsAtHeight(symbol)).ToList();
        var wide = zone with { Top = zone.Top - AboveBody, Bottom = zone.Bottom + AboveBody };
        var arrows = grid.Page.Paths.Count == 0 ? []
            : Import.Arrows.Of(symbols, Connectors.Of(grid.Page.Paths, symbols, wide, edges, rows));
        var texts = symbols.Select(symbol => TextLines.Text(grid.Page.Words.Where(word => symbol.Contains(word.Box.Centre)))).ToList();
        var free = grid.Words.Where(word =>
            zone.Contains(new Box(word.Box.Centre.X, word.Box.Centre.Y, word.Box.Centre.X, word.Box.Centre.Y))
            && grid.Columns.FirstOrDefault(column => column.Holds(word.Box.Centre.X))?.Kind == ColumnKind.Lane
            && !symbols.Any(symbol => symbol.Contains(word.Box.Centre)));
        return new(symbols, [.. arrows, .. Linked(grid, symbols, arrows)], texts, Stacked(LooseGrid.Phrases(free)));

        bool IsAtHeight(DrawnSymbol symbol) => symbol.Box.Centre.Y is var y && (symbol.Kind == SymbolKind.OffPage
            ? y > grid.BodyTop - AboveBody && y < grid.Bottom + AboveBody : y > grid.BodyTop - 1 && y < grid.Bottom + 1);

        // The ground of a cell is no symbol.
        bool IsCell(Box box) => edges.Any(edge => Math.Abs(edge - box.Left) < 2.5) && edges.Any(edge => Math.Abs(edge - box.Right) < 2.5);
    }

    public bool Holds(PageWord word) => Symbols.Any(symbol => symbol.Contains(word.Box.Centre));

    private static IEnumerable<Arrow> Linked(TableGrid grid, List<DrawnSymbol> symbols, IReadOnlyList<Arrow> known)
    {
        foreach (var link in grid.Page.Links)
        {
            var from = symbols.FindIndex(symbol => symbol.Ids.Contains(link.From));
            var to = symbols.FindIndex(symbol => symbol.Ids.Contains(link.To));
            if (from >= 0 && to >= 0 && from != to && !known.Any(arrow => arrow.From == from && arrow.To == to))
                yield return new(from, to, true, [new(symbols[from].Box.Centre, symbols[to].Box.Centre)], link.Label);
        }
    }

    /// <summary>Phrases one below the other are one label.</summary>
    private static List<TextLine> Stacked(IEnumerable<TextLine> phrases)
    {
        var labels = new List<TextLine>();
        foreach (var phrase in phrases.OrderBy(phrase => phrase.Box.Top))
        {
            var at = labels.FindIndex(label => phrase.Box.Top - label.Box.Bottom is > -3 and < 6
                && Math.Min(label.Box.Right, phrase.Box.Right) - Math.Max(label.Box.Left, phrase.Box.Left) > 0.3 * Math.Min(label.Box.Width,
                    phrase.Box.Width)
                && !Exits.IsWhole(label.Text) && !Exits.IsWhole(phrase.Text));
            if (at < 0) labels.Add(phrase);
            else labels[at] = new([.. labels[at].Words, .. phrase.Words], TextLines.Around([.. labels[at].Words, .. phrase.Words]));
        }

        return labels;
    }
}
