using SopEngine.Core.Escalation;
using SopEngine.Core.Workflows.Activities;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Workflows;

/// <summary>A workflow definition, checked and made ready to run. Immutable and shared by all cases of its version.</summary>
public sealed class Flow
{
    private readonly FlowActivity[] _activities;
    private IReadOnlyDictionary<int, IReadOnlyList<EscalationLevel>>? _ladders;

    internal Flow(WorkflowDefinition definition, CompositeActivity root, FlowActivity[] activities, bool keepsOutputs)
    {
        KeepsOutputs = keepsOutputs;
        Definition = definition;
        Root = root;
        _activities = activities;
        Steps = [.. activities.OfType<StepActivity>().Select(activity => activity.Step).OrderBy(step => step, StepOrder.Instance)];
    }

    public WorkflowDefinition Definition { get; }

    /// <summary>All activities, sub-workflows included, outer before inner; a state refers to them by index.</summary>
    public IReadOnlyList<FlowActivity> Activities => _activities;

    /// <summary>The steps of the SOP, in the order of their numbers.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>The cron expressions by which it starts by itself, with the ids of the activities that say so.</summary>
    public IReadOnlyList<(string Activity, string Rule)> Triggers =>
        [.. _activities.OfType<CronTrigger>().Where(trigger => trigger.Workflow == Root).Select(trigger => (trigger.Id, trigger.Rule))];

    public IReadOnlyList<Lane> Lanes => Definition.Sop?.Lanes ?? [];

    /// <summary>Whether the first step is an external party's: then a customer may open a case of his own.</summary>
    public bool BeginsWithCustomer => Steps is [var first, ..] && Lane(first.Lane) is { External: true };

    /// <summary>What happens to the task of an activity while nobody completes it, from level 1 on; nothing for what is no step.</summary>
    public IReadOnlyList<EscalationLevel> LadderOf(int activity) => (_ladders ??= StepLadders.Of(this)).GetValueOrDefault(activity, []);

    /// <summary>Whose hours the limit of an activity counts; without one, those of the SOP.</summary>
    public HoursKind HoursOf(int? activity = null) => (activity is { } index ? StepAt(index)?.Hours : null) ?? Definition.Sop?.Hours ?? HoursKind.Office;

    /// <summary>What comes right behind a step, by its outcomes in their order.</summary>
    public IReadOnlyList<NextSteps> NextAfter(Step step) => NextSteps.After(this, step);

    internal CompositeActivity Root { get; }

    /// <summary>Whether a script asks what another activity gave, so that a case keeps it.</summary>
    internal bool KeepsOutputs { get; }

    /// <summary>The step at an index of <see cref="Activities"/>; null when that activity is no step.</summary>
    public Step? StepAt(int activity) => (_activities[activity] as StepActivity)?.Step;

    /// <summary>
    /// The steps that may come after these activities on some way forward, in the order of their numbers. Ways back do not count.
    /// </summary>
    public IReadOnlyList<Step> StepsAhead(IEnumerable<int> activities)
    {
        var ahead = new HashSet<FlowActivity>();
        foreach (var index in activities)
        {
            // Behind a nested flowchart comes what is behind the activity that holds it.
            for (var at = _activities[index]; at is not null; at = _activities.FirstOrDefault(around => at.NodeId == $"{around.NodeId}:{at.Id}"))
                _activities.OfType<Flowchart>().FirstOrDefault(chart => chart.Children.Contains(at))?.AddAhead(at, ahead);
        }

        return [.. Steps.Where(step => ahead.Any(activity => IsOrHolds(activity, _activities[step.Activity])))];
    }

    private static bool IsOrHolds(FlowActivity outer, FlowActivity inner) =>
        outer == inner || inner.NodeId.StartsWith(outer.NodeId + ":", StringComparison.Ordinal);

    public Lane? Lane(string? id)
    {
        foreach (var lane in Lanes)
        {
            if (lane.Id == id) return lane;
        }

        return null;
    }
}
