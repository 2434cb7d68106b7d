using System.Text.Json.Nodes;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>The steps that a case may go back to, the people who are told, and the limits of taking back.</summary>
public sealed class TakingBackTests
{
    [Test]
    public void A_case_goes_back_only_over_the_way_that_it_took()
    {
        var flow = Chart().Add(Decision("putus", "ya", "tidak")).Steps("a", "ya", "tidak", "akhir")
            .Connect("start -> a -> putus:ya -> ya -> akhir -> end", "putus:tidak -> tidak -> akhir").Flow();
        var player = new Player(flow).Complete("a", "putus:ya", "ya");

        Assert.That(EarlierSteps.Of(flow, player.State, player.Number("akhir"), player.Now).Select(step => step.ActivityId),
            Is.EqualTo(new[] { "ya", "putus", "a" }), "the nearest first");
        Assert.That(player.Try(new TaskSentBack(player.Number("akhir"), 7, "tidak", "x")).Refusal?.Reason,
            Is.EqualTo(RefusalReason.CannotGoBack));
    }

    [Test]
    public void Branches_behind_the_step_are_cancelled_and_their_holders_are_told()
    {
        var player = Forked().Complete("a");
        player.Happens(new TaskClaimed(player.Number("c"), 9));

        var decision = player.Happens(new TaskSentBack(player.Number("b"), 7, "a", "Kurang lengkap", Holder: 8));

        Assert.That(player.Open, Is.EqualTo(new[] { "a" }));
        Assert.That(decision.Effects.OfType<HolderRelieved>().Single() is { Holder: 9, Reason: "Kurang lengkap" });
        Assert.That(decision.Effects.OfType<StepReturned>().Single() is { Holder: 8, By: 7 });
        Assert.That(player.State.Waits(player.Flow).Single().Holder, Is.EqualTo(8));
        player.Happens(new TaskCompleted(player.Number("a"), 8));
        Assert.That(player.Complete("b", "c", "d").State.Status, Is.EqualTo(CaseStatus.Finished));
    }

    [Test]
    public void A_completion_that_ended_a_timer_cannot_be_taken_back()
    {
        var player = new Player(Chart().Steps("s", "a", "j")
            .Add(Activity("Delay", "tunggu", ("timeSpan", Literal("01:00:00"))), Activity("FlowJoin", "join", ("mode", Literal("WaitAny"))))
            .Connect("start -> s -> a -> join -> j -> end", "s -> tunggu -> join").Flow()).Complete("s");
        var (before, done) = (player.State, new TaskCompleted(player.Number("a"), 7));
        Assert.That(player.Waits(WaitKind.Alarm), Is.EqualTo(new[] { "tunggu" }));

        player.Happens(done);

        Assert.That(player.Waits(WaitKind.Alarm), Is.Empty);
        Assert.That(Interpreter.Advance(player.Flow, player.State, new TaskUndone(done.Task, 7),
            player.Now, past: new Past(before, done, player.Now)).Refusal?.Reason,
            Is.EqualTo(RefusalReason.CannotUndo));
    }

    [Test]
    public void A_branch_beside_the_step_goes_on_and_the_join_waits_for_the_step_again()
    {
        var flow = Chart().Steps("a", "b1", "b2", "c", "d").Connect("start -> a -> b1 -> b2 -> d -> end", "a -> c -> d").Flow();
        var player = new Player(flow).Complete("a", "b1", "c");

        player.Happens(new TaskSentBack(player.Number("b2"), 7, "b1", "lagi"));

        Assert.That(player.Open, Is.EqualTo(new[] { "b1" }));
        Assert.That(player.Complete("b1").Open, Is.EqualTo(new[] { "b2" }));
        Assert.That(player.Complete("b2").Open, Is.EqualTo(new[] { "d" }));
    }

    [Test]
    public void A_step_may_be_drawn_so_that_it_does_not_send_back_and_an_external_party_never_does()
    {
        var own = Step("b");
        own["sendBack"] = Literal("false");
        var sop = new JsonObject
        {
            ["lanes"] = new JsonArray(
                new JsonObject { ["id"] = "staf", ["name"] = "Staf" },
                new JsonObject { ["id"] = "pelanggan", ["name"] = "Pelanggan", ["external"] = true }),
        };
        foreach (var step in new[] { own, Step("b", "pelanggan") })
        {
            var flow = Chart().Sop(sop).Steps("a").Add(step).Connect("start -> a -> b -> end").Flow();
            var player = new Player(flow).Complete("a");

            Assert.That(EarlierSteps.Of(flow, player.State, 2, player.Now), Is.Empty);
            Assert.That(player.Try(new TaskSentBack(2, 7, "a", "x")).Refusal?.Reason, Is.EqualTo(RefusalReason.CannotGoBack));
        }
    }

