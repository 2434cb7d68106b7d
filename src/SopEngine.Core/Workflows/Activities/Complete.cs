using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.Complete</c>: ends the nearest (sub-)workflow with the given outcomes.</summary>
internal sealed class Complete : FlowActivity
{
    private readonly Input<IReadOnlyList<string>> _outcomes;

    public Complete(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _outcomes = compilation.Input(element, "outcomes", Json.ToTexts, Done);
    }

    internal override bool IsTerminal => true;

    internal override IReadOnlyList<string> Ports => [];

    internal override void Execute(Run run, Frame frame)
    {
        var outcomes = _outcomes.Get(run, frame);
        var workflow = frame.Parent!;
        while (run.Flow.Activities[workflow.Activity] is not CompositeActivity) workflow = workflow.Parent!;
        CompositeActivity.End(run, workflow, outcomes.Count == 0 ? Done : [.. outcomes]);
    }
}
