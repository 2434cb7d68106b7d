using NUnit.Framework;
using SopEngine.Core.Tables;

namespace SopEngine.Core.Tests.Tables;

public sealed class ExitTextTests
{
    private static readonly SopTable Table = new(new TableHeader(), [],
    [
        new("start", TableSymbol.Start) { Text = "Mulai" },
        new("a", TableSymbol.Process) { Number = "1" },
        new("b", TableSymbol.Decision) { Number = "2", Exits = [new("Ya", null), new("Tidak", "a")] },
        new("c", TableSymbol.Process) { Number = "3", Exits = [new("", "end"), new("", "d")] },
        new("d", TableSymbol.Process) { Number = "4.a", Exits = [] },
        new("end", TableSymbol.End) { Text = "Selesai", Exits = [] },
        new("no", TableSymbol.End) { Text = "Selesai: ditolak", Exits = [] },
    ]);

    [TestCase(1, ExpectedResult = "")]
    [TestCase(2, ExpectedResult = "Ya: 3; Tidak: 1")]
    [TestCase(3, ExpectedResult = "selesai dan 4.a")]
    [TestCase(4, ExpectedResult = "–")]
    public string Exits_are_said_in_words(int row) => ExitText.Of(Table, row);

    [TestCase(1, "", ExpectedResult = ">")]
    [TestCase(1, "3", ExpectedResult = "c")]
    [TestCase(1, "2", ExpectedResult = ">")]
    [TestCase(1, "kembali ke langkah 1", ExpectedResult = "a")]
    [TestCase(1, "2 dan 4.a", ExpectedResult = "> d")]
    [TestCase(1, "3, 4.A & selesai", ExpectedResult = "c d end")]
    [TestCase(1, "SELESAI: ditolak", ExpectedResult = "no")]
    [TestCase(1, "–", ExpectedResult = "")]
    [TestCase(1, "7", ExpectedResult = "?7")]
    [TestCase(1, "2 dan tujuh", ExpectedResult = "?tujuh")]
    [TestCase(2, "Ya: 3; Tidak: 1", ExpectedResult = "Ya=> Tidak=a")]
    [TestCase(2, "Setuju → selesai\nTidak → selesai: ditolak", ExpectedResult = "Setuju=end Tidak=no")]
    [TestCase(2, "Ya: segera: 4.a; Tidak", ExpectedResult = "Ya: segera=d Tidak=>")]
    [TestCase(2, "Ya: 3 dan 4.a; Tidak: -", ExpectedResult = "Ya=> Ya=d Tidak=")]
    [TestCase(2, "Ya: 9; Tidak: 1", ExpectedResult = "?9")]
    public string Words_are_read_as_exits(int row, string text) =>
        ExitText.Read(Table, row, text, out var unknown) is not { } exits
            ? "?" + unknown
            : string.Join(' ', exits.Select(exit => (exit.Label.Length > 0 ? exit.Label + "=" : "") + (exit.To ?? ">")));

    [Test]
    public void What_is_said_is_read_as_it_was()
    {
        for (var row = 1; row < 5; row++)
        {
            var exits = ExitText.Read(Table, row, ExitText.Of(Table, row), out _);
            Assert.That(exits, Is.EqualTo(Table.Rows[row].Exits), Table.Rows[row].Key);
        }
    }
}
