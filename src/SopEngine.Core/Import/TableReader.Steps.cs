namespace SopEngine.Core.Import;

internal sealed partial class TableReader
{
    private static readonly HashSet<string> Marks = ["v", "x", "√", "✓", "✔", "●", "■", "•", "o", "*", "▪", "◆", "▢", "□", "ü", "\uf0fc",
        "\uf0a8"];

    private ReadProcedure Procedure(Found title)
    {
        var source = _symbols.Any(symbol => symbol.Symbol.Kind != SymbolKind.OffPage)
            || _rows.Any(row => MarkedLanes(row).Any()) ? LaneSource.Symbols
            : _grids[0].Of(ColumnKind.LaneNames) is not null
                && _rows.Any(row => !row[ColumnKind.LaneNames].IsEmpty) ? LaneSource.Column : LaneSource.None;
        var steps = _rows.Select((_, i) => Step(i, source)).ToList();
        if (source == LaneSource.None && steps.Any(step => step.Lanes.Count > 0)) source = LaneSource.Text;
        return new(title, Lanes(source), source, Numbered(steps)) { TotalTime = _total };
    }

    private IReadOnlyList<Found> Lanes(LaneSource source) => source == LaneSource.Column && _lanes.Count == 0
        ? [.. _rows.Select(row => row[ColumnKind.LaneNames]).Where(cell => !cell.IsEmpty).DistinctBy(cell => cell.Text)]
        : [.. _grids[0].Lanes.Select((lane, i) => new Found(_lanes[i], new(_grids[0].Page.Number, lane.NameBox)))];

