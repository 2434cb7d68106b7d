using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using SopEngine.Core.Documents;

namespace SopEngine.Core.Tests.Documents;

/// <summary>Tables, conditions, words, signature and code in the text of a document, and the faults of a text.</summary>
internal sealed class DocumentMarksTests
{
    private static readonly DocumentTable Samples = new(
        [new("kode", "Kode"), new("uraian", "Uraian"), new("jumlah", "Jumlah", IsNumber: true, Sum: "3")],
        [["K-1", "Kopi", "1"], ["K-2", "{{nomor}} **x**", "2"]]);

    private static readonly DocumentData Data = new(
        new Dictionary<string, DocumentValue>
        {
            ["nama"] = "Siti",
            ["kosong"] = " ",
            ["setuju"] = new("Tidak") { IsNo = true },
            ["biaya"] = new("Rp 1.250.000") { Amount = 1_250_000, IsMoney = true },
            ["jumlah"] = new("12 contoh") { Amount = 12 },
            ["berat"] = new("1,5 kg") { Amount = 1.5m },
            ["contoh"] = new("") { Table = Samples },
        },
        new Signature("Pekanbaru", "30 November 2026", "Plh. Kepala Balai", "Rina", "19740727 200312 1 006"), "https://kantor.test/d/abc");

    private static readonly Dictionary<string, KnownPlace> Known = new()
    {
        ["nama"] = new("nama", "Nama", PlaceKind.Text, []),
        ["biaya"] = new("biaya", "Biaya", PlaceKind.Number, []),
        ["contoh"] = new("contoh", "Contoh", PlaceKind.Table,
            [new("kode", "Kode", PlaceKind.Text, []), new("jumlah", "Jumlah", PlaceKind.Number, [])]),
    };

    private static IReadOnlyList<Block> Read(string template) => DocumentText.Read(template, Data);

    private static string Text(string template) => string.Concat(Read(template).SelectMany(block => block.Spans).Select(span => span.Text));

    [Test]
    public void A_table_has_the_chosen_columns_in_their_order_with_heads_and_sums()
    {
        var table = ((FilledTable)Read("atas\n{{tabel contoh: jumlah, kode}}\nbawah")[1]).Table;

        Assert.That(table.Columns.Select(column => (column.Head, column.IsNumber, column.Sum)),
            Is.EqualTo(new[] { ("Jumlah", true, "3"), ("Kode", false, (string?)null) }));
        Assert.That(table.Rows, Is.EqualTo(new[] { new[] { "1", "K-1" }, ["2", "K-2"] }));
        Assert.That(((FilledTable)Read("{{ tabel contoh }}").Single()).Table, Is.EqualTo(Samples), "all columns");
        Assert.That(Read("{{tabel nama}}\n{{tabel tidakAda}}"), Is.Empty, "what is no table leaves nothing");
    }

    [TestCase("{{terbilang biaya}}", "satu juta dua ratus lima puluh ribu rupiah")]
    [TestCase("{{ terbilang  jumlah }}", "dua belas")]
    [TestCase("{{terbilang berat}}", "")]
    [TestCase("{{terbilang nama}}", "")]
    [TestCase("{{biaya}} dan {{jumlah}}", "Rp 1.250.000 dan 12 contoh")]
    public void Amounts_are_printed_and_written_in_words(string template, string expected) =>
        Assert.That(Text(template), Is.EqualTo(expected));

    [TestCase("{{jika nama}}\nada\n{{akhir}}", "ada")]
    [TestCase("{{jika kosong}}\nada\n{{akhir}}", "")]
    [TestCase("{{jika tidakAda}}\nada\n{{akhir}}", "")]
    [TestCase("{{jika setuju}}\nada\n{{akhir}}", "")]
    [TestCase("{{jika contoh}}\nada\n{{akhir}}", "ada")]
    [TestCase("{{jika tidak kosong}}\nada\n{{akhir}}", "ada")]
    [TestCase("{{jika nama}}\na\n{{jika kosong}}\nb\n{{akhir}}\nc\n{{akhir}}", "a\nc")]
    [TestCase("{{akhir}}\na\n{{jika nama}}\nb", "a\nb")]
    public void Lines_in_a_condition_are_there_only_when_it_holds(string template, string expected) =>
        Assert.That(Text(template), Is.EqualTo(expected));

