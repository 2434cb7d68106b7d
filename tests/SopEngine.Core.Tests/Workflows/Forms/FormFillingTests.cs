using System.Text.Json;
using NUnit.Framework;
using SopEngine.Core.Tests.WorkingTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows.Forms;

/// <summary>Values that the server computes, hides and mends, once and for all.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class FormFillingTests
{
    private const string Bill = """
        [{"name":"jenis","label":"Jenis","type":"choice","options":["Umum","Internal"],"required":true},
         {"name":"contoh","label":"Contoh","type":"table","columns":[
           {"name":"nama","label":"Nama","required":true},{"name":"jumlah","label":"Jumlah","type":"integer"},
           {"name":"tarif","label":"Tarif","type":"money"},
           {"name":"biaya","label":"Biaya","type":"computed","shows":"money","formula":"row.jumlah * row.tarif","sum":true}]},
         {"name":"total","label":"Total","type":"computed","shows":"money","formula":"sum(getContoh(), 'biaya')"},
         {"name":"terbilang","label":"Terbilang","type":"computed","shows":"text","formula":"inWords(getTotal()) + ' rupiah'"},
         {"name":"tempo","label":"Jatuh tempo","type":"computed","shows":"date","formula":"workingDaysAfter(today(), 5)"},
         {"name":"ntpn","label":"NTPN","type":"text","format":"ntpn","required":true,"shownIf":"getJenis() === 'Umum'"}]
        """;

    [Test]
    public void A_form_is_mended_and_computed_on_the_server()
    {
        var (completed, refusal) = Fill(Bill, """
            {"jenis":"Umum","ntpn":" a1b2.c3d4-e5f6 0718","contoh":[
              {"nama":"Kopi","jumlah":2,"tarif":210000},{"nama":"Teh","jumlah":1,"tarif":830000}]}
            """);

        Assert.That(refusal, Is.Null);
        Assert.That(completed.Data.GetRawText(), Is.EqualTo(
            """{"jenis":"Umum","contoh":[{"nama":"Kopi","jumlah":2,"tarif":210000,"biaya":420000},"""
            + """{"nama":"Teh","jumlah":1,"tarif":830000,"biaya":830000}],"total":1250000,"terbilang":"""
            + "\"satu juta dua ratus lima puluh ribu rupiah\",\"tempo\":\"2026-11-30\",\"ntpn\":\"A1B2C3D4E5F60718\"}"));
        Assert.That(completed.Form!.Hidden, Is.Null);
    }

    [Test]
    public void Of_a_cell_that_a_row_has_twice_the_last_value_counts()
    {
        var (completed, refusal) = Fill(Bill, """
            {"jenis":"Internal","contoh":[{"nama":"Kopi","jumlah":1,"jumlah":2,"tarif":210000}]}
            """);

        Assert.That(refusal, Is.Null);
        Assert.That(completed.Data.GetRawText(), Does.Contain("""{"nama":"Kopi","jumlah":2,"tarif":210000,"biaya":420000}"""));
    }

    [Test]
    public void A_hidden_field_is_not_needed_and_its_value_is_dropped()
    {
        var (completed, refusal) = Fill(Bill, """{"jenis":"Internal","ntpn":"lama"}""");

        Assert.That(refusal, Is.Null);
        Assert.That(completed.Data.TryGetProperty("ntpn", out _), Is.False);
        Assert.That(completed.Form!.Hidden, Is.EqualTo(new[] { "ntpn" }));
        Assert.That(Player(Bill).Try(completed).Refusal, Is.Null);
    }

    [Test]
    public void A_condition_that_holds_asks_for_its_field() =>
        Assert.That(Refused(Bill, """{"jenis":"Umum"}"""), Is.EqualTo(new[] { "ntpn Missing" }));

    [TestCase("""{"jenis":"Internal","total":5}""", "total IsComputed")]
    [TestCase("""{"jenis":"Internal","contoh":[{"nama":"Kopi","biaya":1}]}""", "contoh[0].biaya IsComputed")]
    [TestCase("""{"jenis":"Internal","lain":1}""", "lain Unknown")]
    public void Data_that_nobody_may_send_is_refused_by_name(string data, string fault) =>
        Assert.That(Refused(Bill, data), Is.EqualTo(new[] { fault }));

    [Test]
    public void A_replay_reads_what_was_computed_and_asks_no_calendar()
    {
        var (completed, _) = Fill(Bill, """{"jenis":"Internal","contoh":[{"nama":"Kopi","jumlah":1,"tarif":5}]}""");
        var stored = (TaskCompleted)CaseEventJson.Read(CaseEventJson.Write(completed));
        var player = Player(Bill);
        var state = player.Happens(stored).State;

        Assert.That(CaseStateJson.Write(Interpreter.Advance(player.Flow, Player(Bill).State, completed, player.Now).State),
            Is.EqualTo(CaseStateJson.Write(state)));
        Assert.That(CaseStateJson.Write(state), Does.Contain("lima rupiah"));
    }

    [Test]
    public void A_repeated_request_is_known_by_the_data_it_sends()
    {
        var asked = Asked("""{"jenis":"Internal","ntpn":"x"}""");
        var (completed, _) = FormFilling.Fill(Player(Bill).Flow, Player(Bill).State, asked, Player(Bill).Now, Calendars.Office);

        Assert.That(CaseEventJson.Write(completed.AsAskedBy(asked)), Is.EqualTo(CaseEventJson.Write(asked)));
        var other = Asked("""{"jenis":"Umum","ntpn":"x"}""");
        Assert.That(CaseEventJson.Write(completed.AsAskedBy(other)), Is.Not.EqualTo(CaseEventJson.Write(other)));
    }

    [Test]
    public void A_formula_that_fails_is_a_fault_of_its_field() =>
        Assert.That(
            Refused("""[{"name":"a"},{"name":"b","label":"B","type":"computed","formula":"getA().length.x.y"}]""", "{}"),
            Is.EqualTo(new[] { "b CannotBeComputed" }));

    [TestCase("""{"npwp":"01.234.567.8-901.000"}""", "b CannotBeComputed", Description = "mended, its value is right")]
    [TestCase("""{"npwp":"1"}""", "npwp DigitsMissing", Description = "the wrong value is named first")]
    [TestCase("""{"hari":"besok"}""", "b CannotBeComputed", Description = "a value that is not shown is no cause")]
    public void A_field_that_cannot_be_computed_is_told_unless_a_shown_value_is_wrong(string data, string fault) =>
        Assert.That(
            Refused(
                """
                [{"name":"a"},{"name":"npwp","type":"text","format":"npwp"},{"name":"hari","type":"number","shownIf":"false"},
                 {"name":"b","label":"B","type":"computed","formula":"getA().x.y"}]
                """, data),
            Is.EqualTo(new[] { fault }));

    [TestCase("getA() * 2", "number", "{}", null)]
    [TestCase("getA() / 3", "number", """{"a":1}""", "0.3333333333")]
    [TestCase("getA() / 3", "money", """{"a":5}""", "2")]
    [TestCase("getA() + 0.2", "number", """{"a":0.1}""", "0.3")]
    [TestCase("getA() > 1 ? 'banyak' : 'sedikit'", "text", """{"a":5}""", "\"banyak\"")]
    [TestCase("inWords(getA())", "text", """{"a":1999}""", "\"seribu sembilan ratus sembilan puluh sembilan\"")]
    [TestCase("inWords(getA())", "text", "{}", null)]
    [TestCase("workingDaysAfter('2026-12-24', getA())", "date", """{"a":1}""", "\"2026-12-28\"")]
    [TestCase("workingDaysAfter('besok', getA())", "date", """{"a":1}""", null)]
    [TestCase("[1,2].length + sum([{n:1.1},{n:2.2}], 'n')", "number", "{}", "5.3")]
    [TestCase("getA()", "date", """{"a":1}""", "fault")]
    public void A_result_is_a_value_of_its_type_or_none(string formula, string shows, string data, string? expected)
    {
        var fields = JsonSerializer.Serialize(new object[]
        {
            new { name = "a", type = "number" }, new { name = "b", label = "B", type = "computed", shows, formula },
        });
        var (completed, refusal) = Fill(fields, data);

        Assert.That(
            refusal is not null ? "fault" : completed.Data.TryGetProperty("b", out var value) ? value.GetRawText() : null,
            Is.EqualTo(expected));
    }

    [Test]
    public void A_new_form_begins_with_its_default_values()
    {
        var first = Step("a");
        first["fields"] = Object(new[] { new { name = "total", type = "money" } });
        var second = Step("b");
        second["fields"] = Object(new object[]
        {
            new { name = "jumlah", type = "money", @default = "getTotal()" },
            new { name = "hari", type = "date", @default = "today()" },
            new { name = "salah", type = "number", @default = "getTotal().x.y" },
        });
        var player = new Player(InLine(first, second).Flow()).Finish("a", """{"total":5}""");

        var form = FormFilling.Look(player.Flow, player.State, player.Number("b"), default, player.Now, Calendars.Office)!;

        Assert.That(form.Data.GetRawText(), Is.EqualTo("""{"jumlah":5,"hari":"2026-11-23"}"""));
    }

    [Test]
    public void A_table_of_five_hundred_rows_is_computed_in_one_go()
    {
        var rows = Enumerable.Range(1, FormField.MostRows).Select(number => new { nama = $"Contoh {number}", jumlah = 2, tarif = number });
        var (completed, refusal) = Fill(Bill, JsonSerializer.Serialize(new { jenis = "Internal", contoh = rows }));

        Assert.That(refusal, Is.Null);
        Assert.That(completed.Data.GetProperty("total").GetInt32(), Is.EqualTo(FormField.MostRows * (FormField.MostRows + 1)));
    }

    [Test]
    public void A_form_without_such_fields_needs_nothing()
    {
        var step = Step("a");
        step["fields"] = Object(new object[]
        {
            new { name = "a", type = "money", required = true },
            new { name = "b", type = "table", columns = new[] { new { name = "c" } } },
        });

        Assert.That(FormFilling.IsNeeded(InLine(step).Flow().Steps[0]), Is.False);
    }

    private static TaskCompleted Asked(string data) => new(1, 7, Data: JsonDocument.Parse(data).RootElement);

    private static (TaskCompleted Completed, Refusal? Refusal) Fill(string fields, string data)
    {
        var player = Player(fields);
        return FormFilling.Fill(player.Flow, player.State, Asked(data), player.Now, Calendars.Office);
    }

    private static IEnumerable<string>? Refused(string fields, string data)
    {
        var (completed, refusal) = Fill(fields, data);
        return (refusal ?? Player(fields).Try(completed).Refusal)?.Fields?.Select(problem => $"{problem.Name} {problem.Fault}");
    }

    private static Player Player(string fields)
    {
        var step = Step("a");
        step["fields"] = Object(JsonDocument.Parse(fields).RootElement);
        return new Player(InLine(step, Step("b")).Flow());
    }
}
