using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.WriteLine</c>: writes a line to the log.</summary>
internal sealed class WriteLine : FlowActivity
{
    private readonly Input<string> _text;

    public WriteLine(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _text = compilation.Input(element, "text", Json.ToText, "");
    }

    internal override void Execute(Run run, Frame frame)
    {
        run.Effects.Add(new LineWritten(_text.Get(run, frame)));
        run.Complete(frame);
    }
}
