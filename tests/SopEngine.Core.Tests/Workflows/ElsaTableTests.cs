using System.Runtime.CompilerServices;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Activities;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>
/// The README's table of Elsa's activities matches the compiler. With <c>SOP_WRITE_README=1</c> this test writes the table anew.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class ElsaTableTests
{
    private const string Begin = "<!-- Elsa's activities: written by ElsaTableTests -->\n";
    private const string End = "<!-- end of the table -->\n";

    /// <summary>The activities of Elsa 3.8 that we refuse, each group with the reason.</summary>
    private static readonly (string[] Activities, string Reason)[] Refused =
    [
        (["DownloadHttpFile", "FlowSendHttpRequest", "HttpEndpoint", "SendHttpRequest", "WriteFileHttpResponse", "WriteHttpResponse"],
            "a definition reaches no other system by itself; `RunTask` and `Event` let another system do its part through our API"),
        (["RunCSharp", "RunPython"], "only JavaScript can be bounded and replayed here"),
        (["BulkDispatchWorkflows"], "`ForEach` with `DispatchWorkflow` says the same"),
        (["Fork"], "`FlowFork` and `Parallel` say the same"),
        (["BpmnProcess", "StateMachine"], "a SOP is a flowchart"),
        (["ReadLine"], "a service has no console"),
        (["AlterationPlanCompleted", "CompleteAlterationPlan", "DispatchAlterationJobs", "GenerateAlterationJobs", "SubmitAlterationPlan"],
            "running cases are moved to another version in the SOP library"),
    ];

    /// <summary>The activities that run in a way of their own.</summary>
    private static readonly (string Activity, string Note)[] Differing =
    [
        ("Cron", "begins a workflow, by a schedule of the office that comes and goes with the definition; "
            + "refused within one, and with seconds other than 0"),
        ("Timer", "waits within a workflow; starts none"),
        ("StartAt", "waits within a workflow; starts none"),
        ("Event", "waits within a workflow; starts none"),
        ("DispatchWorkflow", "waits where the author wants, as `ExecuteWorkflow` does; gives the bare outputs"),
    ];

    [Test]
    public void The_readme_says_which_of_Elsas_activities_run()
    {
        var file = ReadmeFile();
        var text = File.ReadAllText(file);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        Assert.That((from >= Begin.Length, to > from), Is.EqualTo((true, true)), "the README marks the table's place");

        if (Environment.GetEnvironmentVariable("SOP_WRITE_README") == "1")
            File.WriteAllText(file, text = text[..from] + Table() + text[to..]);
        Assert.That(text, Does.Contain(Begin + Table() + End), "run this test with SOP_WRITE_README=1");
    }

    public static IEnumerable<string> RefusedActivities => Refused.SelectMany(group => group.Activities);

    [TestCaseSource(nameof(RefusedActivities))]
    public void Activities_that_the_readme_calls_refused_are_refused(string activity)
    {
        var compiled = new FlowBuilder().Add(Activity(activity, "a")).Compile();

        Assert.That(compiled.Problems.Select(problem => problem.Code), Does.Contain(ProblemCode.ActivityUnknown));
    }

    private static string Table()
    {
        var runs = ActivityTypes.Names.Where(name => name.StartsWith("Elsa.", StringComparison.Ordinal))
            .Select(name => name[5..]).Order(StringComparer.Ordinal).ToList();
        Assert.That(Differing.Select(row => row.Activity), Is.SubsetOf(runs));
        IEnumerable<string> rows =
        [
            "| Elsa's activity | |", "|---|---|", $"| {Named(runs.Except(Differing.Select(row => row.Activity)))} | as in Elsa |",
            .. Differing.Select(row => $"| {Named([row.Activity])} | {row.Note} |"),
            "| a published workflow, by its type name or its definition id | as in Elsa |",
            .. Refused.Select(group => $"| {Named(group.Activities)} | refused when it is put in force: {group.Reason} |"),
        ];
        return string.Concat(rows.Select(row => row + "\n"));
    }

    private static string Named(IEnumerable<string> activities) => string.Join(", ", activities.Select(activity => $"`{activity}`"));

    private static string ReadmeFile([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", "README.md"));
}
