using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.Correlate</c>: sets the case's correlation id.</summary>
internal sealed class Correlate : FlowActivity
{
    private readonly Input<string> _correlationId;

    public Correlate(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _correlationId = compilation.Input(element, "correlationId", Json.ToText, "");
    }

    internal override void Execute(Run run, Frame frame)
    {
        run.State.CorrelationId = _correlationId.Get(run, frame);
        run.Complete(frame);
    }
}
