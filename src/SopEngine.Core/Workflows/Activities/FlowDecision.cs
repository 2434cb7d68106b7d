using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.FlowDecision</c>: a condition decided by the data, not by a person.</summary>
internal sealed class FlowDecision : FlowActivity
{
    private static readonly string[] TrueOrFalse = ["True", "False"];

    private readonly Input<bool> _condition;

    public FlowDecision(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _condition = compilation.Input(element, "condition", Json.ToBool, false);
    }

    internal override IReadOnlyList<string> Ports => TrueOrFalse;

    internal override void Execute(Run run, Frame frame) => run.Complete(frame, _condition.Get(run, frame) ? "True" : "False");
}
