using System.Text.RegularExpressions;

namespace SopEngine.Core.Tables;

/// <summary>
/// The exits of a row as their author writes them: nothing for the next row, <c>9</c> for another one, <c>3 dan 7</c> for two that run side
/// by side, <c>selesai</c> for an end, and of a decision <c>Ya: 4; Tidak: 2</c>.
/// </summary>
public static partial class ExitText
{
    private static readonly string[] Ends = ["selesai", "akhir", "end"];

    private static readonly string[] Following = ["berikutnya", "lanjut", "next"];

    /// <summary>The exits of the row at an index in words.</summary>
    public static string Of(SopTable table, int index)
    {
        var row = table.Rows[index];
        if (row.Symbol == TableSymbol.End) return "";
        if (row.Symbol == TableSymbol.Decision)
            return string.Join("; ", row.Exits.GroupBy(exit => exit.Label).Select(same => $"{same.Key}: {Names(same)}"));
        if (row.Exits is [{ To: null, Label: "" }]) return "";
        return Names(row.Exits);

        string Names(IEnumerable<TableExit> exits)
        {
            var names = exits.Select(exit => table.TargetOf(index, exit)).OfType<string>().Select(key => Name(table, key)).ToList();
            return names.Count == 0 ? "–" : string.Join(" dan ", names);
        }
    }

    /// <summary>What a row is called in another row's exits: its number, or the caption of a terminator.</summary>
    public static string Name(SopTable table, string key) => table.Row(key) switch
    {
        null => "?",
        { IsStep: true, Number.Length: > 0 } row => row.Number,
        { Symbol: TableSymbol.End } row when table.Rows.First(other => other.Symbol == TableSymbol.End) == row => "selesai",
        var row => row.Text,
    };

    /// <summary>Reads what an author wrote.</summary>
    /// <param name="unknown">What names no row, where it cannot be read.</param>
    /// <returns>Null when it cannot be read.</returns>
    public static IReadOnlyList<TableExit>? Read(SopTable table, int index, string text, out string unknown)
    {
        unknown = "";
        var row = table.Rows[index];
        if (row.Symbol != TableSymbol.Decision) return Targets(table, index, "", text, ref unknown);

        List<TableExit> exits = [];
        foreach (var part in text.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Choice(table, index, part, ref unknown) is not { } choice) return null;
            exits.AddRange(choice);
        }

        return exits;
    }

    /// <summary>A label may hold a colon too, so the first one with targets behind it counts.</summary>
    private static IReadOnlyList<TableExit>? Choice(SopTable table, int index, string part, ref string unknown)
    {
        var first = "";
        foreach (Match mark in Arrow().Matches(part))
        {
            var missing = "";
            var label = part[..mark.Index].Trim();
            var targets = part[(mark.Index + mark.Length)..];
            if (label.Length > 0 && Targets(table, index, label, targets, ref missing) is { } exits) return exits;
            if (first.Length == 0) first = missing;
        }

        unknown = first;
        return first.Length > 0 ? null : [new TableExit(part.TrimEnd(':', '→').Trim(), null)];
    }

    private static IReadOnlyList<TableExit>? Targets(SopTable table, int index, string label, string text, ref string unknown)
    {
        if (text.Trim() is "") return [new TableExit(label, null)];
        if (text.Trim() is "-" or "–" or "—") return label.Length == 0 ? [] : [new TableExit(label, "")];
        if (Target(table, text) is { } whole) return [Exit(whole)];

        List<TableExit> exits = [];
        foreach (var part in And().Split(text).Where(part => part.Trim().Length > 0))
        {
            if (Target(table, part) is not { } key)
            {
                unknown = part.Trim();
                return null;
            }

            exits.Add(Exit(key));
        }

        return [.. exits.Distinct()];

        TableExit Exit(string key) => new(label, key.Length == 0 || key == table.TargetOf(index, TableExit.Next) ? null : key);
    }

    /// <summary>The key of the row that a text names, empty for the next one; null for none.</summary>
    private static string? Target(SopTable table, string text)
    {
        var name = Leading().Replace(text.Trim(), "").Trim().TrimEnd('.');
        if (Following.Contains(name, StringComparer.OrdinalIgnoreCase)) return "";
        var found = table.Rows.FirstOrDefault(row => row.IsStep && row.Number.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? table.Rows.FirstOrDefault(row => !row.IsStep && row.Symbol != TableSymbol.Start
                && row.Text.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (found is null && Ends.Contains(name, StringComparer.OrdinalIgnoreCase))
            found = table.Rows.FirstOrDefault(row => row.Symbol == TableSymbol.End);
        return found?.Key;
    }

    [GeneratedRegex(@"->|→|:|=")]
    private static partial Regex Arrow();

    [GeneratedRegex(@"\s*(?:,|&|\+|;|\bdan\b|\band\b)\s*", RegexOptions.IgnoreCase)]
    private static partial Regex And();

    [GeneratedRegex(@"^(?:(?:kembali|lanjut|ke|langkah|kegiatan|nomor|no\.?|baris|step|back|to|go)\b\.?\s*|→|->|↩)+",
        RegexOptions.IgnoreCase)]
    private static partial Regex Leading();
}
