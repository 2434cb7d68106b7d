using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.Fault</c>: fails on purpose.</summary>
internal sealed class Fault : FlowActivity
{
    private readonly Input<string> _message;
    private readonly Input<string> _code;

    public Fault(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _message = compilation.Input(element, "message", Json.ToText, "");
        _code = compilation.Input(element, "code", Json.ToText, "0");
    }

    internal override bool IsTerminal => true;

    internal override void Execute(Run run, Frame frame)
    {
        var message = _message.Get(run, frame);
        throw new ActivityFaultException(message.Length > 0 ? message : $"Fault {_code.Get(run, frame)}.");
    }
}
