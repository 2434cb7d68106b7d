using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Cases;

/// <summary>A task that a person did, as its row names the step: by a place in a version of the SOP.</summary>
public readonly record struct DoneTask(int Version, int Activity, long Person);

/// <summary>
/// A step that a person did. Known by the step's id: before a case moved to another version, the step may have had another place.
/// </summary>
public sealed record DoneStep(string Step, long Person)
{
    /// <summary>The steps of these tasks of a case, in the same order; tasks of no step are left out.</summary>
    /// <param name="definition">Any version of the case's definition.</param>
    public static async ValueTask<IReadOnlyList<DoneStep>> Of(
        FlowCache flows, DefinitionVersion definition, IEnumerable<DoneTask> tasks, CancellationToken cancellation)
    {
        var done = new List<DoneStep>();
        foreach (var task in tasks)
        {
            var flow = await flows.Get(definition with { Version = task.Version }, cancellation);
            if (flow.StepAt(task.Activity) is { } step) done.Add(new DoneStep(step.ActivityId, task.Person));
        }

        return done;
    }
}
