using System.Text.Json;
using NodaTime;
using SopEngine.Core.Workflows.Activities;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// The names that an expression sees: the variables, loop values and workflow inputs around one activity, innermost first.
/// </summary>
internal readonly struct Scope(Run run, Frame frame)
{
    public Instant Now => run.Now;

    /// <inheritdoc cref="Run.Deadline"/>
    public long? Deadline => run.Deadline;

    /// <inheritdoc cref="Run.NewFuse"/>
    public ScriptFuse? NewFuse() => run.NewFuse();

    public CaseState Case => run.State;

    /// <inheritdoc cref="Run.FormCalendar"/>
    public WorkingCalendar? FormCalendar => run.FormCalendar;

    /// <summary>The nearest (sub-)workflow's definition.</summary>
    public WorkflowDefinition Definition => Around.Definition;

    /// <summary>The scripts' names for the outputs of the nearest (sub-)workflow's activities.</summary>
    public IReadOnlyDictionary<string, (string Activity, string Output)> OutputNames =>
        run.Flow.KeepsOutputs ? Around.OutputNames : CompositeActivity.NoOutputNames;

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

    /// <summary>True when scripts see a variable's value as a date.</summary>
    public bool IsMoment(string idOrName) => run.State.HasTypedValues && Declaration(idOrName)?.Type.IsMoment == true;

    /// <summary>The nearest variable with this id or name; null when there is none.</summary>
    public VariableDefinition? Declaration(string idOrName)
    {
        for (var at = frame; at is not null; at = at.Parent)
        {
            var slot = Slot(at, idOrName);
            if (slot >= 0) return run.Flow.Activities[at.Activity].Variables[slot];
        }

        return null;
    }

    /// <summary>Sets the nearest variable with this id or name.</summary>
    /// <returns>True when there is one.</returns>
    /// <exception cref="ActivityFaultException">The value cannot be converted to the variable's type.</exception>
    public bool SetVariable(string idOrName, JsonElement value)
    {
        for (var at = frame; at is not null; at = at.Parent)
        {
            var slot = Slot(at, idOrName);
            if (slot < 0) continue;
            at.Variables![slot] = run.State.HasTypedValues ? Typed(run.Flow.Activities[at.Activity].Variables[slot], value) : value;
            return true;
        }

        return false;
    }

    /// <summary>Sets the target of an output binding: a variable by its id, else a workflow output by its name.</summary>
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
        else at.Values = new Dictionary<string, JsonElement>(at.Values ?? []) { [CompositeActivity.OutputKey(name)] = value };
    }

    /// <summary>
    /// The last output of an activity of the nearest (sub-)workflow that ran in a container around this one; undefined for none.
    /// </summary>
    public JsonElement Output(string activity, string output)
    {
        for (var at = frame.Parent; at is not null; at = at.Parent)
        {
            if (at.Outputs?.TryGetValue(ActivityOutputs.Key(activity, output), out var value) == true) return value;
            if (IsWorkflow(at)) break;
        }

        return default;
    }

    /// <summary>The result of the activity before this one, in the nearest (sub-)workflow.</summary>
    public JsonElement LastResult() => Workflow(frame).Outputs?.GetValueOrDefault(ActivityOutputs.Last) ?? default;

    /// <summary>The id of the nearest workflow's activity with this id or name; null when there is none.</summary>
    public string? ActivityCalled(string idOrName)
    {
        var around = Around;
        var inside = run.Flow.Activities.Where(activity => activity.Workflow == around).ToList();
        return (inside.Find(activity => activity.Id == idOrName) ?? inside.Find(activity => activity.Element.Name == idOrName))?.Id;
    }

    /// <summary>Keeps an output of an activity, for scripts that read it.</summary>
    public void KeepOutput(string output, JsonElement value)
    {
        if (!run.Flow.KeepsOutputs || frame.Parent is not { } container) return;
        var activity = run.Flow.Activities[frame.Activity];
        container.Outputs = With(container.Outputs, ActivityOutputs.Key(activity.Id, output), value);
        if (output == ActivityOutputs.Result) Workflow(container).Outputs = With(Workflow(container).Outputs, ActivityOutputs.Last, value);
    }

    private static Dictionary<string, JsonElement> With(Dictionary<string, JsonElement>? values, string key, JsonElement value) =>
        new(values ?? []) { [key] = value };

    private static JsonElement Typed(VariableDefinition variable, JsonElement value)
    {
        try
        {
            return variable.Type.Convert(value);
        }
        catch (FormatException e)
        {
            throw new ActivityFaultException(
                $"The variable '{variable.Name}' is of the type {variable.TypeName}, which {e.Message} is not.", e);
        }
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

    private CompositeActivity Around => (CompositeActivity)run.Flow.Activities[Workflow(frame).Activity];

    private bool IsWorkflow(Frame at) => run.Flow.Activities[at.Activity] is CompositeActivity;

    private Frame Workflow(Frame? from)
    {
        var at = from!;
        while (!IsWorkflow(at)) at = at.Parent!;
        return at;
    }
}
