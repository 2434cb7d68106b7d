using System.Text.Json;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>Steps that a case passes over by their own condition, and the ways back.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class PassedOverStepTests
{
    [TestCase(true, "isi")]
    [TestCase(false, "tagih", "isi")]
    public void A_case_is_not_sent_back_to_a_step_that_it_passes_over(bool isInternal, params string[] offered)
    {
        var player = Filled(isInternal);
        if (!isInternal) player.Complete("tagih");

        Assert.That(EarlierSteps.Of(player.Flow, player.State, player.Number("uji"), player.Now).Select(step => step.ActivityId),
            Is.EqualTo(offered));
        var state = CaseStateJson.Write(player.State);
        var back = player.Try(new TaskSentBack(player.Number("uji"), 7, "tagih", "x"));
        Assert.That(back.Refusal, Is.EqualTo(isInternal ? new Refusal(RefusalReason.StepNotNeeded, "2") : null));
        if (isInternal) Assert.That(CaseStateJson.Write(back.State), Is.EqualTo(state));
    }

    [TestCase(true, "isi", "uji")]
    [TestCase(false, "isi", "tagih", "uji")]
    public void A_case_is_not_opened_again_at_a_step_that_it_passed_over(bool isInternal, params string[] offered)
    {
        var player = Filled(isInternal);
        if (!isInternal) player.Complete("tagih");
        player.Complete("uji");
        var replay = new HistoryReplay(player.Flow);
        foreach (var (happened, at) in player.History) replay.Next(happened, at);

        Assert.That(Reopening.Steps(player.Flow, player.State, replay.PastFor(new CaseReopened(7, "", ""))!, player.Now)
            .Select(step => step.ActivityId), Is.EqualTo(offered));
        Assert.That(replay.Try(new CaseReopened(7, "tagih", "x"), player.Now).Refusal,
            Is.EqualTo(isInternal ? new Refusal(RefusalReason.StepNotNeeded, "2") : null));
    }

    [Test]
    public void A_lapse_does_not_lead_to_a_step_that_the_case_passes_over()
    {
        var silent = Numbered("uji", 3);
        (silent["lapseAfter"], silent["lapseThen"]) = (Literal("3 hari"), Literal("back"));
        (silent["lapseTo"], silent["lapseReason"]) = (Literal("2"), Literal("Terlalu lama"));
        var player = new Player(Flow(silent)).Finish("isi", """{"internal":true}""");

        Assert.That(player.Try(new TaskLapsed(player.Number("uji"), player.Now)).Refusal,
            Is.EqualTo(new Refusal(RefusalReason.StepNotNeeded, "2")));
    }

    [Test]
    public void Asking_for_the_steps_changes_nothing_in_the_case()
    {
        var player = Filled(false, "setInternal(true), true").Complete("tagih");
        var before = CaseStateJson.Write(player.State);
        Assert.That(EarlierSteps.Of(player.Flow, player.State, player.Number("uji"), player.Now), Has.Count.EqualTo(2));
        Assert.That(CaseStateJson.Write(player.State), Is.EqualTo(before));
    }

    [Test]
    public void A_condition_that_fails_offers_no_step()
    {
        var (bill, more) = (Numbered("tagih", 1), Numbered("lain", 2));
        bill["onlyIf"] = JavaScript("getLain() === undefined || getLain().x.y");
        more["fields"] = Object(new object[] { new { name = "lain", label = "Lain", type = "text" } });
        var player = new Player(InLine(bill, more, Numbered("uji", 3)).Flow()).Complete("tagih").Finish("lain", """{"lain":"a"}""");

        Assert.That(EarlierSteps.Of(player.Flow, player.State, player.Number("uji"), player.Now).Select(step => step.ActivityId),
            Is.EqualTo(new[] { "lain" }));
        Assert.That(player.Try(new TaskSentBack(player.Number("uji"), 7, "tagih", "x")).Refusal?.Reason,
            Is.EqualTo(RefusalReason.StepNotNeeded));
    }

    [TestCase("false", true)]
    [TestCase("true", false)]
    public void A_decision_that_is_never_made_is_a_problem(string onlyIf, bool isProblem)
    {
        var decision = Decision("putus", "ya", "tidak");
        decision["onlyIf"] = Literal(onlyIf);
        var problems = new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end"), decision)
            .Connect("start -> putus:ya -> end", "putus:tidak -> end").Compile().Problems;
        Assert.That(problems.Any(problem => problem.Code == ProblemCode.DecisionPassedOver),
            Is.EqualTo(isProblem));
    }

    private static Player Filled(bool isInternal, string condition = "getInternal() !== true") =>
        new Player(Flow(Numbered("uji", 3), condition)).Finish("isi", JsonSerializer.Serialize(new { @internal = isInternal }));

    private static Flow Flow(System.Text.Json.Nodes.JsonObject last, string condition = "getInternal() !== true")
    {
        var (asked, bill) = (Numbered("isi", 1), Numbered("tagih", 2));
        asked["fields"] = Object(new object[] { new { name = "internal", label = "Internal", type = "boolean" } });
        bill["onlyIf"] = JavaScript(condition);
        return InLine(asked, bill, last).Flow();
    }

    private static System.Text.Json.Nodes.JsonObject Numbered(string id, int number) => Bills.BillSop.Numbered(id, number);
}
