using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>
/// <c>Elsa.RunTask</c>: asks another system, through the API, or an admin to do something, and waits for the answer. It belongs to no lane.
/// </summary>
internal sealed class RunTask : TaskActivity
{
    private readonly Input<string> _name;

    public RunTask(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _name = compilation.Required(element, "taskName", Json.ToText, "");
        if (_name is { IsConstant: true, Constant.Length: > 0 } && !VisibleText.Is(_name.Constant))
            compilation.Report(ProblemCode.InstructionMissing, element);
    }

    internal override IReadOnlyList<string> Outputs => ["TaskId", ActivityOutputs.Result];

    internal override void Execute(Run run, Frame frame)
    {
        var task = run.NextWait(frame);
        Give(run, frame, "TaskId", Json.Of(task));
        // A name that the run computed may be empty: the task then has that of the activity.
        run.Effects.Add(new TaskOpened(task, Index, null, null, _name.Get(run, frame) is var name && VisibleText.Is(name) ? name : null));
    }

    public override Refusal? Objection(TaskCompleted completed, long? deadline) =>
        completed.Outcome is null or "Done" ? null : new Refusal(RefusalReason.OutcomeUnknown, completed.Outcome);

    internal override void Resume(Run run, Frame frame, CaseEvent happened)
    {
        Give(run, frame, ActivityOutputs.Result, ((TaskCompleted)happened).Data);
        run.Complete(frame);
    }
}
