using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.For</c>: repeats its body from one number to another.</summary>
internal sealed class For : Loop
{
    private readonly Input<int> _start;
    private readonly Input<int> _end;
    private readonly Input<int> _step;
    private readonly Input<bool> _inclusive;

    public For(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _start = compilation.Input(element, "start", Json.ToInt, 0);
        _end = compilation.Input(element, "end", Json.ToInt, 0);
        _step = compilation.Input(element, "step", Json.ToInt, 1);
        _inclusive = compilation.Input(element, "outerBoundInclusive", Json.ToBool, true);
    }

    protected override bool TryNext(Run run, Frame frame, out Dictionary<string, JsonElement>? values)
    {
        var step = _step.Get(run, frame);
        var end = _end.Get(run, frame);
        var value = _start.Get(run, frame) + ((long)step * frame.Cursor);
        var reached = step >= 0 ? value > end : value < end;
        if (reached || (value == end && !_inclusive.Get(run, frame)))
        {
            values = null;
            return false;
        }

        values = Current(run, frame, Json.Of((int)value), frame.Cursor);
        return true;
    }
}
