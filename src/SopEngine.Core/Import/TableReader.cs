using SopEngine.Core.Sheets;

namespace SopEngine.Core.Import;

/// <summary>Reads one table of steps, over all pages that it stands on.</summary>
internal sealed partial class TableReader
{
    private readonly IReadOnlyList<TableGrid> _grids;
    private readonly IReadOnlyList<string> _lanes;
    private readonly List<RawRow> _rows = [];
    private readonly List<(DrawnSymbol Symbol, int Page, string Text, int Lane, bool IsAstride)> _symbols = [];
    private readonly List<(int From, int To, string Label, bool HasHead)> _arrows = [];
    private readonly HashSet<int> _leavesPage = [], _entersPage = [];
    private Found _total = Found.Nothing;

    private TableReader(IReadOnlyList<TableGrid> grids)
    {
        _grids = grids;
        _lanes = [.. grids[0].Lanes.Select((lane, i) => lane.Name.Length > 0 ? lane.Name : $"({i + 1})")];
    }

    public static ReadProcedure Of(IReadOnlyList<TableGrid> grids, Found title)
    {
        var reader = new TableReader(grids);
        foreach (var grid in grids) reader.Take(grid);
        reader.JoinPages();
        return reader.Procedure(title);
    }

    private void Take(TableGrid grid)
    {
        var drawing = LaneDrawing.Of(grid);
        var rows = RowReader.Of(grid, drawing.Holds);
        var first = _symbols.Count;
        var lanes = grid.Lanes.ToList();
        foreach (var (symbol, text) in drawing.Symbols.Zip(drawing.Texts))
        {
            var lane = LaneAt(lanes, symbol.Box.Centre.X);
            _symbols.Add((symbol, grid.Page.Number, text, lane, IsAstride(lanes, lane, symbol.Box)));
            if (symbol.Kind == SymbolKind.OffPage) continue;
            var row = rows.FirstOrDefault(row => symbol.Box.Centre.Y > row.Top && symbol.Box.Centre.Y <= row.Bottom);
            row?.Symbols.Add((_symbols.Count - 1, lane));
        }

        var labels = Exits.Labels(drawing);
        foreach (var (arrow, label) in drawing.Arrows.Zip(labels)) _arrows.Add((first + arrow.From, first + arrow.To, label,
            arrow.HasHead));
        for (var i = first; i < _symbols.Count; i++)
        {
            if (_symbols[i].Symbol.Kind != SymbolKind.OffPage) continue;
            var isLower = _symbols[i].Symbol.Box.Centre.Y > (grid.BodyTop + grid.Bottom) / 2;
            (isLower ? _leavesPage : _entersPage).Add(i);
        }

        foreach (var row in rows) Add(row, grid);
    }

    /// <summary>Rows that are none: numbers of columns, sums, empty bands; and those that go on from the row before.</summary>
    private void Add(RawRow row, TableGrid grid)
    {
        if (!row.HasAny || IsColumnNumbers(row)) return;

        var activity = row[ColumnKind.Activity];
        if (row.Number.Length == 0 && SumWords().IsMatch(activity.IsEmpty ? string.Concat(row.Cells.Values.Select(cell => cell.Text + " "))
            : activity.Text))
        {
            _total = row[ColumnKind.Time];
            return;
        }

        if (EndWords().IsMatch(activity.Text) && row[ColumnKind.Time].IsEmpty && row[ColumnKind.Output].IsEmpty)
        {
            return;
        }

        var hasNumbers = grid.Of(ColumnKind.Number) is not null && (_rows.Count == 0 || _rows.Any(before => before.Number.Length > 0));
        var isOwn = row.Number.Length > 0 || _rows.Count == 0
            || (!activity.IsEmpty && !(row.IsFirstOfPage && !ReferenceEquals(grid, _grids[0]) && hasNumbers)
            && (!hasNumbers || row.Symbols.Count > 0 || !row[ColumnKind.Time].IsEmpty));
        if (isOwn) _rows.Add(row);
        else _rows[^1].Append(row);
    }

    private static bool IsColumnNumbers(RawRow row)
    {
        var texts = row.Cells.Values.Select(cell => cell.Text).Append(row.Number).Concat(row.LaneTexts.Values.Select(text => text.Text))
            .Where(text => text.Length > 0).ToList();
        return texts.Count > 2 && texts.All(text => ColumnRoles.NumberOnly().IsMatch(text)) && !row[ColumnKind.Activity].IsEmpty;
    }

    private static int LaneAt(List<GridColumn> lanes, double x)
    {
        var at = lanes.FindIndex(lane => lane.Holds(x));
        return at >= 0 ? at : lanes.IndexOf(lanes.MinBy(lane => Math.Min(Math.Abs(lane.Left - x), Math.Abs(lane.Right - x)))!);
    }

    private static bool IsAstride(List<GridColumn> lanes, int lane, Box box) =>
        (lanes[lane].Left - box.Left > 0.15 * box.Width && lane > 0)
            || (box.Right - lanes[lane].Right > 0.15 * box.Width && lane + 1 < lanes.Count);

    /// <summary>Pentagons that leave a page and those that enter the next are the same arrow, by their text or their order.</summary>
    private void JoinPages()
    {
        foreach (var page in _grids.Select(grid => grid.Page.Number).Distinct())
        {
            var leaving = _leavesPage.Where(i => _symbols[i].Page == page).OrderBy(i => _symbols[i].Symbol.Box.Left).ToList();
            var entering = _entersPage.Where(i => _symbols[i].Page > page).GroupBy(i => _symbols[i].Page).OrderBy(group => group.Key)
                .FirstOrDefault()?.OrderBy(i => _symbols[i].Symbol.Box.Left).ToList() ?? [];
            foreach (var (at, one) in leaving.Index())
            {
                var same = entering.Where(other => _symbols[other].Text.Length > 0 && _symbols[other].Text == _symbols[one].Text).ToList();
                var other = same.Count == 1 ? same[0] : entering.Count == leaving.Count ? entering[at] : -1;
                if (other >= 0) _arrows.Add((one, other, "", true));
            }
        }
    }

    /// <summary>Where an arrow truly leads: through the pentagons to a symbol of a row.</summary>
    private IEnumerable<int> Targets(int symbol, HashSet<int>? seen = null)
    {
        seen ??= [];
        if (!seen.Add(symbol)) yield break;
        if (_symbols[symbol].Symbol.Kind != SymbolKind.OffPage)
        {
            yield return symbol;
            yield break;
        }

        foreach (var arrow in _arrows.Where(arrow => arrow.From == symbol))
            foreach (var target in Targets(arrow.To, seen)) yield return target;
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"^\s*(?:jumlah|total)\b", System.Text.RegularExpressions.RegexOptions.IgnoreCase)]
    private static partial System.Text.RegularExpressions.Regex SumWords();

    [System.Text.RegularExpressions.GeneratedRegex(@"^\W*(?:mulai|selesai|start|end|finish)\W*$",
        System.Text.RegularExpressions.RegexOptions.IgnoreCase)]
    private static partial System.Text.RegularExpressions.Regex EndWords();
}
