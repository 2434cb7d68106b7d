using System.Text.Json;
using NUnit.Framework;
using SopEngine.Core.Documents;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>Values of forms as papers print them.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class PrintedValueTests
{
    [TestCase("""{"id":1,"text":"Kadar air","unit":"per contoh","amount":50000}""", "Kadar air (Rp50.000 per contoh)", 50_000, true)]
    [TestCase("""{"id":1,"text":"Kadar air","unit":"per contoh"}""", "Kadar air", null, false)]
    [TestCase("""{"id":1,"text":"Kadar air","amount":"banyak"}""", "Kadar air", null, false)]
    public void A_tariff_is_its_text_with_its_price_if_it_has_one(string line, string text, int? amount, bool isMoney)
    {
        var value = PrintedValue.Of(
            new FormField("tarif", "Tarif", FieldType.Tariff), JsonDocument.Parse(line).RootElement);
        Assert.That((value.Text, value.Amount, value.IsMoney), Is.EqualTo((text, (decimal?)amount, isMoney)));
    }

    [TestCase(false, true)]
    [TestCase(true, false)]
    public void The_receipt_of_an_internal_customer_shows_no_prices(bool isInternal, bool showsPrices)
    {
        var lines = JsonDocument.Parse(Shipped.Json("documents/bpcu.json")).RootElement.GetProperty("text").EnumerateArray()
            .Select(line => line.GetString());
        var fields = Shipped.Flow("pk-tu-pjt-02.json").Fields;
        var rows = """[{"contoh":1,"jumlah":1,"tarif":{"id":1,"text":"Kadar air","unit":"","amount":50000},"biaya":50000}]""";
        var values = new Dictionary<string, DocumentValue>
        {
            ["internal"] = PrintedValue.Of(fields["internal"], JsonSerializer.SerializeToElement(isInternal)),
            ["rincian"] = PrintedValue.Of(fields["rincian"], JsonDocument.Parse(rows).RootElement),
            ["totalBiaya"] = PrintedValue.Of(fields["totalBiaya"], JsonSerializer.SerializeToElement(50_000)),
        };

        var blocks = DocumentText.Read(string.Join('\n', lines), new DocumentData(values));

        var tables = blocks.OfType<FilledTable>().SelectMany(table => table.Table.Rows).SelectMany(row => row);
        var texts = blocks.SelectMany(block => block.Spans).Select(span => span.Text).Concat(tables).ToList();
        Assert.That(texts.Exists(text => text.Contains("Rp", StringComparison.Ordinal)), Is.EqualTo(showsPrices));
        Assert.That(texts.Exists(text => text.Contains("INTERNAL", StringComparison.Ordinal)), Is.EqualTo(isInternal));
    }
}
