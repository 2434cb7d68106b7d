using NUnit.Framework;
using SopEngine.Core.Tables;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tests.Tables;

public sealed class TableMergeTests
{
    private static readonly SopTable Began = new(new TableHeader(), [new Lane("staf", "Staf", External: false)],
    [
        new("a", TableSymbol.Process) { Number = "1", Text = "Menerima", Time = "1 jam" },
        new("b", TableSymbol.Process) { Number = "2", Text = "Memeriksa" },
        new("c", TableSymbol.Process) { Number = "3", Text = "Mengarsipkan" },
    ]);

    [Test]
    public void Cells_that_one_of_two_changed_are_theirs()
    {
        var mine = Began.With(Began.Row("a")! with { Text = "Menerima surat" });
        var theirs = Began.With(Began.Row("a")! with { Time = "2 jam" }).With(Began.Row("c")! with { Output = "Arsip" });

        var merge = TableMerge.Of(Began, mine, theirs);

        Assert.That(merge.Conflicts, Is.Empty);
        Assert.That(merge.Theirs, Is.EqualTo((string[])["a", "c"]));
        Assert.That(merge.Merged.Row("a"), Has.Property("Text").EqualTo("Menerima surat").And.Property("Time").EqualTo("2 jam"));
        Assert.That(merge.Merged.Row("c")!.Output, Is.EqualTo("Arsip"));
    }

    [Test]
    public void A_cell_that_both_changed_is_asked_about()
    {
        var mine = Began.With(Began.Row("a")! with { Text = "Mencatat", Time = "3 jam" });
        var theirs = Began.With(Began.Row("a")! with { Text = "Menyambut", Output = "Buku tamu" });

        var conflict = TableMerge.Of(Began, mine, theirs).Conflicts.Single();

        Assert.That(conflict.Columns, Is.EqualTo((TableColumn[])[TableColumn.Text]));
        Assert.That((conflict.Mine!.Text, conflict.Mine.Output, conflict.Theirs!.Text, conflict.Theirs.Time),
            Is.EqualTo(("Mencatat", "Buku tamu", "Menyambut", "3 jam")));
    }

    [Test]
    public void Rows_that_came_and_went_on_both_sides_do()
    {
        var mine = Began with { Rows = [.. Began.Rows.Take(2), new("x", TableSymbol.Process) { Text = "Baru" }, Began.Rows[2]] };
        var theirs = Began with { Rows = [Began.Rows[0], new("y", TableSymbol.Process) { Text = "Lain" }, Began.Rows[2]] };

        var merge = TableMerge.Of(Began, mine, theirs);

        Assert.That(merge.Conflicts, Is.Empty);
        Assert.That(merge.Merged.Rows.Select(row => row.Key), Is.EqualTo((string[])["a", "y", "x", "c"]));
    }

    [Test]
    public void A_row_that_one_deleted_and_the_other_changed_is_asked_about()
    {
        var mine = Began with { Rows = [.. Began.Rows.Skip(1)] };
        var theirs = Began.With(Began.Row("a")! with { Text = "Menyambut" });

        Assert.That(TableMerge.Of(Began, mine, theirs).Conflicts.Single(), Has.Property("Mine").Null.And.Property("Theirs").Not.Null);
        Assert.That(TableMerge.Of(Began, theirs, mine).Conflicts.Single(), Has.Property("Mine").Not.Null.And.Property("Theirs").Null);
    }
}
