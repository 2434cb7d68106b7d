using SopEngine.Core.Escalation;
using SopEngine.Core.Workflows.Activities;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Workflows;

/// <summary>A workflow definition, checked and made ready to run. Immutable and shared by all cases of its version.</summary>
public sealed class Flow
{
    private readonly FlowActivity[] _activities;
    private static readonly IReadOnlySet<string> NoLanes = new HashSet<string>();
    private IReadOnlyDictionary<int, IReadOnlyList<EscalationLevel>>? _ladders;
    private IReadOnlyDictionary<int, IReadOnlySet<string>>? _counters;
    private IReadOnlyDictionary<string, FormField>? _fields;

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

    /// <summary>The cron expressions that start it, with the ids of the activities that have them.</summary>
    public IReadOnlyList<(string Activity, string Rule)> Triggers =>
        [.. _activities.OfType<CronTrigger>().Where(trigger => trigger.Workflow == Root).Select(trigger => (trigger.Id, trigger.Rule))];

    /// <summary>The fields of all forms by name; of several with one name, that of the last step.</summary>
    public IReadOnlyDictionary<string, FormField> Fields => _fields ??= Steps.SelectMany(step => step.Fields)
        .GroupBy(asked => asked.Name).ToDictionary(same => same.Key, same => same.Last());

    /// <summary>The templates of the office that its documents are made from, by key.</summary>
    public IReadOnlyList<string> OfficeTemplates =>
        [.. _activities.OfType<DocumentActivity>().Select(document => document.OfficeTemplate).OfType<string>()
            .Concat(Steps.SelectMany(step => step.Issues)).Distinct()];

    public IReadOnlyList<Lane> Lanes => Definition.Sop?.Lanes ?? [];

    /// <summary>True when the first step is an external party's: then customers may open their own cases.</summary>
    public bool BeginsWithCustomer => Steps is [var first, ..] && Lane(first.Lane) is { External: true };

    /// <summary>
    /// The ladder that the task of an activity climbs while nobody completes it, from level 1 on; empty for an activity that is not a step.
    /// </summary>
    public IReadOnlyList<EscalationLevel> LadderOf(int activity) => (_ladders ??= StepLadders.Of(this)).GetValueOrDefault(activity, []);

    /// <summary>
    /// The lanes that may do a customer's step in the customer's name: those marked in the SOP, or else the nearest ones; see <see
    /// cref="CounterLanes"/>. Empty for any other activity.
    /// </summary>
    public IReadOnlySet<string> CounterLanesOf(int activity) =>
        (_counters ??= CounterLanes.Of(this)).GetValueOrDefault(activity, NoLanes);

    /// <summary>The lane of the step whose holders a form's field names; null for a field that names none.</summary>
    public Lane? HoldersLaneOf(string field) => Lane(Steps.FirstOrDefault(step => step.Holders == field)?.Lane);

    /// <summary>
    /// True for a step whose opening is told to the people whom a form chose for it: the first one of that form's field. The later ones
    /// come to them in the course of their work.
    /// </summary>
    public bool TellsChosen(Step? step) => step?.Holders is { } field && Steps.First(other => other.Holders == field) == step;

    /// <summary>The hours that the limit of an activity counts; without an activity, those of the SOP.</summary>
    public HoursKind HoursOf(int? activity = null) =>
        (activity is { } index ? StepAt(index)?.Hours : null) ?? Definition.Sop?.Hours ?? HoursKind.Office;

    /// <summary>The steps right behind a step, by its outcomes in their order.</summary>
    public IReadOnlyList<NextSteps> NextAfter(Step step) => NextSteps.After(this, step);

    internal CompositeActivity Root { get; }

    /// <summary>True when a script reads outputs of other activities, so that a case keeps them.</summary>
    internal bool KeepsOutputs { get; }

    /// <summary>The step at an index of <see cref="Activities"/>; null when that activity is not a step.</summary>
    public Step? StepAt(int activity) => (_activities[activity] as StepActivity)?.Step;

    /// <summary>
    /// The steps that may come after these activities on some way forward, in the order of their numbers. Ways back do not count.
    /// </summary>
    public IReadOnlyList<Step> StepsAhead(IEnumerable<int> activities)
    {
        var ahead = new HashSet<FlowActivity>();
        foreach (var index in activities)
        {
            // Behind a nested flowchart come the activities behind the one that holds it.
            for (var at = _activities[index]; at is not null;
                at = _activities.FirstOrDefault(around => at.NodeId == $"{around.NodeId}:{at.Id}"))
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
