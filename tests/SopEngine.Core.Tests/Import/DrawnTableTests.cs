using NUnit.Framework;
using SopEngine.Core.Import;
using SopEngine.Core.Sheets;
using SymbolKind = SopEngine.Core.Import.SymbolKind;

namespace SopEngine.Core.Tests.Import;

/// <summary>Tables as offices draw them, in the many ways that differ.</summary>
public sealed class DrawnTableTests
{
    private static readonly string[] Usual = ["No", "Kegiatan", "Staf", "Kepala Dinas", "Kelengkapan", "Waktu", "Output", "Ket."];

    [Test]
    public void Lanes_are_those_of_the_symbols_columns()
    {
        var steps = Steps(new Sheet(Usual));

        Assert.That(steps.Select(step => step.Lanes.Single()), Is.EqualTo(new[] { "Staf", "Kepala Dinas", "Staf" }));
        Assert.That(steps.Select(step => step.Symbols.Single().Kind),
            Is.EqualTo(new[] { SymbolKind.Terminator, SymbolKind.Decision, SymbolKind.Process }));
    }

    [Test]
    public void Exits_are_followed_and_labelled()
    {
        var decision = Steps(new Sheet(Usual))[1].Decisions.Single();

        Assert.That(decision.Exits.Select(exit => (exit.Label, exit.Step)),
            Is.EquivalentTo(new (string, int?)[] { ("Tidak", 0), ("Ya", 2) }));
    }

    [TestCase("Aktivitas", "Persyaratan/Perlengkapan", "Keterangan")]
    [TestCase("Uraian Prosedur", "Input", "Ket")]
    [TestCase("Uraian", "Sumber Data", "Keterangan")]
    public void Columns_have_many_names(string activity, string requirements, string remarks)
    {
        var steps = Steps(new Sheet([.. Usual
            .Select(name => name switch { "Kegiatan" => activity, "Kelengkapan" => requirements, "Ket." => remarks, _ => name })]));

        Assert.That(steps.Select(step => step.Activity.Text), Is.EqualTo(Sheet.Activities));
        Assert.That(steps[0].Requirements.Text, Is.EqualTo("Disposisi"));
        Assert.That(steps[1].Remarks.Text, Is.EqualTo("Rahasia"));
    }

    [Test]
    public void A_row_of_column_numbers_a_sum_and_capsules_as_rows_are_no_steps()
    {
        var sheet = new Sheet(Usual) { HasColumnNumbers = true, HasSum = true };

        Assert.That(Steps(sheet).Select(step => step.Number), Is.EqualTo(new[] { "1", "2", "3" }));
    }

    [Test]
    public void A_capsule_may_be_a_polygon() =>
        Assert.That(Steps(new Sheet(Usual) { HasPolygons = true })[0].Symbols.Single().Kind, Is.EqualTo(SymbolKind.Terminator));

    [Test]
    public void Without_symbols_no_lane_is_made_up()
    {
        var steps = Steps(new Sheet(Usual) { HasSymbols = false });

        Assert.That(steps.SelectMany(step => step.Lanes), Is.Empty);
        Assert.That(steps.Select(step => step.Doubts.Any(doubt => doubt.Kind == DoubtKind.LaneUnknown)), Is.All.True);
    }

    [Test]
    public void A_table_without_lines_between_its_rows_is_read_by_its_numbers() =>
        Assert.That(Steps(new Sheet(Usual) { HasRowLines = false }).Select(step => step.Activity.Text), Is.EqualTo(Sheet.Activities));

    private static IReadOnlyList<ReadStep> Steps(Sheet sheet) =>
        DocumentReader.Read(new([sheet.Page()], PlaceSource.Drawn)).Single().Procedures.Single().Steps;

    /// <summary>A page drawn for a test.</summary>
    private sealed class Sheet(string[] names)
    {
        public static readonly string[] Activities = ["Menyusun konsep surat", "Memeriksa konsep surat", "Mengirim surat"];

