using System.Text.Json;
using SopEngine.Core.Workflows.Activities;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Dispositions;

namespace SopEngine.Core.Workflows;

/// <summary>Turns a definition into a flow that can run, or into the list of problems that prevent it.</summary>
public static class FlowCompiler
{
    /// <summary>The id that Elsa gives the workflow around every root activity; node ids begin with it.</summary>
    public const string WorkflowActivityId = "Workflow1";

    private static readonly JsonElement WorkflowElement =
        JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["id"] = WorkflowActivityId, ["type"] = "Elsa.Workflow" });

    /// <param name="known">The definitions that it may use as activities; null for none.</param>
    /// <returns>The flow, unless a problem prevents running; and all problems, warnings included.</returns>
    public static CompiledFlow Compile(WorkflowDefinition definition, KnownWorkflows? known = null)
    {
        var compilation = new Compilation(known ?? new KnownWorkflows([]));
        var root = new CompositeActivity(new ActivityElement(WorkflowElement), definition, isCase: true, compilation);
        compilation.CheckVariables();
        var keepsOutputs = ScriptChecks.Check(compilation);

        var flow = new Flow(definition, root, compilation.Activities, keepsOutputs);
        SopChecks.Check(flow, compilation);
        BillChecks.Check(flow, compilation);
        DispositionChecks.Check(flow, compilation);
        return new CompiledFlow(compilation.Problems.Exists(problem => problem.KeepsFromRunning) ? null : flow, compilation.Problems, flow);
    }
}

/// <param name="Flow">Null when the definition cannot run.</param>
/// <param name="Problems">Errors and warnings in the order in which they were found.</param>
/// <param name="Drawing">Every readable part, also of a definition that cannot run: for viewing, never for advancing.</param>
public sealed record CompiledFlow(Flow? Flow, IReadOnlyList<DefinitionProblem> Problems, Flow Drawing)
{
    public bool CanBePublished => !Problems.Any(problem => problem.IsError);
}