    [Test]
    public void While_a_sub_case_behind_the_step_runs_the_case_does_not_go_back_over_it()
    {
        var flow = Chart().Steps("a", "b", "d")
            .Add(Activity("ExecuteWorkflow", "anak", ("workflowDefinitionId", Literal("lain")), ("waitForCompletion", Literal("true"))))
            .Connect("start -> a -> b -> d -> end", "a -> anak -> d").Flow();
        var player = new Player(flow).Complete("a");

        Assert.That(player.Try(new TaskSentBack(player.Number("b"), 7, "a", "x")).Refusal,
            Is.EqualTo(new Refusal(RefusalReason.SubCaseRuns, "anak")));
    }

    [Test]
    public void Steps_inside_a_sequence_go_back_within_it()
    {
        var flow = Chart().Add(Sequence("urut", Step("a"), Step("b"), Step("c"))).Connect("start -> urut -> end").Flow();
        var player = new Player(flow).Complete("a", "b");

        player.Happens(new TaskSentBack(player.Number("c"), 7, "a", "lagi"));

        Assert.That(player.Complete("a", "b", "c").State.Status, Is.EqualTo(CaseStatus.Finished));
    }

    [TestCase(60, null)]
    [TestCase(61, RefusalReason.UndoTooLate)]
    public void A_completion_is_taken_back_within_a_minute(int seconds, RefusalReason? expected)
    {
        var player = Forked();
        var before = player.State;
        var done = new TaskCompleted(1, 7);
        var at = player.Now;
        player.Happens(done);

        Assert.That(Interpreter.Advance(player.Flow, player.State, new TaskUndone(1, 7),
            at + Duration.FromSeconds(seconds), past: new Past(before, done, at)).Refusal?.Reason, Is.EqualTo(expected));
        Assert.That(Interpreter.Advance(player.Flow, player.State, new TaskUndone(1, 8), at, past: new Past(before, done, at))
            .Refusal?.Reason, Is.EqualTo(RefusalReason.CannotUndo), "another person");
        Assert.That(Interpreter.Advance(player.Flow, player.State, new TaskUndone(1, 7), at,
            past: new Past(before, new TaskClaimed(2, 9), at)).Refusal?.Reason, Is.EqualTo(RefusalReason.CannotUndo), "something followed");
    }

    [Test]
    public void Effects_that_left_the_case_cannot_be_taken_back()
    {
        foreach (var after in new[]
        {
            Activity("ExecuteWorkflow", "x", ("workflowDefinitionId", Literal("lain")), ("waitForCompletion", Literal("true"))),
            Activity("PublishEvent", "x", ("eventName", Literal("e"))),
        })
        {
            var flow = Chart().Steps("a", "b").Add(after).Connect("start -> a -> x -> b -> end").Flow();
            var replay = new HistoryReplay(flow);
            var now = Instant.FromUtc(2026, 11, 23, 1, 0);
            replay.Next(new CaseStarted(new Dictionary<string, System.Text.Json.JsonElement>()), now);
            replay.Next(new TaskCompleted(1, 7), now);

            Assert.That(replay.Next(new TaskUndone(1, 7), now).Refusal?.Reason, Is.EqualTo(RefusalReason.CannotUndo));
        }
    }

    [Test]
    public void A_step_whose_work_leaves_the_case_is_not_taken_back_even_where_it_left_nothing_this_time()
    {
        var samples = Step("a");
        samples["fields"] = Object(new object[]
        {
            new { name = "contoh", type = "table", samples = true, columns = new[] { new { name = "kode" }, new { name = "nama" } } },
        });
        var (issues, hands) = (Step("a"), Step("a"));
        issues["issues"] = Object(new[] { "bpcu" });
        hands["handsOver"] = Object(new[] { "bpcu" });
        foreach (var step in new[] { samples, issues, hands })
        {
            var replay = new HistoryReplay(Chart().Add(step).Steps("b").Connect("start -> a -> b -> end").Flow());
            var now = Instant.FromUtc(2026, 11, 23, 1, 0);
            replay.Next(new CaseStarted(new Dictionary<string, System.Text.Json.JsonElement>()), now);
            Assert.That(replay.Next(new TaskCompleted(1, 7), now).Refusal, Is.Null);

            Assert.That(Undoing.IsLasting(replay.Flow.Steps[0]));
            Assert.That(replay.Next(new TaskUndone(1, 7), now).Refusal?.Reason, Is.EqualTo(RefusalReason.CannotUndo));
        }

        Assert.That(Undoing.IsLasting(Forked().Flow.Steps[0]), Is.False);
    }

    private static FlowBuilder Chart() => new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end"));

    private static Player Forked() => new(Chart().Steps("a", "b", "c", "d").Connect("start -> a -> b -> d -> end", "a -> c -> d").Flow());
}
