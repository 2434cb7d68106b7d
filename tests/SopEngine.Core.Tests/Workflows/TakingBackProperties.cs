using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>
/// Properties of cases that go back. The yardstick is a case that never did the steps taken back: from then on, both have the same open
/// steps after every further step, and end alike. Each failure names its seed.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class TakingBackProperties
{
    private static readonly IEnumerable<int> Seeds = Enumerable.Range(1, 20);
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 1, 0);

    [TestCaseSource(nameof(Seeds))]
    public void After_steps_are_sent_back_and_done_again_the_case_goes_on_and_ends_as_it_would_have(int group)
    {
        var times = 0;
        for (var seed = group * 1000; seed < (group * 1000) + 60; seed++)
        {
            var random = new Random(seed);
            var played = new Played(Chart(random).Flow());
            for (var events = 0; events < 150 && played.IsRunning; events++)
            {
                if (random.Next(4) == 0 && times < 10_000 && played.SendBack(random)) times++;
                else played.DoAny(random);
                played.AssertOpenAsTheYardstick(seed, events);
            }

            while (played.IsRunning) played.DoAny(random, straightOn: true);
            Assert.That(played.Case.State.Status, Is.EqualTo(CaseStatus.Finished), $"seed {seed}");
            played.AssertReplays($"seed {seed}");
        }

        Assert.That(times, Is.GreaterThan(100));
    }

    [TestCaseSource(nameof(Seeds))]
    public void A_completion_that_is_taken_back_leaves_the_case_as_it_was(int group)
    {
        for (var seed = group * 1000; seed < (group * 1000) + 60; seed++)
        {
            var random = new Random(seed);
            var played = new Played(Chart(random).Flow());
            for (var events = 0; events < 60 && played.IsRunning; events++)
            {
                var before = played.Case.State;
                var task = played.DoAny(random);
                var after = played.Open;
                if (random.Next(2) == 0) continue;

                played.Happens(new TaskUndone(task, 7));
                Assert.That(Alike(played.Case.State), Is.EqualTo(Alike(before)), $"seed {seed}, event {events}");
                played.DoAgain();
                Assert.That(played.Open, Is.EquivalentTo(after), $"seed {seed}, event {events}");
            }

            played.AssertReplays($"seed {seed}");
        }
    }

    [TestCaseSource(nameof(Seeds))]
    public void A_case_that_is_opened_again_goes_on_from_the_step_that_was_chosen_and_ends(int group)
    {
        var times = 0;
        for (var seed = group * 1000; seed < (group * 1000) + 60; seed++)
        {
            var random = new Random(seed);
            var played = new Played(Chart(random).Flow());
            for (var round = 0; round < 3; round++)
            {
                for (var events = random.Next(1, 40); events > 0 && played.IsRunning; events--) played.DoAny(random);
                if (random.Next(2) == 0) while (played.IsRunning) played.DoAny(random, straightOn: true);
                played.CallOff();
                if (!played.Reopen(random)) break;

                times++;
                played.AssertOpenAsTheYardstick(seed, round);
            }

            while (played.IsRunning) played.DoAny(random, straightOn: true);
            played.AssertReplays($"seed {seed}");
        }

        Assert.That(times, Is.GreaterThan(60));
    }

    [TestCaseSource(nameof(Seeds))]
    public void Whatever_the_drawing_a_case_that_went_back_is_never_without_something_to_wait_for(int group)
    {
        for (var seed = group * 1000; seed < (group * 1000) + 200; seed++)
        {
            var random = new Random(seed);
            if (InterpreterProperties.Wild(random).Compile().Flow is not { } flow) continue;
            var player = new Player(flow);
            for (var events = 0; player.State.Status == CaseStatus.Running && events < 60; events++)
            {
                var waits = player.State.Waits(flow).ToList();
                Assert.That(waits, Is.Not.Empty, $"seed {seed}");
                var wait = waits[random.Next(waits.Count)];
                if (random.Next(3) == 0 && EarlierSteps.Of(flow, player.State, wait.Number, player.Now) is [var step, ..])
                    player.Happens(new TaskSentBack(wait.Number, 7, step.ActivityId, "lagi"));
                else player.Happens(InterpreterProperties.AnyEnd(flow, wait, random));
            }
        }
    }

    private static FlowBuilder Chart(Random random)
    {
        var chart = new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end"));
        return chart.Connect($"{ProcessTree.Random(random, depth: 4).Draw(chart, "start")} -> end");
    }

    /// <summary>The state but for the numbers that are not given again.</summary>
    private static string Alike(CaseState state)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(CaseStateJson.Write(state))!.AsObject();
        json.Remove("frame");
        json.Remove("wait");
        return json.ToJsonString();
    }

    /// <summary>A case, and the steps done in it that count: without the ones taken back.</summary>
    private sealed class Played(Flow flow)
    {
        private readonly List<string> _done = [];
        private List<string> _openAtTheEnd = [];
        private Player? _yardstick;
        private readonly List<(CaseEvent Happened, Instant At)> _history = [];

        public HistoryReplay Case { get; } = Begun(flow);

        public bool IsRunning => Case.State.Status == CaseStatus.Running;

        public List<string> Open => [.. Case.State.Waits(flow).Select(wait => flow.Activities[wait.Activity].Id)];

        public int DoAny(Random random, bool straightOn = false)
        {
            var waits = Case.State.Waits(flow).ToList();
            var step = flow.StepAt(waits[random.Next(waits.Count)].Activity)!;
            _done.Add(step.Outcomes.Count == 0
                ? step.ActivityId
                : $"{step.ActivityId}:{step.Outcomes[straightOn ? 0 : random.Next(step.Outcomes.Count + 1) % step.Outcomes.Count]}");
            _yardstick?.Complete(_done[^1]);
            return DoAgain();
        }

        public int DoAgain()
        {
            var parts = _done[^1].Split(':');
            var task = Case.State.Waits(flow).Single(wait => flow.Activities[wait.Activity].Id == parts[0]).Number;
            Happens(new TaskCompleted(task, 7, parts.Length > 1 ? parts[1] : null));
            return task;
        }

        public bool SendBack(Random random)
        {
            var waits = Case.State.Waits(flow).ToList();
            var from = waits[random.Next(waits.Count)];
            var targets = EarlierSteps.Of(flow, Case.State, from.Number, Now);
            if (targets.Count == 0) return false;
            var to = targets[random.Next(targets.Count)];
            Happens(new TaskSentBack(from.Number, 7, to.ActivityId, "lagi", 7));
            Assert.That(Case.State.Waits(flow).Single(wait => wait.Activity == to.Activity).Holder, Is.EqualTo(7));
            TakeBack(to);
            return true;
        }

        public void CallOff()
        {
            _openAtTheEnd = Open;
            if (IsRunning) Happens(new CaseCancelled(7, "salah"));
        }

        public bool Reopen(Random random)
        {
            var steps = Reopening.Steps(flow, Case.State, Case.PastFor(new CaseReopened(7, "", ""))!, Now);
            if (steps.Count == 0) return false;
            var at = steps[random.Next(steps.Count)];
            var wasOpen = _openAtTheEnd.Contains(at.ActivityId);
            Happens(new CaseReopened(7, at.ActivityId, "keliru"));
            if (!wasOpen) TakeBack(at);
            return true;
        }

        public void Happens(CaseEvent happened)
        {
            Assert.That(Case.Next(happened, Now).Refusal, Is.Null);
            _history.Add((happened, Now));
        }

        /// <summary>The yardstick goes along step by step; it begins again only when steps were taken back.</summary>
        public void AssertOpenAsTheYardstick(int seed, int events)
        {
            _yardstick ??= new Player(flow).Complete([.. _done]);
            if (!Open.Order(StringComparer.Ordinal).SequenceEqual(_yardstick.Open.Order(StringComparer.Ordinal)))
                Assert.That(Open, Is.EquivalentTo(_yardstick.Open), $"seed {seed}, event {events}");
        }

        public void AssertReplays(string because)
        {
            var again = Begun(flow);
            foreach (var (happened, at) in _history) again.Next(CaseEventJson.Read(CaseEventJson.Write(happened)), at);
            Assert.That(CaseStateJson.Write(again.State), Is.EqualTo(CaseStateJson.Write(Case.State)), because);
            Assert.That(CaseStateJson.Write(CaseStateJson.Read(CaseStateJson.Write(again.State))),
                Is.EqualTo(CaseStateJson.Write(again.State)), because);
        }

        /// <summary>Removes the step as it was last done, and everything done behind it since.</summary>
        private void TakeBack(Step to)
        {
            _yardstick = null;
            var from = _done.FindLastIndex(done => done.Split(':')[0] == to.ActivityId);
            var behind = flow.StepsAhead([to.Activity]).Select(step => step.ActivityId).Append(to.ActivityId).ToHashSet();
            for (var i = _done.Count - 1; i >= from; i--)
            {
                if (behind.Contains(_done[i].Split(':')[0])) _done.RemoveAt(i);
            }
        }

        private static HistoryReplay Begun(Flow flow)
        {
            var replay = new HistoryReplay(flow);
            replay.Next(new CaseStarted(new Dictionary<string, System.Text.Json.JsonElement>()), Now);
            return replay;
        }
    }
}
