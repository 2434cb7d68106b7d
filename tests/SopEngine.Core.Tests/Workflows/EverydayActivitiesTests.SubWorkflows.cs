using System.Text.Json;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

public sealed partial class EverydayActivitiesTests
{
    [TestCase("ExecuteWorkflow",
        "getN().output.total + ' ' + getN().status + ' ' + getN().subStatus + ' ' + getN().workflowInstanceId", "3 Finished Finished 9")]
    [TestCase("DispatchWorkflow", "getN().total", "3")]
    public void Another_workflow_is_started_and_waited_for_and_its_result_has_Elsas_shape(string type, string script, string expected)
    {
        var sub = Activity(type, "x", ("workflowDefinitionId", Literal("anak")),
            ("waitForCompletion", Literal("True")), ("input", Object(new { n = 1 })),
            ("result", Bound("n")));
        var player = Run(Sequence("q", sub, Says(script)), "n");
        var requested = player.Effects.OfType<SubCaseRequested>().Single();
        Assert.That((requested.Sop.DefinitionId, requested.Waits, requested.Inputs["n"].GetInt32()), Is.EqualTo(("anak", true, 1)));

        player.Happens(new SubCaseEnded(requested.Wait, 9, CaseStatus.Finished,
            new Dictionary<string, JsonElement> { ["total"] = JsonSerializer.SerializeToElement(3) }));
        Assert.That(player.Lines, Is.EqualTo(new[] { expected }));
    }

    [Test]
    public void Another_workflow_is_started_without_waiting()
    {
        var player = Run(Sequence("q", Activity("ExecuteWorkflow", "x", ("workflowDefinitionId", Literal("anak"))), Line("sesudah")));

        Assert.That((player.Lines.Single(), player.State.Status), Is.EqualTo(("sesudah", CaseStatus.Finished)));
    }

    [Test]
    public void A_sub_workflow_that_cannot_be_found_fails_the_activity()
    {
        var player = Run(
            Activity("ExecuteWorkflow", "x", ("workflowDefinitionId", Literal("anak")), ("waitForCompletion", Literal("True"))));
        player.Happens(new SubCaseEnded(1, null, null, new Dictionary<string, JsonElement>()));

        Assert.That(player.State.Status, Is.EqualTo(CaseStatus.Faulted));
    }

    [Test]
    public void A_definition_used_as_an_activity_has_its_own_inputs_outputs_and_outcomes()
    {
        var child = new FlowBuilder { DefinitionId = "hitung" }.Inputs("A").Outputs("Jumlah").Outcomes("Besar", "Kecil").Variables("n")
            .Add(Activity("SetOutput", "o", ("outputName", Literal("Jumlah")), ("outputValue", JavaScript("getA() * 2"))),
                Activity("Complete", "c", ("outcomes", Literal("Besar"))))
            .Connect("o -> c");
        var use = Activity("Hitung", "h", ("workflowDefinitionId", "hitung"), ("a", Literal("21")), ("jumlah", Bound("n")));
        var player = new Player(new FlowBuilder().Variables("n").Add(use, Says("getN()"), Line("kecil"))
            .Connect("h:Besar -> says", "h:Kecil -> kecil").Flow(child));

        Assert.That(player.Lines, Is.EqualTo(new[] { "42" }));
    }

    [Test]
    public void Steps_of_a_definition_used_as_an_activity_open_their_tasks()
    {
        var child = new FlowBuilder { DefinitionId = "anak" }
            .Add(Activity("Start", "start"), Activity("End", "end")).Steps("a").Connect("start -> a -> end");
        var player = new Player(new FlowBuilder()
            .Add(Activity("Anak", "x", ("workflowDefinitionId", "anak")), Line("sesudah")).Connect("x -> sesudah").Flow(child));

        Assert.That(player.Open, Is.EqualTo(new[] { "a" }));
        Assert.That(player.Complete("a").Lines, Is.EqualTo(new[] { "sesudah" }));
    }
}
