using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>
/// The base of <c>For</c>, <c>ForEach</c> and <c>While</c>: a body that runs again and again until there is no next round or a
/// <c>Break</c>.
/// </summary>
internal abstract class Loop : FlowActivity
{
    protected Loop(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        Body = compilation.CompileEmbedded(element, "body", this);
        if (Body is null) compilation.Report(ProblemCode.BodyMissing, element);
    }

    protected FlowActivity? Body { get; }

    internal override IReadOnlyList<string> Outputs => ["CurrentValue"];

    internal sealed override void Execute(Run run, Frame frame) => Round(run, frame);

    internal sealed override void OnChildCompleted(Run run, Frame frame, FlowActivity child, bool childWasBackward, string[] outcomes)
    {
        if (frame.Breaking) run.Complete(frame);
        else Round(run, frame);
    }

    /// <summary>True when there is another round (the frame's cursor counts them), with the values that its body gets.</summary>
    protected abstract bool TryNext(Run run, Frame frame, out Dictionary<string, JsonElement>? values);

    /// <summary>The values that a round's body sees as variables; the current one is also written to its binding.</summary>
    protected Dictionary<string, JsonElement> Current(Run run, Frame frame, JsonElement value, int index)
    {
        Give(run, frame, "CurrentValue", value);
        return new Dictionary<string, JsonElement> { ["CurrentValue"] = value, ["CurrentIndex"] = Json.Of(index) };
    }

    private void Round(Run run, Frame frame)
    {
        if (TryNext(run, frame, out var values) && Body is not null)
        {
            frame.Cursor++;
            run.Schedule(Body, frame, values: values);
        }
        else
        {
            run.Complete(frame);
        }
    }
}
