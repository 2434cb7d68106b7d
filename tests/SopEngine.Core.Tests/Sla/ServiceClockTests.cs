using System.Text.Json.Nodes;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Sla;
using SopEngine.Core.Tests.Workflows;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using static SopEngine.Core.Tests.WorkingTime.Calendars;

namespace SopEngine.Core.Tests.Sla;

/// <summary>The promise for a whole case, on the hours of the service counter.</summary>
public sealed class ServiceClockTests
{
    private static readonly TimeLimit OneDay = new(1, TimeUnit.WorkingDays);

    [Test]
    public void The_clock_stands_during_pauses_and_customer_waits_and_no_time_counts_twice()
    {
        Interval[] stops = [Stop("2026-11-19 10:00", "2026-11-19 12:00"), Stop("2026-11-19 11:00", "2026-11-19 14:00")];

        Assert.That(Local(ServiceClock.Due(Service, OneDay, At("2026-11-19 09:00"), [])), Is.EqualTo("2026-11-20 09:00"));
        Assert.That(Local(ServiceClock.Due(Service, OneDay, At("2026-11-19 09:00"), stops)),
            Is.EqualTo("2026-11-20 12:00"), "three hours of work later");
    }

    [TestCase("2026-03-17", 10, "2026-04-08")]
    [TestCase("2026-05-13", 10, "2026-06-03")]
    [TestCase("2026-12-18", 10, "2027-01-07")]
    [TestCase("2027-03-05", 30, "2027-04-28")]
    public void A_promise_of_law_ends_with_the_last_working_day_after_that_of_receipt(string received, int days, string due) =>
        Assert.That(
            Local(ServiceClock.Due(Office, new TimeLimit(days, TimeUnit.WorkingDays), At($"{received} 14:10"), [], wholeDays: true))[..10],
            Is.EqualTo(due));

    [Test]
    public void A_request_is_received_when_its_customer_has_handed_it_in()
    {
        var handedIn = Stop("2026-11-19 09:00", "2026-11-23 10:00");

        var due = ServiceClock.Due(Service, new(10, TimeUnit.WorkingDays), At("2026-11-19 09:00"), [handedIn], wholeDays: true);

        Assert.That(Local(due), Is.EqualTo("2026-12-07 16:00"));
    }

    [Test]
    public void The_earliest_end_takes_every_limit_on_the_shortest_way()
    {
        var flow = new FlowBuilder().Add(
                FlowBuilder.Activity("Start", "start"), FlowBuilder.Decision("pilih", "Cepat", "Lengkap"),
                FlowBuilder.Step("uji", limit: "2 jam"),
                FlowBuilder.Step("bayar", "pelanggan", "9 hari"),
                FlowBuilder.Step("kirim", limit: "1 jam"), FlowBuilder.Activity("End", "end"))
            .Connect("start -> pilih:Cepat -> bayar -> kirim -> end", "pilih:Lengkap -> uji -> bayar").Sop(Lanes()).Flow();
        var pilih = flow.Steps.Single(step => step.ActivityId == "pilih").Activity;
        var uji = flow.Steps.Single(step => step.ActivityId == "uji").Activity;

        // Behind the choice, the customer pays in no time of the office's, and sending takes an hour.
        Assert.That(Local(End(pilih, "2026-11-19 09:00")), Is.EqualTo("2026-11-19 10:00"));
        Assert.That(Local(End(uji, "2026-11-19 11:00")), Is.EqualTo("2026-11-19 12:00"));
        Assert.That(Local(End(uji, "2026-11-19 08:00")), Is.EqualTo("2026-11-19 10:00"), "what is late is done now at the earliest");

        Instant End(int open, string due) => ServiceClock.EarliestEnd(flow, Service, [(open, At(due))], At("2026-11-19 09:00"));
    }

    [Test]
    public void A_case_waits_for_the_customer_only_while_the_office_has_nothing_to_do()
    {
        var flow = new FlowBuilder().Add(
                FlowBuilder.Activity("Start", "start"), FlowBuilder.Activity("FlowFork", "bagi"),
                FlowBuilder.Step("uji"), FlowBuilder.Step("bayar", "pelanggan"),
                FlowBuilder.Step("kirim"), FlowBuilder.Activity("End", "end"))
            .Connect("start -> bagi", "bagi -> uji", "bagi -> bayar", "uji -> kirim -> end", "bayar -> kirim").Sop(Lanes()).Flow();
        var player = new Player(flow);
        Assert.That(player.State.WaitsForCustomer(flow), Is.False);
        Assert.That(player.Complete("uji").State.WaitsForCustomer(flow), Is.True);
        Assert.That(player.Complete("bayar").State.WaitsForCustomer(flow), Is.False, "the office sends it");
    }

    [Test]
    public void A_sub_case_beside_the_customers_step_is_work_of_the_office()
    {
        var sub = FlowBuilder.Activity("ExecuteWorkflow", "anak",
            ("workflowDefinitionId", FlowBuilder.Literal("anak")), ("waitForCompletion", FlowBuilder.Literal("True")));
        var flow = new FlowBuilder().Add(
                FlowBuilder.Activity("Start", "start"), FlowBuilder.Activity("FlowFork", "bagi"),
                sub, FlowBuilder.Step("bayar", "pelanggan"),
                FlowBuilder.Activity("Delay", "tunggu", ("timeSpan", FlowBuilder.Literal("01:00:00"))), FlowBuilder.Activity("End", "end"))
            .Connect("start -> bagi", "bagi -> anak -> tunggu -> end", "bagi -> bayar -> end").Sop(Lanes()).Flow();
        var player = new Player(flow);
        Assert.That(player.State.WaitsForCustomer(flow), Is.False);

        player.Happens(
            new SubCaseEnded(player.Number("anak"), 5, CaseStatus.Finished, new Dictionary<string, System.Text.Json.JsonElement>()));
        Assert.That(player.Waits(WaitKind.Alarm).Single(), Is.EqualTo("tunggu"));
        Assert.That(player.State.WaitsForCustomer(flow), Is.True, "a timer is no work");
    }

    private static JsonObject Lanes() => new()
    {
        ["lanes"] = new JsonArray(
            new JsonObject { ["id"] = "staf", ["name"] = "Staf" },
            new JsonObject { ["id"] = "pelanggan", ["name"] = "Pelanggan", ["external"] = true }),
    };

    private static Interval Stop(string from, string to) => new(At(from), At(to));
}
