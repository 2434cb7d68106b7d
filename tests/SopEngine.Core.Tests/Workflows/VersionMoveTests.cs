using System.Text.Json.Nodes;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

public sealed class VersionMoveTests
{
    private static readonly IEnumerable<int> Seeds = Enumerable.Range(1, 20);
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 1, 0);

    [TestCaseSource(nameof(Seeds))]
    public void A_move_to_the_same_drawing_changes_nothing(int group)
    {
        for (var seed = group * 1000; seed < (group * 1000) + 50; seed++)
        {
            var random = new Random(seed);
            var definition = Tree(random);
            var (flow, again) = (definition.Flow(), definition.Flow());
            var player = new Player(flow);
            for (var events = random.Next(12); events > 0 && player.State.Status == CaseStatus.Running; events--) Advance(player, random);
            if (player.State.Status != CaseStatus.Running) continue;

            var plan = VersionMove.Plan(flow, again, player.State);

            Assert.That(plan.Obstacles, Is.Empty, $"seed {seed}");
            Assert.That(CaseStateJson.Write(plan.State!), Is.EqualTo(CaseStateJson.Write(player.State)), $"seed {seed}");
        }
    }

    /// <summary>
    /// The yardstick is a case that ran on the new version from the beginning and did the same. A step that the moved case is past is done
    /// there as soon as it opens. From then on, both have the same open steps after every further step.
    /// </summary>
    [TestCaseSource(nameof(Seeds))]
    public void A_moved_case_goes_on_as_one_that_always_ran_on_the_new_version(int group)
    {
        var moves = 0;
        for (var seed = group * 1000; seed < (group * 1000) + 100; seed++)
        {
            var random = new Random(seed);
            var definition = Tree(random);
            var old = new Player(definition.Flow());
            var done = new List<string>();
            for (var events = random.Next(12); events > 0 && old.State.Status == CaseStatus.Running; events--)
                done.Add(Advance(old, random));
            if (old.State.Status != CaseStatus.Running) continue;

            var fresh = Edited(definition, random, out var inserted, out var removed);
            var plan = VersionMove.Plan(old.Flow, fresh.Flow, old.State);
            if (removed is not null && old.Open.Contains(removed))
            {
                Assert.That(plan.Obstacles.Select(obstacle => (obstacle.Reason, obstacle.Activity)),
                    Is.EqualTo(new[] { (MoveObstacleReason.ActivityGone, removed) }), $"seed {seed}");
                Assert.That(plan.State, Is.Null);
                continue;
            }

            Assert.That(plan.Obstacles, Is.Empty, $"seed {seed}");
            foreach (var step in done.Where(step => step.Split(':')[0] != removed))
            {
                while (!fresh.Open.Contains(step.Split(':')[0])) Assert.That(DoInserted(fresh, inserted), $"seed {seed}: {step}");
                fresh.Complete(step);
            }

            while (!fresh.Open.Order().SequenceEqual(Open(fresh.Flow, plan.State!).Order()))
                Assert.That(DoInserted(fresh, inserted), $"seed {seed}");
            GoOnAlike(fresh, plan.State!, random, $"seed {seed}");
            moves++;
        }

        Assert.That(moves, Is.GreaterThan(20));
    }

    [Test]
    public void Open_tasks_keep_number_and_holder_and_get_the_new_lane_and_limit()
    {
        var definition = Line("a", "b", "c");
        var player = new Player(definition.Flow());
        player.Complete("a");
        player.Happens(new TaskClaimed(2, 7));
        definition.Set("b", "timeLimit", "2");
        definition.Set("b", "timeUnit", "hari");

        var plan = VersionMove.Plan(player.Flow, definition.Flow(), player.State);

        Assert.That(plan.State!.Waits(definition.Flow()).Single() is { Number: 2, Holder: 7 });
        Assert.That(plan.Effects.Single() is TaskMoved { Task: 2, Lane: "staf", Limit: { Value: 2, Unit: TimeUnit.WorkingDays } });
        Assert.That(plan.Tasks.Single() is { Task: 2, Before.Limit: null, After.Limit: not null, IsReleased: false });
    }

    [Test]
    public void A_claimed_task_that_belongs_to_another_lane_now_goes_back_to_the_queue()
    {
        var definition = Line("a", "b");
        var player = new Player(definition.Flow());
        player.Happens(new TaskClaimed(1, 7));
        definition["customProperties"]!["sop"]!["lanes"]!.AsArray()
            .Add((JsonNode)new JsonObject { ["id"] = "kepala", ["name"] = "Kepala" });
        definition.Set("a", "lane", "kepala");

        var plan = VersionMove.Plan(player.Flow, definition.Flow(), player.State);

        Assert.That(plan.State!.Waits(definition.Flow()).Single().Holder, Is.Null);
        Assert.That(plan.Effects, Has.Member(new TaskHeld(1, null)));
        Assert.That(plan.Tasks.Single().IsReleased);
    }

    [Test]
    public void A_step_of_another_kind_is_refused_by_name()
    {
        var definition = Line("a", "b");
        var player = new Player(definition.Flow());
        definition.Activity("a")["type"] = "Sop.Survey";

        var plan = VersionMove.Plan(player.Flow, definition.Flow(), player.State);

        Assert.That(plan.Obstacles.Single(), Is.EqualTo(new MoveObstacle(MoveObstacleReason.ActivityOfAnotherType, "a")));
    }

    [Test]
    public void Steps_side_by_side_that_now_follow_each_other_are_refused_while_both_are_open()
    {
        var before = new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end")).Steps("a", "b", "c", "d")
            .Connect("start -> a", "a -> b -> d", "a -> c -> d", "d -> end");
        var after = new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end"))
            .Steps("a", "b", "c", "d").Connect("start -> a -> b -> c -> d -> end").Flow();
        var player = new Player(before.Flow()).Complete("a");

        Assert.That(VersionMove.Plan(player.Flow, after, player.State).Obstacles.Single(),
            Is.EqualTo(new MoveObstacle(MoveObstacleReason.ComesAfterRunning, "c", "b")));

        player.Complete("b");
        var plan = VersionMove.Plan(player.Flow, after, player.State);
        Assert.That(Open(after, plan.State!), Is.EqualTo(new[] { "c" }));
        Assert.That(After(after, plan.State!, "c", "d").Status, Is.EqualTo(CaseStatus.Finished));
    }

    [Test]
    public void A_branch_added_where_the_case_has_passed_is_not_waited_for()
    {
        var before = new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end")).Steps("a", "b", "c", "d")
            .Connect("start -> a", "a -> b -> d", "a -> c -> d", "d -> end");
        var after = new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end")).Steps("a", "b", "c", "d", "baru")
            .Connect("start -> a", "a -> b -> d", "a -> c -> d", "a -> baru -> d", "d -> end").Flow();
        var player = new Player(before.Flow()).Complete("a", "b");

        var plan = VersionMove.Plan(player.Flow, after, player.State);

        Assert.That(plan.PassedSteps.Select(step => step.ActivityId), Is.EqualTo(new[] { "baru" }));
        Assert.That(After(after, plan.State!, "c", "d").Status, Is.EqualTo(CaseStatus.Finished));
    }

    [Test]
    public void Variables_go_along_and_new_ones_have_their_first_value()
    {
        var before = new FlowBuilder().Add(Activity("Start", "start"),
            Activity("SetVariable", "set", ("variable", new JsonObject { ["id"] = "lama" }), ("value", Literal("nilai"))),
            Activity("WriteLine", "line", ("text", Variable("lama"))), Activity("End", "end"))
                .Steps("a").Variables("lama").Connect("start -> set -> a -> line -> end");
        var after = new FlowBuilder().Add(Activity("Start", "start"),
            Activity("SetVariable", "set", ("variable", new JsonObject { ["id"] = "lama" }), ("value", Literal("nilai"))),
            Activity("WriteLine", "line", ("text", JavaScript("getLama() + String(getBaru())"))), Activity("End", "end"))
                .Steps("a").Variables("baru", "lama").Connect("start -> set -> a -> line -> end");
        var player = new Player(before.Flow());
        var flow = after.Flow();

        var plan = VersionMove.Plan(player.Flow, flow, player.State);
        var decision = Interpreter.Advance(flow, plan.State!, new TaskCompleted(1, 7), Now);

        Assert.That(decision.Effects.OfType<LineWritten>().Single().Text, Does.StartWith("nilai"));
    }

    [Test]
    public void Places_inside_a_sequence_and_a_loop_are_kept()
    {
        JsonNode Definition(params string[] steps) => JsonNode.Parse(new FlowBuilder()
            .Root(Activity("For", "ulang", ("start", Literal("1")), ("end", Literal("2")), ("step", Literal("1")),
            ("body", Sequence("urut", [.. steps.Select(id => Step(id))])))).Json())!;
        var player = new Player(Definition("a", "b", "c").Flow()).Complete("a", "b");
        var after = Definition("a", "c", "d").Flow();

        var plan = VersionMove.Plan(player.Flow, after, player.State);

        Assert.That(plan.Obstacles, Is.Empty);
        Assert.That(After(after, plan.State!, "c", "d", "a", "c", "d").Status, Is.EqualTo(CaseStatus.Finished));
    }

    [Test]
    public void Runs_before_and_after_a_move_are_one_trace()
    {
        var definition = Line("a", "b");
        var player = new Player(definition.Flow()).Complete("a");
        definition.Insert("baru", definition.Connections().Count - 1);
        var after = definition.Flow();
        var trace = new CaseTrace();
        foreach (var (happened, at) in player.History) trace.Replay(player.Flow, happened, at);

        trace.Move(new CaseMoved(1, 2), after, Now);
        trace.Replay(after, new TaskCompleted(2, 7), Now);
        trace.Replay(after, new TaskCompleted(3, 7), Now);

        Assert.That(trace.Runs.Where(run => run.Activity.Type == "Sop.Step").Select(run => (run.Activity.Id, run.Ended?.How)),
            Is.EqualTo(new (string, ActivityMomentKind?)[]
            {
                ("a", ActivityMomentKind.Completed), ("b", ActivityMomentKind.Completed), ("baru", ActivityMomentKind.Completed),
            }));
        Assert.That(trace.State.Status, Is.EqualTo(CaseStatus.Finished));
    }

    [Test]
    public void A_case_that_is_over_is_not_moved()
    {
        var definition = Line("a");
        var player = new Player(definition.Flow()).Complete("a");

        Assert.That(VersionMove.Plan(player.Flow, definition.Flow(), player.State).Obstacles.Single().Reason,
            Is.EqualTo(MoveObstacleReason.CaseNotRunning));
    }

    private static void GoOnAlike(Player fresh, CaseState moved, Random random, string because)
    {
        for (var events = 0; events < 200 && fresh.State.Status == CaseStatus.Running; events++)
        {
            Assert.That(Open(fresh.Flow, moved), Is.EquivalentTo(fresh.Open), because);
            var step = fresh.Open[random.Next(fresh.Open.Count)];
            var outcome = Outcome(fresh.Flow, step, random);
            moved = Interpreter.Advance(fresh.Flow, moved,
                new TaskCompleted(moved.Waits(fresh.Flow).Single(wait => fresh.Flow.Activities[wait.Activity].Id == step).Number,
                    7, outcome), Now).State;
            fresh.Complete(outcome is null ? step : $"{step}:{outcome}");
        }

        Assert.That(moved.Status, Is.EqualTo(fresh.State.Status), because);
    }

    private static bool DoInserted(Player fresh, string? inserted)
    {
        if (inserted is null || !fresh.Open.Contains(inserted)) return false;
        fresh.Complete(inserted);
        return true;
    }

    private static Player Edited(JsonNode definition, Random random, out string? inserted, out string? removed)
    {
        (inserted, removed) = (null, null);
        var inLine = definition["root"]!["activities"]!.AsArray()
            .Where(activity => (string)activity!["type"]! == "Sop.Step").Select(activity => (string)activity!["id"]!)
            .Where(definition.IsInLine).ToList();
        if (random.Next(2) == 0 && inLine.Count > 1) definition.Remove(removed = inLine[random.Next(inLine.Count)]);
        else definition.Insert(inserted = "baru", random.Next(definition.Connections().Count));
        return new Player(definition.Flow());
    }

    /// <summary>Does a random open step and returns it, with its outcome.</summary>
    private static string Advance(Player player, Random random)
    {
        var step = player.Open[random.Next(player.Open.Count)];
        var outcome = Outcome(player.Flow, step, random);
        var done = outcome is null ? step : $"{step}:{outcome}";
        player.Complete(done);
        return done;
    }

    private static string? Outcome(Flow flow, string step, Random random)
    {
        var outcomes = flow.Steps.Single(found => found.ActivityId == step).Outcomes;
        // Loops end eventually: the way on comes first, and is chosen more often.
        return outcomes.Count == 0 ? null : outcomes[random.Next(outcomes.Count + 1) % outcomes.Count];
    }

    private static IEnumerable<string> Open(Flow flow, CaseState state) =>
        state.Waits(flow).Select(wait => flow.Activities[wait.Activity].Id);

    private static CaseState After(Flow flow, CaseState state, params string[] steps) => steps.Aggregate(state, (at, step) =>
        Interpreter.Advance(flow, at,
            new TaskCompleted(at.Waits(flow).Single(wait => flow.Activities[wait.Activity].Id == step).Number, 7), Now).State);

    private static JsonNode Line(params string[] steps) =>
        JsonNode.Parse(new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end")).Steps(steps)
            .Connect($"start -> {string.Join(" -> ", steps)} -> end").Json())!;

    private static JsonNode Tree(Random random)
    {
        var chart = new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end"));
        return JsonNode.Parse(chart.Connect($"{ProcessTree.Random(random, depth: 3).Draw(chart, "start")} -> end").Json())!;
    }
}
