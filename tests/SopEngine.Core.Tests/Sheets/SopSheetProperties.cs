using System.Text.Json.Nodes;
using NUnit.Framework;
using SopEngine.Core.Sheets;
using SopEngine.Core.Tests.Workflows;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tests.Sheets;

/// <summary>Properties of the sheet of every SOP. Each failure names its seed.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class SopSheetProperties
{
    private static readonly IEnumerable<int> Seeds = Enumerable.Range(1, 10);

    [TestCaseSource(nameof(Seeds))]
    public void Every_transition_is_drawn_once_and_nothing_lies_on_anything_else(int group)
    {
        for (var seed = group * 1000; seed < (group * 1000) + 8; seed++)
        {
            var random = new Random(seed);
            var flow = RandomSops.Make(random, depth: random.Next(1, 4), out var transitions);
            var sheet = SopSheet.Draw(flow);

            Assert.That(SheetChecks.Transitions(sheet), Is.EquivalentTo(transitions), $"seed {seed}");
            SheetChecks.Check(sheet, flow, $"seed {seed}");
        }
    }

    [TestCaseSource(nameof(Seeds))]
    public void Lists_of_any_length_are_printed_whole_on_as_many_pages_as_it_takes(int group)
    {
        for (var seed = group * 1000; seed < (group * 1000) + 10; seed++)
        {
            var random = new Random(seed);
            var chart = new FlowBuilder().Add(FlowBuilder.Activity("Start", "start"), FlowBuilder.Activity("End", "end"))
                .Steps("a").Connect("start -> a -> end");
            var json = JsonNode.Parse(chart.Json())!;
            json["customProperties"]!["sop"] = RandomSops.Header(random, ["staf"], longest: 60);
            var flow = FlowCompiler.Compile(WorkflowDefinition.Parse(json.ToJsonString())).Flow!;
            var sheet = SopSheet.Draw(flow);

            var header = flow.Definition.Sop!;
            var expected =
                new[] { header.LegalBasis, header.RelatedSops, header.Warnings, header.Qualifications, header.Equipment, header.Records }
                .SelectMany(list => list).SelectMany(item => item.Split(' ')).CountBy(word => word).ToDictionary();
            var printed = sheet.Pages.SelectMany(SheetChecks.Texts)
                .SelectMany(text => text.Split(' ')).CountBy(word => word).ToDictionary();
            foreach (var (word, count) in expected)
                Assert.That(printed.GetValueOrDefault(word), Is.GreaterThanOrEqualTo(count), $"seed {seed}: {word}");
            SheetChecks.Check(sheet, flow, $"seed {seed}");
        }
    }
}
