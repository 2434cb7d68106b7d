using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.End</c>: ends the flowchart around it; activities still running there are cancelled.</summary>
internal sealed class End(ActivityElement element, Compilation compilation) : FlowActivity(element, compilation)
{
    internal override bool IsTerminal => true;

    internal override IReadOnlyList<string> Ports => [];

    internal override void Execute(Run run, Frame frame) => run.Complete(frame);
}
