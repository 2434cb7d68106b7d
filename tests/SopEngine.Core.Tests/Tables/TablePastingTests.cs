using NUnit.Framework;
using SopEngine.Core.Tables;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tests.Tables;

public sealed class TablePastingTests
{
    private static readonly SopTable Begun = new(new TableHeader(), [new Lane("staf", "Staf", External: false)],
    [
        new("start", TableSymbol.Start) { Text = "Mulai" },
        new("a", TableSymbol.Process) { Text = "Lama", Output = "Tetap" },
        new("end", TableSymbol.End) { Text = "Selesai", Exits = [] },
    ]);

    [Test]
    public void A_printed_table_with_its_headings_makes_lanes_and_rows()
    {
        var table = Paste(0, 1,
            ["No", "Kegiatan", "Pelaksana", "", "Mutu Baku", "", "", "Keterangan"],
            ["", "", "Pelanggan", "Bendahara UPT", "Kelengkapan", "Waktu", "Output", ""],
            ["1", "2", "3", "4", "5", "6", "7", "8"],
            ["1.", "Mengajukan\npermohonan", "x", "", "1. Surat\n2. KTP", "5  Menit", "Surat Permintaan", ""],
            ["2.", "Menerbitkan e-billing", "", "■", "-", "2 hari kerja", "e-billing", "cepat"]);

        Assert.That(table.Lanes.Select(lane => (lane.Name, lane.External)),
            Is.EqualTo(((string, bool)[])[("Staf", false), ("Pelanggan", true), ("Bendahara UPT", false)]));
        Assert.That(table.Rows.Select(row => row.Text), Is.EqualTo(
            (string[])["Mulai", "Mengajukan\npermohonan", "Menerbitkan e-billing", "Selesai"]));
        var (first, second) = (table.Rows[1], table.Rows[2]);
        Assert.That(first.Requirements, Is.EqualTo((string[])["Surat", "KTP"]));
        Assert.That((first.Time, first.Lane, second.Lane, second.Remarks),
            Is.EqualTo(("5 Menit", table.Lanes[1].Id, table.Lanes[2].Id, "cepat")));
    }

    [Test]
    public void Cells_without_headings_go_on_from_where_the_author_stands()
    {
        // The columns behind the only lane: requirements, time, output.
        var table = Paste(1, 3, ["Surat", "1 jam", "Berita acara"], ["", "2 jam", "Arsip"]);

        Assert.That(table.Rows.Select(row => (row.Text, row.Time, row.Output)), Is.EqualTo(((string, string, string)[])
            [("Mulai", "", ""), ("Lama", "1 jam", "Berita acara"), ("", "2 jam", "Arsip"), ("Selesai", "", "")]));
    }

    private static SopTable Paste(int row, int column, params string[][] cells)
    {
        var next = 0;
        return TablePasting.Into(Begun, row, column, cells, () => $"baru-{++next}");
    }
}
