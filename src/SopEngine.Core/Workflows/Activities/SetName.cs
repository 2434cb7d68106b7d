using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.SetName</c>: names the case, with the beginning of a name that is too long for a title.</summary>
internal sealed class SetName : FlowActivity
{
    /// <summary>In characters. People's own titles are shorter.</summary>
    private const int LongestName = 1_000;

    private readonly Input<string> _value;

    public SetName(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _value = compilation.Input(element, "value", Json.ToText, "");
    }

    internal override void Execute(Run run, Frame frame)
    {
        run.State.Name = StorableText.Start(_value.Get(run, frame), LongestName);
        run.Complete(frame);
    }
}
