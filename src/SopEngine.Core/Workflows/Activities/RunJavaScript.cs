using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.RunJavaScript</c>: runs a script and keeps its result.</summary>
internal sealed class RunJavaScript : FlowActivity
{
    private readonly Input<JsonElement> _script;

    public RunJavaScript(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        // The script itself is stored as a literal text.
        var source = element.Input("script") is { Type: "Literal" } literal
            ? literal with { Type = "JavaScript" }
            : element.Input("script");
        _script = compilation.Input<JsonElement>(element, source, "script", value => value, default);
    }

    internal override IReadOnlyList<string> Outputs => OnlyResult;

    internal override void Execute(Run run, Frame frame)
    {
        Give(run, frame, ActivityOutputs.Result, _script.Get(run, frame));
        run.Complete(frame);
    }
}
