using System.Globalization;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Tests.Workflows;

[Parallelizable(ParallelScope.All)]
public sealed class ShippedWorkflowsTests
{
    public static IEnumerable<string> Files => Shipped.Files;

    [TestCaseSource(nameof(Files))]
    public void Every_shipped_definition_compiles_without_an_error(string file)
    {
        var compiled = FlowCompiler.Compile(Shipped.Definition(file));

        Assert.That(compiled.Problems.Where(problem => problem.IsError)
            .Select(problem => problem.Text(CultureInfo.InvariantCulture)), Is.Empty);
    }

    [Test]
    public void The_warnings_are_the_known_defects_of_the_paper_documents()
    {
        var warnings = Shipped.Files.SelectMany(file => FlowCompiler.Compile(Shipped.Definition(file)).Problems
            .Select(problem => $"{Path.GetFileNameWithoutExtension(file)} {problem.Code} {problem.ActivityId}".TrimEnd()));

        Assert.That(warnings, Is.EquivalentTo(new[]
        {
            "pk-tu-pjt-01 OutcomesMoreThanTwo step-1", // testing, consultation, other: three ways on paper
            "pk-tu-pjt-01 OutcomesMoreThanTwo step-6",
            "pk-tu-pjt-01 LaneInInstruction step-4",
            "pk-tu-pjt-01 LaneInInstruction step-5",
            "pk-tu-pjt-01 LaneInInstruction step-6",
            "pk-tu-pjt-02 LaneInInstruction step-3",
            "ppid-permohonan-informasi OutcomesMoreThanTwo step-3", // granted in full, in part, refused
            "ppid-permohonan-informasi OutcomesMoreThanTwo step-4",
            "ppid-permohonan-informasi OutcomesMoreThanTwo step-5",
            "sop-013-inaker-2023 TitlesDiffer", // Penyusunan Kinerja / SOP Pengukuran Kinerja
            "sop-013-inaker-2023 LaneUnused", // Bidang
            "sop-013-inaker-2023 LaneInInstruction step-1",
            "sop-013-inaker-2023 LaneInInstruction step-2",
            "sop-013-inaker-2023 LaneInInstruction step-8",
            "sop-013-inaker-2023 LaneInInstruction step-9",
            "sop-21-bipa-5 TitlesDiffer",
            "sop-21-bipa-5 LaneOrder", // the lane whose column heading is lost comes last
            "sop-4-bipa-5 TitlesDiffer", // Jasa Teknis / Jasa Teknik
            "sop-b-1664-2023 LaneUnused", // Kepala Sub TU
            "sop-b-1664-2023 LaneOrder", // the receptionist's column is the last
        }));
    }

    [TestCase("sop-4-bipa-5.json", 5, 3, 320, 0)]
    [TestCase("sop-21-bipa-5.json", 12, 6, 205, 0)]
    [TestCase("pk-tu-pjt-01.json", 8, 3, 15, 0)]
    [TestCase("pk-tu-pjt-02.json", 10, 4, 381, 0)]
    [TestCase("sop-013-inaker-2023.json", 10, 5, 670, 1)]
    [TestCase("sop-b-1664-2023.json", 8, 7, 230, 0)] // row 8 is the end symbol; 4.a is drawn beside 4
    public void Steps_lanes_and_standard_times_are_those_of_the_document(string file, int steps, int lanes, int minutes, int days)
    {
        var flow = Shipped.Flow(file);
        var limits = flow.Steps.Select(step => step.Limit).OfType<TimeLimit>().ToList();

        Assert.Multiple(() =>
        {
            Assert.That(flow.Steps, Has.Count.EqualTo(steps));
            Assert.That(flow.Lanes, Has.Count.EqualTo(lanes));
            Assert.That(limits.Sum(limit =>
                limit.Unit == TimeUnit.Minutes ? limit.Value : limit.Unit == TimeUnit.Hours ? limit.Value * 60 : 0), Is.EqualTo(minutes));
            Assert.That(limits.Where(limit => limit.Unit == TimeUnit.WorkingDays).Sum(limit => limit.Value), Is.EqualTo(days));
        });
    }

