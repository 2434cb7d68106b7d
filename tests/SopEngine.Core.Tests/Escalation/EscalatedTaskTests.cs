using System.Text.Json.Nodes;
using NUnit.Framework;
using SopEngine.Core.Tests.Workflows;
using SopEngine.Core.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Escalation;

/// <summary>Effects of escalation on a running case.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class EscalatedTaskTests
{
    [Test]
    public void Levels_are_climbed_one_by_one_and_each_once()
    {
        var player = new Player(InLine(Step("a", limit: "30 menit"), Step("b")).Flow());

        Assert.That(player.Try(new TaskEscalated(1, 2)).Refusal!.Reason, Is.EqualTo(RefusalReason.LevelNotNext));
        player.Happens(new TaskEscalated(1, 1));
        Assert.That(player.Try(new TaskEscalated(1, 1)).Refusal!.Reason, Is.EqualTo(RefusalReason.LevelNotNext));
        player.Happens(new TaskEscalated(1, 2));
        player.Happens(new TaskEscalated(1, 3));
        Assert.That(player.Try(new TaskEscalated(1, 4)).Refusal!.Reason, Is.EqualTo(RefusalReason.LevelNotNext));
        Assert.That(player.Effects.OfType<TaskRaised>().Select(raised => raised.To.Level), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test]
    public void A_task_that_was_done_in_time_is_not_escalated()
    {
        var player = new Player(InLine(Step("a"), Step("b")).Flow()).Complete("a");

        Assert.That(player.Try(new TaskEscalated(1, 1)).Refusal!.Reason, Is.EqualTo(RefusalReason.TaskNotOpen));
    }

    [Test]
    public void A_warning_leaves_the_task_to_its_holder_and_a_shared_one_may_be_taken_over()
    {
        var player = new Player(InLine(Step("a"), Step("b")).Flow());
        player.Happens(new TaskClaimed(1, 7));

        player.Happens(new TaskEscalated(1, 1));
        Assert.That(player.Try(new TaskClaimed(1, 8)).Refusal!.Reason, Is.EqualTo(RefusalReason.TaskHeldByOther));

        player.Happens(new TaskEscalated(1, 2));
        Assert.That(player.Try(new TaskCompleted(1, 8)).Refusal, Is.Null);
        player.Happens(new TaskClaimed(1, 8));
        Assert.That(player.State.Waits(player.Flow).Single().Holder, Is.EqualTo(8));
    }

    [Test]
    public void A_reassigned_task_leaves_its_holder_and_blocks_nobody_once_it_is_taken_again()
    {
        var sop = new JsonObject
        {
            ["lanes"] = new JsonArray(new JsonObject { ["id"] = "staf", ["name"] = "Staf" }),
            ["escalation"] = new JsonArray(new JsonObject { ["at"] = 100, ["to"] = "head", ["mode"] = "reassign" }),
        };
        var player = new Player(InLine(Step("a"), Step("b")).Sop(sop).Flow());
        player.Happens(new TaskClaimed(1, 7));

        player.Happens(new TaskEscalated(1, 1));
        Assert.That(player.State.Waits(player.Flow).Single().Holder, Is.Null);
        Assert.That(player.Effects.OfType<TaskHeld>().Last(), Is.EqualTo(new TaskHeld(1, null)));

        player.Happens(new TaskClaimed(1, 8));
        Assert.That(player.Try(new TaskCompleted(1, 9)).Refusal, Is.Null);
    }

    [Test]
    public void The_next_round_of_a_loop_climbs_its_ladder_from_below()
    {
        var player = new Player(InLine(Step("a"), Step("b")).Flow());
        player.Happens(new TaskEscalated(1, 1));

        player.Complete("a");

        Assert.That(player.State.Waits(player.Flow).Single().Level, Is.Zero);
        Assert.That(player.Effects.OfType<TaskClosed>().Single().Level, Is.EqualTo(1));
    }

    [Test]
    public void An_escalated_state_survives_being_stored()
    {
        var player = new Player(InLine(Step("a"), Step("b")).Flow());
        player.Happens(new TaskEscalated(1, 1));

        var text = CaseStateJson.Write(player.State);

        Assert.That(CaseStateJson.Write(CaseStateJson.Read(text)), Is.EqualTo(text));
        Assert.That(CaseStateJson.Read(text).Waits(player.Flow).Single().Level, Is.EqualTo(1));
    }
}
