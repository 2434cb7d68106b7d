using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.Parallel</c>: runs all its children at once and waits for all.</summary>
internal sealed class Parallel : FlowActivity
{
    private readonly FlowActivity[] _children;

    public Parallel(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        Variables = [.. element.Variables];
        _children = compilation.CompileChildren(element, this);
    }

    internal override void Execute(Run run, Frame frame)
    {
        frame.Cursor = _children.Length;
        if (frame.Cursor == 0) run.Complete(frame);
        foreach (var child in _children) run.Schedule(child, frame);
    }

    internal override void OnChildCompleted(Run run, Frame frame, FlowActivity child, bool childWasBackward, string[] outcomes)
    {
        if (--frame.Cursor == 0) run.Complete(frame);
    }

    internal override void TakeOver(FlowActivity before, Frame frame, IReadOnlyList<Frame> inside, Move move) =>
        move.Passed(_children.Where(child => inside.All(running => running.Activity != child.Index)));
}
