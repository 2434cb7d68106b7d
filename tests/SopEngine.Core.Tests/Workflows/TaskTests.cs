using System.Text.Json;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

[Parallelizable(ParallelScope.All)]
public sealed class TaskTests
{
    [Test]
    public void A_step_opens_a_task_in_its_lane_with_its_limit()
    {
        var player = new Player(InLine(Step("a", limit: "30 menit")).Flow());

        Assert.That(player.Effects.OfType<TaskOpened>().Single(),
            Is.EqualTo(new TaskOpened(1, 4, "staf", new TimeLimit(30, TimeUnit.Minutes))));
    }

    [Test]
    public void A_claimed_task_can_be_completed_by_its_holder_only()
    {
        var player = new Player(InLine(Step("a")).Flow());
        player.Happens(new TaskClaimed(1, 7));

        var refusal = player.Try(new TaskCompleted(1, 8)).Refusal!;
        Assert.That((refusal.Reason, refusal.Subject), Is.EqualTo((RefusalReason.TaskHeldByOther, "7")));
        Assert.That(player.Try(new TaskCompleted(1, 7)).Refusal, Is.Null);
    }

    [Test]
    public void Claiming_ones_own_task_again_changes_nothing_and_anothers_is_refused()
    {
        var player = new Player(InLine(Step("a")).Flow());
        player.Happens(new TaskClaimed(1, 7));

        Assert.That(player.Try(new TaskClaimed(1, 7)).Refusal, Is.Null);
        Assert.That(player.Try(new TaskClaimed(1, 8)).Refusal!.Reason, Is.EqualTo(RefusalReason.TaskHeldByOther));
    }

    [Test]
    public void Nothing_waits_under_the_number_0()
    {
        var player = new Player(InLine(Step("a")).Flow());

        Assert.That(player.Try(new TaskCompleted(0, 7)).Refusal!.Reason, Is.EqualTo(RefusalReason.TaskNotOpen));
        Assert.That(player.Try(new SubCaseEnded(0, 5, CaseStatus.Finished, new Dictionary<string, JsonElement>())).Refusal!.Reason,
            Is.EqualTo(RefusalReason.WaitNotOpen));
    }

    [Test]
    public void A_released_task_is_free_again()
    {
        var player = new Player(InLine(Step("a")).Flow());
        player.Happens(new TaskClaimed(1, 7));
        Assert.That(player.Try(new TaskReleased(1, 8)).Refusal!.Reason, Is.EqualTo(RefusalReason.TaskHeldByOther));

        player.Happens(new TaskReleased(1, 7));
        Assert.That(player.Try(new TaskCompleted(1, 8)).Refusal, Is.Null);
        Assert.That(player.Try(new TaskReleased(1, 7)).Refusal!.Reason, Is.EqualTo(RefusalReason.TaskNotHeld));
    }

    [Test]
    public void A_task_is_completed_once()
    {
        var player = new Player(InLine(Step("a"), Step("b")).Flow());
        player.Happens(new TaskCompleted(1, 7));

        Assert.That(player.Try(new TaskCompleted(1, 7)).Refusal!.Reason, Is.EqualTo(RefusalReason.TaskNotOpen));
    }

    [TestCase(null, RefusalReason.OutcomeMissing)]
    [TestCase("", RefusalReason.OutcomeMissing)]
    [TestCase("mungkin", RefusalReason.OutcomeUnknown)]
    public void A_decision_takes_only_its_own_outcomes(string? outcome, RefusalReason expected)
    {
        var player = new Player(Chart().Add(Decision("d", "ya", "tidak")).Connect("start -> d:ya -> end", "d:tidak -> end").Flow());

        Assert.That(player.Try(new TaskCompleted(1, 7, outcome)).Refusal!.Reason, Is.EqualTo(expected));
    }

    [Test]
    public void A_plain_step_takes_no_outcome_but_done()
    {
        var player = new Player(InLine(Step("a")).Flow());

        Assert.That(player.Try(new TaskCompleted(1, 7, "ya")).Refusal!.Reason, Is.EqualTo(RefusalReason.OutcomeUnknown));
        Assert.That(player.Try(new TaskCompleted(1, 7, "Done")).Refusal, Is.Null);
    }

    [Test]
    public void The_outcome_of_a_decision_can_be_kept_in_a_variable()
    {
        var decision = Decision("d", "ya", "tidak");
        decision["result"] = Bound("putusan");
        var player = new Player(Chart().Variables("putusan").Add(decision, Activity("WriteLine", "w", ("text", Variable("putusan"))))
            .Connect("start -> d:ya -> w -> end", "d:tidak -> end").Flow());

        Assert.That(player.Complete("d:ya").Lines, Is.EqualTo(new[] { "ya" }));
    }

