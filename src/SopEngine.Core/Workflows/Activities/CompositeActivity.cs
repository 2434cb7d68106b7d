using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>
/// A whole workflow as an activity: the case's own (the root of every flow), or another definition used as an activity
/// (Elsa: <c>WorkflowDefinitionActivity</c>), which has variables, inputs and outputs of its own.
/// </summary>
internal sealed class CompositeActivity : FlowActivity
{
    private readonly FlowActivity? _root;
    private readonly List<VariableDefinition> _variables;
    private readonly (string Name, Input<JsonElement> Value)[] _inputs;
    private readonly IReadOnlyList<string> _outputs;

    /// <param name="element">The activity that uses the definition; for the case's own workflow, one that stands for it.</param>
    public CompositeActivity(ActivityElement element, WorkflowDefinition definition, bool isCase, Compilation compilation) : base(element, compilation)
    {
        Definition = definition;
        Variables = _variables = [.. definition.Variables];
        Ports = [.. definition.Outcomes, .. Done];
        _outputs = definition.Outputs;
        _inputs = isCase ? [] : [.. definition.Inputs.Select(input => (input.Name, compilation.Input<JsonElement>(element, CamelCase(input.Name), value => value, default)))];
        _root = compilation.CompileRoot(this);
    }

    public WorkflowDefinition Definition { get; }

    internal override IReadOnlyList<string> Ports { get; }

    /// <summary>Where a sub-workflow's frame keeps an output among its values: apart from the inputs.</summary>
    public static string OutputKey(string name) => "out:" + name;

    /// <summary>Makes room for a value that a step's form gives and that the author declared no variable for.</summary>
    public void DeclareField(string name)
    {
        if (!_variables.Exists(variable => variable.Name == name || variable.Id == name)) _variables.Add(new(name, name, "Object", default));
    }

    /// <summary>Ends a (sub-)workflow; outputs of a sub-workflow go to what its user bound them to.</summary>
    public static void End(Run run, Frame frame, string[] outcomes)
    {
        var workflow = (CompositeActivity)run.Flow.Activities[frame.Activity];
        if (frame.Parent is { } parent)
        {
            var around = new Scope(run, parent);
            foreach (var name in workflow._outputs)
            {
                if (frame.Values?.TryGetValue(OutputKey(name), out var value) == true)
                    around.SetBinding(workflow.Element.OutputBinding(CamelCase(name)), value);
            }
        }

        run.Complete(frame, outcomes);
    }

    internal override void Execute(Run run, Frame frame)
    {
        // An input that was not given is there all the same, without a value.
        var values = Definition.Inputs.ToDictionary(input => input.Name, input => frame.Values?.GetValueOrDefault(input.Name) ?? default);
        foreach (var (name, value) in frame.Values ?? []) values[name] = value;
        foreach (var (name, input) in _inputs) values[name] = input.Get(run, frame.Parent!);
        frame.Values = values;

        if (_root is null) run.Complete(frame);
        else run.Schedule(_root, frame);
    }

    internal override void OnChildCompleted(Run run, Frame frame, FlowActivity child, bool childWasBackward, string[] outcomes) => End(run, frame, Done);

    private static string CamelCase(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];
}
