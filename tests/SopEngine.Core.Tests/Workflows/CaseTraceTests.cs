using NUnit.Framework;
using NodaTime;
using SopEngine.Core.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

[Parallelizable(ParallelScope.All)]
public sealed class CaseTraceTests
{
    [Test]
    public void Finished_waiting_and_coming_activities_can_be_told_apart()
    {
        var player = new Player(Line(Step("a"), Step("b"), Step("c")).Flow());
        player.Now += Duration.FromMinutes(20);
        player.Complete("a");

        var trace = Trace(player);

        Assert.That(Steps(trace, "a", "b", "c"), Is.EqualTo(new[] { "a: Started Suspended Completed", "b: Started Suspended" }));
        var (a, b) = (Run(trace, "a"), Run(trace, "b"));
        Assert.That((a.Ended, a.StartedAt),
            Is.EqualTo(((ActivityMomentKind.Completed, player.Now), player.Now - Duration.FromMinutes(20))));
        Assert.That((b.Ended, b.IsWaiting, b.Around!.Activity.NodeId), Is.EqualTo(((object?)null, true, "Workflow1:root")));
        Assert.That(trace.Moments.Select(moment => moment.Sequence), Is.EqualTo(Enumerable.Range(1, trace.Moments.Count)));
    }

    [Test]
    public void A_decision_tells_the_outcome_it_was_left_by()
    {
        var player = new Player(Chart().Add(Decision("putusan", "Setuju", "Tolak"))
            .Connect("start -> putusan:Setuju -> end", "putusan:Tolak -> end").Flow());
        player.Complete("putusan:Setuju");

        Assert.That(Run(Trace(player), "putusan").Outcomes, Is.EqualTo(new[] { "Setuju" }));
    }

    [Test]
    public void Activities_open_when_the_case_was_cancelled_count_as_cancelled()
    {
        var player = new Player(Line(Step("a")).Flow());
        player.Happens(new CaseCancelled(7, "Salah buka"));

        var trace = Trace(player);

        Assert.That(Steps(trace, "a"), Is.EqualTo(new[] { "a: Started Suspended Cancelled" }));
        Assert.That(trace.Runs, Has.All.Property(nameof(ActivityRun.Ended)).Not.Null);
    }

    [Test]
    public void A_fault_says_why()
    {
        var player = new Player(Line(Step("a"), Activity("Fault", "gagal", ("message", Literal("Alat rusak")))).Flow());
        player.Complete("a");

        var failed = Run(Trace(player), "gagal");

        Assert.That((failed.Ended!.Value.How, failed.Fault), Is.EqualTo((ActivityMomentKind.Faulted, "Alat rusak")));
    }

    [Test]
    public void Replaying_gives_the_state_that_the_case_has()
    {
        var player = new Player(Shipped.Flow("pk-tu-pjt-02.json"));
        player.Finish("step-1", """{"komoditi":"Kopi","parameter":"Kadar air","jumlahContoh":2}""")
            .Finish("step-2", """{"contohDiterima":[{"nama":"Kopi","kondisi":"Baik"}]}""");

        var trace = Trace(player);

        Assert.That(CaseStateJson.Write(trace.State), Is.EqualTo(CaseStateJson.Write(player.State)));
        Assert.That(Steps(trace, "step-2", "step-3", "step-7", "step-8"),
            Is.EqualTo(new[] { "step-2: Started Suspended Completed", "step-3: Started Suspended", "step-7: Started Suspended" }));
    }

    private static FlowBuilder Chart() => new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end"));

    private static FlowBuilder Line(params System.Text.Json.Nodes.JsonObject[] activities) =>
        Chart().Add(activities).Connect($"start -> {string.Join(" -> ", activities.Select(activity => (string)activity["id"]!))} -> end");

    private static CaseTrace Trace(Player player)
    {
        var trace = new CaseTrace();
        foreach (var (happened, at) in player.History) trace.Replay(player.Flow, happened, at);
        return trace;
    }

    private static ActivityRun Run(CaseTrace trace, string activity) => trace.Runs.Single(run => run.Activity.Id == activity);

    private static IEnumerable<string> Steps(CaseTrace trace, params string[] activities) => trace.Moments
        .Where(moment => activities.Contains(moment.Run.Activity.Id)).GroupBy(moment => moment.Run.Activity.Id)
        .Select(moments => $"{moments.Key}: {string.Join(' ', moments.Select(moment => moment.Kind))}").Order();
}
