using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.FlowNode</c>: runs the activity embedded in it.</summary>
internal sealed class FlowNode : FlowActivity
{
    private readonly FlowActivity? _body;

    public FlowNode(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _body = compilation.CompileEmbedded(element, "body", this);
    }

    internal override void Execute(Run run, Frame frame)
    {
        if (_body is null) run.Complete(frame);
        else run.Schedule(_body, frame);
    }
}