    [TestCaseSource(nameof(Files))]
    public void Every_end_can_be_reached_and_every_step_runs(string file)
    {
        var flow = Shipped.Flow(file);
        var random = new Random(7);
        var seen = new HashSet<string>();
        for (var round = 0; round < 300; round++)
        {
            var trace = new Recording();
            var player = new RandomPlayer(flow, random, trace);
            player.PlayToTheEnd();

            Assert.That(player.State.Status, Is.EqualTo(CaseStatus.Finished));
            seen.UnionWith(trace.Started);
        }

        Assert.That(seen,
            Is.SupersetOf(flow.Activities.Select(activity => activity.Id).Where(id => id != FlowCompiler.WorkflowActivityId)));
    }

    [Test]
    public void In_sample_intake_billing_and_analysis_run_side_by_side_and_join_before_the_handing_over()
    {
        var player = new Player(Shipped.Flow("pk-tu-pjt-02.json"));
        player.Finish("step-1", """{"komoditi":"Kopi","parameter":"Kadar air","jumlahContoh":2}""");
        player.Finish("step-2", """{"contohDiterima":[{"nama":"Kopi","kondisi":"Baik"}]}""");
        Assert.That(player.Open, Is.EquivalentTo(new[] { "step-3", "step-7" }));

        player.Finish("step-7").Finish("step-8");
        Assert.That(player.Open, Is.EqualTo(new[] { "step-3" }));

        player.Finish("step-3", """{"kodeBilling":"820220922465628","jumlahTagihan":210000,"jatuhTempo":"2026-11-30T08:00"}""")
            .Finish("step-4")
            .Finish("step-5", """{"ntpn":"A1B2C3D4E5F6G7H8","dibayarPada":"2026-11-23T08:00","jumlahDibayar":210000}""").Finish("step-6");
        Assert.That(player.Open, Is.EqualTo(new[] { "step-9" }));
    }

    [Test]
    public void A_refused_request_ends_with_its_result_and_reason()
    {
        var player = new Player(Shipped.Flow("sop-b-1664-2023.json"));
        player.Finish("step-1", """{"namaPemohon":"Ani","topik":"Pupuk"}""")
            .Finish("step-2", """{"alasan":"Di luar tugas balai."}""", "Tidak sesuai");

        Assert.That(player.Effects.OfType<CaseEnded>().Single(),
            Is.EqualTo(new CaseEnded(CaseStatus.Finished, new CaseEnding("ditolak", "Di luar tugas balai."))));
    }

    [Test]
    public void An_internal_request_has_no_bill_and_its_report_is_handed_over_without_payment()
    {
        var player = new Player(Shipped.Flow("pk-tu-pjt-02.json"));
        player.Finish("step-1", """{"komoditi":"Kopi","parameter":"Kadar air","jumlahContoh":2}""");
        player.Finish("step-2", """{"internal":true,"contohDiterima":[{"nama":"Kopi","kondisi":"Baik"}]}""");
        Assert.That(player.Open, Is.EqualTo(new[] { "step-7" }));
        Assert.That(player.Finish("step-7").Finish("step-8").Open, Is.EqualTo(new[] { "step-9" }));
        Assert.That(player.Finish("step-9").Finish("step-10").State.Status, Is.EqualTo(CaseStatus.Finished));
    }

    [TestCase("sop-21-bipa-5.json", "step-2", "3,4,5,6,7,8,9,10,11,12")]
    [TestCase("sop-21-bipa-5.json", "step-4", "5,6,7,8,9,10,11,12")]
    [TestCase("sop-21-bipa-5.json", "step-3", "")]
    [TestCase("pk-tu-pjt-02.json", "step-7", "8,9,10")]
    [TestCase("sop-b-1664-2023.json", "step-3", "4,4.a,5,6,7")]
    public void The_steps_ahead_are_those_on_a_way_forward(string file, string from, string expected)
    {
        var flow = Shipped.Flow(file);
        var ahead = flow.StepsAhead([flow.Steps.Single(step => step.ActivityId == from).Activity]);

        Assert.That(string.Join(',', ahead.Select(step => step.Number)), Is.EqualTo(expected));
    }
}
