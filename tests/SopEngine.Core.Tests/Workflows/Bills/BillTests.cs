using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Tests.WorkingTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Core.Workflows.Forms;
using static SopEngine.Core.Tests.Workflows.Bills.BillSop;

namespace SopEngine.Core.Tests.Workflows.Bills;

/// <summary>The bill of a case, event by event.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class BillTests
{
    [Test]
    public void A_step_issues_a_bill_and_another_receives_its_payment()
    {
        var player = Issued();
        var bill = player.State.Bill!;
        Assert.That(bill, Is.EqualTo(new CaseBill(1, Code, 150_000, player.Now, Instant.FromUtc(2026, 11, 30, 1, 0))));

        player.Now += Duration.FromDays(2);
        player.Complete("bayar").Finish("catat", Payment(at: "2026-11-24T09:30"));
        Assert.That(player.State.Bill, Is.EqualTo(bill with
        {
            Status = BillStatus.Paid,
            Ntpn = Ntpn,
            PaidAt = Instant.FromUtc(2026, 11, 24, 2, 30),
        }));
        Assert.That(player.Effects.OfType<BillChanged>().Select(changed => changed.Bill.Status),
            Is.EqualTo(new[] { BillStatus.Issued, BillStatus.Paid }));
        Replays(player);
    }

    [Test]
    public void A_day_as_its_end_means_the_last_second_of_that_day_in_the_offices_zone()
    {
        var flow = Builder(edit: (issue, _) => issue["fields"] = FlowBuilder.Input("Object",
            """
            [{"name":"kode","label":"Kode","type":"text","format":"kodeBilling"},{"name":"jumlah","label":"Jumlah","type":"money"},
             {"name":"akhir","label":"Akhir","type":"date"}]
            """)).Flow();
        var player = new Player(flow).Complete("terima")
            .Finish("terbit", $$"""{"kode":"8202-6112 3000001","jumlah":1,"akhir":"2026-11-23"}""");
        Assert.That(player.State.Bill!.Until, Is.EqualTo(Instant.FromUtc(2026, 11, 23, 16, 59, 59)));
        Assert.That(player.State.Bill.Code, Is.EqualTo(Code));
        Assert.That(BillTime.Proposed(flow.Steps[1], player.Now, 7, Calendars.Office.Zone).GetString(), Is.EqualTo("2026-11-30"));
        Assert.That(BillTime.Proposed(Flow().Steps[1], player.Now, 7, Calendars.Office.Zone).GetString(), Is.EqualTo("2026-11-30T08:00"));
    }

    [TestCase("2026-11-23T07:59", ExpectedResult = FieldFault.BillEndsInThePast)]
    [TestCase("2026-11-23T08:00", ExpectedResult = FieldFault.BillEndsInThePast)]
    [TestCase("9999-12-31T23:59", ExpectedResult = FieldFault.DateTooFar)]
    [TestCase("0001-01-01T00:00", ExpectedResult = FieldFault.DateTooFar)]
    public FieldFault? A_bill_that_ends_in_the_past_or_never_is_refused(string until) =>
        Fault(new Player(Flow()).Complete("terima"), "terbit", Issue(until: until));

    [TestCase(0, ExpectedResult = FieldFault.TooSmall)]
    [TestCase(-5, ExpectedResult = FieldFault.TooSmall)]
    [TestCase(1_000_000_000_000_000, ExpectedResult = FieldFault.TooLarge)]
    public FieldFault? A_bill_over_an_amount_that_nobody_pays_is_refused(long amount) =>
        Fault(new Player(Flow()).Complete("terima"), "terbit", Issue(amount: amount));

    [TestCase(149_999, "2026-11-23T08:00", ExpectedResult = FieldFault.NotTheBillsAmount)]
    [TestCase(150_000, "2026-11-23T07:59", ExpectedResult = FieldFault.PaidBeforeIssue)]
    [TestCase(150_000, "2026-11-23T08:01", ExpectedResult = FieldFault.PaidInTheFuture)]
    [TestCase(150_000, "2026-11-23T08:00", ExpectedResult = null)]
    public FieldFault? A_payment_is_the_bills_amount_at_a_time_between_its_issue_and_now(long amount, string at) =>
        Fault(Issued().Complete("bayar"), "catat", Payment(amount: amount, at: at));

    [Test]
    public void Without_a_bill_there_is_nothing_to_pay_and_an_empty_code_issues_none()
    {
        var optional = Builder(edit: (issue, pay) => (issue["fields"], pay["fields"]) = (Optional(issue), Optional(pay))).Flow();
        var player = new Player(optional).Complete("terima").Finish("terbit", "{}").Complete("bayar");
        Assert.That(player.State.Bill, Is.Null);
        Assert.That(Fault(player, "catat", Payment()), Is.EqualTo(FieldFault.NothingToPay));
        player.Finish("catat", "{}");
        Assert.That(player.Open, Is.EqualTo(new[] { "serah" }));
        Assert.That(CaseStateJson.Write(player.State), Does.Not.Contain("bill"));

        static System.Text.Json.Nodes.JsonNode Optional(System.Text.Json.Nodes.JsonObject step) => FlowBuilder.Input(
            "Object", ((string)step["fields"]!["expression"]!["value"]!).Replace(",\"required\":true", "", StringComparison.Ordinal));
    }

    [Test]
    public void What_a_code_says_is_needed_with_it()
    {
        var optional = Builder(edit: (issue, _) => issue["fields"] = FlowBuilder.Input("Object",
            """
            [{"name":"kodeBilling","label":"Kode","type":"text","format":"kodeBilling"},{"name":"jumlah","label":"Jumlah","type":"money"},
             {"name":"akhir","label":"Akhir","type":"datetime"}]
            """)).Flow();
        var refusal = Refused(new Player(optional).Complete("terima"), "terbit", $$"""{"kodeBilling":"{{Code}}"}""");
        Assert.That(refusal.Select(problem => (problem.Name, problem.Fault)), Is.EqualTo(new[]
        {
            ("jumlah", FieldFault.Missing), ("akhir", FieldFault.Missing),
        }));
    }

    [Test]
    public void Sending_the_case_back_before_the_issue_calls_the_bill_back_and_a_new_one_cites_it()
    {
        var player = Issued().Complete("bayar");
        player.Happens(new TaskSentBack(player.Number("catat"), 7, "terbit", "Jumlah keliru"));
        Assert.That(player.State.Bill!.Status, Is.EqualTo(BillStatus.Cancelled));

        player.Finish("terbit", Issue(OtherCode, 175_000));
        Assert.That(player.State.Bill, Is.EqualTo(
            new CaseBill(2, OtherCode, 175_000, player.Now, Instant.FromUtc(2026, 11, 30, 1, 0), Replaces: 1)));
        Replays(player);
    }

    [Test]
    public void A_bill_issued_anew_on_the_way_replaces_the_unpaid_one()
    {
        var decision = FlowBuilder.Decision("periksa", "Ulang", "Lanjut");
        decision["number"] = FlowBuilder.Literal("3");
        var issue = Issuing();
        var flow = new FlowBuilder().Add(FlowBuilder.Activity("Start", "start"), FlowBuilder.Activity("End", "end"), issue, decision)
            .Connect("start -> terbit -> periksa:Lanjut -> end", "periksa:Ulang -> terbit").Flow();
        var player = new Player(flow).Finish("terbit", Issue()).Complete("periksa:Ulang").Finish("terbit", Issue(OtherCode));
        Assert.That(player.Effects.OfType<BillChanged>().Select(changed => (changed.Bill.No, changed.Bill.Status)), Is.EqualTo(new[]
        {
            (1, BillStatus.Issued), (1, BillStatus.Replaced), (2, BillStatus.Issued),
        }));
        Assert.That(player.State.Bill!.Replaces, Is.EqualTo(1));
        Replays(player);

        static System.Text.Json.Nodes.JsonObject Issuing()
        {
            var made = default(System.Text.Json.Nodes.JsonObject);
            Builder(edit: (issue, _) => made = (System.Text.Json.Nodes.JsonObject)issue.DeepClone());
            made!["number"] = FlowBuilder.Literal("2");
            return made;
        }
    }

    [Test]
    public void A_paid_bill_stays_when_its_steps_are_done_again_and_there_is_no_second_payment()
    {
        var player = Issued().Complete("bayar").Finish("catat", Payment());
        player.Happens(new TaskSentBack(player.Number("serah"), 7, "terbit", "Nama keliru"));
        Assert.That(player.State.Bill!.Status, Is.EqualTo(BillStatus.Paid));
        Assert.That(Fault(player, "terbit", Issue(OtherCode)), Is.EqualTo(FieldFault.BillIsPaid));
        Assert.That(Fault(player, "terbit", Issue(amount: 1)), Is.EqualTo(FieldFault.NotTheBillsAmount));

        player.Finish("terbit", Issue()).Complete("bayar");
        Assert.That(Fault(player, "catat", Payment(OtherNtpn)), Is.EqualTo(FieldFault.BillIsPaid));
        player.Finish("catat", Payment());
        Assert.That(player.State.Bill is { No: 1, Status: BillStatus.Paid, Ntpn: Ntpn });
        Replays(player);
    }

    [Test]
    public void An_issue_that_is_taken_back_is_cancelled_and_a_payment_that_is_taken_back_is_due_again()
    {
        var issue = Flow();
        var player = new Replayed(issue).Complete("terima").Finish("terbit", Issue());
        // The customer was told that it is their turn: that is not taken back.
        Assert.That(player.Try(new TaskUndone(player.Last, 7)).Refusal?.Reason, Is.EqualTo(RefusalReason.CannotUndo));
        player.Complete("bayar").Finish("catat", Payment());
        var undone = player.Happens(new TaskUndone(player.Last, 7));
        Assert.That(undone.State.Bill is { No: 1, Status: BillStatus.Issued, Ntpn: null });
        Assert.That(undone.Effects.OfType<BillChanged>().Single().Bill, Is.EqualTo(undone.State.Bill));

        var alone = new Replayed(FlowBuilder.InLine(Alone(), Numbered("lanjut", 2)).Flow()).Finish("terbit", Issue());
        var back = alone.Happens(new TaskUndone(alone.Last, 7));
        Assert.That(back.State.Bill, Is.Null);
        Assert.That(back.Effects.OfType<BillChanged>().Single().Bill.Status, Is.EqualTo(BillStatus.Cancelled));
        alone.Finish("terbit", Issue());
        Assert.That(alone.State.Bill!.No, Is.EqualTo(2), "a number is not given again");
        Assert.That(CaseStateJson.Write(CaseStateJson.Read(CaseStateJson.Write(back.State))), Is.EqualTo(CaseStateJson.Write(back.State)));

        static System.Text.Json.Nodes.JsonObject Alone()
        {
            var made = default(System.Text.Json.Nodes.JsonObject);
            Builder(edit: (step, _) => made = (System.Text.Json.Nodes.JsonObject)step.DeepClone());
            made!["number"] = FlowBuilder.Literal("1");
            return made;
        }
    }

    [Test]
    public void A_cancelled_case_calls_its_bill_back_and_one_that_is_opened_again_behind_the_issue_has_it_again()
    {
        var player = new Replayed(Flow()).Complete("terima").Finish("terbit", Issue()).Complete("bayar");
        player.Happens(new CaseCancelled(7, "Batal"));
        Assert.That(player.State.Bill!.Status, Is.EqualTo(BillStatus.Cancelled));

        Assert.That(player.Try(new CaseReopened(7, "catat", "Jadi")).State.Bill!.Status, Is.EqualTo(BillStatus.Issued));
        Assert.That(player.Try(new CaseReopened(7, "terbit", "Jadi")).State.Bill!.Status, Is.EqualTo(BillStatus.Cancelled));
        player.Happens(new CaseReopened(7, "catat", "Jadi"));
        player.Finish("catat", Payment()).Complete("serah");
        Assert.That(player.State.Bill!.Status, Is.EqualTo(BillStatus.Paid));
    }

    [Test]
    public void A_move_to_another_version_keeps_the_bill()
    {
        var player = Issued().Complete("bayar");
        var plan = VersionMove.Plan(player.Flow, Flow("back"), player.State);
        Assert.That(plan.State!.Bill, Is.EqualTo(player.State.Bill));
    }

    [Test]
    public void The_author_reads_what_is_missing()
    {
        Assert.That(Codes(Builder(edit: (issue, pay) =>
        {
            issue.Remove("fields");
            pay.Remove("fields");
        })), Is.SupersetOf(new[] { ProblemCode.BillCodeMissing, ProblemCode.BillAmountMissing, ProblemCode.BillTimeMissing }));
        Assert.That(Codes(Builder(edit: (issue, _) => issue["bill"] = FlowBuilder.Literal("terbit"))), Is.SupersetOf(new[]
        {
            ProblemCode.SettingUnknown, ProblemCode.BillPaidUnissued,
        }));
        Assert.That(Codes(Builder(edit: (issue, pay) =>
        {
            pay["bill"] = FlowBuilder.Literal("issue");
            pay["fields"] = issue["fields"]!.DeepClone();
        })), Does.Contain(ProblemCode.BillIssuedTwice));
        Assert.That(Codes(Builder("back")), Has.None.InRange(ProblemCode.SettingUnknown, ProblemCode.LapseBillMissing));

        static List<ProblemCode> Codes(FlowBuilder builder) => [.. builder.Compile().Problems.Select(problem => problem.Code)];
    }

    internal static Player Issued(string? then = null) => new Player(Flow(then)).Complete("terima").Finish("terbit", Issue());

    internal static void Replays(Player player)
    {
        var replay = new HistoryReplay(player.Flow);
        foreach (var (happened, at) in player.History)
            Assert.That(replay.Next(CaseEventJson.Read(CaseEventJson.Write(happened)), at).Refusal, Is.Null);
        Assert.That(CaseStateJson.Write(replay.State), Is.EqualTo(CaseStateJson.Write(player.State)));
        Assert.That(CaseStateJson.Write(CaseStateJson.Read(CaseStateJson.Write(player.State))),
            Is.EqualTo(CaseStateJson.Write(player.State)));
    }

    private static FieldFault? Fault(Player player, string step, string data) =>
        Refused(player, step, data) is [var problem, ..] ? problem.Fault : null;

    private static IReadOnlyList<FieldProblem> Refused(Player player, string step, string data)
    {
        var asked = new TaskCompleted(player.Number(step), 7, Data: System.Text.Json.JsonDocument.Parse(data).RootElement);
        var (completed, refusal) = FormFilling.Fill(player.Flow, player.State, asked, player.Now, Calendars.Office);
        return (refusal ?? player.Try(completed).Refusal)?.Fields ?? [];
    }
}
