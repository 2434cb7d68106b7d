using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>The everyday Elsa activities, each doing what it does in Elsa.</summary>
[Parallelizable(ParallelScope.All)]
public sealed partial class EverydayActivitiesTests
{
    [Test]
    public void A_sequence_runs_its_activities_in_order() =>
        Assert.That(Run(Sequence("q", Line("a"), Line("b"))).Lines, Is.EqualTo(new[] { "a", "b" }));

    [Test]
    public void A_parallel_waits_for_all_its_activities()
    {
        var player = Run(Sequence("q", Activity("Parallel", "p", ("activities", new JsonArray(Step("a"), Step("b")))), Line("sesudah")));

        Assert.That(player.Complete("b").Lines, Is.Empty);
        Assert.That(player.Complete("a").Lines, Is.EqualTo(new[] { "sesudah" }));
    }

    [TestCase("True", "ya")]
    [TestCase("False", "tidak")]
    public void An_if_runs_one_of_its_two_activities(string condition, string expected) =>
        Assert.That(Run(If(Literal(condition), Line("ya"), Line("tidak"))).Lines, Is.EqualTo(new[] { expected }));

    [Test]
    public void An_if_without_the_activity_it_needs_just_completes() =>
        Assert.That(Run(Sequence("q", If(Literal("False"), Line("ya"), null), Line("sesudah"))).Lines, Is.EqualTo(new[] { "sesudah" }));

    [TestCase("MatchFirst", "satu")]
    [TestCase("MatchAny", "satu,dua")]
    public void A_switch_runs_the_activities_of_the_cases_that_match(string mode, string expected) =>
        Assert.That(string.Join(',', Run(Switch(mode, "True", "True")).Lines), Is.EqualTo(expected));

    [Test]
    public void A_switch_without_a_match_runs_its_default() =>
        Assert.That(Run(Switch("MatchFirst", "False", "False")).Lines, Is.EqualTo(new[] { "lain" }));

    [TestCase("MatchFirst", "satu")]
    [TestCase("MatchAny", "satu,dua")]
    public void A_flow_switch_goes_on_by_the_labels_that_match(string mode, string expected)
    {
        var cases = new JsonArray(Case("satu", "True", null), Case("dua", "True", null), Case("tiga", "False", null));
        var player = new Player(new FlowBuilder()
            .Add(Activity("FlowSwitch", "sw", ("cases", cases), ("mode", Literal(mode))),
                Line("satu"), Line("dua"), Line("tiga"), Line("lain"))
            .Connect("sw:satu -> satu", "sw:dua -> dua", "sw:tiga -> tiga", "sw:Default -> lain").Flow());

        Assert.That(string.Join(',', player.Lines), Is.EqualTo(expected));
    }

    [Test]
    public void A_for_counts_from_its_start_to_its_end()
    {
        var loop = Activity("For", "f", ("start", Literal("2")), ("end", Literal("6")),
            ("step", Literal("2")), ("body", Says("getCurrentValue()")));

        Assert.That(Run(loop).Lines, Is.EqualTo(new[] { "2", "4", "6" }));
    }

    [Test]
    public void A_for_counts_down_and_may_leave_out_its_end()
    {
        var loop = Activity("For", "f", ("start", Literal("3")), ("end", Literal("1")),
            ("step", Literal("-1")), ("outerBoundInclusive", Literal("False")),
            ("body", Says("getCurrentValue()")));

        Assert.That(Run(loop).Lines, Is.EqualTo(new[] { "3", "2" }));
    }

    [Test]
    public void A_for_each_gives_its_body_each_item_and_index()
    {
        var loop = Activity("ForEach", "f", ("items", Object(new[] { "x", "y" })), ("body", Says("getCurrentIndex() + getCurrentValue()")));

        Assert.That(Run(loop).Lines, Is.EqualTo(new[] { "0x", "1y" }));
    }

    [Test]
    public void A_for_each_waits_for_the_task_in_its_body_before_the_next_item()
    {
        var player = Run(Activity("ForEach", "f", ("items", Object(new[] { 1, 2 })), ("body", Step("a"))));

        Assert.That(player.Complete("a").Open, Is.EqualTo(new[] { "a" }));
        Assert.That(player.Complete("a").State.Status, Is.EqualTo(CaseStatus.Finished));
    }

