using System.Text.Json.Nodes;
using NUnit.Framework;
using SopEngine.Core.Comparison;
using SopEngine.Core.Tests.Workflows;

namespace SopEngine.Core.Tests.Comparison;

public sealed class FlowDifferenceTests
{
    private static readonly IReadOnlyList<string> Shipped = Workflows.Shipped.Files;

    private static readonly IEnumerable<int> Seeds = Enumerable.Range(1, 200);

    [TestCaseSource(nameof(Shipped))]
    public void A_version_does_not_differ_from_itself_however_it_is_laid_out(string file)
    {
        var moved = JsonNode.Parse(Workflows.Shipped.Json(file))!;
        foreach (var activity in moved["root"]!["activities"]!.AsArray())
            activity!["metadata"]!["designer"]!["position"] = new JsonObject { ["x"] = 1, ["y"] = 2 };

        Assert.That(FlowDifference.Between(Workflows.Shipped.Flow(file), moved.Flow()).IsEmpty);
    }

    [TestCaseSource(nameof(Seeds))]
    public void A_step_inserted_into_a_connection_adds_one_step_and_splits_the_connection(int seed)
    {
        var random = new Random(seed);
        var definition = Random(random);
        var before = definition.Flow();
        definition.Insert("baru", random.Next(definition.Connections().Count));

        var added = FlowDifference.Between(before, definition.Flow());
        var removed = FlowDifference.Between(definition.Flow(), before);

        Assert.That(added.Steps.Single() is { Before: null, After.ActivityId: "baru" });
        Assert.That((added.AddedTransitions.Count, added.RemovedTransitions.Count,
            added.Others.Count, added.Header.Count, added.Lanes.Count), Is.EqualTo((2, 1, 0, 0, 0)));
        Assert.That(removed.Steps.Single() is { Before.ActivityId: "baru", After: null });
        Assert.That(removed.AddedTransitions, Is.EquivalentTo(added.RemovedTransitions));
        Assert.That(removed.RemovedTransitions, Is.EquivalentTo(added.AddedTransitions));
    }

    [Test]
    public void Every_part_of_a_step_that_differs_is_named()
    {
        var definition = Sample();
        definition.Set("step-7", "number", "7.a");
        definition.Set("step-7", "instruction", "Menguji contoh");
        definition.Set("step-7", "lane", "bendahara-upt");
        definition.Set("step-7", "timeLimit", "10");
        definition.Set("step-7", "output", "Hasil");
        definition.Set("step-7", "remarks", "Segera");

        var difference = FlowDifference.Between(Sample().Flow(), definition.Flow());

        Assert.That(difference.Steps.Single().Parts, Is.EquivalentTo(new[]
        {
            StepPart.Number, StepPart.Instruction, StepPart.Lane, StepPart.Limit, StepPart.Output, StepPart.Remarks,
        }));
        Assert.That(difference.Steps.Single() is { Before.Limit: { } before, After.Limit: { } after }
            && (before.ToString(), after.ToString()) == ("300 menit", "10 menit"));
        Assert.That(difference.AddedTransitions, Is.Empty);
    }

    [Test]
    public void A_step_that_was_drawn_anew_with_its_wording_is_the_same_step()
    {
        var definition = JsonNode.Parse(Sample().ToJsonString().Replace("\"step-7\"", "\"x-1\"", StringComparison.Ordinal))!;
        definition.Set("x-1", "timeLimit", "240");

        var difference = FlowDifference.Between(Sample().Flow(), definition.Flow());

        Assert.That(difference.Steps.Single().Parts, Is.EqualTo(new[] { StepPart.Limit }));
        Assert.That(difference.AddedTransitions.Concat(difference.RemovedTransitions), Is.Empty);
    }

    [Test]
    public void Lanes_are_added_removed_renamed_and_moved()
    {
        var definition = Sample();
        var lanes = definition["customProperties"]!["sop"]!["lanes"]!.AsArray();
        lanes[3]!["name"] = "Analis Laboratorium";
        var payer = lanes[2]!;
        lanes.RemoveAt(2);
        lanes.Insert(1, payer);
        lanes.RemoveAt(0);
        lanes.Add((JsonNode)new JsonObject { ["id"] = "satpam", ["name"] = "Satpam" });

        var difference = FlowDifference.Between(Sample().Flow(), definition.Flow());

        Assert.That(difference.LanesMoved);
        Assert.That(difference.Lanes.Select(change => (change.Before?.Name, change.After?.Name)), Is.EqualTo(new[]
        {
            ("Analis", "Analis Laboratorium"), ((string?)null, "Satpam"), ("Pelanggan", null),
        }));
    }

    [Test]
    public void The_header_differs_line_by_line()
    {
        var definition = Sample();
        var header = definition["customProperties"]!["sop"]!;
        header["revisedOn"] = "2019-01-02";
        header["equipment"]!.AsArray().RemoveAt(2);
        header["approvedBy"]!["name"] = "Siti";

        var difference = FlowDifference.Between(Sample().Flow(), definition.Flow());

        Assert.That(difference.Header.Select(change => change.Part),
            Is.EqualTo(new[] { HeaderPart.RevisedOn, HeaderPart.Approver, HeaderPart.Equipment }));
        Assert.That((difference.Header[0].Before.Count, difference.Header[0].After.Single()), Is.EqualTo((0, "2019-01-02")));
    }

    [Test]
    public void A_draft_that_cannot_run_is_compared_all_the_same()
    {
        var definition = Sample();
        definition.Connections().Clear();
        definition.Set("step-7", "lane", "hantu");

        var difference = FlowDifference.Between(Sample().Flow(), definition.Flow());

        Assert.That(difference.RemovedTransitions, Has.Count.EqualTo(Sample().Connections().Count));
        Assert.That(difference.RemovedTransitions, Has.Member(new Transition("Mulai", null, "1. Mengajukan permohonan pengujian")));
        Assert.That(difference.Steps.Single().Parts, Is.EqualTo(new[] { StepPart.Lane }));
    }

    private static JsonNode Sample() => JsonNode.Parse(Workflows.Shipped.Json("pk-tu-pjt-02.json"))!;

    private static JsonNode Random(Random random)
    {
        var chart = new FlowBuilder().Add(FlowBuilder.Activity("Start", "start"), FlowBuilder.Activity("End", "end"));
        return JsonNode.Parse(chart.Connect($"{ProcessTree.Random(random, depth: 3).Draw(chart, "start")} -> end").Json())!;
    }
}
