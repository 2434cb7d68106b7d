using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.Sequence</c>: runs its children one after the other.</summary>
internal sealed class Sequence : FlowActivity
{
    private readonly FlowActivity[] _children;

    public Sequence(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        Variables = [.. element.Variables];
        _children = compilation.CompileChildren(element, this);
    }

    internal override void Execute(Run run, Frame frame) => Next(run, frame);

    internal override void OnChildCompleted(Run run, Frame frame, FlowActivity child, bool childWasBackward, string[] outcomes)
    {
        if (frame.Breaking || child.IsTerminal) run.Complete(frame);
        else Next(run, frame);
    }

    internal override void TakeOver(FlowActivity before, Frame frame, IReadOnlyList<Frame> inside, Move move)
    {
        foreach (var child in inside) frame.Cursor = Array.IndexOf(_children, move.To.Activities[child.Activity]) + 1;
        move.Passed(_children.Take(frame.Cursor));
    }

    internal override IEnumerable<FlowActivity> DoneBefore(Frame frame, FlowActivity child) =>
        _children.Take(Array.IndexOf(_children, child)).Reverse();

    internal override bool Holds(FlowActivity activity) => Array.IndexOf(_children, activity) >= 0;

    internal override bool IsBehind(FlowActivity child, FlowActivity earlier) =>
        Array.IndexOf(_children, child) >= Array.IndexOf(_children, earlier);

    internal override void GoBack(Run run, Frame frame, FlowActivity to)
    {
        frame.Cursor = Array.IndexOf(_children, to);
        Next(run, frame);
    }

    private void Next(Run run, Frame frame)
    {
        if (frame.Cursor < _children.Length) run.Schedule(_children[frame.Cursor++], frame);
        else run.Complete(frame);
    }
}