    [Test]
    public void A_parallel_for_each_opens_its_body_for_all_items_at_once()
    {
        var player = Run(Activity("ParallelForEach", "f", ("items", Object(new[] { 1, 2, 3 })), ("body", Step("a"))));

        Assert.That(player.Open, Has.Count.EqualTo(3));
        foreach (var wait in player.State.Waits(player.Flow).ToList()) player.Happens(new TaskCompleted(wait.Number, 7));
        Assert.That(player.State.Status, Is.EqualTo(CaseStatus.Finished));
    }

    [Test]
    public void A_while_repeats_as_long_as_its_condition_holds()
    {
        var player = Run(
            Activity("While", "w", ("condition", JavaScript("!(getN() >= 3)")),
                ("body", Sequence("q", Says("getN() || 0"), Set("n", JavaScript("(getN() || 0) + 1"))))), "n");

        Assert.That(player.Lines, Is.EqualTo(new[] { "0", "1", "2" }));
    }

    [Test]
    public void A_break_leaves_the_loop_around_it_and_nothing_else()
    {
        var body = Sequence("q", Says("getCurrentValue()"),
            If(JavaScript("getCurrentValue() == 2"), Activity("Break", "b"), null), Line("lanjut"));
        var player = Run(
            Sequence("all", Activity("For", "f", ("start", Literal("1")), ("end", Literal("5")), ("body", body)), Line("sesudah")));

        Assert.That(player.Lines, Is.EqualTo(new[] { "1", "lanjut", "2", "sesudah" }));
    }

    [Test]
    public void Finish_ends_the_whole_case_from_anywhere()
    {
        var player = Run(Sequence("q", Sequence("inner", Activity("Finish", "f"), Line("tidak")), Line("juga tidak")));

        Assert.Multiple(() =>
        {
            Assert.That(player.State.Status, Is.EqualTo(CaseStatus.Finished));
            Assert.That(player.Lines, Is.Empty);
        });
    }

    [Test]
    public void Variables_outputs_name_and_correlation_are_set()
    {
        var player = Run(Sequence("q", Set("n", Literal("5")),
            Activity("SetOutput", "o", ("outputName", Literal("hasil")), ("outputValue", Variable("n"))),
            Activity("SetName", "name", ("value", JavaScript("'Permohonan ' + getN()"))),
            Activity("Correlate", "c", ("correlationId", Literal("K-1")))), "n");

        Assert.Multiple(() =>
        {
            Assert.That(player.State.Outputs["hasil"].GetString(), Is.EqualTo("5"));
            Assert.That(player.State.Name, Is.EqualTo("Permohonan 5"));
            Assert.That(player.State.CorrelationId, Is.EqualTo("K-1"));
        });
    }

    [Test]
    public void Inputs_of_the_workflow_are_seen_by_expressions()
    {
        var flow = new FlowBuilder().Inputs("Pemohon").Add(Activity("WriteLine", "w", ("text", Input("Pemohon"))), Says("getPemohon()"))
            .Connect("w -> says").Flow();

        var player = new Player(flow, new Dictionary<string, JsonElement> { ["Pemohon"] = JsonSerializer.SerializeToElement("Budi") });

        Assert.That(player.Lines, Is.EqualTo(new[] { "Budi", "Budi" }));
    }

    [Test]
    public void A_delay_rings_after_its_span_and_a_timer_after_its_interval()
    {
        var player = Run(Sequence("q", Activity("Delay", "d", ("timeSpan", Literal("01:30:00"))),
            Activity("Timer", "t", ("interval", Literal("00:00:10")))));
        var first = player.Effects.OfType<AlarmSet>().Single();
        Assert.That(first.At, Is.EqualTo(player.Now + Duration.FromMinutes(90)));

        player.Happens(new AlarmRang(first.Wait));
        Assert.That(player.Effects.OfType<AlarmSet>().Last().At, Is.EqualTo(player.Now + Duration.FromSeconds(10)));
    }

