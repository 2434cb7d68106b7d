using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using SopEngine.Core.Samples;
using SopEngine.Core.Tests.WorkingTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows.Forms;

/// <summary>Tables whose rows are physical samples.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class FormSamplesTests
{
    private const string Columns = """
        [{"name":"nama","label":"Nama contoh","type":"text"},{"name":"kode","label":"Kode","type":"text","required":true,"format":"nip"},
         {"name":"jumlah","label":"Jumlah","type":"number","unit":"kg"},{"name":"kondisi","label":"Kondisi","type":"choice",
          "options":["Baik","Rusak"]},
         {"name":"label","label":"Label","type":"computed","shows":"text","formula":"row.kode + '/' + row.nama"}]
        """;

    private const string Fields = $$"""[{"name":"contoh","label":"Contoh","type":"table","samples":true,"columns":{{Columns}}}]""";

    [Test]
    public void Each_row_gets_the_next_code_whatever_is_sent_and_a_replay_gives_the_same()
    {
        var lab = new Lab(Fields);
        lab.Receive("""[{"nama":"Kopi","jumlah":2.5,"kondisi":"Baik"},{"nama":"Teh","kode":"2026-0012-77"},{"nama":"Gula","kode":"x"}]""");

        var kept = lab.Kept;
        Assert.That(kept.Rows.Select(row => row.Code), Is.EqualTo(new[] { "2026-0012-01", "2026-0012-02", "2026-0012-03" }));
        Assert.That(kept.Rows[0].Look, Is.EqualTo(new FormSamples.Look("Kopi", "2,5 kg", "Baik")));
        Assert.That(kept.Rows[0].Text, Does.Contain("\"label\":\"2026-0012-01/Kopi\""), "computed with the code");
        Assert.That(kept.AreReceived);
        Assert.That(lab.Replayed(), Is.EqualTo(CaseStateJson.Write(lab.State)));
    }

    [Test]
    public void A_row_that_was_there_keeps_its_code_and_a_line_is_never_given_twice()
    {
        var lab = new Lab(Fields);
        lab.Receive("""[{"nama":"Kopi"},{"nama":"Teh"},{"nama":"Gula"}]""");
        lab.Again();
        lab.Receive("""[{"nama":"Gula halus","kode":"2026-0012-03"},{"nama":"Kopi","kode":" 2026-0012-01"},{"nama":"Baru"}]""");
        Assert.That(lab.Kept.Rows.Select(row => (row.Code, row.IsNew)),
            Is.EqualTo(new[] { ("2026-0012-03", false), ("2026-0012-01", false), ("2026-0012-04", true) }));
        Assert.That(lab.Kept.Withdrawn, Is.EqualTo(new[] { "2026-0012-02" }));

        lab.Again();
        lab.Receive("""[{"nama":"Teh","kode":"2026-0012-02"},{"nama":"Kopi","kode":"2026-0012-01"},{"nama":"K","kode":"2026-0012-01"}]""");
        Assert.That(lab.Kept.Rows.Select(row => row.Code), Is.EqualTo(new[] { "2026-0012-05", "2026-0012-01", "2026-0012-06" }),
            "a withdrawn code and a code named twice count for nothing");
        Assert.That(lab.Replayed(), Is.EqualTo(CaseStateJson.Write(lab.State)));
    }

    [Test]
    public void A_step_that_gave_codes_cannot_be_taken_back()
    {
        var lab = new Lab(Fields);
        var before = lab.State;
        var completed = lab.Receive("""[{"nama":"Kopi"}]""");
        var undone = Interpreter.Advance(
            lab.Flow, lab.State, new TaskUndone(completed.Task, 7), lab.Now, past: new Past(before, completed, lab.Now));

        Assert.That(undone.Refusal?.Reason, Is.EqualTo(RefusalReason.CannotUndo));
    }

    [Test]
    public void A_table_without_a_column_for_codes_gets_one_before_its_own()
    {
        var lab = new Lab(
            """[{"name":"c","label":"C","type":"table","samples":true,"columns":[{"name":"apa","label":"Apa","type":"text"}]}]""");

        Assert.That(lab.Step.Samples!.Columns.Select(column => (column.Name, column.IsGiven)),
            Is.EqualTo(new[] { ("kode", true), ("apa", false) }));
    }

    [Test]
    public void Samples_that_a_customer_names_are_not_received()
    {
        var lab = new Lab(Fields, isExternal: true);
        lab.Receive("""[{"nama":"Kopi"}]""");

        Assert.That(lab.Kept.AreReceived, Is.False);
    }

    [TestCase("""[{"name":"a","label":"A","type":"text","samples":true}]""", TestName = "A field that is no table")]
    [TestCase("""
        [{"name":"a","label":"A","type":"table","samples":true,
          "columns":[{"name":"kode","label":"K","type":"number"},{"name":"b","label":"B","type":"text"}]}]
        """, TestName = "Codes that are numbers")]
    public void A_table_that_cannot_hold_codes_is_refused(string fields) =>
        Assert.That(Lab.Compile(fields).Problems.Select(problem => problem.Code), Does.Contain(ProblemCode.FieldRuleBad));

    [Test]
    public void The_compiler_says_that_only_one_table_can_be_samples()
    {
        const string Table =
            """{"name":"N","label":"L","type":"table","samples":true,"columns":[{"name":"b","label":"B","type":"text"}]}""";
        var twice = Lab.Compile($"[{Table.Replace("\"N\"", "\"a\"")},{Table.Replace("\"N\"", "\"b\"").Replace("\"L\"", "\"Kedua\"")}]");

        Assert.That(twice.CanBePublished, Is.False);
        Assert.That(twice.Problems.Single(problem => problem.Code == ProblemCode.SamplesTwice).Arguments, Is.EqualTo(new[] { "Kedua" }));
        Assert.That(Lab.Compile(Fields).Problems.Select(problem => problem.Code), Does.Not.Contain(ProblemCode.SamplesTwice));
    }

    /// <summary>Rounds of rows: each names one of the codes that were given so far, or none.</summary>
    [Test]
    public void However_often_rows_come_and_go_no_code_is_given_twice() => Prop.ForAll(
        Gen.Choose(-1, 12).ListOf().NonEmptyListOf().ToArbitrary(),
        rounds =>
        {
            var table = new Lab(Fields).Step.Samples!;
            var (present, last, given) = ((IReadOnlyList<string>)[], 0, new HashSet<string>());
            foreach (var round in rounds)
            {
                var rows = round.Select(line => new Dictionary<string, string> { ["kode"] = line < 0 ? "" : Code(line) }).ToList();
                var data = JsonSerializer.SerializeToElement(new { contoh = rows });
                var codes = FormSamples.Codes(table, FormSamples.Coded(table, data, present, last, Code)).ToList();
                var fresh = codes.Except(present).ToList();
                if (codes.Count != rows.Count || codes.Distinct().Count() != codes.Count || !fresh.TrueForAll(given.Add)) return false;
                last = Math.Max(last, fresh.Select(SampleCode.LineOf).DefaultIfEmpty().Max());
                present = codes;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    private static string Code(int line) => SampleCode.Of(1, (2026, 12), line);

    /// <summary>A case whose first step, which can be done again, takes samples in.</summary>
    private sealed class Lab
    {
        private readonly Player _player;
        private int _task = 1;

        public Lab(string fields, bool isExternal = false) => _player = new Player(Compile(fields, isExternal).Flow!);

        public Flow Flow => _player.Flow;

        public CaseState State => _player.State;

        public NodaTime.Instant Now => _player.Now;

        public Step Step => Flow.Steps[0];

        public SamplesKept Kept => _player.Effects.OfType<SamplesKept>().Last();

        public static CompiledFlow Compile(string fields, bool isExternal = false)
        {
            var step = FlowBuilder.Step("terima");
            step["fields"] = Object(JsonDocument.Parse(fields).RootElement);
            var builder = InLine(step, FlowBuilder.Step("uji"));
            if (isExternal) builder.Sop(JsonNode.Parse("""{"lanes":[{"id":"staf","name":"Staf","external":true}]}""")!.AsObject());
            return builder.Compile();
        }

        public TaskCompleted Receive(string rows)
        {
            var data = JsonDocument.Parse($$"""{"contoh":{{rows}}}""").RootElement;
            var coded = FormSamples.Coded(Step.Samples!, data, State.Samples, State.LastSample, Code);
            var completed = FormFilling.Fill(Flow, State, new TaskCompleted(_task, 7, Data: coded), Now, Calendars.Office).Completed;
            _player.Happens(completed);
            return completed;
        }

        /// <summary>Sends the case back to the step that takes samples in.</summary>
        public void Again()
        {
            _player.Happens(new TaskSentBack(_player.Number("uji"), 7, "terima", "Salah"));
            _task = _player.Number("terima");
        }

        public string Replayed()
        {
            var state = CaseState.New;
            foreach (var (happened, at) in _player.History)
                state = Interpreter.Advance(Flow, state, CaseEventJson.Read(CaseEventJson.Write(happened)), at).State;
            return CaseStateJson.Write(state);
        }
    }
}
