using System.Text.Json;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>Variables and inputs have their declared types, whichever way a value comes to them.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class DeclaredTypeTests
{
    [TestCase("String", "4", "\"4\"")]
    [TestCase("Boolean", "True", "true")]
    [TestCase("Int16", "4", "4")]
    [TestCase("Int32", "4", "4")]
    [TestCase("Int32?", " 4 ", "4")]
    [TestCase("Int64", "9000000000", "9000000000")]
    [TestCase("Single", "0.5", "0.5")]
    [TestCase("Double", "1e3", "1000")]
    [TestCase("Decimal", "12.50", "12.50")]
    [TestCase("Guid", "{6F9619FF-8B86-D011-B42D-00CF4FC964FF}", "\"6f9619ff-8b86-d011-b42d-00cf4fc964ff\"")]
    [TestCase("DateTime", "2026-11-30 08:15", "\"2026-11-30T08:15:00\"")]
    [TestCase("DateTime", "2026-11-30T08:15:00+07:00", "\"2026-11-30T01:15:00Z\"")]
    [TestCase("DateTimeOffset", "2026-11-30T08:15:00+07:00", "\"2026-11-30T08:15:00+07:00\"")]
    [TestCase("DateOnly", "2026-11-30", "\"2026-11-30\"")]
    [TestCase("TimeOnly", "8:15", "\"08:15:00\"")]
    [TestCase("TimeSpan", "1.02:30", "\"1.02:30:00\"")]
    [TestCase("Object", "4", "\"4\"")]
    [TestCase("JSON", "{\"a\":1}", "{\"a\":1}")]
    [TestCase("StringDictionary", "{\"a\":1}", "{\"a\":\"1\"}")]
    [TestCase("ObjectDictionary", "{\"a\":1}", "{\"a\":1}")]
    [TestCase("JsonArray", "[1,2]", "[1,2]")]
    [TestCase("ICollection<Int32>", "[\"1\",2]", "[1,2]")]
    [TestCase("String[]", "[1,\"b\"]", "[\"1\",\"b\"]")]
    [TestCase("System.Int32, System.Private.CoreLib", "4", "4")]
    [TestCase(
        "System.Collections.Generic.IDictionary`2[[System.String, System.Private.CoreLib],[System.String, System.Private.CoreLib]], "
            + "System.Private.CoreLib", "{\"a\":1}", "{\"a\":\"1\"}")]
    [TestCase("System.Collections.Generic.List`1[[System.Int32, System.Private.CoreLib]], System.Private.CoreLib", "[\"1\"]", "[1]")]
    [TestCase("Bukan.Jenis", "4", "\"4\"")]
    public void A_default_is_of_its_variables_type(string type, string value, string expected)
    {
        var flow = new FlowBuilder().Variable("n", type, value).Outputs("n")
            .Add(Activity("SetOutput", "o", ("outputName", Literal("n")), ("outputValue", Variable("n")))).Flow();

        var given = new Player(flow).State.Outputs["n"];
        Assert.That(JsonElement.DeepEquals(given, JsonDocument.Parse(expected).RootElement), given.GetRawText);
    }

    [TestCase("Int32", "empat")]
    [TestCase("Int32", "4.5")]
    [TestCase("Int32", "3000000000")]
    [TestCase("Boolean", "ya")]
    [TestCase("Guid", "123")]
    [TestCase("DateTime", "besok")]
    [TestCase("DateTime", "12:00")]
    [TestCase("DateOnly", "5/1")]
    [TestCase("TimeSpan", "sebentar")]
    [TestCase("JSON", "[1]")]
    public void A_literal_that_is_not_of_its_type_is_found_when_the_workflow_is_put_in_force(string type, string value)
    {
        var compiled = new FlowBuilder().Variable("n", type, value).Add(Activity("WriteLine", "w", ("text", Literal("x")))).Compile();

        Assert.That(compiled.Problems.Where(problem => problem.IsError).Select(problem => problem.Code),
            Is.EqualTo(new[] { ProblemCode.ValueBad }));
        Assert.That((compiled.CanBePublished, compiled.Flow is not null), Is.EqualTo((false, true)), "what is in force already runs on");
        Assert.That(new Player(compiled.Flow!).State.Status, Is.EqualTo(CaseStatus.Finished));
    }

    [TestCase("'4'", "5")]
    [TestCase("4.6", "6")]
    [TestCase("true", "2")]
    public void A_value_that_is_set_becomes_one_of_the_variables_type(string script, string expected)
    {
        var builder = new FlowBuilder().Variable("n", "Int32").Add(
            Activity("SetVariable", "s", ("variable", new System.Text.Json.Nodes.JsonObject { ["id"] = "n" }),
                ("value", JavaScript(script))),
            Activity("WriteLine", "w", ("text", JavaScript("getN() + 1")))).Connect("s -> w");

        Assert.That(new Player(builder.Flow()).Lines, Is.EqualTo(new[] { expected }));
    }

    [Test]
    public void A_value_that_cannot_be_converted_fails_its_activity()
    {
        var player = new Player(new FlowBuilder().Variable("n", "Int32")
            .Add(Activity("RunJavaScript", "s", ("script", Literal("setN('empat')")))).Flow());

        Assert.That(player.State.Status, Is.EqualTo(CaseStatus.Faulted));
        Assert.That(player.State.Incidents.Single().Message, Does.Contain("Int32"));
    }

    [TestCase("DateTime", "2026-11-30", "2026")]
    [TestCase("DateTimeOffset", "2026-11-30T23:00:00-07:00", "2026")]
    public void Scripts_see_a_moment_as_a_date(string type, string value, string year)
    {
        var flow = new FlowBuilder().Variable("n", type, value)
            .Add(Activity("WriteLine", "w", ("text", JavaScript("getN().getFullYear()")))).Flow();

        Assert.That(new Player(flow).Lines, Is.EqualTo(new[] { year }));
    }

    [TestCase("Int32", false, "\"4\"", "5")]
    [TestCase("Int32", true, "[\"4\"]", "41")]
    public void An_input_is_of_its_type(string type, bool isArray, string given, string expected)
    {
        var flow = new FlowBuilder().Input("n", type, isArray).Add(Activity("WriteLine", "w", ("text", JavaScript("getN() + 1")))).Flow();
        var player = new Player(flow, new Dictionary<string, JsonElement> { ["n"] = JsonDocument.Parse(given).RootElement });

        Assert.That(player.Lines, Is.EqualTo(new[] { expected }));
    }

    [Test]
    public void A_step_refuses_a_value_that_its_variable_cannot_hold()
    {
        var step = Step("a");
        step["fields"] = Object(new[] { new { name = "jumlah", type = "text" } });
        var player = new Player(InLine(step).Variable("jumlah", "Int32").Flow());
        var task = player.Number("a");

        var refused = player.Try(new TaskCompleted(task, 7, null, null, JsonDocument.Parse("""{"jumlah":"banyak"}""").RootElement))
            .Refusal!;
        Assert.That((refused.Reason, refused.Fields![0].Name), Is.EqualTo((RefusalReason.DataInvalid, "jumlah")));
        Assert.That(player.Finish("a", """{"jumlah":"12"}""").State.Status, Is.EqualTo(CaseStatus.Finished));
    }

    [Test]
    public void A_case_that_began_before_values_had_types_replays_as_it_ran()
    {
        var flow = new FlowBuilder().Variable("n", "Int32", "4").Add(Activity("WriteLine", "w", ("text", JavaScript("getN() + 1")))).Flow();
        var stored = CaseEventJson.Read("""{"event":"started","inputs":{}}""");
        var began = CaseEventJson.Read(CaseEventJson.Write(new CaseStarted(new Dictionary<string, JsonElement>())));

        Assert.That(Lines(stored), Is.EqualTo(new[] { "41" }));
        Assert.That(Lines(began), Is.EqualTo(new[] { "5" }));

        IEnumerable<string> Lines(CaseEvent first) =>
            Interpreter.Advance(flow, CaseState.New, first, NodaTime.Instant.FromUtc(2026, 11, 30, 0, 0))
                .Effects.OfType<LineWritten>().Select(line => line.Text);
    }

    [Test]
    public void A_state_keeps_the_rules_that_it_began_with()
    {
        var player = new Player(InLine(Step("a")).Variable("n", "Int32", "4").Flow());
        var text = CaseStateJson.Write(player.State);

        Assert.That(text, Does.Contain("\"rules\":1"));
        Assert.That(CaseStateJson.Write(CaseStateJson.Read(text)), Is.EqualTo(text));
    }
}
