using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>
/// A random structured process and its meaning, told without a flowchart: its open steps, and the steps that open when one is done. The
/// interpreter is checked against it.
/// </summary>
internal abstract class ProcessTree
{
    /// <summary>Draws the process into a chart, from the activity and port before it. Returns the activity it ends with.</summary>
    public abstract string Draw(FlowBuilder chart, string from);

    /// <summary>A run of the process.</summary>
    public abstract Walk Begin();

    public static ProcessTree Random(Random random, int depth)
    {
        var next = 0;
        return Grow(depth);

        string Id() => $"s{++next}";

        ProcessTree Grow(int left) => left == 0 ? new Leaf(Id()) : random.Next(6) switch
        {
            0 => new Leaf(Id()),
            1 or 2 => new Chain([.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => Grow(left - 1))]),
            3 => new Fork(Id(), Id(), [.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => Grow(left - 1))]),
            4 => new Choice(Id(), Id(),
                [.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => random.Next(4) == 0 ? null : Grow(left - 1))]),
            _ => new Rework(Id(), Grow(left - 1), Id(), random.Next(2) == 0 ? null : Grow(left - 1)),
        };
    }

    /// <summary>A process under way.</summary>
    internal abstract class Walk
    {
        public abstract bool IsOver { get; }

        /// <summary>The open steps, each with its choices (empty for a plain step).</summary>
        public abstract IEnumerable<(string Step, string[] Outcomes)> Open { get; }

        /// <summary>Does an open step; false when it is not one of these.</summary>
        public abstract bool Do(string step, string? outcome);
    }

    private sealed class Leaf(string id) : ProcessTree
    {
        public override string Draw(FlowBuilder chart, string from)
        {
            chart.Steps(id).Connect($"{from} -> {id}");
            return id;
        }

        public override Walk Begin() => new StepWalk(id, []);
    }

    /// <summary>One after the other.</summary>
    private sealed class Chain(ProcessTree[] parts) : ProcessTree
    {
        public override string Draw(FlowBuilder chart, string from) => parts.Aggregate(from, (at, part) => part.Draw(chart, at));

        public override Walk Begin() => new ChainWalk([.. parts.Select(part => (Func<Walk>)part.Begin)]);
    }

    /// <summary>A step, then branches side by side, then a step that joins them.</summary>
    private sealed class Fork(string split, string join, ProcessTree[] branches) : ProcessTree
    {
        public override string Draw(FlowBuilder chart, string from)
        {
            chart.Steps(split).Connect($"{from} -> {split}");
            var ends = branches.Select(branch => branch.Draw(chart, split)).ToList();
            chart.Steps(join);
            foreach (var end in ends) chart.Connect($"{end} -> {join}");
            return join;
        }

        public override Walk Begin() => new ChainWalk(
            [() => new StepWalk(split, []),
                () => new ForkWalk([.. branches.Select(branch => branch.Begin())]), () => new StepWalk(join, [])]);
    }

    /// <summary>A decision, then one of several ways (or none), then a step where they meet.</summary>
    private sealed class Choice(string decision, string merge, ProcessTree?[] ways) : ProcessTree
    {
        private string[] Outcomes => [.. ways.Select((_, i) => $"o{i}")];

        public override string Draw(FlowBuilder chart, string from)
        {
            chart.Add(Decision(decision, Outcomes)).Connect($"{from} -> {decision}");
            var ends = ways.Select((way, i) => way?.Draw(chart, $"{decision}:o{i}") ?? $"{decision}:o{i}").ToList();
            chart.Steps(merge);
            foreach (var end in ends) chart.Connect($"{end} -> {merge}");
            return merge;
        }

        public override Walk Begin() => new ChoiceWalk(decision, Outcomes, ways, merge);
    }

    /// <summary>A step, a part, and a decision that sends all of it back, perhaps over another part, or lets it pass.</summary>
    private sealed class Rework(string head, ProcessTree part, string decision, ProcessTree? redo) : ProcessTree
    {
        public override string Draw(FlowBuilder chart, string from)
        {
            chart.Steps(head).Connect($"{from} -> {head}");
            var end = part.Draw(chart, head);
            chart.Add(Decision(decision, "lanjut", "ulang")).Connect($"{end} -> {decision}");
            chart.Connect($"{redo?.Draw(chart, $"{decision}:ulang") ?? $"{decision}:ulang"} -> {head}");
            return $"{decision}:lanjut";
        }

        public override Walk Begin() => new ReworkWalk(head, part, decision, redo);
    }

    private sealed class StepWalk(string id, string[] outcomes) : Walk
    {
        private bool _done;

        public string? Outcome { get; private set; }

        public override bool IsOver => _done;

        public override IEnumerable<(string Step, string[] Outcomes)> Open => _done ? [] : [(id, outcomes)];

        public override bool Do(string step, string? outcome)
        {
            if (_done || step != id) return false;
            Outcome = outcome;
            return _done = true;
        }
    }

    private class ChainWalk : Walk
    {
        private readonly Queue<Func<Walk>> _left;
        private Walk? _at;

        public ChainWalk(IEnumerable<Func<Walk>> parts)
        {
            _left = new Queue<Func<Walk>>(parts);
            Next();
        }

        public override bool IsOver => _at is null;

        public override IEnumerable<(string Step, string[] Outcomes)> Open => _at?.Open ?? [];

        public override bool Do(string step, string? outcome)
        {
            if (_at?.Do(step, outcome) != true) return false;
            while (_at?.IsOver == true)
            {
                Ended(_at);
                Next();
            }

            return true;
        }

        protected void Follow(params Func<Walk>[] parts)
        {
            foreach (var part in parts) _left.Enqueue(part);
        }

        protected virtual void Ended(Walk part) { }

        private void Next() => _at = _left.TryDequeue(out var begin) ? begin() : null;
    }

    private sealed class ForkWalk(Walk[] branches) : Walk
    {
        public override bool IsOver => branches.All(branch => branch.IsOver);

        public override IEnumerable<(string Step, string[] Outcomes)> Open => branches.SelectMany(branch => branch.Open);

        public override bool Do(string step, string? outcome) => branches.Any(branch => branch.Do(step, outcome));
    }

    private sealed class ChoiceWalk(string decision, string[] outcomes, ProcessTree?[] ways, string merge)
        : ChainWalk([() => new StepWalk(decision, outcomes)])
    {
        protected override void Ended(Walk part)
        {
            if (part is not StepWalk { Outcome: { } outcome }) return;
            if (ways[int.Parse(outcome[1..], System.Globalization.CultureInfo.InvariantCulture)] is { } way) Follow(way.Begin);
            Follow(() => new StepWalk(merge, []));
        }
    }

    private sealed class ReworkWalk : ChainWalk
    {
        private readonly Func<Walk>[] _round;
        private readonly ProcessTree? _redo;

        public ReworkWalk(string head, ProcessTree part, string decision, ProcessTree? redo)
            : this([() => new StepWalk(head, []), part.Begin, () => new StepWalk(decision, ["lanjut", "ulang"])], redo) { }

        private ReworkWalk(Func<Walk>[] round, ProcessTree? redo) : base(round) => (_round, _redo) = (round, redo);

        protected override void Ended(Walk part)
        {
            if (part is not StepWalk { Outcome: "ulang" }) return;
            if (_redo is not null) Follow(_redo.Begin);
            Follow(_round);
        }
    }
}
