using System.Globalization;
using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>
/// <c>Elsa.ExecuteWorkflow</c> and <c>Elsa.DispatchWorkflow</c>: start a case of another workflow, and wait for its end if the author
/// wants. Here both are one: the sub-case is a case of its own, started right after the decision is stored.
/// </summary>
internal sealed class SubWorkflow : FlowActivity
{
    private readonly Input<string> _definitionId;
    private readonly Input<Dictionary<string, JsonElement>> _inputs;
    private readonly Input<string> _correlationId;
    private readonly Input<bool> _waits;

    public SubWorkflow(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _definitionId = compilation.Required(element, "workflowDefinitionId", Json.ToText, "");
        _inputs = compilation.Input(element, "input", Json.ToValues, []);
        _correlationId = compilation.Input(element, "correlationId", Json.ToText, "");
        _waits = compilation.Input(element, "waitForCompletion", Json.ToBool, false);
    }

    internal override IReadOnlyList<string> Outputs => OnlyResult;

    internal override WaitKind WaitsFor(Frame frame) => WaitKind.SubCase;

    internal override void Execute(Run run, Frame frame)
    {
        var correlationId = _correlationId.Get(run, frame);
        var sop = new SopReference(_definitionId.Get(run, frame), null);
        Request(run, frame, sop, _inputs.Get(run, frame), correlationId.Length == 0 ? null : correlationId, _waits.Get(run, frame));
    }

    internal override void Resume(Run run, Frame frame, CaseEvent happened)
    {
        var ended = (SubCaseEnded)happened;
        if (ended.Case is null) throw new ActivityFaultException("No published workflow was found to start.");
        Give(run, frame, ActivityOutputs.Result, HasElsasShape(run) ? Result(ended) : JsonSerializer.SerializeToElement(ended.Outputs));
        run.Complete(frame);
    }

    /// <summary><c>DispatchWorkflow</c> gives the bare outputs, in Elsa too.</summary>
    private bool HasElsasShape(Run run) => run.State.HasTypedValues && Type == "Elsa.ExecuteWorkflow";

    private static JsonElement Result(SubCaseEnded ended) => JsonSerializer.SerializeToElement(new
    {
        workflowInstanceId = ended.Case!.Value.ToString(CultureInfo.InvariantCulture),
        status = "Finished",
        subStatus = ended.Status.ToString(),
        output = ended.Outputs,
    });

    /// <summary>Asks for a sub-case; the frame waits for its end or completes at once.</summary>
    public static void Request(
        Run run, Frame frame, SopReference sop, Dictionary<string, JsonElement> inputs, string? correlationId, bool waits)
    {
        run.Effects.Add(new SubCaseRequested(run.NextWait(frame), sop, inputs, correlationId, waits));
        if (waits) return;
        frame.Wait = 0;
        run.Complete(frame);
    }
}
