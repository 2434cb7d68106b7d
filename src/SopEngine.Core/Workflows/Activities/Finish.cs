using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.Finish</c>: ends the whole workflow, wherever it stands.</summary>
internal sealed class Finish(ActivityElement element, Compilation compilation) : FlowActivity(element, compilation)
{
    internal override bool IsTerminal => true;

    internal override IReadOnlyList<string> Ports => [];

    internal override void Execute(Run run, Frame frame) => run.EndCase(CaseStatus.Finished);
}
