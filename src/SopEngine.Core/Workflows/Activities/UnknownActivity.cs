using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>Stands for an activity that could not be compiled, so that the rest can still be checked. Never runs.</summary>
internal sealed class UnknownActivity(ActivityElement element, Compilation compilation) : FlowActivity(element, compilation)
{
    internal override IReadOnlyList<string>? Ports => null;

    internal override void Execute(Run run, Frame frame) => throw new ActivityFaultException($"{Type} cannot be run.");
}
