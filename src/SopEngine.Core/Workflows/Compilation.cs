using System.Globalization;
using System.Text.Json;
using SopEngine.Core.Workflows.Activities;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows;

/// <summary>
/// The compilation of one definition: numbers its activities, resolves their references, and gathers every problem instead of stopping at
/// the first, because the author wants to see them all.
/// </summary>
internal sealed class Compilation(KnownWorkflows known)
{
    private const int MostActivities = 1_000;
    private const int DeepestNesting = 20;

    private readonly List<FlowActivity> _activities = [];
    private readonly Stack<FlowActivity> _around = new();
    private readonly Stack<CompositeActivity> _workflows = new();
    private readonly List<(ActivityElement Element, string Variable, FlowActivity[] Around, JsonElement Value)> _expectedVariables = [];
    private readonly Dictionary<CompositeActivity, HashSet<string>> _ids = [];

    public List<DefinitionProblem> Problems { get; } = [];

    /// <summary>The scripts, with the activities around each, innermost first.</summary>
    public List<(ActivityElement Element, string Input, ScriptNames Names, FlowActivity[] Around, bool IsOfForm)> Scripts { get; } = [];

    public FlowActivity[] Activities => [.. _activities];

    /// <summary>The (sub-)workflow whose activities are being compiled.</summary>
    public CompositeActivity? Workflow => _workflows.TryPeek(out var workflow) ? workflow : null;

    public void Report(ProblemCode code, ActivityElement? element, params string[] arguments) =>
        Problems.Add(new DefinitionProblem(code, element?.Id, element?.Label, arguments));

    public int Register(FlowActivity activity)
    {
        _activities.Add(activity);
        return _activities.Count - 1;
    }

    public string NodeId(string id) => _around.TryPeek(out var parent) ? $"{parent.NodeId}:{id}" : id;

    public FlowActivity? CompileRoot(CompositeActivity workflow)
    {
        var root = workflow.Definition.Root;
        if (root.ValueKind != JsonValueKind.Object || root.GetText("type") is null or "")
        {
            Report(ProblemCode.RootMissing, _workflows.Count == 0 ? null : workflow.Element);
            return null;
        }

        _workflows.Push(workflow);
        _ids[workflow] = [];
        var activity = CompileChild(new ActivityElement(root), workflow);
        _workflows.Pop();
        return activity;
    }

    public FlowActivity[] CompileChildren(ActivityElement element, FlowActivity parent) =>
        [.. element.Activities.TakeWhile(_ => _activities.Count <= MostActivities).Select(child => CompileChild(child, parent))];

    public FlowActivity? CompileEmbedded(ActivityElement element, string port, FlowActivity parent) =>
        element.Embedded(port) is { } child ? CompileChild(child, parent) : null;

    public FlowActivity CompileChild(ActivityElement element, FlowActivity parent)
    {
        _around.Push(parent);
        try
        {
            if (element.Id.Length == 0) Report(ProblemCode.ActivityIdMissing, element, element.Type);
            else if (!_ids[Workflow!].Add(element.Id)) Report(ProblemCode.ActivityIdTwice, element, element.Id);

            if (_activities.Count == MostActivities)
                Report(ProblemCode.TooLarge, null, MostActivities.ToString(CultureInfo.InvariantCulture));
            if (_activities.Count >= MostActivities) return new UnknownActivity(element, this);
            if (_around.Count > DeepestNesting)
            {
                Report(ProblemCode.TooDeep, element, DeepestNesting.ToString(CultureInfo.InvariantCulture));
                return new UnknownActivity(element, this);
            }

            return ActivityTypes.Create(element, this) ?? CompileSubWorkflow(element);
        }
        finally
        {
            _around.Pop();
        }
    }

    public Input<T> Input<T>(ActivityElement element, string name, Func<JsonElement, T> convert, T otherwise) =>
        Input(element, element.Input(name), name, convert, otherwise);

