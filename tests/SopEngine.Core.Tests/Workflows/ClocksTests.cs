using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>Pausing a case, and time given to its tasks.</summary>
public sealed class ClocksTests
{
    private static readonly TimeLimit TwoHours = new(2, TimeUnit.Hours);

    private static Player Player(bool perCase = false, string? limit = "60 menit")
    {
        var step = FlowBuilder.Step("uji", limit: limit);
        if (perCase) step["limitPerCase"] = FlowBuilder.Literal("true");
        return new Player(FlowBuilder.InLine(step, FlowBuilder.Step("kirim")).Flow());
    }

    [Test]
    public void While_a_case_is_paused_nobody_completes_a_step_and_nothing_escalates()
    {
        var player = Player();
        player.Happens(new CasePaused(9, "Menunggu suku cadang"));

        Assert.That(player.State.IsPaused);
        Assert.That(player.Try(new TaskCompleted(1, 7)).Refusal!.Reason, Is.EqualTo(RefusalReason.CaseIsPaused));
        Assert.That(player.Try(new TaskEscalated(1, 1)).Refusal!.Reason, Is.EqualTo(RefusalReason.CaseIsPaused));
        Assert.That(player.Try(new TaskExtended(1, 9, TwoHours, "x")).Refusal!.Reason, Is.EqualTo(RefusalReason.CaseIsPaused));
        Assert.That(player.Try(new CasePaused(9, "lagi")).Refusal!.Reason, Is.EqualTo(RefusalReason.CaseIsPaused));
        Assert.That(player.Try(new CaseCancelled(9, "sudah")).Refusal, Is.Null, "it may still be called off");

        player.Now += Duration.FromHours(1);
        player.Happens(new CaseResumed(9));
        Assert.That(player.State.Pauses, Is.EqualTo(new[] { new Interval(player.Now - Duration.FromHours(1), player.Now) }));
        Assert.That(player.Try(new CaseResumed(9)).Refusal!.Reason, Is.EqualTo(RefusalReason.CaseNotPaused));
        Assert.That(player.Complete("uji").Open, Is.EqualTo(new[] { "kirim" }));
    }

    [Test]
    public void A_limit_is_set_once_where_the_step_leaves_it_to_the_case()
    {
        Assert.That(Player().Try(new LimitSet(1, 7, TwoHours, "banyak")).Refusal!.Reason, Is.EqualTo(RefusalReason.LimitIsFixed));

        var player = Player(perCase: true);
        var decision = player.Happens(new LimitSet(1, 7, TwoHours, "banyak contoh"));
        Assert.That(decision.Effects,
            Is.EqualTo(new Effect[] { new TaskRecounted(1, player.Flow.Steps[0].Activity, TwoHours, Anew: true) }));
        Assert.That(player.State.TermsOf(1).Limit, Is.EqualTo(TwoHours));
        Assert.That(player.Try(new LimitSet(1, 7, TwoHours, "lagi")).Refusal!.Reason, Is.EqualTo(RefusalReason.LimitIsFixed));
    }

    [Test]
    public void A_late_holder_cannot_set_the_limit_any_more_but_may_be_given_time()
    {
        var player = Player(perCase: true);
        player.Happens(new TaskEscalated(1, 1));
        Assert.That(player.Try(new LimitSet(1, 7, TwoHours, "x")).Refusal, Is.Null);
        player.Happens(new TaskEscalated(1, 2));
        Assert.That(player.Try(new LimitSet(1, 7, TwoHours, "x")).Refusal!.Reason, Is.EqualTo(RefusalReason.LimitIsFixed));

        player.Happens(new TaskExtended(1, 9, TwoHours, "alat rusak"));
        Assert.That(player.State.Waits(player.Flow).Single().Level, Is.Zero, "the ladder begins anew");
        Assert.That(player.Happens(new TaskEscalated(1, 1)).Effects, Has.Count.EqualTo(1));
    }

