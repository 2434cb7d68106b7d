using System.Globalization;
using SopEngine.Core.Escalation;
using SopEngine.Core.Workflows.Activities;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows;

/// <summary>Checks of a SOP as a document: the rules of PermenPANRB 35/2012 on its header, lanes, numbers and wording.</summary>
internal static class SopChecks
{
    public static void Check(Flow flow, Compilation compilation)
    {
        if (compilation.Activities.ElementAtOrDefault(1) is { } root and not Flowchart
            && compilation.Activities.Any(activity => activity is StepActivity))
            compilation.Report(ProblemCode.RootNotAFlowchart, root.Element);

        var samples = flow.Steps.SelectMany(step =>
            step.Fields.Where(field => field.IsSamples).Select(field => (step.Activity, field.Label)));
        foreach (var (activity, label) in samples.Skip(1))
            compilation.Report(ProblemCode.SamplesTwice, flow.Activities[activity].Element, label);

        if (flow.Definition.Sop is not { } header) return;
        CheckHeader(header, compilation);
        CheckLanes(flow, header, compilation);
        CheckNumbers(flow, compilation);
        CheckSecondPersons(flow, compilation);
        CheckLadder(header, compilation);
    }

    private static void CheckHeader(SopHeader header, Compilation compilation)
    {
        if (header.CreatedOn > header.EffectiveOn) compilation.Report(ProblemCode.DatesOutOfOrder, null);
        if (header.RevisedOn < header.CreatedOn) compilation.Report(ProblemCode.RevisedBeforeCreated, null);
        if (!SameTitle(header.Title, header.TableTitle))
            compilation.Report(ProblemCode.TitlesDiffer, null, header.Title, header.TableTitle);
    }

    private static bool SameTitle(string a, string b) => string.Equals(a.Trim(), b.Trim(), StringComparison.OrdinalIgnoreCase);

    private static void CheckLanes(Flow flow, SopHeader header, Compilation compilation)
    {
        var used = flow.Steps.Select(step => step.Lane).Distinct().ToList();
        foreach (var lane in header.Lanes.Where(lane => !used.Contains(lane.Id)))
            compilation.Report(ProblemCode.LaneUnused, null, lane.Name);

        // L8: the external party first, then by first involvement.
        var inOrder = header.Lanes.Where(lane => used.Contains(lane.Id)).ToList();
        var expected = inOrder.OrderBy(lane => !lane.External).ThenBy(lane => used.IndexOf(lane.Id)).ToList();
        if (!inOrder.SequenceEqual(expected))
            compilation.Report(ProblemCode.LaneOrder, null, string.Join(", ", expected.Select(lane => lane.Name)));

        foreach (var step in flow.Steps)
        {
            // An activity is a verb phrase without a subject: its lane alone shows the actor.
            var named = header.Lanes.FirstOrDefault(
                lane => step.Instruction.StartsWith(lane.Name + " ", StringComparison.OrdinalIgnoreCase));
            if (named is not null) compilation.Report(ProblemCode.LaneInInstruction, flow.Activities[step.Activity].Element, named.Name);
        }
    }

    private static void CheckLadder(SopHeader header, Compilation compilation)
    {
        var before = Rung.LeastPercent;
        foreach (var rung in header.Escalation ?? [])
        {
            var isKnown = rung.Target != RungTarget.Lane || header.Lanes.Any(lane => lane.Id == rung.Lane);
            if (rung.Percent < before || rung.Percent > Rung.MostPercent || !isKnown)
                compilation.Report(ProblemCode.LadderBad, null, rung.Percent.ToString(CultureInfo.InvariantCulture));
            before = Math.Max(before, rung.Percent);
        }
    }

    private static void CheckSecondPersons(Flow flow, Compilation compilation)
    {
        foreach (var step in flow.Steps)
        {
            foreach (var number in step.NotBy.Where(number => number == step.Number || flow.Steps.All(other => other.Number != number)))
                compilation.Report(ProblemCode.InputBad, flow.Activities[step.Activity].Element, "notBy", number);
        }
    }

    private static void CheckNumbers(Flow flow, Compilation compilation)
    {
        var expected = 0;
        foreach (var step in flow.Steps)
        {
            var row = step.Number.Split('.')[0];
            var isNumber = int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            if (isNumber && (number == expected + 1 || (number == expected && step.Number.Contains('.')))) expected = number;
            else
            {
                compilation.Report(ProblemCode.NumbersNotConsecutive, flow.Activities[step.Activity].Element, step.Number,
                    (expected + 1).ToString(CultureInfo.InvariantCulture));
                return;
            }
        }
    }
}
