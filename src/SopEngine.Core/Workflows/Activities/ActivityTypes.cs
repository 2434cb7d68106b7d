using System.Collections.Frozen;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>Every activity type that we run, by its name in a definition. A definition used as an activity is not among them.</summary>
public static class ActivityTypes
{
    private static readonly FrozenDictionary<string, Func<ActivityElement, Compilation, FlowActivity>> Factories =
        new Dictionary<string, Func<ActivityElement, Compilation, FlowActivity>>
        {
            ["Sop.Step"] = (element, compilation) => new StepActivity(element, StepKind.Step, compilation),
            ["Sop.Decision"] = (element, compilation) => new StepActivity(element, StepKind.Decision, compilation),
            ["Sop.StartSop"] = (element, compilation) => new StepActivity(element, StepKind.StartSop, compilation),
            ["Sop.Survey"] = (element, compilation) => new StepActivity(element, StepKind.Survey, compilation),
            ["Sop.Notification"] = (element, compilation) => new Notification(element, compilation),
            ["Sop.Document"] = (element, compilation) => new DocumentActivity(element, compilation),

            ["Elsa.Flowchart"] = (element, compilation) => new Flowchart(element, compilation),
            ["Elsa.Start"] = (element, compilation) => new Start(element, compilation),
            ["Elsa.End"] = (element, compilation) => new End(element, compilation),
            ["Elsa.Finish"] = (element, compilation) => new Finish(element, compilation),
            ["Elsa.Fault"] = (element, compilation) => new Fault(element, compilation),
            ["Elsa.Complete"] = (element, compilation) => new Complete(element, compilation),
            ["Elsa.FlowDecision"] = (element, compilation) => new FlowDecision(element, compilation),
            ["Elsa.FlowSwitch"] = (element, compilation) => new FlowSwitch(element, compilation),
            ["Elsa.FlowFork"] = (element, compilation) => new FlowFork(element, compilation),
            ["Elsa.FlowJoin"] = (element, compilation) => new FlowJoin(element, compilation),
            ["Elsa.FlowNode"] = (element, compilation) => new FlowNode(element, compilation),

            ["Elsa.If"] = (element, compilation) => new If(element, compilation),
            ["Elsa.Switch"] = (element, compilation) => new Switch(element, compilation),
            ["Elsa.Sequence"] = (element, compilation) => new Sequence(element, compilation),
            ["Elsa.Parallel"] = (element, compilation) => new Parallel(element, compilation),
            ["Elsa.ForEach"] = (element, compilation) => new ForEach(element, compilation),
            ["Elsa.ParallelForEach"] = (element, compilation) => new ParallelForEach(element, compilation),
            ["Elsa.For"] = (element, compilation) => new For(element, compilation),
            ["Elsa.While"] = (element, compilation) => new While(element, compilation),
            ["Elsa.Break"] = (element, compilation) => new Break(element, compilation),

            ["Elsa.SetVariable"] = (element, compilation) => new SetVariable(element, compilation),
            ["Elsa.SetOutput"] = (element, compilation) => new SetOutput(element, compilation),
            ["Elsa.SetName"] = (element, compilation) => new SetName(element, compilation),
            ["Elsa.Correlate"] = (element, compilation) => new Correlate(element, compilation),
            ["Elsa.RunJavaScript"] = (element, compilation) => new RunJavaScript(element, compilation),
            ["Elsa.WriteLine"] = (element, compilation) => new WriteLine(element, compilation),

            ["Elsa.Cron"] = (element, compilation) => new CronTrigger(element, compilation),
            ["Elsa.Delay"] = Alarm.Delay,
            ["Elsa.Timer"] = Alarm.Timer,
            ["Elsa.StartAt"] = Alarm.StartAt,
            ["Elsa.Event"] = (element, compilation) => new Event(element, compilation),
            ["Elsa.PublishEvent"] = (element, compilation) => new PublishEvent(element, compilation),
            ["Elsa.RunTask"] = (element, compilation) => new RunTask(element, compilation),
            ["Elsa.ExecuteWorkflow"] = (element, compilation) => new SubWorkflow(element, compilation),
            ["Elsa.DispatchWorkflow"] = (element, compilation) => new SubWorkflow(element, compilation),
        }.ToFrozenDictionary();

    /// <summary>The names of all types.</summary>
    public static IEnumerable<string> Names => Factories.Keys;

    public static bool Exists(string type) => Factories.ContainsKey(type);

    /// <summary>The activity compiled, or null when its type is not ours.</summary>
    internal static FlowActivity? Create(ActivityElement element, Compilation compilation) =>
        Factories.TryGetValue(element.Type, out var create) ? create(element, compilation) : null;
}
