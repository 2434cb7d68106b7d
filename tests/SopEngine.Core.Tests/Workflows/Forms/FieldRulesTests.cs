using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows.Forms;

/// <summary>The rules of fields: which values the interpreter takes, and which rules can be published.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class FieldRulesTests
{
    [TestCase("""{"type":"money"}""", "1250000", null)]
    [TestCase("""{"type":"money"}""", "12.5", "NotWhole")]
    [TestCase("""{"type":"money"}""", "-1", "TooSmall 0")]
    [TestCase("""{"type":"money"}""", "9007199254740992", "TooLarge 9007199254740991")]
    [TestCase("""{"type":"money","min":-10}""", "-1", null)]
    [TestCase("""{"type":"money"}""", "\"1.250.000\"", "NotANumber")]
    [TestCase("""{"type":"integer","min":1,"max":500}""", "0", "TooSmall 1")]
    [TestCase("""{"type":"integer","min":1,"max":500}""", "501", "TooLarge 500")]
    [TestCase("""{"type":"integer"}""", "1.5", "TooManyDecimals 0")]
    [TestCase("""{"type":"number","decimals":2}""", "1.255", "TooManyDecimals 2")]
    [TestCase("""{"type":"number"}""", "1e300", null)]
    [TestCase("""{"type":"datetime"}""", "\"2026-11-30T09:30\"", null)]
    [TestCase("""{"type":"datetime"}""", "\"2026-11-30\"", "NotADateTime")]
    [TestCase("""{"type":"time"}""", "\"09:30\"", null)]
    [TestCase("""{"type":"time"}""", "\"25:00\"", "NotATime")]
    [TestCase("""{"type":"choices","options":["Air","Tanah"]}""", """["Air","Tanah"]""", null)]
    [TestCase("""{"type":"choices","options":["Air","Tanah"]}""", """["Air","Air"]""", "OptionTwice")]
    [TestCase("""{"type":"choices","options":["Air","Tanah"]}""", """["Api"]""", "NotAnOption")]
    [TestCase("""{"type":"choices","options":["Air","Tanah"],"required":true}""", "[]", "Missing")]
    [TestCase("""{"type":"person"}""", "7", null)]
    [TestCase("""{"type":"person"}""", "\"Sari\"", "NotAPerson")]
    [TestCase("""{"type":"text","format":"ntpn"}""", "\"A1B2C3D4E5F\"", "CharactersMissing 5")]
    [TestCase("""{"type":"text","format":"ntpn"}""", "\"A1B2C3D4E5F60718\"", null)]
    [TestCase("""{"type":"text","format":"kodeBilling"}""", "\"8202209224\"", "DigitsMissing 5")]
    [TestCase("""{"type":"text","format":"kodeBilling"}""", "\"8202209224656281\"", "DigitsTooMany 1")]
    [TestCase("""{"type":"text","format":"kodeBilling"}""", "\"82022092246562X\"", "BadCharacters")]
    [TestCase("""{"type":"text","format":"nip"}""", "\"197407272003121006\"", null)]
    [TestCase("""{"type":"text","format":"nip"}""", "\"197413272003121006\"", "NotANip")]
    [TestCase("""{"type":"text","format":"npwp"}""", "\"012345678901000\"", null)]
    [TestCase("""{"type":"text","format":"telephone"}""", "\"+6281234567890\"", null)]
    [TestCase("""{"type":"text","pattern":"[A-Z]{3}","message":"Tulis kode kantor."}""", "\"ab\"", "Own Tulis kode kantor.")]
    public void A_value_is_taken_or_its_fault_named(string rules, string value, string? fault)
    {
        var field = JsonNode.Parse(rules)!.AsObject();
        (field["name"], field["label"]) = ("isian", "Isian");
        var problem = Try(field, $$"""{"isian":{{value}}}""").SingleOrDefault();

        Assert.That(problem is null ? null : $"{problem.Fault} {problem.Detail}".Trim(), Is.EqualTo(fault));
    }

    [TestCase("0812-3456-7890", "+6281234567890")]
    [TestCase("+62 (0)812 3456 7890", "+6281234567890")]
    [TestCase("(0761) 45678", "+6276145678")]
    [TestCase("123-456-78", "12345678")]
    public void A_telephone_of_a_form_is_mended_as_the_register_keeps_it(string written, string kept) =>
        Assert.That(FieldFormat.Telephone.Mend(written), Is.EqualTo(kept));

    [Test]
    public void A_fault_of_a_table_names_its_place()
    {
        var problems = Try(Samples(), """
            {"contoh":[{"nama":"Kopi","jumlah":1},{"nama":"Teh","jumlah":2},{"nama":"","jumlah":-1,"warna":"hitam"},7]}
            """);

        Assert.That(problems.Select(problem => $"{problem.Name} {problem.Fault} {problem.Row}"), Is.EquivalentTo(new[]
        {
            "contoh[2].nama Missing 3", "contoh[2].jumlah TooSmall 3", "contoh[2].warna Unknown 3", "contoh[3] NotATable 4",
        }));
    }

    [TestCase("[]", "TooFewRows")]
    [TestCase("""[{"nama":"a"},{"nama":"b"},{"nama":"c"},{"nama":"d"},{"nama":"e"}]""", "TooManyRows")]
    [TestCase("\"Kopi\"", "NotATable")]
    public void A_table_has_as_many_rows_as_its_author_allows(string rows, string fault) =>
        Assert.That(Try(Samples(), $$"""{"contoh":{{rows}}}""").Select(problem => problem.Fault.ToString()), Is.EqualTo(new[] { fault }));

    [TestCase("Ditolak", true)]
    [TestCase("Disetujui", false)]
    public void A_field_can_be_needed_for_one_outcome_alone(string outcome, bool isMissing)
    {
        var step = Decision("a", "Disetujui", "Ditolak");
        step["fields"] = Object(new object[] { new { name = "alasan", type = "text", required = new[] { "Ditolak" } } });
        var player = new Player(new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end"), step)
            .Connect("start -> a", "a:Disetujui -> end", "a:Ditolak -> end").Flow());

        var refusal = player.Try(new TaskCompleted(player.Number("a"), 7, outcome)).Refusal;

        Assert.That(refusal?.Fields?.Single().Fault, Is.EqualTo(isMissing ? FieldFault.Missing : null));
    }

    [TestCase("""{"type":"number","min":"tiga"}""", "min")]
    [TestCase("""{"type":"number","min":3,"max":2}""", "min")]
    [TestCase("""{"type":"number","decimals":99}""", "decimals")]
    [TestCase("""{"type":"text","format":"ktp"}""", "format")]
    [TestCase("""{"type":"number","format":"nip"}""", "format")]
    [TestCase("""{"type":"text","required":["Ditolak"]}""", "required")]
    [TestCase("""{"type":"text","audience":"semua"}""", "audience")]
    [TestCase("""{"type":"text","shownIf":"getA( ==="}""", "shownIf")]
    [TestCase("""{"type":"computed"}""", "formula")]
    [TestCase("""{"type":"computed","formula":"1 +"}""", "formula")]
    [TestCase("""{"type":"computed","formula":"getIsian()"}""", "formula")]
    [TestCase("""{"type":"computed","formula":"1","shows":"table"}""", "shows")]
    [TestCase("""{"type":"table","columns":[{"name":"a"}],"maxRows":501}""", "maxRows")]
    [TestCase("""{"type":"table","columns":[{"name":"a","type":"text","sum":true}]}""", "sum")]
    [TestCase("""{"type":"table","columns":[{"name":"b"},{"name":"a","type":"computed","formula":"1)); ((2"}]}""", "formula")]
    public void A_rule_that_cannot_be_read_keeps_from_publishing_but_not_from_running(string rules, string rule)
    {
        var compiled = With(rules).Compile();
        var problem = compiled.Problems.Single(found => found.Code == ProblemCode.FieldRuleBad);

        Assert.That((problem.Arguments[1], problem.IsError, compiled.Flow is null), Is.EqualTo((rule, true, false)));
    }

    [TestCase("""{"type":"table"}""")]
    [TestCase("""{"type":"table","columns":[{"name":"a","type":"table","columns":[{"name":"b"}]}]}""")]
    [TestCase("""{"type":"table","columns":[{"name":"a"},{"name":"a"}]}""")]
    [TestCase("""{"type":"choices"}""")]
    [TestCase("""{"type":"lain"}""")]
    public void A_field_that_cannot_be_read_is_a_fault(string rules) =>
        Assert.That(With(rules).Compile().Problems.Select(problem => problem.Code), Does.Contain(ProblemCode.FieldBad));

    [TestCase("""{"type":"computed","formula":"getHilang() + 1"}""", "getHilang")]
    [TestCase("""{"type":"table","columns":[{"name":"b"},{"name":"a","type":"computed","formula":"rows.a"}]}""", "rows")]
    [TestCase("""{"type":"text","default":"hariIni()"}""", "hariIni")]
    public void A_name_that_does_not_exist_is_found_at_publishing(string rules, string name) =>
        Assert.That(
            With(rules).Compile().Problems.Where(problem => problem.Code == ProblemCode.ScriptNameUnknown)
                .Select(problem => problem.Arguments[1]), Is.EqualTo(new[] { name }));

    [Test]
    public void Only_forms_have_the_functions_that_need_a_calendar()
    {
        var script = Activity("SetName", "n", ("value", JavaScript("workingDaysAfter('2026-11-30', 3)")));

        Assert.That(InLine(script).Compile().Problems.Select(problem => problem.Code), Does.Contain(ProblemCode.ScriptNameUnknown));
        Assert.That(With("""{"type":"computed","shows":"date","formula":"workingDaysAfter(today(), 3)"}""").Compile().Problems, Is.Empty);
    }

    private static JsonObject Samples() => JsonNode.Parse("""
        {"name":"contoh","label":"Contoh","type":"table","minRows":1,"maxRows":4,
         "columns":[{"name":"nama","label":"Nama","required":true},{"name":"jumlah","label":"Jumlah","type":"integer","min":0}]}
        """)!.AsObject();

    private static FlowBuilder With(string rules)
    {
        var field = JsonNode.Parse(rules)!.AsObject();
        field["name"] = "isian";
        return With(field);
    }

    private static FlowBuilder With(JsonObject field)
    {
        var step = Step("a");
        step["fields"] = Object(new[] { field });
        return InLine(step);
    }

    private static IReadOnlyList<FieldProblem> Try(JsonObject field, string data)
    {
        var player = new Player(With(field).Flow());
        var completed = new TaskCompleted(player.Number("a"), 7, Data: JsonDocument.Parse(data).RootElement);
        return player.Try(completed).Refusal?.Fields ?? [];
    }
}
