namespace SopEngine.Core.Workflows.Activities;

/// <summary>The names of activities' outputs: <c>getResultFromCount()</c>, <c>getOutputFrom('Count', 'Result')</c>.</summary>
internal static class ActivityOutputs
{
    public const string Result = "Result";

    /// <summary>The key of the last activity's result in a workflow's frame.</summary>
    public const string Last = "";

    /// <summary>The key of an activity's output in the frame of its container.</summary>
    public static string Key(string activity, string output) => $"{activity}:{output}";

    /// <summary>A script's name for an output.</summary>
    public static string Accessor(FlowActivity activity, string output) => $"get{output}From{Pascal(activity.Element.Name)}";

    /// <summary>As Elsa names it: a capital at the beginning and after each blank or underscore, which are dropped.</summary>
    private static string Pascal(string name) =>
        string.Concat(name.Split(' ', '_').Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
