namespace SopEngine.Core.Import;

/// <summary>A row of a table before it is a step: what stands in each column, and the symbols in it.</summary>
internal sealed class RawRow(int page, double top, double bottom)
{
    public int Page { get; } = page;

    public double Top { get; } = top;

    public double Bottom { get; } = bottom;

    public string Number { get; set; } = "";

    public Dictionary<ColumnKind, Found> Cells { get; } = [];

    /// <summary>Texts in the columns of lanes that stand in no symbol, by the lane's place.</summary>
    public Dictionary<int, Found> LaneTexts { get; } = [];

    /// <summary>The row's symbols, by their place in the list of all.</summary>
    public List<(int Symbol, int Lane)> Symbols { get; } = [];

    public bool IsFirstOfPage { get; init; }

    public Found this[ColumnKind kind] => Cells.GetValueOrDefault(kind, Found.Nothing);

    public bool HasAny => Cells.Values.Any(cell => !cell.IsEmpty) || Symbols.Count > 0 || Number.Length > 0;

    public void Append(RawRow other)
    {
        foreach (var (kind, cell) in other.Cells)
        {
            var own = this[kind];
            Cells[kind] = own.IsEmpty ? cell : cell.IsEmpty || cell.Text == own.Text ? own
                : (own with { Text = TextLines.Together([own.Text, cell.Text]) }).But(DoubtKind.RowContinued);
        }

        foreach (var (lane, text) in other.LaneTexts) LaneTexts.TryAdd(lane, text);
        Symbols.AddRange(other.Symbols);
    }
}
