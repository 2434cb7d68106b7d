using System.Text.Json;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Tests.WorkingTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Tests.Workflows.Bills;

/// <summary>Whatever happens to a case, in any order, with right and wrong numbers. Each failure names its seed.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class BillProperties
{
    private static readonly IEnumerable<int> Seeds = Enumerable.Range(1, 20);

    [TestCaseSource(nameof(Seeds))]
    public void A_case_has_at_most_one_paid_bill_never_one_without_its_number_and_its_history_gives_the_same(int group)
    {
        var paid = 0;
        for (var seed = group * 1000; seed < (group * 1000) + 60; seed++)
        {
            var random = new Random(seed);
            var flow = BillSop.Flow(random.Next(3) switch { 0 => "close", 1 => "back", _ => null });
            var replay = new HistoryReplay(flow);
            var (now, history) = (Instant.FromUtc(2026, 11, 23, 1, 0), new List<(CaseEvent Happened, Instant At)>());
            var bills = new Dictionary<int, CaseBill>();
            Happens(new CaseStarted(new Dictionary<string, JsonElement>()));
            for (var events = 0; events < 60; events++)
            {
                now += Duration.FromHours(random.Next(random.Next(6) == 0 ? 200 : 2));
                if (Any(flow, replay, now, random) is { } happened) Happens(happened);
                var because = $"seed {seed}, event {events}";
                Assert.That(bills.Values.Count(bill => bill.Status == BillStatus.Paid), Is.LessThanOrEqualTo(1), because);
                Assert.That(bills.Values.Count(bill => bill.IsOpen), Is.LessThanOrEqualTo(1), because);
                foreach (var bill in bills.Values)
                {
                    Assert.That(bill.Status == BillStatus.Paid, Is.EqualTo(bill.Ntpn is not null && bill.PaidAt is not null), because);
                    if (bill.PaidAt is { } at) Assert.That(at >= bill.IssuedAt && at <= now, because);
                }

                if (replay.State.Bill is { } current) Assert.That(bills[current.No], Is.EqualTo(current), because);
                if (replay.State.Status == CaseStatus.Cancelled) Assert.That(bills.Values.Any(bill => bill.IsOpen), Is.False, because);
            }

            paid += bills.Values.Count(bill => bill.Status == BillStatus.Paid);
            var again = new HistoryReplay(flow);
            foreach (var (happened, at) in history) again.Next(CaseEventJson.Read(CaseEventJson.Write(happened)), at);
            Assert.That(CaseStateJson.Write(again.State), Is.EqualTo(CaseStateJson.Write(replay.State)), $"seed {seed}");

            void Happens(CaseEvent happened)
            {
                var decision = replay.Next(happened, now);
                if (decision.Refusal is not null) return;
                history.Add((happened, now));
                foreach (var changed in decision.Effects.OfType<BillChanged>()) bills[changed.Bill.No] = changed.Bill;
            }
        }

        Assert.That(paid, Is.GreaterThan(5));
    }

    private static CaseEvent? Any(Flow flow, HistoryReplay replay, Instant now, Random random)
    {
        var waits = replay.State.Waits(flow).ToList();
        if (waits.Count == 0) return new CaseReopened(7, flow.Steps[random.Next(flow.Steps.Count)].ActivityId, "lagi");
        var wait = waits[random.Next(waits.Count)];
        var step = flow.StepAt(wait.Activity)!;
        switch (random.Next(14))
        {
            case 0: return new CaseCancelled(7, "batal");
            case 1: return new TaskLapsed(wait.Number, now);
            case 2 when EarlierSteps.Of(flow, replay.State, wait.Number, now) is { Count: > 0 } earlier:
                return new TaskSentBack(wait.Number, 7, earlier[random.Next(earlier.Count)].ActivityId, "lagi");
            case 3: return new TaskUndone(wait.Number - 1, 7);
            case 4: return replay.State.IsPaused ? new CaseResumed(7) : random.Next(3) == 0 ? new CasePaused(7, "tunda") : null;
        }

        if (step.Billing is null) return new TaskCompleted(wait.Number, 7);
        var local = now.InZone(Calendars.Office.Zone).LocalDateTime;
        var amount = random.Next(4) == 0 ? 5 : 150_000;
        var data = step.Bill == BillPart.Issue
            ? BillSop.Issue($"82026112300000{random.Next(8)}", amount, Text(local.PlusDays(random.Next(-1, 9))))
            : BillSop.Payment($"A1B2C3D4E5F6071{random.Next(4)}", amount, Text(local.PlusHours(random.Next(-3, 2))));
        var asked = new TaskCompleted(wait.Number, 7, Data: JsonDocument.Parse(data).RootElement);
        return FormFilling.Fill(flow, replay.State, asked, now, Calendars.Office).Completed;
    }

    private static string Text(LocalDateTime at) => FormMoments.DateTime.Format(at);
}
