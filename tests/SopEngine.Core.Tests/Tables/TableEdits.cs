using SopEngine.Core.Tables;

namespace SopEngine.Core.Tests.Tables;

/// <summary>Changes to a table as an author makes them.</summary>
internal static class TableEdits
{
    /// <summary>Changes a cell of a step.</summary>
    public static SopTable Cell(SopTable table, Random random, HashSet<string> touched)
    {
        var steps = table.Rows.Where(row => row.IsStep).ToList();
        var row = steps[random.Next(steps.Count)];
        touched.Add(row.Key);
        var n = random.Next(1000);
        return table.With(random.Next(6) switch
        {
            0 => row with { Text = $"Menyusun laporan {n}" },
            1 => row with { Lane = row.Lane == "staf" ? "kepala" : "staf" },
            2 => row with { Time = $"{n + 1} menit" },
            3 => row with { Requirements = [$"Surat {n}", "Lampiran \"dua\""] },
            4 => row with { Output = $"Laporan {n}" },
            _ => row with { Remarks = $"Lihat {n}" },
        });
    }

    public static SopTable With(this SopTable table, TableRow row) =>
        table with { Rows = [.. table.Rows.Select(other => other.Key == row.Key ? row : other)] };
}
