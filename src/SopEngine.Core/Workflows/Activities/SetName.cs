using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.SetName</c>: names the case.</summary>
internal sealed class SetName : FlowActivity
{
    private readonly Input<string> _value;

    public SetName(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _value = compilation.Input(element, "value", Json.ToText, "");
    }

    internal override void Execute(Run run, Frame frame)
    {
        run.State.Name = _value.Get(run, frame);
        run.Complete(frame);
    }
}
