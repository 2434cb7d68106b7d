using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>
/// An activity of a compiled flow. One class for each type that we run; it holds what the author set, never what happens at run time:
/// that lives in the case's frames.
/// </summary>
public abstract class FlowActivity
{
    internal static readonly string[] Done = ["Done"];
    private protected static readonly string[] OnlyResult = [ActivityOutputs.Result];

    internal FlowActivity(ActivityElement element, Compilation compilation)
    {
        Element = element;
        NodeId = compilation.NodeId(element.Id);
        Index = compilation.Register(this);
        Workflow = compilation.Workflow;
        Variables = [];
    }

    /// <summary>Its place in <see cref="Flow.Activities"/>.</summary>
    public int Index { get; }

    public string Id => Element.Id;

    /// <summary>Its id after those of the activities around it, separated by colons (Elsa: node id).</summary>
    public string NodeId { get; }

    public string Type => Element.Type;

    /// <summary>What the author calls it.</summary>
    public string Name => Element.DisplayText;

    internal ActivityElement Element { get; }

    /// <summary>The (sub-)workflow that it is an activity of; null for the case's own workflow.</summary>
    internal CompositeActivity? Workflow { get; }

    /// <summary>Its results besides the outcome, by the names that scripts use: <c>Result</c>.</summary>
    internal virtual IReadOnlyList<string> Outputs => [];

    /// <summary>The variables that it declares for itself and all below it.</summary>
    internal IReadOnlyList<VariableDefinition> Variables { get; private protected set; }

    /// <summary>The outcomes it can complete with, which are its outbound ports; null when only the run can tell.</summary>
    internal virtual IReadOnlyList<string>? Ports => Done;

    /// <summary>Whether its completion ends the container around it at once.</summary>
    internal virtual bool IsTerminal => false;

    /// <summary>What ends the wait of a frame of this activity.</summary>
    internal virtual WaitKind WaitsFor(Frame frame) => throw new InvalidOperationException($"{Type} waits for nothing.");

    /// <summary>Begins. Completes the frame, schedules children, or leaves the frame waiting.</summary>
    /// <exception cref="ActivityFaultException">It fails.</exception>
    internal abstract void Execute(Run run, Frame frame);

    /// <summary>Gives an output to what its author bound it to, and to the scripts that ask for it.</summary>
    private protected void Give(Run run, Frame frame, string output, JsonElement value)
    {
        var scope = new Scope(run, frame);
        scope.SetBinding(Element.OutputBinding(CamelCase(output)), value);
        scope.KeepOutput(output, value);
    }

    /// <summary>A text is made JSON only where it is asked for: every step comes by here.</summary>
    private protected void Give(Run run, Frame frame, string output, string? text)
    {
        if (run.Flow.KeepsOutputs || Element.OutputBinding(CamelCase(output)) is not null) Give(run, frame, output, Json.Of(text));
    }

    private protected static string CamelCase(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>A child completed. By default, so does its container.</summary>
    internal virtual void OnChildCompleted(Run run, Frame frame, FlowActivity child, bool childWasBackward, string[] outcomes) => run.Complete(frame);

    /// <summary>A child was cancelled while its container goes on.</summary>
    internal virtual void OnChildCancelled(Run run, Frame frame, FlowActivity child) { }

    /// <summary>
    /// Takes a frame over from the same activity of another version of the flow. Whoever keeps count of the activities inside fits the
    /// counts to its own drawing, or refuses.
    /// </summary>
    /// <param name="inside">The frames right below it, taken over already.</param>
    internal virtual void TakeOver(FlowActivity before, Frame frame, IReadOnlyList<Frame> inside, Move move) { }

    /// <summary>The children that were done on the way to another, which runs or is over; the nearest first.</summary>
    internal virtual IEnumerable<FlowActivity> DoneBefore(Frame frame, FlowActivity child) => [];

    /// <summary>Whether an activity is a child of this one, by which it counts its place.</summary>
    internal virtual bool Holds(FlowActivity activity) => false;

    /// <summary>Whether a child is another, or comes only after it.</summary>
    internal virtual bool IsBehind(FlowActivity child, FlowActivity earlier) => false;

    /// <summary>Sets its counts to where a child that was done is to be done again. Nothing runs behind that child any more.</summary>
    internal virtual void GoBack(Run run, Frame frame, FlowActivity to) => throw new InvalidOperationException($"{Type} does not go back.");

    /// <summary>What the frame waited for has come.</summary>
    internal virtual void Resume(Run run, Frame frame, CaseEvent happened) => throw new InvalidOperationException($"{Type} waits for nothing.");
}
