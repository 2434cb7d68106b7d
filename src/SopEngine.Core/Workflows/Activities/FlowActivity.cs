using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>
/// An activity of a compiled flow. One class for each type that we run; it holds the author's settings, never the run-time state, which
/// lives in the case's frames.
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

    /// <summary>The author's name for it.</summary>
    public string Name => Element.DisplayText;

    internal ActivityElement Element { get; }

    /// <summary>The (sub-)workflow that it is an activity of; null for the case's own workflow.</summary>
    internal CompositeActivity? Workflow { get; }

    /// <summary>Its results besides the outcome, by the names that scripts use: <c>Result</c>.</summary>
    internal virtual IReadOnlyList<string> Outputs => [];

    /// <summary>The variables that it declares for itself and all below it.</summary>
    internal IReadOnlyList<VariableDefinition> Variables { get; private protected set; }

    /// <summary>The outcomes it can complete with, which are its outbound ports; null when only the run knows them.</summary>
    internal virtual IReadOnlyList<string>? Ports => Done;

    /// <summary>True when its completion ends the container around it at once.</summary>
    internal virtual bool IsTerminal => false;

    /// <summary>The kind of event that ends the wait of a frame of this activity.</summary>
    internal virtual WaitKind WaitsFor(Frame frame) => throw new InvalidOperationException($"{Type} waits for nothing.");

    /// <summary>Begins. Completes the frame, schedules children, or leaves the frame waiting.</summary>
    /// <exception cref="ActivityFaultException">The activity fails.</exception>
    internal abstract void Execute(Run run, Frame frame);

    /// <summary>Gives an output to its binding, and to the scripts that read it.</summary>
    private protected void Give(Run run, Frame frame, string output, JsonElement value)
    {
        var scope = new Scope(run, frame);
        scope.SetBinding(Element.OutputBinding(CamelCase(output)), value);
        scope.KeepOutput(output, value);
    }

    /// <summary>Every step comes by here, so a text becomes JSON only where it is read.</summary>
    private protected void Give(Run run, Frame frame, string output, string? text)
    {
        if (run.Flow.KeepsOutputs || Element.OutputBinding(CamelCase(output)) is not null) Give(run, frame, output, Json.Of(text));
    }

    private protected static string CamelCase(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>A child completed. By default, so does its container.</summary>
    internal virtual void OnChildCompleted(Run run, Frame frame, FlowActivity child, bool childWasBackward, string[] outcomes) =>
        run.Complete(frame);

    /// <summary>A child was cancelled while its container goes on.</summary>
    internal virtual void OnChildCancelled(Run run, Frame frame, FlowActivity child) { }

    /// <summary>
    /// Takes a frame over from the same activity of another version of the flow. A container with counts of its activities fits them to its
    /// own drawing, or refuses.
    /// </summary>
    /// <param name="inside">The frames right below it, already taken over.</param>
    internal virtual void TakeOver(FlowActivity before, Frame frame, IReadOnlyList<Frame> inside, Move move) { }

    /// <summary>The children done on the way to another, which runs or is over; the nearest first.</summary>
    internal virtual IEnumerable<FlowActivity> DoneBefore(Frame frame, FlowActivity child) => [];

    /// <summary>True when an activity is a child of this one, by which it counts its place.</summary>
    internal virtual bool Holds(FlowActivity activity) => false;

    /// <summary>True when a child is the other one, or comes only after it.</summary>
    internal virtual bool IsBehind(FlowActivity child, FlowActivity earlier) => false;

    /// <summary>Sets its counts back to a child that is to be done again. Nothing runs behind that child any more.</summary>
    internal virtual void GoBack(Run run, Frame frame, FlowActivity to) => throw new InvalidOperationException($"{Type} does not go back.");

    /// <summary>The awaited event has come.</summary>
    internal virtual void Resume(Run run, Frame frame, CaseEvent happened) =>
        throw new InvalidOperationException($"{Type} waits for nothing.");
}
