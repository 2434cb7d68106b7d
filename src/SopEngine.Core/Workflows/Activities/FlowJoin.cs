using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>The moment at which an activity with several inbound connections starts.</summary>
internal enum JoinMode
{
    /// <summary>At the first branch that arrives; the others are cancelled.</summary>
    WaitAny,

    /// <summary>When all branches have arrived; skipped when one of them was not taken.</summary>
    WaitAll,

    /// <summary>When all branches that were taken have arrived. Every activity but a <see cref="FlowJoin"/> does this.</summary>
    WaitAllActive,
}

/// <summary><c>Elsa.FlowJoin</c>: merges branches; the flowchart around it does the waiting.</summary>
internal sealed class FlowJoin : FlowActivity
{
    private readonly Input<JoinMode> _mode;

    public FlowJoin(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _mode = compilation.Input(element, "mode", ToMode, JoinMode.WaitAny);
    }

    /// <summary>The mode, evaluated before the join itself runs.</summary>
    public JoinMode ModeFor(Run run, Frame flowchart) => _mode.Get(run, flowchart);

    internal override void Execute(Run run, Frame frame)
    {
        if (frame.Parent is { } parent && run.Flow.Activities[parent.Activity] is Flowchart flowchart)
            flowchart.CancelAncestors(run, parent, this);
        run.Complete(frame);
    }

    private static JoinMode ToMode(JsonElement value) =>
        Enum.TryParse<JoinMode>(value.Text(), out var mode) && Enum.IsDefined(mode) ? mode : throw new FormatException(Json.ToText(value));
}
