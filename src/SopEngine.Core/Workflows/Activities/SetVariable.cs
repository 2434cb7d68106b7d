using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.SetVariable</c>: gives a variable a value.</summary>
internal sealed class SetVariable : FlowActivity
{
    private readonly string _variable;
    private readonly Input<JsonElement> _value;

    public SetVariable(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _variable = element.Json.Get("variable").GetText("id") ?? "";
        if (_variable.Length == 0) compilation.Report(ProblemCode.InputMissing, element, "variable");
        _value = compilation.Input<JsonElement>(element, "value", value => value, default);
        if (_variable.Length > 0) compilation.ExpectVariable(element, _variable, _value.IsConstant ? _value.Constant : default);
    }

    internal override void Execute(Run run, Frame frame)
    {
        var value = _value.Get(run, frame);
        if (!new Scope(run, frame).SetVariable(_variable, value)) throw new ActivityFaultException($"There is no variable '{_variable}'.");
        run.Complete(frame);
    }
}
