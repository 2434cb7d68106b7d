using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.SetOutput</c>: sets an output of the (sub-)workflow.</summary>
internal sealed class SetOutput : FlowActivity
{
    private readonly Input<string> _name;
    private readonly Input<JsonElement> _value;

    public SetOutput(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _name = compilation.Input(element, "outputName", Json.ToText, "");
        _value = compilation.Input<JsonElement>(element, "outputValue", value => value, default);
    }

    internal override void Execute(Run run, Frame frame)
    {
        new Scope(run, frame).SetOutput(_name.Get(run, frame), _value.Get(run, frame));
        run.Complete(frame);
    }
}
