using System.Text.Json;
using NUnit.Framework;
using SopEngine.Core.Documents;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Tests.Documents;

/// <summary>Places for the pictures of a file field, and for the office's figures of a month.</summary>
internal sealed class PicturesAndFiguresTests
{
    private static readonly Dictionary<string, KnownPlace> Known = new[]
    {
        new KnownPlace("foto", "Foto", PlaceKind.Files, []), new KnownPlace("bulan", "Bulan", PlaceKind.Date, []),
        new KnownPlace("nama", "Nama", PlaceKind.Text, []),
    }.ToDictionary(place => place.Name);

    [Test]
    public void The_pictures_of_a_field_stand_where_the_text_has_them()
    {
        var value = PrintedValue.Of(
            new FormField("foto", "Foto", FieldType.File),
            JsonDocument.Parse("""[{"id":5,"name":"a.jpg"},{"id":6,"name":"b.png"}]""").RootElement);
        var data = new DocumentData(new Dictionary<string, DocumentValue> { ["foto"] = value });

        var blocks = DocumentText.Read("{{jika foto}}\n## Foto\n{{gambar foto}}\n{{akhir}}\n{{foto}}", data);
        Assert.That(blocks[1], Is.InstanceOf<PicturesPlace>());
        Assert.That(((PicturesPlace)blocks[1]).Files, Is.EqualTo(new[] { new DocumentFile(5, "a.jpg"), new DocumentFile(6, "b.png") }));
        Assert.That(blocks[2].Spans.Single().Text, Is.EqualTo("a.jpg, b.png"));
        Assert.That(DocumentText.Read("{{gambar foto}}", DocumentData.None), Is.Empty);

        var kept = JsonSerializer.Deserialize<DocumentValue>(JsonSerializer.Serialize(value))!;
        Assert.That(kept.Files, Is.EqualTo(value.Files));
    }

    [Test]
    public void Figures_of_a_month_are_a_table_that_no_field_can_fill()
    {
        var table = new DocumentTable([new DocumentColumn("sop", "SOP", Sum: "Jumlah")], [["Pengujian"]]);
        var data = new DocumentData(new Dictionary<string, DocumentValue>
        {
            [Performance.Place("bulan")] = new("") { Table = table },
            ["kinerja"] = new("diisi pemohon") { Table = new DocumentTable([], []) },
        });

        Assert.That(DocumentText.Read("{{kinerja bulan}}", data).Single(), Is.EqualTo(new FilledTable(table)));
        Assert.That(DocumentText.Read("{{kinerja}}", data), Is.Empty);
        Assert.That(
            DocumentText.Months("{{kinerja}}\n{{kinerja bulan}}\n{{kinerja bulan}}\nteks {{kinerja}}"), Is.EqualTo(new[] { "", "bulan" }));
    }

    [TestCase("{{gambar foto}}", null)]
    [TestCase("{{kinerja}}", null)]
    [TestCase("{{kinerja bulan}}", null)]
    [TestCase("{{gambar nama}}", TextFault.NotFiles)]
    [TestCase("{{gambar tidakAda}}", TextFault.PlaceUnknown)]
    [TestCase("{{kinerja nama}}", TextFault.NotADate)]
    [TestCase("lihat {{gambar foto}}", TextFault.SharesLine)]
    [TestCase("{{kinerja}} dan lainnya", TextFault.SharesLine)]
    [TestCase("{{gambar tidak foto}}", TextFault.MarkBad)]
    [TestCase("{{gambar}}", TextFault.PlaceUnknown)]
    public void A_template_is_checked_for_them(string line, TextFault? fault) => Assert.That(
        DocumentCheck.Of(line, Known).Select(problem => (TextFault?)problem.Fault).FirstOrDefault(), Is.EqualTo(fault));

    [TestCase("30 November 2026", "2026-11-30")]
    [TestCase("2026-11-30", null)]
    [TestCase("", null)]
    public void A_printed_day_is_read_back(string shown, string? day) => Assert.That(
        DocumentText.DayOf(shown)?.ToString("uuuu-MM-dd", null), Is.EqualTo(day));

    [Test]
    public void A_month_is_named() => Assert.That(DocumentText.ShowMonth(new NodaTime.LocalDate(2026, 3, 5)), Is.EqualTo("Maret 2026"));
}
