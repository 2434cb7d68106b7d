using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tables;

/// <summary>
/// A SOP as its authors think of it: the identity, a column a lane, a row a kegiatan. It is a view of the same Elsa definition that the
/// canvas shows: <see cref="Read"/> and <see cref="Write"/> lead from one to the other, and what the table does not show stays.
/// </summary>
/// <param name="Lanes">In the order of their columns.</param>
/// <param name="Rows">From top to bottom.</param>
public sealed record SopTable(TableHeader Header, IReadOnlyList<Lane> Lanes, IReadOnlyList<TableRow> Rows)
{
    /// <summary>A table with nothing in it.</summary>
    public static readonly SopTable Empty = new(new TableHeader(), [], []);

    /// <summary>
    /// The table of a definition: its steps in the order of their numbers, the terminators and what the table cannot show between them.
    /// </summary>
    public static SopTable Read(WorkflowDefinition definition) => TableReading.Read(definition);

    /// <summary>
    /// The definition's JSON with what the table says. Everything that the table leaves as <see cref="Read"/> gave it stays as it is in
    /// the definition; when that is all of it, the same text comes back.
    /// </summary>
    /// <param name="definition">The definition that the table began with; null for a new one.</param>
    public static string Write(SopTable table, WorkflowDefinition? definition = null) => TableWriting.Write(table, definition);

    /// <summary>The row of a key; null for none.</summary>
    public TableRow? Row(string key) => Rows.FirstOrDefault(row => row.Key == key);

    /// <summary>
    /// The key of the row that an exit of a row leads to: that of the next row where the exit says so. Null for an exit that leads nowhere.
    /// </summary>
    /// <param name="index">The place of the row that has the exit.</param>
    public string? TargetOf(int index, TableExit exit) => exit.To switch
    {
        "" => null,
        null => index + 1 < Rows.Count && Rows[index + 1].Symbol != TableSymbol.Start ? Rows[index + 1].Key : null,
        _ => exit.To,
    };

    /// <summary>
    /// The table with a start and an end, where its steps lack one: a start above the first row, an end below a last row that leads on. A
    /// start that leads nowhere leads to the first row.
    /// </summary>
    /// <param name="start">The caption of a new start.</param>
    /// <param name="end">The caption of a new end.</param>
    public SopTable Completed(string start = "Mulai", string end = "Selesai")
    {
        if (!Rows.Any(row => row.IsStep)) return this;
        List<TableRow> rows =
            [.. Rows.Select(row => row is { Symbol: TableSymbol.Start, Exits.Count: 0 } ? row with { Exits = [TableExit.Next] } : row)];
        var taken = rows.Select(row => row.Key).ToHashSet();
        if (!rows.Exists(row => row.Symbol == TableSymbol.Start))
            rows.Insert(0, new TableRow(TableKeys.Free("start", taken), TableSymbol.Start) { Text = start });
        if (rows[^1].IsStep && (rows[^1].Exits.Any(exit => exit.To is null) || !rows.Exists(row => row.Symbol == TableSymbol.End)))
            rows.Add(new TableRow(TableKeys.Free("end", taken), TableSymbol.End) { Text = end, Exits = [] });
        return this with { Rows = rows };
    }

    /// <summary>The table with its steps numbered from 1; a row with a part behind the point (4.a) keeps it.</summary>
    public SopTable Numbered()
    {
        var last = 0;
        return this with { Rows = [.. Rows.Select(row => row.IsStep ? row with { Number = Next(row.Number) } : row)] };

        string Next(string number)
        {
            var point = number.IndexOf('.');
            if (last > 0 && point > 0 && point < number.Length - 1) return FormattableString.Invariant($"{last}{number[point..]}");
            return FormattableString.Invariant($"{++last}");
        }
    }

    /// <summary>
    /// The table in which a row starts beside another one: whatever leads to that one leads to it too, and the row before it, which led on
    /// to it, goes on where they meet.
    /// </summary>
    /// <param name="key">The row that is to start beside <paramref name="with"/>.</param>
    /// <param name="meets">The row where both meet again.</param>
    public SopTable Beside(string key, string with, string meets)
    {
        var rows = new List<TableRow>();
        foreach (var (i, row) in Rows.Index())
        {
            var exits = row.Exits.Where(exit => TargetOf(i, exit) != key || TargetOf(i, exit) == with).ToList();
            var cut = exits.Count < row.Exits.Count;
            exits = [.. exits.SelectMany(exit => TargetOf(i, exit) == with && row.Key != key
                ? [exit, new TableExit(exit.Label, key)]
                : new[] { exit })];
            if (cut && exits.Count == 0) exits.Add(new TableExit(row.Exits[0].Label, meets));
            rows.Add(row with { Exits = exits });
        }

        return this with { Rows = rows };
    }

    /// <summary>The table with ids for lanes that have none yet, or a provisional one that begins with a tilde.</summary>
    /// <param name="known">The office's lanes: a lane of a known name is that lane, because people hold it under its id.</param>
    public SopTable WithLaneIds(IReadOnlyList<Lane>? known = null)
    {
        if (Lanes.All(lane => !IsProvisional(lane.Id))) return this;
        var taken = Lanes.Select(lane => lane.Id).ToHashSet();
        var ids = new Dictionary<string, string>();
        List<Lane> lanes = [];
        foreach (var lane in Lanes)
        {
            if (!IsProvisional(lane.Id))
            {
                lanes.Add(lane);
                continue;
            }

            var same = known?.FirstOrDefault(other => string.Equals(other.Name, lane.Name.Trim(), StringComparison.OrdinalIgnoreCase));
            var id = same is not null && taken.Add(same.Id) ? same.Id : TableKeys.Free(TableKeys.Slug(lane.Name, "pelaksana"), taken);
            ids.TryAdd(lane.Id, id);
            lanes.Add(lane with { Id = id, External = lane.External || same is { External: true } });
        }

        return this with
        {
            Lanes = lanes,
            Rows = [.. Rows.Select(row => ids.TryGetValue(row.Lane, out var id) ? row with { Lane = id } : row)],
        };
    }

    private static bool IsProvisional(string id) => id.Length == 0 || id[0] == '~';
}
