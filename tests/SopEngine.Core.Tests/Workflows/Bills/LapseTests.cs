using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Sla;
using SopEngine.Core.Tests.WorkingTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Core.WorkingTime;
using static SopEngine.Core.Tests.Workflows.Bills.BillSop;

namespace SopEngine.Core.Tests.Workflows.Bills;

/// <summary>Steps that nobody does for long.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class LapseTests
{
    [Test]
    public void A_bill_that_is_not_paid_to_its_end_expires_and_the_case_goes_back()
    {
        var player = BillTests.Issued("back");
        var task = player.Number("bayar");
        Assert.That(player.Try(new TaskLapsed(task, player.Now)).Refusal?.Reason, Is.EqualTo(RefusalReason.NothingLapses), "too early");

        player.Now = player.State.Bill!.Until;
        var lapsed = player.Happens(new TaskLapsed(task, player.Now, Holder: 7));
        Assert.That(player.State.Bill!.Status, Is.EqualTo(BillStatus.Expired));
        Assert.That(player.Open, Is.EqualTo(new[] { "terbit" }));
        Assert.That(lapsed.Effects.OfType<StepReturned>().Single() is { Holder: 7, By: null, Reason: "Tagihan tidak dibayar" });
        Assert.That(lapsed.Effects.OfType<StepLapsed>().Single().Rule.To, Is.EqualTo("2"));

        player.Finish("terbit", Issue(OtherCode, until: "2026-12-07T08:00"));
        Assert.That(player.State.Bill is { No: 2, Replaces: 1, Status: BillStatus.Issued });
        Assert.That(player.Effects.OfType<BillChanged>().Select(changed => changed.Bill.Status), Is.EqualTo(new[]
        {
            BillStatus.Issued, BillStatus.Expired, BillStatus.Issued,
        }), "an expired bill stays expired");
        BillTests.Replays(player);
    }

    [Test]
    public void The_treasurers_step_lapses_with_the_same_bill_and_only_once()
    {
        var player = BillTests.Issued("close").Complete("bayar");
        player.Now = player.State.Bill!.Until + Duration.FromHours(1);
        var task = player.Number("catat");
        var lapsed = player.Happens(new TaskLapsed(task, player.State.Bill.Until));
        Assert.That(player.State.Status, Is.EqualTo(CaseStatus.Cancelled));
        Assert.That(player.State.Bill.Status, Is.EqualTo(BillStatus.Expired));
        Assert.That(lapsed.Effects.OfType<CaseEnded>().Single().Status, Is.EqualTo(CaseStatus.Cancelled));
        Assert.That(player.Try(new TaskLapsed(task, player.Now)).Refusal?.Reason, Is.EqualTo(RefusalReason.CaseNotRunning));
        BillTests.Replays(player);
    }

    [Test]
    public void A_paid_bill_and_a_paused_case_lapse_not()
    {
        var paid = BillTests.Issued("back").Complete("bayar");
        var task = paid.Number("catat");
        paid.Happens(new CasePaused(7, "Menunggu"));
        paid.Now = paid.State.Bill!.Until + Duration.FromHours(1);
        Assert.That(paid.Try(new TaskLapsed(task, paid.Now)).Refusal?.Reason, Is.EqualTo(RefusalReason.CaseIsPaused));
        paid.Happens(new CaseResumed(7));
        paid.Finish("catat", Payment());
        Assert.That(paid.Try(new TaskLapsed(task, paid.Now)).Refusal?.Reason, Is.EqualTo(RefusalReason.TaskNotOpen));
    }

    [Test]
    public void A_silent_customers_time_counts_every_hour_and_is_reminded_a_day_before_unless_the_author_says_otherwise()
    {
        var silent = Silent(("lapseAfter", "3 hari"), ("lapseThen", "close"), ("lapseReason", "Anda tidak menjawab"));
        var player = new Player(silent.Flow()).Complete("terima");
        var clock = Clock(player)!.Value;
        Assert.That(clock.At, Is.EqualTo(player.Now + Duration.FromDays(3)));
        Assert.That(clock.Alarm, Is.EqualTo(player.Now + Duration.FromDays(2)));

        var soon = new Player(Silent(("lapseAfter", "5 jam"), ("lapseThen", "close"), ("lapseReason", "x"), ("lapseRemind", "30 menit"))
            .Flow()).Complete("terima");
        Assert.That(Clock(soon)!.Value.Alarm, Is.EqualTo(soon.Now + Duration.FromMinutes(270)));
        var sooner = new Player(Silent(("lapseAfter", "5 jam"), ("lapseThen", "close"), ("lapseReason", "x")).Flow()).Complete("terima");
        Assert.That(Clock(sooner)!.Value.Alarm, Is.EqualTo(sooner.Now + Duration.FromHours(5)), "no reminder before the opening");

        player.Happens(new CasePaused(7, "Libur"));
        Assert.That(Clock(player)!.Value.Alarm, Is.Null);
        player.Now += Duration.FromDays(1);
        player.Happens(new CaseResumed(7));
        Assert.That(Clock(player)!.Value.At, Is.EqualTo(player.Now + Duration.FromDays(3)));
        player.Happens(new TaskExtended(player.Number("bayar"), 7, new TimeLimit(2, TimeUnit.WorkingDays), "Diberi waktu"));
        Assert.That(Clock(player)!.Value.At, Is.EqualTo(player.Now + Duration.FromDays(5)));

        player.Happens(new TaskLapsed(player.Number("bayar"), player.Now));
        Assert.That(player.State.Status, Is.EqualTo(CaseStatus.Cancelled));
        BillTests.Replays(player);
    }

    [Test]
    public void The_author_reads_what_is_wrong_with_the_rule()
    {
        Assert.That(Codes(("lapseAfter", "3 hari"), ("lapseThen", "back"), ("lapseTo", "9"), ("lapseReason", "x")),
            Is.EqualTo(new[] { ProblemCode.LapseStepBad }));
        Assert.That(Codes(("lapseAfter", "3 hari"), ("lapseThen", "back"), ("lapseTo", "3"), ("lapseReason", "x")),
            Is.EqualTo(new[] { ProblemCode.LapseStepBad }), "a later step");
        Assert.That(Codes(("lapseAfter", "3 hari"), ("lapseThen", "back"), ("lapseTo", "1"), ("lapseReason", "x")), Is.Empty);
        Assert.That(Codes(("lapseWith", "bill"), ("lapseThen", "close"), ("lapseReason", "x")),
            Is.EqualTo(new[] { ProblemCode.LapseBillMissing }));
        Assert.That(Codes(("lapseAfter", "lama"), ("lapseThen", "close"), ("lapseReason", "x")),
            Is.EqualTo(new[] { ProblemCode.SettingUnknown }));
        Assert.That(Codes(("lapseAfter", "3 hari"), ("lapseThen", "hapus")),
            Is.EquivalentTo(new[] { ProblemCode.LapseIncomplete, ProblemCode.SettingUnknown }));
        Assert.That(Codes(("lapseThen", "close")), Is.EqualTo(new[] { ProblemCode.LapseIncomplete }));
        Assert.That(Codes(("lapseAfter", "3 hari"), ("lapseThen", "back"), ("lapseReason", "x")),
            Is.EqualTo(new[] { ProblemCode.LapseIncomplete }));

        static List<ProblemCode> Codes(params (string Name, string Value)[] rule) => [.. Silent(rule).Compile().Problems
            .Select(problem => problem.Code).Where(code => code is >= ProblemCode.SettingUnknown and <= ProblemCode.LapseBillMissing)];
    }

    private static LapseClock? Clock(Player player)
    {
        var wait = player.State.Waits(player.Flow).Single();
        return LapseClock.Of(
            player.Flow, Calendars.Office, wait.Activity, player.Flow.StepAt(wait.Activity)!.Lane, Instant.FromUtc(2026, 11, 23, 1, 0),
            player.State.TermsOf(wait.Number), player.State);
    }

    private static FlowBuilder Silent(params (string Name, string Value)[] rule)
    {
        var step = Numbered("bayar", 2, "pelanggan");
        (step["timeLimit"], step["timeUnit"]) = (FlowBuilder.Literal("1"), FlowBuilder.Literal("hari"));
        foreach (var (name, value) in rule) step[name] = FlowBuilder.Literal(value);
        return FlowBuilder.InLine(Numbered("terima", 1), step, Numbered("serah", 3)).Sop(new System.Text.Json.Nodes.JsonObject
        {
            ["lanes"] = new System.Text.Json.Nodes.JsonArray(
                new System.Text.Json.Nodes.JsonObject { ["id"] = "pelanggan", ["name"] = "Pelanggan", ["external"] = true },
                new System.Text.Json.Nodes.JsonObject { ["id"] = "staf", ["name"] = "Staf" }),
        });
    }
}
