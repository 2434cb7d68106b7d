using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.Switch</c>: runs the activities embedded in the cases that match, or the default one.</summary>
internal sealed class Switch : FlowActivity
{
    private readonly Cases _cases;
    private readonly FlowActivity?[] _activities;
    private readonly FlowActivity? _default;

    public Switch(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _cases = new Cases(element, compilation);
        _activities =
        [
            .. _cases.Elements.Select(json => json.Get("activity") is { ValueKind: System.Text.Json.JsonValueKind.Object } activity
                ? compilation.CompileChild(new ActivityElement(activity), this)
                : null),
        ];
        _default = compilation.CompileEmbedded(element, "default", this);
    }

    internal override void Execute(Run run, Frame frame)
    {
        var matches = _cases.Matches(run, frame);
        var chosen = matches.Count == 0 ? [_default] : matches.Select(match => _activities[match]);
        foreach (var activity in chosen.OfType<FlowActivity>())
        {
            run.Schedule(activity, frame);
            frame.Cursor++;
        }

        if (frame.Cursor == 0) run.Complete(frame);
    }

    internal override void OnChildCompleted(Run run, Frame frame, FlowActivity child, bool childWasBackward, string[] outcomes)
    {
        if (--frame.Cursor == 0) run.Complete(frame);
    }
}
