namespace SopEngine.Core.Import;

/// <summary>A column of a SOP's table, by what it holds.</summary>
public enum ColumnKind
{
    Number, Activity, Lane, LaneNames, Requirements, Time, Output, Remarks, Other,
}

/// <summary>The names that offices give their columns.</summary>
public static class ColumnNames
{
    private static readonly Dictionary<string, ColumnKind> Names = new()
    {
        ["no"] = ColumnKind.Number,
        ["nomor"] = ColumnKind.Number,
        ["no urut"] = ColumnKind.Number,
        ["nomer"] = ColumnKind.Number,
        ["kegiatan"] = ColumnKind.Activity,
        ["aktivitas"] = ColumnKind.Activity,
        ["aktifitas"] = ColumnKind.Activity,
        ["uraian"] = ColumnKind.Activity,
        ["uraian prosedur"] = ColumnKind.Activity,
        ["uraian kegiatan"] = ColumnKind.Activity,
        ["uraian kerja"] = ColumnKind.Activity,
        ["langkah"] = ColumnKind.Activity,
        ["langkah kegiatan"] = ColumnKind.Activity,
        ["tahapan"] = ColumnKind.Activity,
        ["tahapan kegiatan"] = ColumnKind.Activity,
        ["prosedur"] = ColumnKind.Activity,
        ["rincian kegiatan"] = ColumnKind.Activity,
        ["uraian aktivitas"] = ColumnKind.Activity,
        ["proses"] = ColumnKind.Activity,
        ["nama kegiatan"] = ColumnKind.Activity,
        ["uraian tugas"] = ColumnKind.Activity,
        ["uraian langkah"] = ColumnKind.Activity,
        ["langkah langkah"] = ColumnKind.Activity,
        ["langkah langkah kegiatan"] = ColumnKind.Activity,
        ["aktivitas kegiatan"] = ColumnKind.Activity,
        ["kelengkapan"] = ColumnKind.Requirements,
        ["persyaratan"] = ColumnKind.Requirements,
        ["persyaratan kelengkapan"] = ColumnKind.Requirements,
        ["kelengkapan persyaratan"] = ColumnKind.Requirements,
        ["persyaratan perlengkapan"] = ColumnKind.Requirements,
        ["perlengkapan persyaratan"] = ColumnKind.Requirements,
        ["perlengkapan"] = ColumnKind.Requirements,
        ["input"] = ColumnKind.Requirements,
        ["sumber data"] = ColumnKind.Requirements,
        ["syarat"] = ColumnKind.Requirements,
        ["masukan"] = ColumnKind.Requirements,
        ["bahan"] = ColumnKind.Requirements,
        ["syarat kelengkapan"] = ColumnKind.Requirements,
        ["dokumen"] = ColumnKind.Requirements,
        ["persyaratan dan kelengkapan"] = ColumnKind.Requirements,
        ["kelengkapan dokumen"] = ColumnKind.Requirements,
        ["persyaratan dan perlengkapan"] = ColumnKind.Requirements,
        ["waktu"] = ColumnKind.Time,
        ["lama waktu"] = ColumnKind.Time,
        ["waktu menit"] = ColumnKind.Time,
        ["waktu hari"] = ColumnKind.Time,
        ["waktu penyelesaian"] = ColumnKind.Time,
        ["jangka waktu"] = ColumnKind.Time,
        ["durasi"] = ColumnKind.Time,
        ["waktu kerja"] = ColumnKind.Time,
        ["waktu jam"] = ColumnKind.Time,
        ["waktu pelaksanaan"] = ColumnKind.Time,
        ["output"] = ColumnKind.Output,
        ["out put"] = ColumnKind.Output,
        ["keluaran"] = ColumnKind.Output,
        ["hasil"] = ColumnKind.Output,
        ["hasil output"] = ColumnKind.Output,
        ["output hasil"] = ColumnKind.Output,
        ["luaran"] = ColumnKind.Output,
        ["hasil keluaran"] = ColumnKind.Output,
        ["keterangan"] = ColumnKind.Remarks,
        ["ket"] = ColumnKind.Remarks,
        ["catatan"] = ColumnKind.Remarks,
        ["keterangan catatan"] = ColumnKind.Remarks,
        ["pelaksana"] = ColumnKind.LaneNames,
        ["penanggung jawab"] = ColumnKind.LaneNames,
        ["aktor"] = ColumnKind.LaneNames,
        ["penanggungjawab"] = ColumnKind.LaneNames,
        ["pelaksana kegiatan"] = ColumnKind.LaneNames,
        ["unit pelaksana"] = ColumnKind.LaneNames,
    };

    /// <summary>Names over several columns. They are no column's own, and a lane has none of them.</summary>
    private static readonly HashSet<string> Groups =
    [
        "pelaksana", "mutu baku", "mutu buku", "pelaksana kegiatan", "baku mutu", "mutubaku", "standar mutu", "unit pelaksana", "aktor",
        "unsur pelaksana", "pihak yang terlibat", "standar baku mutu",
    ];

    /// <summary>The kind of a column by its name; null for a name that no list has: a lane, between the others.</summary>
    public static ColumnKind? KindOf(string name)
    {
        var folded = Bare(name);
        if (folded.Length == 0) return null;
        if (Names.TryGetValue(folded, out var kind)) return kind;

        foreach (var (known, its) in Names)
            if (Spelling.Same(known, folded)) return its;

        // A group's name that stands in the same cell.
        foreach (var group in (string[])["mutu baku ", "mutu buku ", "baku mutu "])
            if (folded.StartsWith(group, StringComparison.Ordinal)) return KindOf(folded[group.Length..]);
        return null;
    }

    public static bool IsGroup(string name) => Bare(name) is { Length: > 0 } folded && Groups.Any(group => Spelling.Same(group, folded));

    /// <summary>A name of one word that a column surely has.</summary>
    public static ColumnKind? KindOfWord(string word) => Spelling.Folded(word) is { Length: > 1 } folded
        && Names.TryGetValue(folded, out var kind) ? kind : null;

    private static string Bare(string name)
    {
        var at = name.IndexOf('(', StringComparison.Ordinal);
        return Spelling.Folded(at > 0 ? name[..at] : name);
    }
}
