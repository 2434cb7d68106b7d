using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.Start</c>: the beginning of a flowchart.</summary>
internal sealed class Start(ActivityElement element, Compilation compilation) : FlowActivity(element, compilation)
{
    internal override void Execute(Run run, Frame frame) => run.Complete(frame);
}