    public Input<T> Input<T>(ActivityElement element, ExpressionElement? source, string name, Func<JsonElement, T> convert, T otherwise)
    {
        if (source is null || (source.Type == "Literal" && source.Value.Text() == "" && typeof(T) != typeof(string)))
            return new Input<T>(otherwise);

        Expression expression;
        try
        {
            expression = Expression.Compile(source);
        }
        catch (FormatException e)
        {
            var code = source.Type switch
            {
                "JavaScript" => ProblemCode.ScriptBad,
                "Literal" or "Object" or "Variable" or "Input" => ProblemCode.ExpressionBad,
                _ => ProblemCode.ExpressionTypeUnknown,
            };
            Report(code, element, name, e.Message);
            return new Input<T>(otherwise);
        }

        if (expression is VariableExpression variable) ExpectVariable(element, variable.Id);
        if (expression is JavaScriptExpression script) Scripts.Add((element, name, script.Names, [.. _around], false));
        try
        {
            return new Input<T>(expression, convert);
        }
        catch (FormatException e)
        {
            Report(ProblemCode.InputBad, element, name, e.Message);
            return new Input<T>(otherwise);
        }
    }

    /// <summary>Notes the expressions of a step's form.</summary>
    public void AddFormScripts(ActivityElement element, IEnumerable<(string Place, ScriptNames Names)> scripts) =>
        Scripts.AddRange(scripts.Select(script => (element, $"fields: {script.Place}", script.Names, _around.ToArray(), true)));

    /// <summary>An input that the author must give.</summary>
    public Input<T> Required<T>(ActivityElement element, string name, Func<JsonElement, T> convert, T otherwise)
    {
        if (element.Input(name) is null || element.Input(name)!.Value.Text() == "") Report(ProblemCode.InputMissing, element, name);
        return Input(element, name, convert, otherwise);
    }

    /// <summary>An input that must be literal, because it is part of the SOP's table.</summary>
    public T Constant<T>(ActivityElement element, string name, Func<JsonElement, T> convert, T otherwise)
    {
        var input = Input(element, name, convert, otherwise);
        if (input.IsConstant) return input.Constant;
        Report(ProblemCode.InputNotLiteral, element, name);
        return otherwise;
    }

    public string ConstantText(ActivityElement element, string name) => Constant(element, name, Json.ToText, "");

    public bool KnowsLane(string id) => Workflow!.Definition.Sop?.Lanes.Any(lane => lane.Id == id) == true;

    public bool IsOfCustomer(string lane) => Workflow!.Definition.Sop?.Lanes.Any(known => known.Id == lane && known.External) == true;

    /// <summary>
    /// Notes that an activity refers to a variable. Checked at the end: a form field anywhere in the workflow also declares a variable.
    /// </summary>
    /// <param name="value">The value that the activity always sets; undefined where only the run knows it.</param>
    public void ExpectVariable(ActivityElement element, string idOrName, JsonElement value = default) =>
        _expectedVariables.Add((element, idOrName, [.. _around], value));

    /// <summary>Reports a value that does not fit its declared type.</summary>
    public void ExpectType(ActivityElement? element, string name, string typeName, DeclaredType type, JsonElement value)
    {
        if (type.Fitting(value) is null) Report(ProblemCode.ValueBad, element, name, typeName, value.GetRawText());
    }

    public void CheckVariables()
    {
        foreach (var (element, name, around, value) in _expectedVariables)
        {
            var known = around.SelectMany(activity => activity.Variables)
                .FirstOrDefault(variable => variable.Id == name || variable.Name == name);
            if (known is not null) ExpectType(element, known.Name, known.TypeName, known.Type, value);
            else if (!ScriptChecks.GivenByLoop(around).Contains(name)) Report(ProblemCode.VariableUnknown, element, name);
        }

        foreach (var activity in _activities)
        {
            var element = activity is CompositeActivity { Workflow: null } ? null : activity.Element;
            foreach (var variable in activity.Variables)
                ExpectType(element, variable.Name, variable.TypeName, variable.Type, variable.Value);
        }
    }

    private FlowActivity CompileSubWorkflow(ActivityElement element)
    {
        if (_workflows.FirstOrDefault(workflow => KnownWorkflows.StandsFor(element, workflow.Definition)) is { } same)
        {
            Report(ProblemCode.SubWorkflowRecursive, element, same.Definition.DefinitionId);
            return new UnknownActivity(element, this);
        }

        if (known.Find(element) is not { } definition)
        {
            if (KnownWorkflows.NamedBy(element) is { } missing) Report(ProblemCode.SubWorkflowMissing, element, missing);
            else Report(ProblemCode.ActivityUnknown, element, element.Type);
            return new UnknownActivity(element, this);
        }

        return new CompositeActivity(element, definition, isCase: false, this);
    }
}
