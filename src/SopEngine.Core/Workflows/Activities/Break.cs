using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.Break</c>: leaves the nearest loop.</summary>
internal sealed class Break(ActivityElement element, Compilation compilation) : FlowActivity(element, compilation)
{
    internal override bool IsTerminal => true;

    internal override IReadOnlyList<string> Ports => [];

    internal override void Execute(Run run, Frame frame)
    {
        for (var around = frame.Parent; around is not null; around = around.Parent)
        {
            var activity = run.Flow.Activities[around.Activity];
            if (activity is Sequence or Loop) around.Breaking = true;
            if (activity is Loop) break;
        }

        run.Complete(frame);
    }
}
