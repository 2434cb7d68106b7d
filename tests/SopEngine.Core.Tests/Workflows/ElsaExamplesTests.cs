using System.Runtime.CompilerServices;
using System.Text.Json;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>Small definitions as users of Elsa write them (folder <c>Elsa</c>), with the results that Elsa gives.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ElsaExamplesTests
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(Here())!, "Elsa");

    private static readonly Dictionary<string, JsonElement> Given = new() { ["Number"] = JsonSerializer.SerializeToElement("4") };

    [TestCase("counter", "Counter: 5")]
    [TestCase("variables-object", "Total 37.5 open")]
    [TestCase("loop-back", "3", "2", "1", "done")]
    [TestCase("outputs", "111", "100 100", "7")]
    [TestCase("for-each", "0 Ani ANI", "1 Budi BUDI")]
    [TestCase("composition", "big 9 8")]
    [TestCase("execute-workflow", "12 Finished Finished")]
    [TestCase("switch", "small")]
    [TestCase("fork-join", "a", "b", "both")]
    [TestCase("cron", "good morning")]
    [TestCase("dates", "2026-2", "1 00:05:00")]
    [TestCase("dictionary", "Ani 42 11")]
    [TestCase("nested", "no 2.5 true")]
    [TestCase("event", "500")]
    [TestCase("inputs", "5 4")]
    public void A_definition_runs_as_in_Elsa(string name, params string[] lines)
    {
        var compiled = Compile(name);
        Assert.That(compiled.Problems.Where(problem => problem.IsError)
            .Select(problem => problem.Text(System.Globalization.CultureInfo.InvariantCulture)), Is.Empty);

        var player = new Player(compiled.Flow!, Given);
        if (player.Effects.OfType<SubCaseRequested>().FirstOrDefault() is { } sub)
            player.Happens(new SubCaseEnded(sub.Wait, 31, CaseStatus.Finished,
                new Dictionary<string, JsonElement> { ["Total"] = JsonSerializer.SerializeToElement(12) }));
        if (player.Effects.OfType<EventAwaited>().FirstOrDefault() is { } awaited)
            player.Happens(new EventReceived(awaited.Wait, JsonSerializer.SerializeToElement(new { amount = 250 })));

        Assert.That(player.State.Incidents, Is.Empty);
        Assert.That(player.Lines, Is.EqualTo(lines));
        Assert.That(player.State.Status, Is.EqualTo(CaseStatus.Finished));
    }

    [Test]
    public void An_activity_that_cannot_run_is_named_when_its_workflow_is_put_in_force()
    {
        var compiled = Compile("http");

        Assert.That(compiled.Problems.Where(problem => problem.Code == ProblemCode.ActivityUnknown).Select(problem => problem.Arguments[0]),
            Is.EqualTo(new[] { "Elsa.SendHttpRequest", "Elsa.RunPython" }));
        Assert.That(compiled.CanBePublished, Is.False);
    }

    [Test]
    public void A_trigger_says_when_its_workflow_starts_by_itself() =>
        Assert.That(Compile("cron").Flow!.Triggers, Is.EqualTo(new[] { ("morning1", "30 7 * * *") }));

    [Test]
    public void A_waiting_case_keeps_its_activities_outputs()
    {
        var player = new Player(Compile("execute-workflow").Flow!);
        var text = CaseStateJson.Write(player.State);

        Assert.That(CaseStateJson.Write(CaseStateJson.Read(text)), Is.EqualTo(text));
    }

    private static CompiledFlow Compile(string name) => FlowCompiler.Compile(Read(name), new KnownWorkflows([Read("double-it")]));

    private static WorkflowDefinition Read(string name) => WorkflowDefinition.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")));

    private static string Here([CallerFilePath] string path = "") => path;
}