    [Test]
    public void Only_a_late_task_that_a_recount_makes_on_time_begins_its_ladder_anew()
    {
        var player = Player();
        var (now, hour) = (player.Now, Duration.FromHours(1));
        Assert.Multiple(() =>
        {
            Assert.That(DueChange.Recounted(1, now, now + hour, now).Anew, Is.True);
            Assert.That(DueChange.Recounted(1, now - hour, now, now).Anew, Is.False, "still late");
            Assert.That(DueChange.Recounted(1, now + hour, now + 2 * hour, now).Anew, Is.False, "never late");
            Assert.That(DueChange.Recounted(1, now + hour, now - hour, now).Anew, Is.False, "late by it");
        });

        player.Happens(new TaskEscalated(1, 1));
        player.Happens(new TaskEscalated(1, 2));
        var stays = player.Happens(new DuesRecounted(2, [DueChange.Recounted(1, now - hour, now, now)]));
        Assert.That(stays.Effects,
            Is.EqualTo(new Effect[] { new TaskRecounted(1, player.Flow.Steps[0].Activity, new(60, TimeUnit.Minutes), Anew: false) }));
        Assert.That(player.State.Waits(player.Flow).Single().Level, Is.EqualTo(2));

        var anew = new DuesRecounted(3, [DueChange.Recounted(1, now - hour, now + hour, now)]);
        Assert.That(player.Happens(anew).Effects,
            Is.EqualTo(new Effect[] { new TaskRecounted(1, player.Flow.Steps[0].Activity, new(60, TimeUnit.Minutes), Anew: true) }));
        Assert.That(player.State.Waits(player.Flow).Single().Level, Is.Zero);
        Assert.That(CaseEventJson.Read(CaseEventJson.Write(anew)),
            Is.TypeOf<DuesRecounted>().With.Property("Dues").EqualTo(anew.Dues), "so a replay begins it anew, too");
        Assert.That(player.Happens(new TaskEscalated(1, 1)).Effects, Has.Count.EqualTo(1), "and it climbs again");
    }

    [Test]
    public void A_task_without_a_limit_cannot_be_extended() =>
        Assert.That(Player(limit: null).Try(new TaskExtended(1, 9, TwoHours, "x")).Refusal!.Reason, Is.EqualTo(RefusalReason.LimitMissing));

    [Test]
    public void A_breach_is_reported_once()
    {
        var player = Player();
        Assert.That(player.Happens(new StandardBreached(player.Now)).Effects, Is.EqualTo(new Effect[] { new PromiseBroken(player.Now) }));
        Assert.That(player.Try(new StandardBreached(player.Now)).Refusal!.Reason, Is.EqualTo(RefusalReason.BreachIsKnown));
    }

    [Test]
    public void A_breach_is_foreseen_once_and_no_more_when_it_has_come()
    {
        var player = Player();
        var foreseen = new BreachForeseen(player.Now, player.Now + Duration.FromHours(1));
        Assert.That(player.Happens(foreseen).Effects, Is.EqualTo(new Effect[] { new PromiseBroken(foreseen.Due, foreseen.Expected) }));
        Assert.That(player.Try(foreseen).Refusal!.Reason, Is.EqualTo(RefusalReason.BreachIsKnown));
        player.Happens(new StandardBreached(player.Now));

        var late = Player();
        late.Happens(new StandardBreached(late.Now));
        Assert.That(late.Try(foreseen).Refusal!.Reason, Is.EqualTo(RefusalReason.BreachIsKnown));
    }

    [Test]
    public void Clocks_are_kept_with_the_state_and_their_events_are_read_as_they_were_written()
    {
        var player = Player(perCase: true);
        player.Happens(new LimitSet(1, 7, TwoHours, "banyak"));
        player.Happens(new TaskExtended(1, 9, new(1, TimeUnit.WorkingDays), "alat rusak"));
        player.Happens(new BreachForeseen(player.Now, player.Now + Duration.FromHours(1)));
        player.Happens(new StandardBreached(player.Now));
        player.Happens(new CasePaused(9, "banjir"));
        player.Happens(new DuesRecounted(2, [new DueChange(1, player.Now, player.Now + Duration.FromHours(1))]));

        var text = CaseStateJson.Write(player.State);
        Assert.That(CaseStateJson.Write(CaseStateJson.Read(text)), Is.EqualTo(text));
        foreach (var (happened, _) in player.History)
            Assert.That(CaseEventJson.Write(CaseEventJson.Read(CaseEventJson.Write(happened))), Is.EqualTo(CaseEventJson.Write(happened)));
        Assert.That(CaseEventJson.Write(player.History[1].Happened),
            Is.EqualTo("""{"event":"limitSet","task":1,"person":7,"limit":"2 jam","reason":"banyak"}"""));
        Assert.That(CaseEventJson.Write(player.History[6].Happened), Does.Contain("\"before\":\"2026-11-23T01:00:00Z\""));

        player.Happens(new CaseResumed(9));
        player.Complete("uji");
        Assert.That(player.State.TermsOf(2), Is.EqualTo(TaskTerms.None));
    }
}
