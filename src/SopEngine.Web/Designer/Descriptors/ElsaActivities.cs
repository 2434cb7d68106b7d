namespace SopEngine.Web.Designer.Descriptors;

/// <summary>
/// The activities of Elsa that we run, with the inputs that we read. Activities that hold others are not offered: a SOP is drawn flat, and
/// decisions, switches, forks and joins do the same in sight. The Studio draws, saves and opens the inside of an If, but it is put in
/// force only with a Start and an End of its own, which no author expects. Imported definitions that have such activities are shown and
/// run.
/// </summary>
internal static class ElsaActivities
{
    private const string Flow = "Flow";
    private const string Nested = "Nested";
    private const string Data = "Data";
    private const string Waiting = "Waiting";

    private static readonly (string, string)[] Result = [("result", "Object")];
    private static readonly (string, string)[] CurrentValue = [("currentValue", "Object")];

    public static readonly IReadOnlyList<Activity> All =
    [
        new("Elsa.Flowchart", Nested) { IsContainer = true, IsOffered = false },
        new("Elsa.FlowDecision", Flow, Condition) { Ports = ["True", "False"] },
        new("Elsa.FlowSwitch", Flow,
            new Input("cases", "ICollection<FlowSwitchCase>", "flow-switch-editor") { IsWrapped = false },
            Mode("MatchFirst", "MatchAny")),
        new("Elsa.FlowFork", Flow, new Input("branches", "ICollection<String>", "dynamic-outcomes")),
        new("Elsa.FlowJoin", Flow, Mode("WaitAny", "WaitAll", "WaitAllActive")),
        new("Elsa.Finish", Flow) { IsTerminal = true },
        new("Elsa.Complete", Flow, new Input("outcomes", "Object", "outcome-picker")) { IsTerminal = true },
        new("Elsa.Fault", Flow, new Input("message"), new Input("code")) { IsTerminal = true },
        new("Elsa.ExecuteWorkflow", Flow, SubWorkflow) { Outputs = Result },
        new("Elsa.DispatchWorkflow", Flow, SubWorkflow) { Outputs = Result },

        new("Elsa.FlowNode", Nested) { Embedded = ["body"], IsOffered = false },
        new("Elsa.If", Nested, Condition) { Embedded = ["then", "else"], Outputs = [("result", "Boolean")], IsOffered = false },
        new("Elsa.Switch", Nested,
            new Input("cases", "ICollection<SwitchCase>", "switch-editor") { IsWrapped = false },
            Mode("MatchFirst", "MatchAny"))
        {
            Embedded = ["default"],
            IsOffered = false,
        },
        new("Elsa.Sequence", Nested) { IsContainer = true, IsOffered = false },
        new("Elsa.Parallel", Nested) { IsContainer = true, IsOffered = false },
        new("Elsa.ForEach", Nested, new Input("items", "Object")) { Embedded = ["body"], Outputs = CurrentValue, IsOffered = false },
        new("Elsa.ParallelForEach", Nested, new Input("items", "Object")) { Embedded = ["body"], IsOffered = false },
        new("Elsa.For", Nested,
            new Input("start", "Int32") { Default = "0" }, new Input("end", "Int32") { Default = "0" },
            new Input("step", "Int32") { Default = "1" },
            new Input("outerBoundInclusive", "Boolean", "checkbox") { Default = "True" })
        {
            Embedded = ["body"],
            Outputs = CurrentValue,
            IsOffered = false,
        },
        new("Elsa.While", Nested, Condition) { Embedded = ["body"], IsOffered = false },
        new("Elsa.Break", Nested) { IsTerminal = true, IsOffered = false },

        new("Elsa.SetVariable", Data,
            new Input("variable", "Variable", "variable-picker") { IsWrapped = false },
            new Input("value", "Object")),
        new("Elsa.SetOutput", Data, new Input("outputName", Hint: "output-picker"), new Input("outputValue", "Object")),
        new("Elsa.SetName", Data, new Input("value")),
        new("Elsa.Correlate", Data, new Input("correlationId")),
        new("Elsa.RunJavaScript", Data, new Input("script", Hint: "code-editor") { Language = "javascript" }) { Outputs = Result },
        new("Elsa.WriteLine", Data, new Input("text")),

        new("Elsa.Cron", Waiting, new Input("cronExpression")) { IsTrigger = true },
        new("Elsa.Delay", Waiting, new Input("timeSpan", "TimeSpan") { Default = "00:01:00" }),
        new("Elsa.Timer", Waiting, new Input("interval", "TimeSpan") { Default = "00:01:00" }),
        new("Elsa.StartAt", Waiting, new Input("dateTime", "DateTimeOffset")),
        new("Elsa.Event", Waiting, new Input("eventName")) { Outputs = Result },
        new("Elsa.PublishEvent", Waiting,
            new Input("eventName"), new Input("correlationId"), new Input("isLocalEvent", "Boolean", "checkbox"),
            new Input("payload", "Object", "multiline")),
        new("Elsa.RunTask", Waiting, new Input("taskName")) { Outputs = [("taskId", "String"), ("result", "Object")] },
    ];

    private static Input Condition => new("condition", "Boolean");

    private static Input[] SubWorkflow =>
    [
        new("workflowDefinitionId", Hint: "dropdown") { From = UnitList.Sops },
        new("input", "Object", "json-editor") { Language = "json" },
        new("correlationId"),
        new("waitForCompletion", "Boolean", "checkbox"),
    ];

    private static Input Mode(params string[] choices) => new("mode", Hint: "dropdown") { Choices = choices, Default = choices[0] };
}
