using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.PublishEvent</c>: publishes an event to the cases of the unit that wait for it.</summary>
internal sealed class PublishEvent : FlowActivity
{
    private readonly Input<string> _name;
    private readonly Input<string> _correlationId;
    private readonly Input<bool> _local;
    private readonly Input<JsonElement> _payload;

    public PublishEvent(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _name = compilation.Required(element, "eventName", Json.ToText, "");
        _correlationId = compilation.Input(element, "correlationId", Json.ToText, "");
        _local = compilation.Input(element, "isLocalEvent", Json.ToBool, false);
        _payload = compilation.Input<JsonElement>(element, "payload", value => value, default);
    }

    internal override void Execute(Run run, Frame frame)
    {
        var correlationId = _correlationId.Get(run, frame);
        run.Effects.Add(new EventPublished(
            _name.Get(run, frame), string.IsNullOrWhiteSpace(correlationId) ? null : correlationId,
            _local.Get(run, frame), _payload.Get(run, frame)));
        run.Complete(frame);
    }
}
