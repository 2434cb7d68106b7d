using System.Diagnostics;
using System.Text.Json;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Benchmarks;

/// <summary>
/// Advances per second of the largest SOP in memory on one core. The yardstick is writing and reading back its stored state, which every
/// step does as well. Beside it, scripts per second, each in an engine of its own.
/// </summary>
internal static class InterpretBenchmark
{
    private const string Scripted = """
        {"definitionId": "skrip", "variables": [{"id": "lots", "name": "lots", "typeName": "Object", "value": "[3, 1, 2]"}],
         "root": {"id": "s", "type": "Elsa.Sequence", "activities": [{"id": "w", "type": "Elsa.WriteLine",
           "text": {"typeName": "String", "expression": {"type": "JavaScript",
           "value": "const high = getLots()?.filter(n => n > 1) ?? []; `${high.length} lot: ${high.join(', ')}`"}}}]}}
        """;

    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 1, 0);

    public static Task<int> Run(string[] args)
    {
        var flow = Directory.GetFiles(Fixtures.Workflows, "*.json")
            .Select(file => FlowCompiler.Compile(WorkflowDefinition.Parse(File.ReadAllText(file))).Flow!)
            .MaxBy(flow => flow.Steps.Count)!;
        var events = Walk(flow);
        var scripted = FlowCompiler.Compile(WorkflowDefinition.Parse(Scripted)).Flow!;

        var advances = new List<double>();
        var states = new List<double>();
        var scripts = new List<double>();
        for (var round = 0; round < 8; round++)
        {
            var (advanced, stored, ran) = (
                Rate(() => Advance(flow, events)), Rate(() => Store(flow, events)),
                Rate(() => Advance(scripted, [events[0]], TimeSpan.FromSeconds(5))));
            if (round == 0) continue; // warming up
            advances.Add(advanced);
            states.Add(stored);
            scripts.Add(ran);
        }

        Console.WriteLine($"{flow.Definition.Name}: {flow.Steps.Count} steps. {Figures.Machine()}");
        Figures.Row("", "per second", "ratio");
        Figures.Row("write and read a state", Figures.Median(states), 1.0);
        Figures.Row("advance a case", Figures.Median(advances), Figures.Median(advances) / Figures.Median(states));
        Figures.Row("run a script", Figures.Median(scripts), Figures.Median(scripts) / Figures.Median(states));
        return Task.FromResult(0);
    }

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

    private static int Advance(Flow flow, List<CaseEvent> events, TimeSpan? patience = null)
    {
        var state = CaseState.New;
        foreach (var happened in events) state = Interpreter.Advance(flow, state, happened, Now, patience: patience).State;
        return events.Count;
    }

    private static int Store(Flow flow, List<CaseEvent> events)
    {
        var state = Interpreter.Advance(flow, CaseState.New, events[0], Now).State;
        for (var i = 0; i < events.Count; i++) state = CaseStateJson.Read(CaseStateJson.Write(state));
        return events.Count;
    }

    private static double Rate(Func<int> work)
    {
        var started = Stopwatch.GetTimestamp();
        long done = 0;
        while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(1)) done += work();
        return done / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
