using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.ParallelForEach</c>: runs its body for each item of a list, all at once.</summary>
internal sealed class ParallelForEach : FlowActivity
{
    private readonly Input<IReadOnlyList<JsonElement>> _items;
    private readonly FlowActivity? _body;

    public ParallelForEach(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _items = compilation.Input<IReadOnlyList<JsonElement>>(element, "items", Json.ToItems, []);
        _body = compilation.CompileEmbedded(element, "body", this);
        if (_body is null) compilation.Report(ProblemCode.BodyMissing, element);
    }

    internal override void Execute(Run run, Frame frame)
    {
        var items = _items.Get(run, frame);
        frame.Cursor = items.Count;
        if (frame.Cursor == 0) run.Complete(frame);
        for (var i = 0; i < items.Count; i++)
            run.Schedule(_body!, frame,
                values: new Dictionary<string, JsonElement> { ["CurrentValue"] = items[i], ["CurrentIndex"] = Json.Of(i) });
    }

    internal override void OnChildCompleted(Run run, Frame frame, FlowActivity child, bool childWasBackward, string[] outcomes)
    {
        if (--frame.Cursor == 0) run.Complete(frame);
    }
}
