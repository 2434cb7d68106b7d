using System.Text.RegularExpressions;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tables;

/// <summary>
/// Puts cells that were copied elsewhere into the table. Cells with a heading of a SOP's table above them go where it says, with a lane for
/// each heading that is no other column; cells without one go cell by cell from where the author stands.
/// </summary>
public static partial class TablePasting
{
    private static readonly Dictionary<string, TableColumn> Headings = new()
    {
        ["no"] = TableColumn.Number, ["nomor"] = TableColumn.Number,
        ["kegiatan"] = TableColumn.Text, ["aktivitas"] = TableColumn.Text, ["aktifitas"] = TableColumn.Text, ["uraian"] = TableColumn.Text,
        ["uraianprosedur"] = TableColumn.Text, ["uraiankegiatan"] = TableColumn.Text, ["prosedur"] = TableColumn.Text,
        ["kelengkapan"] = TableColumn.Requirements, ["persyaratan"] = TableColumn.Requirements, ["input"] = TableColumn.Requirements,
        ["persyaratankelengkapan"] = TableColumn.Requirements, ["persyaratanperlengkapan"] = TableColumn.Requirements,
        ["waktu"] = TableColumn.Time, ["output"] = TableColumn.Output, ["keluaran"] = TableColumn.Output,
        ["keterangan"] = TableColumn.Remarks, ["ket"] = TableColumn.Remarks,
    };

    private static readonly HashSet<string> Groups = ["pelaksana", "mutubaku", "mutubuku"];

    /// <summary>The columns that cells go to one after the other; the lanes stand behind the text.</summary>
    private static readonly TableColumn[] Behind = [TableColumn.Requirements, TableColumn.Time, TableColumn.Output, TableColumn.Remarks];

    /// <param name="row">The row where the author stands; one behind the last for the end of the table.</param>
    /// <param name="column">The column where the author stands, from 0: number, text, the lanes, and the others.</param>
    /// <param name="newKey">Makes the keys of rows that come to be.</param>
    public static SopTable Into(
        SopTable table, int row, int column, IReadOnlyList<IReadOnlyList<string>> cells, Func<string> newKey)
    {
        var heads = cells.TakeWhile((line, i) => i < 3 && IsHeading(line)).Count();
        var columns = heads > 0 ? ByHeading(ref table, cells.Take(heads).ToList()) : InOrder(table, column, cells.Max(line => line.Count));
        var lines = cells.Skip(heads).Where(line => line.Any(cell => Clean(cell).Length > 0) && !IsColumnNumbers(line)).ToList();

        var rows = table.Rows.ToList();
        var at = Math.Clamp(row, 0, rows.Count);
        foreach (var line in lines)
        {
            while (at < rows.Count && !rows[at].IsStep && rows[at].Symbol != TableSymbol.End) at++;
            if (at == rows.Count || !rows[at].IsStep) rows.Insert(at, new TableRow(newKey(), TableSymbol.Process));
            rows[at] = columns.Zip(line).Aggregate(rows[at], (into, pair) => Set(into, pair.First, Clean(pair.Second)));
            at++;
        }

        return table with { Rows = rows };
    }

    private static bool IsHeading(IReadOnlyList<string> line) =>
        line.Count(cell => Headings.ContainsKey(Key(cell)) || Groups.Contains(Key(cell))) >= 2
        || (line.Count(cell => Clean(cell).Length > 0) > 0 && line.All(cell => Clean(cell).Length == 0 || Headings.ContainsKey(Key(cell))));

    /// <summary>The row of numbers below the heading of many printed tables: 1, 2, 3 or (1), (2), (3).</summary>
    private static bool IsColumnNumbers(IReadOnlyList<string> line) =>
        line.Count > 3 && line.Select((cell, i) => Clean(cell).Trim('(', ')') == $"{i + 1}").All(same => same);

    private static List<(TableColumn? Column, string Lane)> ByHeading(ref SopTable table, List<IReadOnlyList<string>> heads)
    {
        List<Lane> lanes = [.. table.Lanes];
        var columns = new List<(TableColumn?, string)>();
        for (var i = 0; i < heads.Max(line => line.Count); i++)
        {
            // A heading of two rows says more in the lower one, and nothing there where it spans both.
            var head = heads.Select(line => i < line.Count ? Clean(line[i]) : "")
                .LastOrDefault(text => text.Length > 0 && !Groups.Contains(Key(text))) ?? "";
            if (Headings.TryGetValue(Key(head), out var column)) columns.Add((column, ""));
            else if (head.Length == 0) columns.Add((null, ""));
            else
            {
                var lane = lanes.Find(known => string.Equals(known.Name.Trim(), head, StringComparison.OrdinalIgnoreCase));
                if (lane is null) lanes.Add(lane = new Lane($"~{lanes.Count}", head, IsOutside(head)));
                columns.Add((TableColumn.Lane, lane.Id));
            }
        }

        table = table with { Lanes = lanes };
        return columns;
    }

    /// <summary>A lane of these words is the customers' own.</summary>
    private static bool IsOutside(string name) => Outside().IsMatch(name);

    private static List<(TableColumn? Column, string Lane)> InOrder(SopTable table, int column, int width)
    {
        List<(TableColumn?, string)> all =
        [
            (TableColumn.Number, ""), (TableColumn.Text, ""), .. table.Lanes.Select(lane => ((TableColumn?)TableColumn.Lane, lane.Id)),
            .. Behind.Select(behind => ((TableColumn?)behind, "")),
        ];
        return [.. all.Skip(column).Take(width)];
    }

    private static TableRow Set(TableRow row, (TableColumn? Column, string Lane) column, string text) => column.Column switch
    {
        TableColumn.Text => row with { Text = text },
        // Any mark in a lane's cell is the symbol.
        TableColumn.Lane => text.Length > 0 ? row with { Lane = column.Lane } : row,
        TableColumn.Requirements => row with { Requirements = Lines(text) },
        TableColumn.Time => row with { Time = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) },
        TableColumn.Output => row with { Output = text },
        TableColumn.Remarks => row with { Remarks = text },
        _ => row,
    };

    /// <summary>The entries of a cell, one a line, without the numbers or dots that they are listed with.</summary>
    public static IReadOnlyList<string> Lines(string text) =>
    [
        .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Listed().Replace(line.Trim(), "").Trim())
            .Where(line => line.Length > 0 && line is not ("-" or "–" or "—")),
    ];

    private static string Clean(string cell) => Blanks().Replace(cell.ReplaceLineEndings("\n"), " ").Trim();

    private static string Key(string cell) => string.Concat(cell.ToLowerInvariant().Where(char.IsLetter));

    [GeneratedRegex(@"[^\S\n]+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^(?:\d{1,2}[.)]|[-•–*])\s+")]
    private static partial Regex Listed();

    [GeneratedRegex(@"\b(?:pelanggan|pemohon|pengguna (?:layanan|jasa)|masyarakat|customer)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Outside();
}
