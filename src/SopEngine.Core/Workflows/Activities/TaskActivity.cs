using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>An activity that a person does: it opens a task and waits until the task is completed.</summary>
internal abstract class TaskActivity(ActivityElement element, Compilation compilation) : FlowActivity(element, compilation)
{
    internal override WaitKind WaitsFor(Frame frame) => WaitKind.Task;

    /// <summary>The reason why a completion cannot be accepted (its outcome, its data), or null.</summary>
    public abstract Refusal? Objection(TaskCompleted completed, long? deadline);

    /// <summary>The reason why a completion cannot be accepted in the case's present state, or null.</summary>
    internal virtual Refusal? Objection(Run run, Frame frame, TaskCompleted completed) => null;

    /// <summary>The outcome by which the flow goes on.</summary>
    public virtual string OutcomeOf(TaskCompleted completed) => Done[0];
}
