using System.Globalization;
using System.Text.Json.Nodes;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Tests.Workflows.Bills;
using SopEngine.Core.Tests.Workflows.Dispositions;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>Every problem of a definition is found, names its activity, and has a text with its remedy in both languages.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class FlowCompilerTests
{
    private static readonly Dictionary<ProblemCode, (FlowBuilder Chart, string? Activity)> Bad = new()
    {
        [ProblemCode.RootMissing] = (new FlowBuilder().Root([]), null),
        [ProblemCode.RootNotAFlowchart] = (new FlowBuilder().Root(Sequence("q", Step("a"))), "q"),
        [ProblemCode.TooLarge] = (Chart().Steps([.. Enumerable.Range(0, 1_100).Select(i => $"a{i}")]), null),
        [ProblemCode.TooDeep] = (new FlowBuilder().Add(Nested(24)), "q3"),
        [ProblemCode.ActivityUnknown] = (Chart().Add(Activity("HttpEndpoint", "http")).Connect("start -> http -> end"), "http"),
        [ProblemCode.ActivityIdMissing] = (Chart().Add(Step("")).Connect("start ->  -> end"), ""),
        [ProblemCode.ActivityIdTwice] = (Chart().Steps("a", "a").Connect("start -> a -> end"), "a"),
        [ProblemCode.ConnectionDangling] = (Chart().Steps("a").Connect("start -> a -> end", "a -> hilang"), "a"),
        [ProblemCode.ConnectionUnknownPort] = (Chart().Steps("a").Connect("start -> a -> end", "a:Tolak -> end"), "a"),
        [ProblemCode.ConnectionBackInvalid] =
            (Chart().Add(Decision("d", "x", "y"), Decision("e", "x", "y")).Steps("a", "b")
                .Connect("start -> d:x -> a -> e", "d:y -> b -> e", "e:x -> end", "e:y -> a"), "e"),
        [ProblemCode.StartMissing] = (new FlowBuilder().Add(Activity("End", "end")).Steps("a").Connect("a -> end"), null),
        [ProblemCode.StartTwice] = (Chart().Add(Activity("Start", "lagi")).Steps("a").Connect("start -> a -> end", "lagi -> a"), "lagi"),
        [ProblemCode.EndMissing] = (new FlowBuilder().Add(Activity("Start", "start")).Steps("a").Connect("start -> a"), null),
        [ProblemCode.StepUnreachable] = (Chart().Steps("a", "b").Connect("start -> a -> end", "b -> end"), "b"),
        [ProblemCode.NoWayToEnd] = (Chart().Steps("a", "b").Connect("start -> a -> end", "a -> b"), "b"),
        [ProblemCode.OutcomesTooFew] = (Chart().Add(Decision("d", "ya")).Connect("start -> d:ya -> end"), "d"),
        [ProblemCode.OutcomeTwice] = (Chart().Add(Decision("d", "ya", "ya")).Connect("start -> d:ya -> end"), "d"),
        [ProblemCode.OutcomeUnconnected] = (Chart().Add(Decision("d", "ya", "tidak")).Connect("start -> d:ya -> end"), "d"),
        [ProblemCode.LaneMissing] = (Line(Step("a", lane: "")), "a"),
        [ProblemCode.LaneUnknown] = (Line(Step("a", lane: "hantu")), "a"),
        [ProblemCode.LimitBad] = (Line(Step("a", limit: "tiga menit")), "a"),
        [ProblemCode.FieldBad] = (Line(With(Step("a"), "fields", Object(new[] { new { name = "kanal", type = "choice" } }))), "a"),
        [ProblemCode.FormUnreadable] = (Line(With(Step("a"), "fields", Input("Object", "[{name: 'kanal'"))), "a"),
        [ProblemCode.FieldRuleBad] = (
            Line(With(Step("a"), "fields", Object(new[] { new { name = "kode", type = "text", format = "ktp" } }))), "a"),
        [ProblemCode.SamplesTwice] = (
            Line(With(Step("a"), "fields", Object(new[] { "contoh", "lagi" }.Select(name => new
            {
                name,
                type = "table",
                samples = true,
                columns = new[] { new { name = "nama", type = "text" } },
            })))), "a"),
        [ProblemCode.PatternUnsteady] = (
            Line(With(Step("a"), "fields", Object(new[] { new { name = "kode", type = "text", pattern = "(?=.*[0-9])[a-z0-9]+" } }))), "a"),
        [ProblemCode.WarnAtBad] = (Line(With(Step("a"), "warnAt", Literal("150"))), "a"),
        [ProblemCode.LadderBad] =
            (Line(Step("a")).Sop(With(Header(), "escalation", new JsonArray(new JsonObject { ["at"] = 100, ["to"] = "hantu" }))), null),
        [ProblemCode.InputMissing] = (Line(Activity("Event", "a")), "a"),
        [ProblemCode.InputBad] = (Line(Activity("Delay", "a", ("timeSpan", Literal("sebentar")))), "a"),
        [ProblemCode.InputNotLiteral] = (Line(With(Step("a"), "lane", JavaScript("'staf'"))), "a"),
        [ProblemCode.ExpressionBad] = (Line(Activity("FlowFork", "a", ("branches", Input("Object", "[1,")))), "a"),
        [ProblemCode.ScriptBad] = (Line(Activity("WriteLine", "a", ("text", JavaScript("1 +")))), "a"),
        [ProblemCode.ScriptNameUnknown] = (Line(Activity("WriteLine", "a", ("text", JavaScript("hitung(2)")))), "a"),
        [ProblemCode.ValueBad] = (
            Line(Activity("SetVariable", "a", ("variable", new JsonObject { ["id"] = "n" }), ("value", Literal("empat"))))
                .Variable("n", "Int32"), "a"),
        [ProblemCode.TriggerInside] = (Line(Activity("Cron", "a", ("cronExpression", Literal("0 8 * * *")))), "a"),
        [ProblemCode.ExpressionTypeUnknown] =
            (Line(Activity("WriteLine", "a",
                ("text", new JsonObject { ["expression"] = new JsonObject { ["type"] = "Liquid", ["value"] = "{{ x }}" } }))), "a"),
        [ProblemCode.VariableUnknown] = (Line(Activity("WriteLine", "a", ("text", Variable("hilang")))), "a"),
        [ProblemCode.BodyMissing] = (Line(Activity("While", "a", ("condition", Literal("True")))), "a"),
        [ProblemCode.NumberRuleBad] = (
            Line(Activity("Sop.Document", "a", ("documentName", Literal("Surat")),
                ("template", Literal("isi")), ("numbering", Literal("{bulan}")))), "a"),
        [ProblemCode.DocumentTextBad] = (
            Line(Activity("Sop.Document", "a", ("documentName", Literal("Surat")), ("template", Literal("{{jika nomor}}\nisi")))), "a"),
        [ProblemCode.SettingUnknown] = (Line(With(Step("a"), "bill", Literal("terbit"))), "a"),
        [ProblemCode.BillCodeMissing] = (Line(With(Step("a"), "bill", Literal("issue"))), "a"),
        [ProblemCode.AppointmentTimeMissing] = (Line(With(Step("a"), "appointmentMinutes", Literal("lama"))), "a"),
        [ProblemCode.AppointmentFieldBad] = (Line(With(Step("a"), "appointmentAt", Literal("waktu"))), "a"),
        [ProblemCode.BillAmountMissing] = (Line(With(Step("a"), "bill", Literal("issue"))), "a"),
        [ProblemCode.BillTimeMissing] = (Line(With(Step("a"), "bill", Literal("issue"))), "a"),
        [ProblemCode.BillIssuedTwice] = (
            Line(With(Numbered("a", 1), "bill", Literal("issue")), With(Numbered("b", 2), "bill", Literal("issue"))), "b"),
        [ProblemCode.BillPaidUnissued] = (Line(With(Step("a"), "bill", Literal("pay"))), "a"),
        [ProblemCode.LapseIncomplete] = (Line(With(Step("a"), "lapseAfter", Literal("3 hari"))), "a"),
        [ProblemCode.LapseStepBad] = (Line(Lapsing("bill", "9")), "a"),
        [ProblemCode.LapseBillMissing] = (Line(Lapsing("bill", "9")), "a"),
        [ProblemCode.DecisionPassedOver] = (
            Chart().Add(With(Decision("d", "ya", "tidak"), "onlyIf", Literal("false"))).Connect("start -> d:ya -> end", "d:tidak -> end"),
            "d"),
        [ProblemCode.DisposesToNobody] = (Line(With(Step("a"), "disposes", Literal("True"))), "a"),
        [ProblemCode.HoldersUnknown] = (Line(With(Step("a"), "holders", Literal("siapa"))), "a"),
        [ProblemCode.HoldersOfCustomer] = (DispositionSop.Builder(steps => steps["kerja"]["lane"] = Literal("pelanggan")), "kerja"),
        [ProblemCode.HoldersOfTwoLanes] = (DispositionSop.Builder(steps => steps["terima"]["holders"] = Literal("kepada")), "kerja"),
        [ProblemCode.DeadlineUnknown] = (DispositionSop.Builder(steps => steps["kerja"]["deadline"] = Literal("kepada")), "kerja"),
        [ProblemCode.DeadlineWithoutLimit] = (DispositionSop.Builder(steps => steps["kerja"]["timeLimit"] = Literal("")), "kerja"),
        [ProblemCode.FieldTooLate] = (DispositionSop.Builder(steps => steps["disposisi"]["deadline"] = Literal("batas")), "disposisi"),
        [ProblemCode.SubWorkflowMissing] = (Line(Activity("Anak", "a", ("workflowDefinitionId", "anak"))), "a"),
        [ProblemCode.SubWorkflowRecursive] = (Line(Activity("Diri", "a", ("workflowDefinitionId", "test"))), "a"),
        [ProblemCode.DatesOutOfOrder] = (Line(Step("a")).Sop(Header(("createdOn", "2026-02-01"), ("effectiveOn", "2026-01-01"))), null),
        [ProblemCode.OutcomesMoreThanTwo] =
            (Chart().Add(Decision("d", "a", "b", "c")).Connect("start -> d:a -> end", "d:b -> end", "d:c -> end"), "d"),
        [ProblemCode.LaneUnused] = (Line(Step("a")).Sop(Header(lanes: ["staf", "bidang"])), null),
        [ProblemCode.LaneOrder] = (Line(Step("a"), Step("b", "kepala")).Sop(Header(lanes: ["kepala", "staf"])), null),
        [ProblemCode.NumbersNotConsecutive] = (Line(Step("a"), With(Step("b"), "number", Literal("3"))), "b"),
        [ProblemCode.TitlesDiffer] =
            (Line(Step("a")).Sop(Header(("title", "Penyusunan Kinerja"), ("tableTitle", "SOP Pengukuran Kinerja"))), null),
        [ProblemCode.RevisedBeforeCreated] = (Line(Step("a")).Sop(Header(("createdOn", "2026-02-01"), ("revisedOn", "2026-01-01"))), null),
        [ProblemCode.LaneInInstruction] = (Line(With(Step("a"), "instruction", Literal("Staf menerima surat"))), "a"),
        [ProblemCode.InstructionMissing] = (Line(With(Step("a"), "instruction", null)), "a"),
    };

    public static IEnumerable<ProblemCode> Codes => Enum.GetValues<ProblemCode>();

    [TestCaseSource(nameof(Codes))]
    public void The_problem_is_found_names_its_activity_and_stops_the_flow_when_it_is_an_error(ProblemCode code)
    {
        var (chart, activity) = Bad[code];

        var compiled = chart.Compile();
        var problem = compiled.Problems.FirstOrDefault(problem => problem.Code == code);

        Assert.That(problem, Is.Not.Null, () => string.Join(", ", compiled.Problems.Select(found => found.Code)));
        Assert.Multiple(() =>
        {
            if (code != ProblemCode.TooDeep) Assert.That(problem!.ActivityId, Is.EqualTo(activity));
            Assert.That(compiled.Flow is null, Is.EqualTo(compiled.Problems.Any(found => found.KeepsFromRunning)));
            Assert.That(compiled.CanBePublished, Is.EqualTo(!compiled.Problems.Any(found => found.IsError)));
            Assert.That(problem!.IsError, Is.EqualTo(code < ProblemCode.OutcomesMoreThanTwo));
        });
    }

    [TestCaseSource(nameof(Codes))]
    public void Every_problem_has_a_text_in_Indonesian_and_in_English(ProblemCode code)
    {
        var problem = Bad[code].Chart.Compile().Problems.First(problem => problem.Code == code);
        var indonesian = problem.Text(CultureInfo.GetCultureInfo("id-ID"));
        var english = problem.Text(CultureInfo.GetCultureInfo("en"));

        Assert.Multiple(() =>
        {
            Assert.That(indonesian, Does.Not.Contain(code.ToString()).And.Not.EqualTo(english));
            Assert.That(english, Does.Not.Contain(code.ToString()).And.Not.Contain("{0}"));
            if (problem.ActivityName is { } name) Assert.That(indonesian, Does.StartWith($"“{name}”"));
        });
    }

    [TestCase(null)]
    [TestCase("  ")]
    [TestCase("\u200b\u2060")]
    [TestCase("...")]
    public void A_step_without_a_text_cannot_be_published_but_a_published_one_runs_on_under_its_caption(string? text)
    {
        var step = With(Step("a"), "instruction", text is null ? null : Literal(text));
        step["metadata"] = new JsonObject { ["displayText"] = "Terima surat" };

        var compiled = Line(step).Compile();

        Assert.Multiple(() =>
        {
            Assert.That(compiled.CanBePublished, Is.False);
            Assert.That(compiled.Flow?.Steps.Single().Instruction, Is.EqualTo("Terima surat"));
        });
    }

    [TestCase(" ")]
    [TestCase("1. ")]
    [TestCase("\u00ad")]
    public void A_step_whose_caption_says_nothing_is_named_by_its_kegiatan(string caption)
    {
        var step = With(Step("a"), "instruction", Literal("Menerima surat"));
        step["metadata"] = new JsonObject { ["displayText"] = caption };
        step["name"] = caption;

        Assert.That(Line(step).Compile().Flow!.Steps.Single().ShortCaption, Is.EqualTo("Menerima surat"));
    }

    [Test]
    public void A_problem_names_the_step_also_when_its_caption_says_nothing()
    {
        var step = With(Step("a"), "instruction", Literal(" "));
        step["name"] = "Langkah3";
        step["metadata"] = new JsonObject { ["displayText"] = "\u200b" };

        var problem = Line(step).Compile().Problems.Single(found => found.Code == ProblemCode.InstructionMissing);

        Assert.That(problem.Text(CultureInfo.GetCultureInfo("id-ID")), Does.StartWith("“1. Langkah3”: uraian kegiatan masih kosong"));
    }

    [Test]
    public void All_problems_are_told_at_once()
    {
        var codes = Chart().Add(Step("a", lane: "hantu", limit: "nol menit"), Activity("Http", "h"))
            .Connect("start -> a -> end", "a -> h").Compile()
            .Problems.Select(problem => problem.Code);

        Assert.That(codes, Is.SupersetOf(new[] { ProblemCode.LaneUnknown, ProblemCode.LimitBad, ProblemCode.ActivityUnknown }));
    }

    [TestCase("[]")]
    [TestCase("7")]
    [TestCase("{")]
    [TestCase("")]
    public void Text_that_is_not_a_JSON_object_is_refused_as_such(string json) =>
        Assert.That(() => WorkflowDefinition.Parse(json), Throws.InstanceOf<System.Text.Json.JsonException>());

    [Test]
    public void Definitions_with_capitalised_names_and_flat_connections_are_read_too()
    {
        const string json = """
            {"DefinitionId":"lama","Root":{"Id":"r","Type":"Elsa.Flowchart","Activities":[
              {"Id":"a","Type":"Elsa.WriteLine","Text":{"Expression":{"Type":"Literal","Value":"satu"}}},
              {"Id":"b","Type":"Elsa.WriteLine","Text":{"Expression":{"Type":"Literal","Value":"dua"}}}],
             "Connections":[{"Source":"a","SourcePort":"Done","Target":"b","TargetPort":"In"}]}}
            """;
        var compiled = FlowCompiler.Compile(WorkflowDefinition.Parse(json));

        Assert.That(new Player(compiled.Flow!).Lines, Is.EqualTo(new[] { "satu", "dua" }));
    }

    [Test]
    public void A_large_tangle_of_connections_is_compiled_without_delay()
    {
        var random = new Random(3);
        var ids = Enumerable.Range(0, 900).Select(i => $"a{i}").ToArray();
        var chart = Chart().Steps(ids).Connect("start -> a0");
        for (var i = 0; i < 4_900; i++) chart.Connect($"{ids[random.Next(ids.Length)]} -> {ids[random.Next(ids.Length)]}");

        Assert.That(chart.Compile().Problems, Is.Not.Empty);
    }

    private static FlowBuilder Chart() => new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end"));

    private static FlowBuilder Line(params JsonObject[] activities)
    {
        var ids = activities.Select(activity => (string)activity["id"]!);
        return Chart().Add(activities).Connect($"start -> {string.Join(" -> ", ids)} -> end");
    }

    private static JsonObject With(JsonObject activity, string name, JsonNode? value)
    {
        activity[name] = value;
        return activity;
    }

    private static JsonObject Nested(int levels) =>
        Enumerable.Range(0, levels).Aggregate(Step("a"), (inner, level) => Sequence($"q{level}", inner));

    private static JsonObject Header(params (string Name, string Value)[] values) => Header(["staf"], values);

    private static JsonObject Header(string[] lanes, params (string Name, string Value)[] values)
    {
        var header = new JsonObject
        {
            ["lanes"] = new JsonArray(
                [.. lanes.Select(lane => new JsonObject { ["id"] = lane, ["name"] = char.ToUpperInvariant(lane[0]) + lane[1..] })]),
        };
        foreach (var (name, value) in values) header[name] = value;
        return header;
    }

    private static JsonObject Numbered(string id, int number) => BillSop.Numbered(id, number);

    private static JsonObject Lapsing(string with, string to)
    {
        var step = Step("a");
        foreach (var (name, value) in new[] { ("lapseWith", with), ("lapseThen", "back"), ("lapseTo", to), ("lapseReason", "x") })
            step[name] = Literal(value);
        return step;
    }
}
