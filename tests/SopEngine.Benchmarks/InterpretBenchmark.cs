using System.Text.Json;
using BenchmarkDotNet.Attributes;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Benchmarks;

/// <summary>
/// Advances of the largest SOP in memory. The yardstick is writing and reading back its stored state, which every step does as well. Beside
/// it, a script in an engine of its own.
/// </summary>
public class InterpretBenchmark
{
    private const string Scripted = """
        {"definitionId": "skrip", "variables": [{"id": "lots", "name": "lots", "typeName": "Object", "value": "[3, 1, 2]"}],
         "root": {"id": "s", "type": "Elsa.Sequence", "activities": [{"id": "w", "type": "Elsa.WriteLine",
           "text": {"typeName": "String", "expression": {"type": "JavaScript",
           "value": "const high = getLots()?.filter(n => n > 1) ?? []; `${high.length} lot: ${high.join(', ')}`"}}}]}}
        """;

    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 1, 0);

    private Flow _flow = null!;
    private Flow _scripted = null!;
    private CaseEvent[] _events = [];
    private CaseState[] _states = [];
    private int _next;

    [GlobalSetup]
    public void SetUp()
    {
        _flow = Directory.GetFiles(Fixtures.Workflows, "*.json")
            .Select(file => FlowCompiler.Compile(WorkflowDefinition.Parse(File.ReadAllText(file))).Flow!)
            .MaxBy(flow => flow.Steps.Count)!;
        _events = [.. Walk(_flow)];
        _states = new CaseState[_events.Length + 1];
        _states[0] = CaseState.New;
        for (var i = 0; i < _events.Length; i++) _states[i + 1] = Interpreter.Advance(_flow, _states[i], _events[i], Now).State;
        _scripted = FlowCompiler.Compile(WorkflowDefinition.Parse(Scripted)).Flow!;
    }

    [Benchmark(Baseline = true)]
    public object WriteAndReadAState() => CaseStateJson.Read(CaseStateJson.Write(_states[Next() + 1]));

    [Benchmark]
    public object AdvanceACase()
    {
        var next = Next();
        return Interpreter.Advance(_flow, _states[next], _events[next], Now).State;
    }

    [Benchmark]
    public object RunAScript() =>
        Interpreter.Advance(_scripted, CaseState.New, _events[0], Now, patience: TimeSpan.FromSeconds(5)).State;

    /// <summary>Each event of the case in turn.</summary>
    private int Next() => _next = (_next + 1) % _events.Length;

    /// <summary>The events of a long case: it takes the last outcome of each decision once, then the first.</summary>
    private static List<CaseEvent> Walk(Flow flow)
    {
        var events = new List<CaseEvent> { new CaseStarted(new Dictionary<string, JsonElement>()) };
        var state = Interpreter.Advance(flow, CaseState.New, events[0], Now).State;
        var seen = new HashSet<int>();
        while (state.Status == CaseStatus.Running)
        {
            var wait = state.Waits(flow).First();
            var step = flow.StepAt(wait.Activity)!;
            var outcome = step.Outcomes.Count == 0 ? null : seen.Add(step.Activity) ? step.Outcomes[^1] : step.Outcomes[0];
            events.Add(new TaskCompleted(
                wait.Number, 7, outcome, null, Fixtures.Form(step),
                Checks: [.. step.Requirements.Select(requirement => new RequirementCheck(requirement))]));
            var decision = Interpreter.Advance(flow, state, events[^1], Now);
            if (decision.Refusal is { } refusal)
                throw new InvalidOperationException($"{flow.Definition.Name}, step {step.Number}: {refusal}");
            state = decision.State;
        }

        return events;
    }
}