        private static readonly double[] X = [40, 70, 220, 310, 400, 500, 570, 680, 760];
        private static readonly string[][] Rows =
        [
            ["1", Activities[0], "", "", "Disposisi", "30 menit", "Konsep", ""],
                ["2", Activities[1], "", "", "Konsep", "1 hari", "Hasil periksa", "Rahasia"],
            ["3", Activities[2], "", "", "Surat", "15 menit", "Tanda terima", ""],
        ];

        private readonly List<PageWord> _words = [];
        private readonly List<PagePath> _paths = [];

        public bool HasColumnNumbers { get; init; }

        public bool HasSum { get; init; }

        public bool HasPolygons { get; init; }

        public bool HasSymbols { get; init; } = true;

        public bool HasRowLines { get; init; } = true;

        public PageForm Page()
        {
            var y = 60.0;
            var lines = new List<double> { y, 90 };
            for (var c = 0; c < names.Length; c++) Text(names[c], X[c] + 3, 70);
            y = 90;
            if (HasColumnNumbers)
            {
                for (var c = 0; c < names.Length; c++) Text($"({c + 1})", X[c] + 5, y + 5);
                lines.Add(y += 20);
            }

            var first = y;
            foreach (var row in Rows)
            {
                for (var c = 0; c < row.Length; c++) Text(row[c], X[c] + 3, y + 25);
                y += 60;
                if (HasRowLines || row == Rows[^1]) lines.Add(y);
            }

            if (HasSum)
            {
                Text("Jumlah waktu", X[1] + 3, y + 5);
                Text("2 hari", X[5] + 3, y + 5);
                lines.Add(y += 20);
            }

            foreach (var line in lines) _paths.Add(Rule(X[0], line - 0.3, X[^1], line + 0.3));
            foreach (var x in X) _paths.Add(Rule(x - 0.3, 60, x + 0.3, y));
            if (HasSymbols) Symbols(first);
            return new(1, 800, y + 40, _words, _paths);
        }

        private void Symbols(double y)
        {
            _paths.Add(Capsule(new(240, y + 20, 290, y + 40)));
            _paths.Add(new([new(355, y + 75), new(385, y + 90), new(355, y + 105), new(325, y + 90)], false, true, false, true));
            _paths.Add(new([new(240, y + 140), new(290, y + 140), new(290, y + 160), new(240, y + 160)], false, true, true, true));
            Arrow(new(290, y + 30), new(355, y + 30), new(355, y + 73));
            Arrow(new(355, y + 105), new(355, y + 150), new(292, y + 150));
            Arrow(new(325, y + 90), new(265, y + 90), new(265, y + 42));
            Text("Ya", 358, y + 118);
            Text("Tidak", 285, y + 78);
        }

        private void Arrow(params Point[] way)
        {
            _paths.Add(new(way, false, false, false, true));
            var end = way[^1];
            _paths.Add(new([new(end.X - 2, end.Y - 2), new(end.X + 2, end.Y - 2), new(end.X, end.Y + 2)], false, true, true, false));
        }

        private PagePath Capsule(Box box) => new([.. Enumerable.Range(0, 20).Select(i => i * Math.PI / 10).Select(angle => new Point(
            box.Centre.X + (Math.Sign(Math.Round(Math.Cos(angle), 5)) * ((box.Width / 2) - 10)) + (10 * Math.Cos(angle)), box.Centre.Y
                + (10 * Math.Sin(angle))))], !HasPolygons, true, false, true);

        private static PagePath Rule(double left, double top, double right, double bottom) =>
            new([new(left, top), new(right, top), new(right, bottom), new(left, bottom)], false, true, true, false);

        private void Text(string text, double x, double y)
        {
            foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                _words.Add(new(word, new(x, y, x + (word.Length * 4), y + 9)));
                x += (word.Length * 4) + 3;
            }
        }
    }
}
