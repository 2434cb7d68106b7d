using SopEngine.Core.Workflows.Activities;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows;

/// <summary>Finds calls of scripts to names that do not exist, before a case does.</summary>
internal static class ScriptChecks
{
    private static readonly string[] OfLoops = ["CurrentValue", "CurrentIndex"];

    /// <returns>True when a script reads the output of another activity.</returns>
    public static bool Check(Compilation compilation)
    {
        foreach (var workflow in compilation.Activities.OfType<CompositeActivity>())
            workflow.NameOutputs(compilation.Activities.Where(activity => activity.Workflow == workflow));

        foreach (var (element, input, names, around, isOfForm) in compilation.Scripts)
        {
            var variables = around.SelectMany(activity => activity.Variables)
                .SelectMany(variable => new[] { variable.Name, variable.Id }).Concat(GivenByLoop(around)).ToHashSet();
            var callable = Callable(around, isOfForm);
            foreach (var name in names.Free.Where(name => !ScriptSandbox.Allowed.Contains(name) && !callable.Contains(name))
                .Concat(names.Variables.Where(name => !variables.Contains(name))).Distinct())
                compilation.Report(ProblemCode.ScriptNameUnknown, element, input, name);
        }

        return compilation.Scripts.Exists(script => script.Names.ReadOutputs);
    }

    /// <summary>The names that the loops among these activities give values to.</summary>
    public static IEnumerable<string> GivenByLoop(IEnumerable<FlowActivity> around) =>
        around.Any(activity => activity is Loop or ParallelForEach) ? OfLoops : [];

    private static HashSet<string> Callable(FlowActivity[] around, bool isOfForm)
    {
        var names = new HashSet<string>([.. ScriptFunctions.Names, ScriptFunctions.Variables]);
        if (isOfForm) names.UnionWith(FormFunctions.Names);
        foreach (var variable in around.SelectMany(activity => activity.Variables))
        {
            var (get, set) = ScriptFunctions.Accessors(variable.Name);
            names.Add(get);
            names.Add(set);
        }

        names.UnionWith(GivenByLoop(around).Select(name => ScriptFunctions.Accessors(name).Get));
        foreach (var workflow in around.OfType<CompositeActivity>())
            names.UnionWith(workflow.Definition.Inputs.Select(input => ScriptFunctions.Accessors(input.Name).Get));
        if (around.OfType<CompositeActivity>().FirstOrDefault() is { } nearest) names.UnionWith(nearest.OutputNames.Keys);
        return names;
    }
}