    private static List<ReadStep> Numbered(List<ReadStep> steps)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Number.Length == 0)
                steps[i] = steps[i] with { Number = $"{i + 1}", Doubts = [.. steps[i].Doubts, new(DoubtKind.NumberMissing)] };
            else if (!seen.Add(steps[i].Number)) steps[i] =
                steps[i] with { Doubts = [.. steps[i].Doubts, new(DoubtKind.NumberRepeated, steps[i].Number)] };
        }

        return steps;
    }

    private ReadStep Step(int at, LaneSource source)
    {
        var row = _rows[at];
        var doubts = new List<Doubt>();
        var (symbols, lanes) = LanesOf(row, source, doubts);
        var remarks = row[ColumnKind.Remarks];
        var time = ReadTime.Of(row[ColumnKind.Time].Text);
        var decisions = row.Symbols.Where(own => _symbols[own.Symbol].Symbol.Kind == SymbolKind.Decision).OrderBy(own => own.Lane)
            .Select(own => Decision(own.Symbol, at)).ToList();
        var next = row.Symbols.Where(own => _symbols[own.Symbol].Symbol.Kind is not SymbolKind.Decision)
            .SelectMany(own => _arrows.Where(arrow => arrow.From == own.Symbol)).SelectMany(arrow => Targets(arrow.To))
            .Select(RowOf).Where(row => row >= 0 && row != at).Distinct().Order().ToList();
        if (row.Symbols.Any(own => _arrows.Any(arrow => arrow.From == own.Symbol
            && !arrow.HasHead))) doubts.Add(new(DoubtKind.ArrowWithoutHead));
        if (next.Count == 0 && decisions.Count == 0 && at + 1 < _rows.Count && source == LaneSource.Symbols
            && row.Symbols.Any(own => _symbols[own.Symbol].Symbol.Kind == SymbolKind.Process)) doubts.Add(new(DoubtKind.ArrowsUnknown));
        return new()
        {
            Number = row.Number,
            Activity = row[ColumnKind.Activity],
            Symbols = symbols,
            Lanes = lanes,
            Requirements = row[ColumnKind.Requirements],
            TimeText = Doubtful(row[ColumnKind.Time], time, remarks.Text),
            Time = time,
            Output = row[ColumnKind.Output],
            Remarks = remarks,
            Decisions = decisions,
            Next = next,
            Doubts = doubts,
            Place = new(row.Page, new(_grids[0].Left, row.Top, _grids[0].Right, row.Bottom)),
        };
    }

    private static Found Doubtful(Found cell, ReadTime time, string remarks)
    {
        DoubtKind? kind = time switch
        {
            ReadTime.Range => DoubtKind.TimeRange,
            ReadTime.Rate => DoubtKind.TimeRate,
            ReadTime.Several => DoubtKind.TimeSeveral,
            ReadTime.Calendar => DoubtKind.TimeCalendar,
            ReadTime.Text => DoubtKind.TimeAsText,
            ReadTime.Fixed { Span.Unit: ReadTimeUnit.Day } when remarks.Contains("hari kerja", StringComparison.OrdinalIgnoreCase)
                => DoubtKind.DaysAgainstWorkingDays,
            _ => null,
        };
        return kind is { } found ? cell.But(found) : cell;
    }

    private (List<ReadSymbol>, List<string>) LanesOf(RawRow row, LaneSource source, List<Doubt> doubts)
    {
        var drawn = row.Symbols.OrderBy(own => own.Lane).ThenBy(own => _symbols[own.Symbol].Symbol.Box.Top).ToList();
        var symbols = drawn.Select(own => new ReadSymbol(_lanes[own.Lane], _symbols[own.Symbol].Symbol.Kind, _symbols[own.Symbol].Text,
            new(_symbols[own.Symbol].Page, _symbols[own.Symbol].Symbol.Box))).ToList();
        if (symbols.Count == 0)
            symbols = [.. MarkedLanes(row).Select(lane => new ReadSymbol(_lanes[lane], SymbolKind.Process, "", row.LaneTexts[lane].Place))];
        if (symbols.Count == 0 && row[ColumnKind.LaneNames] is { IsEmpty: false } named)
            symbols = [new(named.Text, SymbolKind.Process, "", named.Place)];

        var told = LaneInText(row[ColumnKind.Activity].Text);
        if (symbols.Count == 0 && source == LaneSource.None && told is not null)
        {
            symbols = [new(told, SymbolKind.Process, "", row[ColumnKind.Activity].Place)];
            doubts.Add(new(DoubtKind.LaneFromText, told));
        }

        var lanes = symbols.Select(symbol => symbol.Lane).Distinct().ToList();
        if (lanes.Count == 0) doubts.Add(new(DoubtKind.LaneUnknown));
        if (lanes.Count > 1) doubts.Add(new(DoubtKind.LanesSeveral, string.Join(", ", lanes)));
        if (drawn.Any(own => _symbols[own.Symbol].IsAstride)) doubts.Add(new(DoubtKind.LaneAstride));
        if (source == LaneSource.Symbols && told is not null && lanes.Count > 0
            && !lanes.Contains(told)) doubts.Add(new(DoubtKind.LaneAgainstText, told));
        return (symbols, lanes);
    }

    private static IEnumerable<int> MarkedLanes(RawRow row) =>
        row.LaneTexts.Where(text => Marks.Contains(text.Value.Text.ToLowerInvariant())).Select(text => text.Key).Order();

    /// <summary>The lane with whose whole name an activity begins; the longest of several.</summary>
    private string? LaneInText(string activity)
    {
        var folded = Spelling.Folded(activity) + " ";
        return _lanes.Where(lane => Spelling.Folded(lane) is { Length: > 2 } name
            && folded.StartsWith(name + " ", StringComparison.Ordinal))
            .MaxBy(lane => lane.Length);
    }

    private ReadDecision Decision(int symbol, int at)
    {
        var own = _symbols[symbol];
        var doubts = new List<Doubt>();
        var exits = new List<(string Label, int Target)>();
        foreach (var arrow in _arrows.Where(arrow => arrow.From == symbol))
            foreach (var target in Targets(arrow.To)) exits.Add((arrow.Label, target));

        var read = new List<ReadExit>();
        foreach (var group in exits.GroupBy(exit => RowOf(exit.Target)).Where(group => group.Key >= 0).OrderBy(group => group.Key))
        {
            var labels = group.Select(exit => exit.Label).Where(label => label.Length > 0).Distinct().ToList();
            if (labels.Count > 1) read.AddRange(group.Select(exit => Exit(exit.Label, exit.Target, at, symbol)));
            else read.Add(Exit(labels.FirstOrDefault() ?? "", group.First().Target, at, symbol));
        }

        if (read.Count < 2) doubts.Add(new(DoubtKind.ExitLost));
        if (read.Any(exit => exit.Label.Length == 0)) doubts.Add(new(DoubtKind.ExitUnlabelled));
        return new(own.Text, _lanes[own.Lane], read, doubts);
    }

    private ReadExit Exit(string label, int target, int at, int from)
    {
        var row = RowOf(target);
        var found = _symbols[target];
        if (row == at && found.Symbol.Kind == SymbolKind.Decision) return new(label, row, _lanes[found.Lane], false, found.Text);

        // A capsule of a row that others end by themselves, reached only from here and from afar, is an end of its own.
        var isEnd = found.Symbol.Kind == SymbolKind.Terminator && row > at + 1 && _rows[row].Symbols.Count > 1
            && !_arrows.Any(arrow => arrow.To == target && arrow.From != from) && !_arrows.Any(arrow => arrow.From == target);
        return new(label, isEnd ? null : row, _lanes[found.Lane], isEnd);
    }

    private int RowOf(int symbol) => _rows.FindIndex(row => row.Symbols.Any(own => own.Symbol == symbol));
}
