using System.Text.Json.Nodes;
using NUnit.Framework;
using SopEngine.Core.Escalation;
using SopEngine.Core.Tests.Workflows;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tests.Escalation;

[Parallelizable(ParallelScope.All)]
public sealed class LadderTests
{
    private const string PerformanceData = "sop-4-bipa-5.json";
    private const string Sample = "pk-tu-pjt-02.json";

    [Test]
    public void A_late_step_is_raised_to_the_lane_whose_step_comes_next_and_then_to_the_head()
    {
        var ladder = Of(PerformanceData, "step-1");

        Assert.That(ladder.Select(level => (level.Level, level.Percent, level.Mode)), Is.EqualTo(new[]
        {
            (1, 75, EscalationMode.Notify), (2, 100, EscalationMode.Share), (3, 200, EscalationMode.Share),
        }));
        Assert.That(ladder[0].Target, Is.EqualTo(RungTarget.Holder));
        Assert.That(ladder[1].Lanes, Is.EqualTo(new[] { "plt-kasi-pjt-humas" }));
        Assert.That((ladder[1].Head, ladder[2].Head), Is.EqualTo((false, true)));
    }

    [Test]
    public void The_last_step_is_raised_to_the_head() =>
        Assert.That(Of(PerformanceData, "step-5")[1], Has.Property("Head").True.And.Property("Lanes").Empty);

    [Test]
    public void A_decision_is_raised_to_the_lanes_ahead_and_not_to_the_lanes_behind() =>
        Assert.That(Of("sop-013-inaker-2023.json", "step-8")[1].Lanes, Is.EqualTo(new[] { "staf" }));

    [Test]
    public void A_step_whose_lane_continues_is_raised_to_the_next_other_lane() =>
        Assert.That(Of("sop-013-inaker-2023.json", "step-3")[1].Lanes, Is.EqualTo(new[] { "sekretaris" }));

    [Test]
    public void At_a_branch_all_lanes_that_may_come_next_are_reached()
    {
        var flow = Shipped.Flow(Sample);

        Assert.That(Of(flow, "step-2")[1].Lanes, Is.EquivalentTo(new[] { "bendahara-upt", "analis" }));
    }

    [Test]
    public void A_customers_late_step_reminds_the_customer_and_rises_to_nobody()
    {
        var ladder = Of(Sample, "step-1");

        Assert.That(ladder.Select(level => level.Percent), Is.EqualTo(new[] { 75, 100, 200 }));
        Assert.That(ladder, Is.All.Matches<EscalationLevel>(level =>
            level is { Target: RungTarget.Holder, Mode: EscalationMode.Notify, Head: false, Lanes.Count: 0 }));
    }

    [Test]
    public void A_step_says_for_itself_when_it_warns_and_to_whom_it_is_raised()
    {
        var flow = Edited(PerformanceData, (_, step) =>
        {
            step["warnAt"] = Literal("50");
            step["escalateTo"] = Literal("kepala-balai");
        });

        var ladder = Of(flow, "step-1");
        Assert.That(ladder[0].Percent, Is.EqualTo(50));
        Assert.That(ladder[1].Lanes, Is.EqualTo(new[] { "kepala-balai" }));
    }

    [Test]
    public void A_late_signature_is_told_to_the_next_lane_and_done_by_the_head_alone()
    {
        var ladder = Of("sop-21-bipa-5.json", "step-10");

        Assert.That(ladder[1], Has.Property("Lanes").Not.Empty.And.Property("Mode").EqualTo(EscalationMode.Notify));
        Assert.That(ladder[2] is { Head: true, Mode: EscalationMode.Share });
    }

    [Test]
    public void A_late_disposition_is_made_by_nobody_below() =>
        Assert.That(Of("sop-b-1664-2023.json", "step-3")[1].Mode, Is.EqualTo(EscalationMode.Notify));