    [TestCase("2026-11-23T08:30:00+07:00", 1)]
    [TestCase("2026-11-23T07:30:00+07:00", 0)]
    public void A_start_at_waits_for_an_instant_unless_it_has_passed(string moment, int alarms) =>
        Assert.That(Run(Activity("StartAt", "s", ("dateTime", Literal(moment)))).Effects.OfType<AlarmSet>().Count(), Is.EqualTo(alarms));

    [Test]
    public void An_event_waits_for_its_name_and_keeps_the_payload()
    {
        var wait = Activity("Event", "e", ("eventName", Literal("dibayar")), ("result", Bound("n")));
        var player = Run(Sequence("q", wait, Says("getN().jumlah")), "n");

        var awaited = player.Effects.OfType<EventAwaited>().Single();
        player.Happens(new EventReceived(awaited.Wait, JsonSerializer.SerializeToElement(new { jumlah = 12 })));

        Assert.Multiple(() =>
        {
            Assert.That(awaited.Name, Is.EqualTo("dibayar"));
            Assert.That(player.Lines, Is.EqualTo(new[] { "12" }));
        });
    }

    [Test]
    public void A_published_event_carries_its_name_scope_and_payload()
    {
        var player = Run(
            Activity("PublishEvent", "p", ("eventName", Literal("dibayar")), ("isLocalEvent", Literal("True")), ("payload", Literal("x"))));
        var published = player.Effects.OfType<EventPublished>().Single();

        Assert.That((published.Name, published.Local, published.CorrelationId, published.Payload.GetString()),
            Is.EqualTo(("dibayar", true, (string?)null, "x")));
    }

    [Test]
    public void A_run_task_opens_a_task_of_no_lane_and_keeps_its_result()
    {
        var player = Run(
            Sequence("q", Activity("RunTask", "r", ("taskName", Literal("Cetak label")), ("result", Bound("n"))), Says("getN().ok")), "n");
        var opened = player.Effects.OfType<TaskOpened>().Single();
        player.Happens(new TaskCompleted(opened.Task, 7, null, null, JsonSerializer.SerializeToElement(new { ok = true })));

        Assert.Multiple(() =>
        {
            Assert.That((opened.Lane, opened.Title), Is.EqualTo(((string?)null, "Cetak label")));
            Assert.That(player.Lines, Is.EqualTo(new[] { "True" }));
        });
    }

    [Test]
    public void A_script_sets_variables_and_gives_a_result()
    {
        var player = Run(Sequence("q",
            Activity("RunJavaScript", "js", ("script", Literal("setN(20); return getN() + 1;")), ("result", Bound("m"))),
            Says("getN() + ' ' + getM()")), "n", "m");

        Assert.That(player.Lines, Is.EqualTo(new[] { "20 21" }));
    }

    private static Player Run(JsonObject activity, params string[] variables) =>
        new(new FlowBuilder().Variables(variables).Add(activity).Flow());

    private static JsonObject Line(string text) => Activity("WriteLine", text, ("text", Literal(text)));

    private static JsonObject Says(string script) => Activity("WriteLine", "says", ("text", JavaScript(script)));

    private static JsonObject Set(string variable, JsonObject value) =>
        Activity("SetVariable", "set", ("variable", new JsonObject { ["id"] = variable }), ("value", value));

    private static JsonObject If(JsonObject condition, JsonObject? then, JsonObject? otherwise) =>
        Activity("If", "if", ("condition", condition), ("then", then), ("else", otherwise));

    private static JsonObject Input(string name) => new()
    {
        ["typeName"] = "String",
        ["expression"] = new JsonObject { ["type"] = "Input", ["value"] = JsonSerializer.Serialize(new { name }) },
    };

    private static JsonObject Case(string label, string condition, JsonObject? activity) => new()
    {
        ["label"] = label,
        ["condition"] = new JsonObject { ["type"] = "Literal", ["value"] = condition },
        ["activity"] = activity,
    };

    private static JsonObject Switch(string mode, string first, string second) => Activity("Switch", "sw",
        ("cases", new JsonArray(Case("satu", first, Line("satu")), Case("dua", second, Line("dua")))),
        ("mode", Literal(mode)), ("default", Line("lain")));
}
