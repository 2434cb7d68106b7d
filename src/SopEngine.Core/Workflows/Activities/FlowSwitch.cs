using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.FlowSwitch</c>: goes on by the labels of the cases that match, or by <c>Default</c>.</summary>
internal sealed class FlowSwitch : FlowActivity
{
    private readonly Cases _cases;
    private readonly string[] _labels;

    public FlowSwitch(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _cases = new Cases(element, compilation);
        _labels = [.. _cases.Elements.Select(Cases.Label)];
    }

    internal override IReadOnlyList<string> Ports => [.. _labels, "Default"];

    internal override void Execute(Run run, Frame frame)
    {
        var matches = _cases.Matches(run, frame);
        run.Complete(frame, matches.Count == 0 ? ["Default"] : [.. matches.Select(match => _labels[match])]);
    }
}