    [Test]
    public void A_ladder_to_the_lane_that_has_the_step_already_reaches_the_head()
    {
        var flow = Edited(PerformanceData, (_, step) => step["escalateTo"] = Literal((string)step["lane"]!["expression"]!["value"]!));

        Assert.That(Of(flow, "step-1")[1] is { Lanes: [], Head: true });
    }

    [Test]
    public void A_sop_may_have_a_ladder_of_its_own()
    {
        var flow = Edited(PerformanceData, (sop, _) => sop["escalation"] = new JsonArray(
            new JsonObject { ["at"] = 90, ["to"] = "next", ["mode"] = "notify" },
            new JsonObject { ["at"] = 150, ["to"] = "kepala-balai", ["mode"] = "reassign" }));

        var ladder = Of(flow, "step-1");
        Assert.That(ladder.Select(level => (level.Percent, level.Mode)),
            Is.EqualTo(new[] { (90, EscalationMode.Notify), (150, EscalationMode.Reassign) }));
        Assert.That(ladder[1].Lanes, Is.EqualTo(new[] { "kepala-balai" }));
    }

    [TestCase(0, "next")]
    [TestCase(1_001, "head")]
    [TestCase(100, "tidak-ada")]
    public void A_ladder_with_a_percentage_or_lane_that_cannot_be_is_a_problem(int at, string to)
    {
        var compiled = FlowCompiler.Compile(EditedDefinition(PerformanceData, (sop, _) =>
            sop["escalation"] = new JsonArray(new JsonObject { ["at"] = at, ["to"] = to, ["mode"] = "share" })));

        Assert.That(compiled.Problems.Select(problem => problem.Code), Does.Contain(ProblemCode.LadderBad));
        Assert.That(compiled.Flow, Is.Null);
    }

    [TestCase("0")]
    [TestCase("100")]
    [TestCase("tiga perempat")]
    public void A_warning_point_that_is_no_percentage_below_the_limit_is_a_problem(string warnAt) =>
        Assert.That(FlowCompiler.Compile(EditedDefinition(PerformanceData, (_, step) => step["warnAt"] = Literal(warnAt)))
            .Problems.Select(problem => problem.Code),
            Does.Contain(ProblemCode.WarnAtBad));

    [TestCaseSource(typeof(Shipped), nameof(Shipped.Files))]
    public void Every_step_has_a_ladder_that_reaches_somebody_at_the_breach(string file)
    {
        var flow = Shipped.Flow(file);

        foreach (var step in flow.Steps)
        {
            var ladder = flow.LadderOf(step.Activity);
            Assert.That(ladder.Select(level => level.Percent), Is.Ordered);
            var isCustomers = flow.Lane(step.Lane) is { External: true };
            Assert.That(ladder.Where(level => level.Percent >= 100).Select(level => level.Head || level.Lanes.Count > 0),
                isCustomers ? Is.Not.Empty.And.All.False : Is.Not.Empty.And.All.True, step.Number);
            Assert.That(ladder.SelectMany(level => level.Lanes), Has.None.EqualTo(step.Lane), step.Number);
        }
    }

    private static IReadOnlyList<EscalationLevel> Of(string file, string step) => Of(Shipped.Flow(file), step);

    private static IReadOnlyList<EscalationLevel> Of(Flow flow, string step) =>
        flow.LadderOf(flow.Steps.Single(found => found.ActivityId == step).Activity);

    private static Flow Edited(string file, Action<JsonObject, JsonObject> edit) =>
        FlowCompiler.Compile(EditedDefinition(file, edit)).Flow!;

    private static WorkflowDefinition EditedDefinition(string file, Action<JsonObject, JsonObject> edit)
    {
        var json = JsonNode.Parse(Shipped.Json(file))!;
        edit(json["customProperties"]!["sop"]!.AsObject(),
            json["root"]!["activities"]!.AsArray().OfType<JsonObject>().Single(activity => (string?)activity["id"] == "step-1"));
        return WorkflowDefinition.Parse(json.ToJsonString());
    }

    private static JsonObject Literal(string value) =>
        new() { ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value } };
}
