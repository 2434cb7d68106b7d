using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.While</c>: repeats its body as long as a condition holds.</summary>
internal sealed class While : Loop
{
    private readonly Input<bool> _condition;

    public While(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _condition = compilation.Input(element, "condition", Json.ToBool, false);
    }

    internal override IReadOnlyList<string> Outputs => [];

    protected override bool TryNext(Run run, Frame frame, out Dictionary<string, JsonElement>? values)
    {
        values = null;
        return _condition.Get(run, frame);
    }
}
