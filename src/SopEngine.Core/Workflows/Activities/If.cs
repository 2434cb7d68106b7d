using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.If</c>: runs one of two embedded activities.</summary>
internal sealed class If : FlowActivity
{
    private readonly Input<bool> _condition;
    private readonly FlowActivity? _then;
    private readonly FlowActivity? _else;

    public If(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _condition = compilation.Input(element, "condition", Json.ToBool, false);
        _then = compilation.CompileEmbedded(element, "then", this);
        _else = compilation.CompileEmbedded(element, "else", this);
    }

    internal override IReadOnlyList<string> Outputs => OnlyResult;

    internal override void Execute(Run run, Frame frame)
    {
        var result = _condition.Get(run, frame);
        Give(run, frame, ActivityOutputs.Result, Json.Of(result));
        if ((result ? _then : _else) is { } chosen) run.Schedule(chosen, frame);
        else run.Complete(frame);
    }
}
