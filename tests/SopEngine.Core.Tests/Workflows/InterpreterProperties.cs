using System.Text.Json;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>Properties of every flow, every choice and every order of events. Each failure names its seed.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class InterpreterProperties
{
    private static readonly IEnumerable<int> Seeds = Enumerable.Range(1, 20);

    [TestCaseSource(nameof(Seeds))]
    public void In_any_order_of_events_the_open_steps_are_those_of_the_structured_process(int group)
    {
        for (var seed = group * 1000; seed < (group * 1000) + 100; seed++)
        {
            var random = new Random(seed);
            var process = ProcessTree.Random(random, depth: 4);
            var player = new Player(Chart(process).Flow());
            var walk = process.Begin();

            for (var events = 0; !walk.IsOver && events < 400; events++)
            {
                var expected = walk.Open.ToList();
                if (!player.Open.Order(StringComparer.Ordinal)
                    .SequenceEqual(expected.Select(open => open.Step).Order(StringComparer.Ordinal)))
                    Assert.That(player.Open, Is.EquivalentTo(expected.Select(open => open.Step)), $"seed {seed}, event {events}");

                var (step, outcomes) = expected[random.Next(expected.Count)];
                // Loops end eventually, because the way on is chosen more often than the way back.
                var outcome = outcomes.Length == 0
                    ? null
                    : outcomes[Math.Min(random.Next(outcomes.Length + 1), outcomes.Length) % outcomes.Length];
                walk.Do(step, outcome);
                player.Complete(outcome is null ? step : $"{step}:{outcome}");
            }

            if (walk.IsOver) Assert.That(player.State.Status, Is.EqualTo(CaseStatus.Finished), $"seed {seed}");
        }
    }

    [TestCaseSource(nameof(Seeds))]
    public void No_case_is_ever_without_a_task_an_alarm_and_an_end_whatever_the_drawing(int group)
    {
        for (var seed = group * 1000; seed < (group * 1000) + 200; seed++)
        {
            var random = new Random(seed);
            if (Wild(random).Compile().Flow is not { } flow) continue;
            var player = new Player(flow);
            for (var events = 0; player.State.Status == CaseStatus.Running && events < 60; events++)
            {
                var waits = player.State.Waits(flow).ToList();
                Assert.That(waits, Is.Not.Empty, $"seed {seed}");
                player.Happens(AnyEnd(flow, waits[random.Next(waits.Count)], random));
            }
        }
    }

    [TestCaseSource(nameof(Seeds))]
    public void A_replayed_history_gives_the_same_state_and_stored_state_goes_on_the_same(int group)
    {
        for (var seed = group * 1000; seed < (group * 1000) + 100; seed++)
        {
            var random = new Random(seed);
            if (Wild(random).Compile().Flow is not { } flow) continue;
            var player = new Player(flow);
            var stored = CaseStateJson.Write(player.State);
            for (var events = 0; player.State.Status == CaseStatus.Running && events < 40; events++)
            {
                player.Now += Duration.FromMinutes(random.Next(100));
                var waits = player.State.Waits(flow).ToList();
                var happened = AnyEnd(flow, waits[random.Next(waits.Count)], random);
                player.Happens(happened);

                var resumed = Interpreter.Advance(flow, CaseStateJson.Read(stored),
                    CaseEventJson.Read(CaseEventJson.Write(happened)), player.Now);
                stored = CaseStateJson.Write(resumed.State);
                Assert.That(stored, Is.EqualTo(CaseStateJson.Write(player.State)), $"seed {seed}");
            }

            var replayed = player.History.Aggregate(CaseState.New,
                (state, entry) => Interpreter.Advance(flow, state, entry.Happened, entry.At).State);
            Assert.That(CaseStateJson.Write(replayed), Is.EqualTo(stored), $"seed {seed}");
        }
    }

    [Test]
    public void An_advance_leaves_the_state_it_was_given_as_it_was()
    {
        var player = new Player(Shipped.Flow("pk-tu-pjt-02.json"));
        var before = CaseStateJson.Write(player.State);

        var step = player.Flow.Steps[0];
        player.Try(new TaskCompleted(1, 7, null, null, AnyForm.Filled(step), Checks: AnyForm.Checked(step)));
        player.Try(new TaskClaimed(1, 7));
        player.Try(new CaseCancelled(7, "salah"));

        Assert.That(CaseStateJson.Write(player.State), Is.EqualTo(before));
    }

    internal static CaseEvent AnyEnd(Flow flow, OpenWait wait, Random random) => wait.Kind switch
    {
        WaitKind.Task when flow.Steps.SingleOrDefault(step => step.Activity == wait.Activity) is { Outcomes: { Count: > 0 } outcomes } =>
            new TaskCompleted(wait.Number, 7, outcomes[random.Next(outcomes.Count)]),
        WaitKind.Task => new TaskCompleted(wait.Number, 7),
        WaitKind.Alarm => new AlarmRang(wait.Number),
        WaitKind.Event => new EventReceived(wait.Number, JsonSerializer.SerializeToElement(random.Next())),
        _ => new SubCaseEnded(wait.Number, 3, CaseStatus.Finished, new Dictionary<string, JsonElement>()),
    };

    private static FlowBuilder Chart(ProcessTree process)
    {
        var chart = new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end"));
        return chart.Connect($"{process.Draw(chart, "start")} -> end");
    }

    /// <summary>Any activities, connected in any way: any drawing of an author, sensible or not.</summary>
    internal static FlowBuilder Wild(Random random)
    {
        var chart = new FlowBuilder().Variables("v").Add(Activity("Start", "start"), Activity("End", "end"));
        var ids = new List<(string Id, string[] Ports)> { ("start", ["Done"]) };
        for (var i = 1; i <= random.Next(2, 9); i++)
        {
            var id = $"a{i}";
            var (activity, ports) = random.Next(10) switch
            {
                0 => (Decision(id, "ya", "tidak"), new[] { "ya", "tidak" }),
                1 => (Activity("FlowFork", id, ("branches", Object(new[] { "x", "y" }))), ["x", "y"]),
                2 => (Activity("FlowJoin", id, ("mode", Literal(new[] { "WaitAny", "WaitAll", "WaitAllActive" }[random.Next(3)]))),
                    ["Done"]),
                3 => (Activity("Delay", id, ("timeSpan", Literal("00:10:00"))), ["Done"]),
                4 => (Activity("Event", id, ("eventName", Literal("e"))), ["Done"]),
                5 => (Activity("FlowDecision", id, ("condition", Variable("v"))), ["True", "False"]),
                6 => (Activity("SetVariable", id, ("variable", new System.Text.Json.Nodes.JsonObject { ["id"] = "v" }),
                    ("value", Literal(random.Next(2).ToString(System.Globalization.CultureInfo.InvariantCulture)))), ["Done"]),
                _ => (Step(id), ["Done"]),
            };
            chart.Add(activity);
            ids.Add((id, ports));
        }

        foreach (var (id, ports) in ids)
        {
            foreach (var port in ports)
            {
                for (var n = random.Next(1, 3); n > 0; n--)
                {
                    var target = random.Next(ids.Count + 1);
                    chart.Connect($"{id}:{port} -> {(target == ids.Count || target == 0 ? "end" : ids[target].Id)}");
                }
            }
        }

        return chart;
    }
}
