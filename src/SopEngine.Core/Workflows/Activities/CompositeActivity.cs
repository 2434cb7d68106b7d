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
    private readonly (InputDefinition Declared, Input<JsonElement> Value)[] _inputs;

    /// <param name="element">The activity that uses the definition; for the case's own workflow, one that stands for it.</param>
    public CompositeActivity(ActivityElement element, WorkflowDefinition definition, bool isCase, Compilation compilation)
        : base(element, compilation)
    {
        Definition = definition;
        Variables = _variables = [.. definition.Variables];
        Ports = [.. definition.Outcomes, .. Done];
        _inputs = isCase
            ? []
            : [.. definition.Inputs.Select(
                input => (input, compilation.Input<JsonElement>(element, CamelCase(input.Name), value => value, default)))];
        foreach (var (declared, value) in _inputs.Where(input => input.Value.IsConstant))
            compilation.ExpectType(element, declared.Name, declared.TypeName, declared.Type, value.Constant);
        _root = compilation.CompileRoot(this);
    }

    public WorkflowDefinition Definition { get; }

    internal static readonly IReadOnlyDictionary<string, (string Activity, string Output)> NoOutputNames =
        new Dictionary<string, (string, string)>();

    internal override IReadOnlyList<string> Ports { get; }

    internal override IReadOnlyList<string> Outputs => Definition.Outputs;

    /// <summary>The scripts' names for its activities' outputs; known once all are compiled.</summary>
    public IReadOnlyDictionary<string, (string Activity, string Output)> OutputNames { get; private set; } = NoOutputNames;

    public void NameOutputs(IEnumerable<FlowActivity> inside)
    {
        var names = new Dictionary<string, (string, string)>();
        foreach (var activity in inside)
        {
            foreach (var output in activity.Outputs) names.TryAdd(ActivityOutputs.Accessor(activity, output), (activity.Id, output));
        }

        OutputNames = names;
    }

    /// <summary>The key of an output among a sub-workflow frame's values: apart from the inputs.</summary>
    public static string OutputKey(string name) => "out:" + name;

    /// <summary>Declares a variable for a form value, if the author declared none.</summary>
    public void DeclareField(string name)
    {
        if (!_variables.Exists(variable => variable.Name == name || variable.Id == name))
            _variables.Add(new(name, name, "Object", default));
    }

    /// <summary>Ends a (sub-)workflow; outputs of a sub-workflow go to the bindings of its user.</summary>
    public static void End(Run run, Frame frame, string[] outcomes)
    {
        var workflow = (CompositeActivity)run.Flow.Activities[frame.Activity];
        if (frame.Parent is { } parent)
        {
            var around = new Scope(run, parent);
            foreach (var name in workflow.Outputs)
            {
                if (frame.Values?.TryGetValue(OutputKey(name), out var value) != true) continue;
                around.SetBinding(workflow.Element.OutputBinding(CamelCase(name)), value);
                new Scope(run, frame).KeepOutput(name, value);
            }
        }

        run.Complete(frame, outcomes);
    }

    internal override void Execute(Run run, Frame frame)
    {
        // An input that was not given exists all the same, without a value.
        var values = Definition.Inputs.ToDictionary(input => input.Name, input => frame.Values?.GetValueOrDefault(input.Name) ?? default);
        foreach (var (name, value) in frame.Values ?? []) values[name] = value;
        foreach (var (declared, input) in _inputs) values[declared.Name] = input.Get(run, frame.Parent!);
        if (run.State.HasTypedValues)
        {
            foreach (var input in Definition.Inputs) values[input.Name] = Typed(input, values[input.Name]);
        }

        frame.Values = values;

        if (_root is null) run.Complete(frame);
        else run.Schedule(_root, frame);
    }

    internal override void OnChildCompleted(Run run, Frame frame, FlowActivity child, bool childWasBackward, string[] outcomes) =>
        End(run, frame, Done);

    internal override void TakeOver(FlowActivity before, Frame frame, IReadOnlyList<Frame> inside, Move move)
    {
        var missing = Definition.Inputs.Where(input => frame.Values?.ContainsKey(input.Name) != true).ToList();
        if (missing.Count == 0) return;

        var values = new Dictionary<string, JsonElement>(frame.Values ?? []);
        foreach (var input in missing) values.TryAdd(input.Name, default);
        frame.Values = values;
    }

    private static JsonElement Typed(InputDefinition input, JsonElement value)
    {
        try
        {
            return input.Type.Convert(value);
        }
        catch (FormatException e)
        {
            throw new ActivityFaultException($"The input '{input.Name}' is of the type {input.TypeName}, which {e.Message} is not.", e);
        }
    }
}
