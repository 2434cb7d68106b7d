using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.FlowFork</c>: goes on by all its branches at once.</summary>
internal sealed class FlowFork : FlowActivity
{
    private readonly Input<IReadOnlyList<string>> _branches;

    public FlowFork(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _branches = compilation.Input(element, "branches", Json.ToTexts, Done);
    }

    internal override IReadOnlyList<string>? Ports => _branches.IsConstant ? _branches.Constant : null;

    internal override void Execute(Run run, Frame frame) => run.Complete(frame, [.. _branches.Get(run, frame)]);
}
