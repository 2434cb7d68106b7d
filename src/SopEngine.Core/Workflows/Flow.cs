using SopEngine.Core.Workflows.Activities;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows;

/// <summary>A workflow definition, checked and made ready to run. Immutable and shared by all cases of its version.</summary>
public sealed class Flow
{
    private readonly FlowActivity[] _activities;

    internal Flow(WorkflowDefinition definition, CompositeActivity root, FlowActivity[] activities)
    {
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

    public IReadOnlyList<Lane> Lanes => Definition.Sop?.Lanes ?? [];

    /// <summary>Whether the first step is an external party's: then a customer may open a case of his own.</summary>
    public bool BeginsWithCustomer => Steps is [var first, ..] && Lane(first.Lane) is { External: true };

    internal CompositeActivity Root { get; }

    /// <summary>The step at an index of <see cref="Activities"/>; null when that activity is no step.</summary>
    public Step? StepAt(int activity) => (_activities[activity] as StepActivity)?.Step;

    public Lane? Lane(string? id)
    {
        foreach (var lane in Lanes)
        {
            if (lane.Id == id) return lane;
        }

        return null;
    }
}
