using System.Text.Json;
using NUnit.Framework;
using SopEngine.Core.Tests.WorkingTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows.Forms;

/// <summary>Fields that choose from the office's tariffs.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class FormTariffsTests
{
    private const string Fields = """
        [{"name":"rincian","label":"Rincian","type":"table","columns":[
           {"name":"uji","label":"Pengujian","type":"tariff","group":"Uji","required":true},
           {"name":"jumlah","label":"Jumlah","type":"integer"},
           {"name":"biaya","label":"Biaya","type":"computed","shows":"money","formula":"row.uji?.amount * row.jumlah","sum":true}]},
         {"name":"sertifikat","label":"Sertifikat","type":"tariff"},
         {"name":"kurang","label":"Pengurangan","type":"discount"},
         {"name":"total","label":"Total","type":"computed","shows":"money",
           "formula":"sum(getRincian(), 'biaya') * (100 - (getKurang()?.percent ?? 0)) / 100"}]
        """;

    private static readonly TariffLine[] Lines =
    [
        new(7, "uji", "Kadar air", "", "per contoh", 50_000), new(8, "Uji", "Furnace", "sampai 1200 °C", "per alat", 1_250_000),
        new(9, "Kalibrasi", "Oven", "", "per alat", 500_000),
    ];

    private static readonly PriceList Prices = new(Lines, [new(3, "Usaha mikro", 50, "Keputusan 12/2026", "NIB")]);

    [Test]
    public void The_price_of_the_day_is_put_in_computed_with_and_replayed_without_a_tariff_list()
    {
        var completed = Filled("""{"rincian":[{"uji":8,"jumlah":2},{"uji":{"id":7,"amount":1},"jumlah":3}],"sertifikat":9}""");

        Assert.That(completed.Data.GetRawText(), Does.Contain(
            """{"uji":{"id":8,"text":"Furnace, sampai 1200 \u00B0C","unit":"per alat","amount":1250000},"jumlah":2,"biaya":2500000}"""));
        Assert.That(completed.Data.GetProperty("total").GetInt64(), Is.EqualTo(2_650_000), "the price that was sent counts for nothing");
        Assert.That(Player().Try(completed).Refusal, Is.Null);
    }

    [Test]
    public void A_discount_is_put_in_with_its_decree_and_its_share_is_computed_with()
    {
        var completed = Filled("""{"rincian":[{"uji":8,"jumlah":1}],"kurang":{"id":3,"percent":100}}""");

        Assert.That(completed.Data.GetRawText(), Does.Contain(
            """{"id":3,"text":"Usaha mikro","percent":50,"decree":"Keputusan 12/2026"}"""));
        Assert.That(completed.Data.GetProperty("total").GetInt64(), Is.EqualTo(625_000), "the share that was sent counts for nothing");
        Assert.That(Player().Try(completed).Refusal, Is.Null);
    }

    [TestCase("""{"kurang":9}""", "kurang NotADiscount", TestName = "No such discount")]
    [TestCase("""{"kurang":{"id":9,"text":"Semua","percent":100,"decree":""}}""", "kurang NotADiscount",
        TestName = "A discount of their own")]
    [TestCase("""{"rincian":[{"uji":99,"jumlah":1}]}""", "rincian[0].uji NotATariff", TestName = "No such line")]
    [TestCase("""{"rincian":[{"uji":9,"jumlah":1}]}""", "rincian[0].uji NotATariff", TestName = "A line of another group")]
    [TestCase("""{"sertifikat":{"id":99,"text":"Murah","unit":"","amount":1}}""", "sertifikat NotATariff",
        TestName = "A price of their own")]
    [TestCase("""{"sertifikat":"9"}""", "sertifikat NotATariff", TestName = "Text")]
    [TestCase("""{"rincian":[{"jumlah":1}]}""", "rincian[0].uji Missing", TestName = "Nothing chosen")]
    public void A_value_that_is_no_valid_line_of_the_office_is_refused_at_its_place(string data, string problem)
    {
        var completed = Filled(data);

        Assert.That(Player().Try(completed).Refusal!.Fields!.Select(one => $"{one.Name} {one.Fault}"), Does.Contain(problem));
    }

    [Test]
    public void A_field_offers_the_lines_of_its_group_alone()
    {
        var fields = FormTariffs.With(Step().Fields, Prices);

        Assert.That(fields[0].Columns[0].Tariffs.Select(line => line.Id), Is.EqualTo(new[] { 7, 8 }));
        Assert.That(fields[1].Tariffs, Has.Count.EqualTo(3));
    }

    [TestCase(true, "row.uji?.amount * row.jumlah")]
    [TestCase(false, "getUji()?.amount * getJumlah()")]
    public void An_author_chooses_the_price_as_a_factor(bool inTable, string formula)
    {
        var recipe = new FieldRecipe(RecipeKind.Product, "uji" + FieldRecipe.Price, "jumlah");

        Assert.That(recipe.Write(inTable), Is.EqualTo(formula));
        Assert.That(FieldRecipe.Read(formula), Is.EqualTo(recipe));
    }

    private static TaskCompleted Filled(string data)
    {
        var player = Player();
        var asked = Asked(data);
        var priced = asked with { Data = FormTariffs.Priced(Step().Fields, asked.Data, Prices) };
        return FormFilling.Fill(player.Flow, player.State, priced, player.Now, Calendars.Office).Completed;
    }

    private static TaskCompleted Asked(string data) => new(1, 7, Data: JsonDocument.Parse(data).RootElement);

    private static Step Step() => Player().Flow.Steps[0];

    private static Player Player()
    {
        var step = FlowBuilder.Step("a");
        step["fields"] = Object(JsonDocument.Parse(Fields).RootElement);
        return new Player(InLine(step, FlowBuilder.Step("b")).Flow());
    }
}
