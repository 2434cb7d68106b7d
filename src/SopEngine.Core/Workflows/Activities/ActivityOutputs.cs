namespace SopEngine.Core.Workflows.Activities;

/// <summary>How the outputs of activities are called: <c>getResultFromCount()</c>, <c>getOutputFrom('Count', 'Result')</c>.</summary>
internal static class ActivityOutputs
{
    public const string Result = "Result";

    /// <summary>Where a workflow's frame keeps the result of the activity that ran last.</summary>
    public const string Last = "";

    /// <summary>Where the frame of a container keeps an output of an activity in it.</summary>
    public static string Key(string activity, string output) => $"{activity}:{output}";

    /// <summary>A script's name for an output.</summary>
    public static string Accessor(FlowActivity activity, string output) => $"get{output}From{Pascal(activity.Element.Name)}";

    /// <summary>As Elsa's naming does it: a capital at the beginning and after each blank or underscore, which go.</summary>
    private static string Pascal(string name) =>
        string.Concat(name.Split(' ', '_').Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