    [Test]
    public void A_signature_and_a_code_stand_where_the_author_put_them_and_nowhere_without_data()
    {
        var blocks = Read("Salam\n{{ttd}}\n{{qr}}");

        Assert.That(((SignaturePlace)blocks[1]).Above, Is.EqualTo(new[] { "Pekanbaru, 30 November 2026", "Plh. Kepala Balai," }));
        Assert.That(((SignaturePlace)blocks[1]).Below, Is.EqualTo(new[] { "Rina", "NIP 19740727 200312 1 006" }));
        Assert.That(((CodePlace)blocks[2]).Link, Is.EqualTo("https://kantor.test/d/abc"));
        Assert.That(DocumentText.Read("{{ttd}}\n{{qr}}", DocumentData.None), Is.Empty);
    }

    [TestCase("Yth. {{nama}}\n{{jika nama}}\n{{tabel contoh: kode}}\n{{akhir}}\n{{terbilang biaya}}", "")]
    [TestCase("a\n{{hilang}}", "2 PlaceUnknown hilang")]
    [TestCase("{{tabel contoh: kode, warna}}", "1 ColumnUnknown warna")]
    [TestCase("{{tabel nama}}", "1 NotATable nama")]
    [TestCase("{{contoh}}", "1 IsATable contoh")]
    [TestCase("{{terbilang nama}}", "1 NotANumber nama")]
    [TestCase("teks {{ttd}}", "1 SharesLine {{ttd}}")]
    [TestCase("{{jika nama}}", "1 ConditionOpen {{jika nama}}")]
    [TestCase("{{akhir}}", "1 EndAlone {{akhir}}")]
    [TestCase("{{a b}}", "1 MarkBad {{a b}}")]
    [TestCase("{{nama", "1 MarkBad {{nama")]
    public void A_fault_in_a_text_is_reported_with_its_line(string template, string expected) =>
        Assert.That(string.Join("; ", DocumentCheck.Of(template, Known)
            .Select(problem => $"{problem.Line} {problem.Fault} {problem.Subject}")), Is.EqualTo(expected));

    [Test]
    public void A_text_that_is_too_long_or_has_too_many_tables_is_a_problem() => Assert.Multiple(() =>
    {
        Assert.That(DocumentCheck.Of(new string('a', DocumentCheck.Longest + 1), Known).Single().Fault, Is.EqualTo(TextFault.TooLong));
        var tables = string.Concat(Enumerable.Repeat("{{tabel contoh}}\n", DocumentCheck.MostTables + 1));
        Assert.That(DocumentCheck.Of(tables, Known).Single().Fault, Is.EqualTo(TextFault.TooManyTables));
    });

    [Test]
    public void Any_text_of_any_author_is_read_and_its_values_stay_text()
    {
        var pieces = Gen.Elements(
            "{{", "}}", "{{nama}}", "{{jika nama}}", "{{akhir}}", "{{tabel contoh}}", "{{ttd}}", "{{qr}}", "**", "# ", "- ", "> ", "---",
            "\n", "a", " ", "1. ", "{{terbilang biaya}}", "\r\n", "{{{", ":", ",");
        var hostile = new DocumentData(new Dictionary<string, DocumentValue> { ["nama"] = "# **{{ttd}}**\n{{akhir}}\n- x" });
        Prop.ForAll(pieces.ListOf().Select(list => string.Concat(list)).ToArbitrary(), template =>
        {
            DocumentCheck.Of(template, Known);
            var blocks = DocumentText.Read(template, hostile);
            return blocks.Count <= template.Split('\n').Length + 1 && blocks.All(block => block is not (SignaturePlace or CodePlace));
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void The_data_of_a_document_are_kept_as_JSON_and_fill_the_same_again()
    {
        const string Template = "{{nama}}\n{{tabel contoh}}\n{{terbilang biaya}}\n{{ttd}}\n{{qr}}";
        var kept = JsonSerializer.Deserialize<DocumentData>(JsonSerializer.Serialize(Data))!;

        Assert.That(JsonSerializer.Serialize<object[]>([.. DocumentText.Read(Template, kept)]),
            Is.EqualTo(JsonSerializer.Serialize<object[]>([.. Read(Template)])));
        Assert.That(JsonSerializer.Deserialize<DocumentValue>("\"Kopi\""), Is.EqualTo(new DocumentValue("Kopi")));
    }
}
