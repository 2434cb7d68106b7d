using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.Event</c>: waits until an event of a name is published.</summary>
internal sealed class Event : FlowActivity
{
    private readonly Input<string> _name;

    public Event(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _name = compilation.Required(element, "eventName", Json.ToText, "");
    }

    internal override IReadOnlyList<string> Outputs => OnlyResult;

    internal override WaitKind WaitsFor(Frame frame) => WaitKind.Event;

    internal override void Execute(Run run, Frame frame) => run.Effects.Add(new EventAwaited(run.NextWait(frame), _name.Get(run, frame)));

    internal override void Resume(Run run, Frame frame, CaseEvent happened)
    {
        Give(run, frame, ActivityOutputs.Result, ((EventReceived)happened).Payload);
        run.Complete(frame);
    }
}
