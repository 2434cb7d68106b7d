using NUnit.Framework;
using SopEngine.Core.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>Elsa's flowchart semantics in its default mode, case by case.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class FlowchartTests
{
    [Test]
    public void Steps_run_one_after_the_other_and_the_end_finishes_the_case()
    {
        var player = new Player(Chart().Steps("a", "b").Connect("start -> a -> b -> end").Flow());

        Assert.That(player.Open, Is.EqualTo(new[] { "a" }));
        player.Complete("a");
        Assert.That(player.Open, Is.EqualTo(new[] { "b" }));
        player.Complete("b");
        Assert.That(player.State.Status, Is.EqualTo(CaseStatus.Finished));
    }

    [TestCase("a", "b")]
    [TestCase("b", "a")]
    public void An_implicit_join_waits_for_all_branches_in_any_order(string first, string second)
    {
        var player = new Player(Chart().Steps("s", "a", "b", "j").Connect("start -> s -> a -> j", "s -> b -> j", "j -> end").Flow());

        player.Complete("s", first);
        Assert.That(player.Open, Is.EqualTo(new[] { second }));
        player.Complete(second);
        Assert.That(player.Open, Is.EqualTo(new[] { "j" }));
    }

    [Test]
    public void A_join_behind_a_decision_does_not_wait_for_the_branch_not_taken()
    {
        var flow = Chart().Add(Decision("d", "ya", "tidak")).Steps("a", "b", "c", "j")
            .Connect("start -> d:ya -> a -> j", "d:tidak -> b -> c -> j", "j -> end").Flow();

        Assert.Multiple(() =>
        {
            Assert.That(new Player(flow).Complete("d:ya", "a").Open, Is.EqualTo(new[] { "j" }));
            Assert.That(new Player(flow).Complete("d:tidak", "b", "c").Open, Is.EqualTo(new[] { "j" }));
        });
    }

    [Test]
    public void Two_outcomes_may_lead_to_the_same_step()
    {
        var flow = Chart().Add(Decision("d", "penuh", "sebagian", "tidak")).Steps("a", "b")
            .Connect("start -> d:penuh -> a", "d:sebagian -> a", "d:tidak -> b", "a -> end", "b -> end").Flow();

        Assert.That(new Player(flow).Complete("d:sebagian").Open, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void A_loop_back_runs_the_steps_again_until_they_are_approved()
    {
        var player = new Player(Chart().Steps("a", "b").Add(Decision("d", "setuju", "kembali")).Steps("c")
            .Connect("start -> a -> b -> d:setuju -> c -> end", "d:kembali -> b").Flow());

        player.Complete("a", "b", "d:kembali");
        Assert.That(player.Open, Is.EqualTo(new[] { "b" }));
        player.Complete("b", "d:kembali", "b", "d:setuju");
        Assert.That(player.Open, Is.EqualTo(new[] { "c" }));
    }

    [Test]
    public void A_rework_loop_in_one_branch_does_not_start_the_join_early()
    {
        var player = new Player(Chart().Steps("s", "a", "b", "j").Add(Decision("d", "setuju", "kembali"))
            .Connect("start -> s -> a -> d:setuju -> j", "d:kembali -> a", "s -> b -> j", "j -> end").Flow());

        player.Complete("s", "a", "d:kembali", "b");
        Assert.That(player.Open, Is.EqualTo(new[] { "a" }));
        player.Complete("a", "d:setuju");
        Assert.That(player.Open, Is.EqualTo(new[] { "j" }));
    }

    [Test]
    public void An_end_cancels_activities_still_running_beside_it()
    {
        var player = new Player(Chart().Steps("s", "a", "b").Add(Activity("End", "end2"))
            .Connect("start -> s -> a -> end", "s -> b -> end2").Flow());
        player.Complete("s", "a");

        Assert.Multiple(() =>
        {
            Assert.That(player.State.Status, Is.EqualTo(CaseStatus.Finished));
            Assert.That(player.Effects.OfType<TaskClosed>().Count(closed => closed.Outcome is null), Is.EqualTo(1));
        });
    }

    [Test]
    public void A_fork_takes_all_its_branches_at_once()
    {
        var player = new Player(Chart().Add(Activity("FlowFork", "f", ("branches", Object(new[] { "kiri", "kanan" })))).Steps("a", "b")
            .Connect("start -> f:kiri -> a -> end", "f:kanan -> b -> end").Flow());

        Assert.That(player.Open, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void A_join_that_waits_for_any_goes_on_with_the_first_branch_and_cancels_the_others()
    {
        var player = new Player(Joined("WaitAny").Flow());
        player.Complete("s", "b");

        Assert.Multiple(() =>
        {
            Assert.That(player.Open, Is.EqualTo(new[] { "j" }));
            Assert.That(player.Complete("j").State.Status, Is.EqualTo(CaseStatus.Finished));
        });
    }

    [Test]
    public void A_cancelled_branch_does_not_hold_up_the_steps_it_leads_to()
    {
        var player = new Player(Chart().Steps("s", "a", "b", "c", "j", "k").Add(Activity("FlowJoin", "join", ("mode", Literal("WaitAny"))))
            .Connect("start -> s -> a -> join -> j -> k -> end", "s -> b -> join", "a -> c -> k").Flow());
        player.Complete("s", "b");
        Assert.That(player.Open, Is.EqualTo(new[] { "j" }), "a is cancelled");

        Assert.That(player.Complete("j").Open, Is.EqualTo(new[] { "k" }), "c will never come");
    }

    [Test]
    public void A_join_that_waits_for_all_goes_on_when_all_branches_have_come()
    {
        var player = new Player(Joined("WaitAll").Flow());
        player.Complete("s", "b");
        Assert.That(player.Open, Is.EqualTo(new[] { "a" }));
        player.Complete("a");
        Assert.That(player.Open, Is.EqualTo(new[] { "j" }));
    }

    [TestCase("WaitAll", false)]
    [TestCase("WaitAllActive", true)]
    [TestCase("WaitAny", true)]
    public void A_join_behind_a_branch_that_died_goes_on_unless_it_wants_all(string mode, bool goesOn)
    {
        var flow = Chart().Steps("s", "b", "j")
            .Add(Decision("d", "ya", "tidak"), Activity("FlowJoin", "join", ("mode", Literal(mode))), Activity("End", "end2"))
            .Connect("start -> s -> d:ya -> join", "d:tidak -> end2", "s -> b -> join -> j -> end").Flow();
        // The other outcome leads to an end of its own, so this chart ends there; with a step instead the branch merely dies.
        var dying = Chart().Steps("s", "b", "c", "j")
            .Add(Decision("d", "ya", "tidak"), Activity("FlowJoin", "join", ("mode", Literal(mode))))
            .Connect("start -> s -> d:ya -> join", "d:tidak -> c", "s -> b -> join -> j -> end", "c -> end").Flow();

        Assert.Multiple(() =>
        {
            Assert.That(new Player(flow).Complete("s", "d:tidak").State.Status, Is.EqualTo(CaseStatus.Finished));
            Assert.That(new Player(dying).Complete("s", "d:tidak", "b").Open,
                goesOn ? Is.EquivalentTo(new[] { "c", "j" }) : Is.EqualTo(new[] { "c" }));
        });
    }

    [Test]
    public void A_flowchart_without_an_end_completes_when_nothing_is_left_to_do()
    {
        var player = new Player(new FlowBuilder().Add(Activity("WriteLine", "w", ("text", Literal("halo")))).Flow());

        Assert.Multiple(() =>
        {
            Assert.That(player.State.Status, Is.EqualTo(CaseStatus.Finished));
            Assert.That(player.Lines, Is.EqualTo(new[] { "halo" }));
        });
    }

    [Test]
    public void Parallel_branches_advance_in_turns()
    {
        var builder = new FlowBuilder().Add(Activity("Start", "start"));
        foreach (var id in new[] { "a1", "a2", "b1", "b2" }) builder.Add(Activity("WriteLine", id, ("text", Literal(id))));
        var player = new Player(builder.Connect("start -> a1 -> a2", "start -> b1 -> b2").Flow());

        Assert.That(player.Lines, Is.EqualTo(new[] { "a1", "b1", "a2", "b2" }));
    }

    [Test]
    public void A_failing_activity_makes_the_case_faulted_after_the_queued_ones_have_run()
    {
        var player = new Player(new FlowBuilder()
            .Add(Activity("Start", "start"), Activity("Fault", "f", ("message", Literal("rusak"))),
                Activity("WriteLine", "w", ("text", Literal("jalan"))))
            .Connect("start -> f", "start -> w").Flow());

        Assert.Multiple(() =>
        {
            Assert.That(player.State.Status, Is.EqualTo(CaseStatus.Faulted));
            Assert.That(player.State.Incidents, Is.EqualTo(new[] { new Incident("f", "rusak") }));
            Assert.That(player.Lines, Is.EqualTo(new[] { "jalan" }));
        });
    }

    [Test]
    public void A_loop_that_never_waits_is_stopped()
    {
        var player = new Player(new FlowBuilder()
            .Add(Activity("Start", "start"), Activity("FlowDecision", "d", ("condition", Literal("True"))), Activity("End", "end"))
            .Connect("start -> d:True -> d", "d:False -> end").Flow());

        Assert.That(player.State.Status, Is.EqualTo(CaseStatus.Faulted));
    }

    private static FlowBuilder Chart() => new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end"));

    private static FlowBuilder Joined(string mode) =>
        Chart().Steps("s", "a", "b", "j").Add(Activity("FlowJoin", "join", ("mode", Literal(mode))))
            .Connect("start -> s -> a -> join", "s -> b -> join", "join -> j -> end");
}
