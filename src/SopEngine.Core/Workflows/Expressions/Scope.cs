using System.Text.Json;
using NodaTime;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>What an expression sees: the variables, loop values and workflow inputs around one activity, innermost first.</summary>
internal readonly struct Scope(Run run, Frame frame)
{
    public Instant Now => run.Now;

    /// <inheritdoc cref="Run.Deadline"/>
    public long? Deadline => run.Deadline;

    public CaseState Case => run.State;

    /// <summary>The variable with this id or, failing that, this name; undefined when there is none or it has no value.</summary>
    public JsonElement Variable(string idOrName)
    {
        for (var at = frame; at is not null; at = at.Parent)
        {
            var slot = Slot(at, idOrName);
            if (slot >= 0) return at.Variables![slot];
            if (at.Values is { } values && !IsWorkflow(at) && values.TryGetValue(idOrName, out var value)) return value;
        }

        return default;
    }

    /// <summary>Sets the nearest variable with this id or name.</summary>
    /// <returns>Whether there is one.</returns>
    public bool SetVariable(string idOrName, JsonElement value)
    {
        for (var at = frame; at is not null; at = at.Parent)
        {
            var slot = Slot(at, idOrName);
            if (slot < 0) continue;
            at.Variables![slot] = value;
            return true;
        }

        return false;
    }

    /// <summary>Sets what an output is bound to: a variable by its id, else a workflow output by its name.</summary>
    public void SetBinding(string? binding, JsonElement value)
    {
        if (binding is null || SetVariable(binding, value)) return;
        SetOutput(binding, value);
    }

    /// <summary>Sets an output of the nearest (sub-)workflow.</summary>
    public void SetOutput(string name, JsonElement value)
    {
        var at = Workflow(frame);
        if (at.Parent is null) run.State.Outputs = new Dictionary<string, JsonElement>(run.State.Outputs) { [name] = value };
        else at.Values = new Dictionary<string, JsonElement>(at.Values ?? []) { [Activities.CompositeActivity.OutputKey(name)] = value };
    }

    /// <summary>An input of the nearest (sub-)workflow that has one of this name.</summary>
    public JsonElement Input(string name)
    {
        for (var at = Workflow(frame); ; at = Workflow(at.Parent))
        {
            if (at.Values is { } inputs && inputs.TryGetValue(name, out var value)) return value;
            if (at.Parent is null) return default;
        }
    }

    /// <summary>Names of all variables and loop values in sight.</summary>
    public IEnumerable<string> VariableNames()
    {
        for (var at = frame; at is not null; at = at.Parent)
        {
            foreach (var variable in run.Flow.Activities[at.Activity].Variables) yield return variable.Name;
            if (at.Values is null || IsWorkflow(at)) continue;
            foreach (var name in at.Values.Keys) yield return name;
        }
    }

    /// <summary>Names of all workflow inputs in sight.</summary>
    public IEnumerable<string> InputNames()
    {
        for (var at = Workflow(frame); ; at = Workflow(at.Parent))
        {
            foreach (var name in at.Values?.Keys ?? Enumerable.Empty<string>()) yield return name;
            if (at.Parent is null) yield break;
        }
    }

    private int Slot(Frame at, string idOrName)
    {
        var variables = run.Flow.Activities[at.Activity].Variables;
        for (var i = 0; i < variables.Count; i++)
        {
            if (variables[i].Id == idOrName) return i;
        }

        for (var i = 0; i < variables.Count; i++)
        {
            if (variables[i].Name == idOrName) return i;
        }

        return -1;
    }

    private bool IsWorkflow(Frame at) => run.Flow.Activities[at.Activity] is Activities.CompositeActivity;

    private Frame Workflow(Frame? from)
    {
        var at = from!;
        while (!IsWorkflow(at)) at = at.Parent!;
        return at;
    }
}