    [TestCase("""{"nama":"Budi","jumlah":2}""", null)]
    [TestCase("""{"nama":"Budi","jumlah":2,"tanggal":"2026-11-23","kanal":"Telepon","setuju":true,"kode":"123"}""", null)]
    [TestCase("""{"jumlah":2}""", "nama Missing")]
    [TestCase("""{"nama":"  ","jumlah":2}""", "nama Missing")]
    [TestCase("""{"nama":5,"jumlah":"dua"}""", "nama NotAText,jumlah NotANumber")]
    [TestCase("""{"nama":"Budi","jumlah":2,"tanggal":"23-11-2026"}""", "tanggal NotADate")]
    [TestCase("""{"nama":"Budi","jumlah":2,"kanal":"Burung merpati"}""", "kanal NotAnOption")]
    [TestCase("""{"nama":"Budi","jumlah":2,"setuju":"ya"}""", "setuju NotABoolean")]
    [TestCase("""{"nama":"Budi","jumlah":2,"kode":"12a"}""", "kode PatternMismatch")]
    [TestCase("""{"nama":"Budi","jumlah":2,"gaji":7}""", "gaji Unknown")]
    [TestCase("[]", "nama Missing,jumlah Missing,data Unknown")]
    [TestCase("null", "nama Missing,jumlah Missing")]
    public void A_form_is_checked_field_by_field(string data, string? expected)
    {
        var player = new Player(InLine(WithForm()).Flow());
        var refusal = player.Try(new TaskCompleted(1, 7, null, null, JsonDocument.Parse(data).RootElement)).Refusal;

        Assert.That(refusal?.Fields is null ? null : string.Join(',', refusal.Fields.Select(field => $"{field.Name} {field.Fault}")),
            Is.EqualTo(expected));
    }

    [Test]
    public void Form_values_become_variables_of_the_case()
    {
        var player = new Player(InLine(WithForm(), Activity("WriteLine", "w", ("text", JavaScript("getNama() + getJumlah()")))).Flow());
        player.Finish("form", """{"nama":"Budi","jumlah":2}""");

        Assert.That(player.Lines, Is.EqualTo(new[] { "Budi2" }));
    }

    [Test]
    public void A_step_that_starts_another_sop_asks_for_it_when_its_own_task_is_done()
    {
        var player = new Player(InLine(StartSop("True"), Step("b")).Flow());
        player.Complete("s");
        var requested = player.Effects.OfType<SubCaseRequested>().Single();

        Assert.That((requested.Sop.Number, requested.Waits), Is.EqualTo(("PK.TU-PJT.02", true)));
        Assert.That(player.Waits(WaitKind.SubCase), Is.EqualTo(new[] { "s" }));

        player.Happens(new SubCaseEnded(requested.Wait, 5, CaseStatus.Finished, new Dictionary<string, JsonElement>()));
        Assert.That(player.Open, Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public void A_sop_that_is_not_in_the_system_does_not_hold_the_case_up()
    {
        var player = new Player(InLine(StartSop("True"), Step("b")).Flow());
        player.Complete("s");
        player.Happens(new SubCaseEnded(2, null, null, new Dictionary<string, JsonElement>()));

        Assert.That(player.Open, Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public void A_cancelled_case_says_so_and_a_case_that_waits_for_it_goes_on()
    {
        var child = new Player(InLine(Step("a")).Flow());
        child.Happens(new CaseCancelled(7, "ganda"));
        Assert.That(child.Effects.OfType<CaseEnded>().Single().Status, Is.EqualTo(CaseStatus.Cancelled));

        var parent = new Player(InLine(StartSop("True"), Step("b")).Flow());
        parent.Complete("s");
        parent.Happens(new SubCaseEnded(parent.Effects.OfType<SubCaseRequested>().Single().Wait,
            5, CaseStatus.Cancelled, new Dictionary<string, JsonElement>()));
        Assert.That(parent.Open, Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public void Cancelling_a_case_closes_its_tasks_and_lets_nothing_more_happen()
    {
        var player = new Player(InLine(Step("a")).Flow());
        player.Happens(new CaseCancelled(7, "ganda"));

        Assert.Multiple(() =>
        {
            Assert.That(player.Effects.OfType<TaskClosed>().Single(), Is.EqualTo(new TaskClosed(1, null, null, 0)));
            Assert.That(player.State.Status, Is.EqualTo(CaseStatus.Cancelled));
            Assert.That(player.Try(new TaskCompleted(1, 7)).Refusal!.Reason, Is.EqualTo(RefusalReason.CaseNotRunning));
        });
    }

    [Test]
    public void A_case_begins_once_and_nothing_happens_before()
    {
        var player = new Player(InLine(Step("a")).Flow());

        Assert.That(player.Try(new CaseStarted(new Dictionary<string, JsonElement>())).Refusal!.Reason,
            Is.EqualTo(RefusalReason.CaseAlreadyBegun));
        Assert.That(Interpreter.Advance(player.Flow, CaseState.New, new TaskCompleted(1, 7), player.Now).Refusal, Is.Not.Null);
    }

    private static System.Text.Json.Nodes.JsonObject WithForm()
    {
        var step = Step("form");
        step["fields"] = Object(new object[]
        {
            new { name = "nama", label = "Nama", type = "text", required = true },
            new { name = "jumlah", label = "Jumlah", type = "number", required = true },
            new { name = "tanggal", label = "Tanggal", type = "date" },
            new { name = "kanal", label = "Kanal", type = "choice", options = new[] { "Telepon", "Surat" } },
            new { name = "setuju", label = "Setuju", type = "boolean" },
            new { name = "kode", label = "Kode", type = "text", pattern = "[0-9]{3}" },
        });
        return step;
    }

    private static System.Text.Json.Nodes.JsonObject StartSop(string waits)
    {
        var step = Step("s");
        step["type"] = "Sop.StartSop";
        step["sopNumber"] = Literal("PK.TU-PJT.02");
        step["waitForCompletion"] = Literal(waits);
        return step;
    }

    private static FlowBuilder Chart() => new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end"));
}
