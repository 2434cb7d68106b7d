using System.Text.Json;
using System.Text.RegularExpressions;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Activities;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Comparison;

/// <summary>The parts of a step that can differ between versions.</summary>
public enum StepPart
{
    Number,
    Kind,
    Caption,
    Instruction,
    Lane,
    Limit,
    Requirements,
    Output,
    Remarks,
    Outcomes,
    Form,

    /// <summary>Anything else that the author set, such as the SOP that the step starts.</summary>
    Settings,
}

/// <summary>A step that one version lacks, or that differs.</summary>
/// <param name="Before">Null for an added step.</param>
/// <param name="After">Null for a removed step.</param>
/// <param name="Parts">The parts that differ; empty for an added or removed step.</param>
public sealed partial record StepChange(Step? Before, Step? After, IReadOnlyList<StepPart> Parts)
{
    private static readonly HashSet<string> InTheTable =
    [
        "number", "instruction", "lane", "timeLimit", "timeUnit", "limitPerCase",
        "limitFrom", "hours", "requirements", "output", "remarks", "outcomes", "fields",
    ];

    private static readonly JsonElement NoForm = JsonSerializer.SerializeToElement<object?>(null);

    internal static IReadOnlyList<StepChange> Between(Flow before, Flow after, ActivityPairs pairs)
    {
        var changes = new List<StepChange>();
        foreach (var step in after.Steps)
        {
            var activity = after.Activities[step.Activity];
            if (pairs.Before(activity) is not StepActivity { Step: var old } earlier) changes.Add(new StepChange(null, step, []));
            else if (Differing(old, step, earlier, activity) is { Count: > 0 } parts) changes.Add(new StepChange(old, step, parts));
        }

        changes.AddRange(before.Steps.Where(step => pairs.After(before.Activities[step.Activity]) is null)
            .Select(step => new StepChange(step, null, [])));
        return changes;
    }

    private static List<StepPart> Differing(Step before, Step after, FlowActivity earlier, FlowActivity later) =>
        [.. Enum.GetValues<StepPart>().Where(part => !IsSame(part, before, after, earlier, later))];

    private static bool IsSame(StepPart part, Step a, Step b, FlowActivity earlier, FlowActivity later) => part switch
    {
        StepPart.Number => a.Number == b.Number,
        StepPart.Kind => a.Kind == b.Kind,
        StepPart.Caption => WithoutNumber(a) == WithoutNumber(b),
        StepPart.Instruction => a.Instruction == b.Instruction,
        StepPart.Lane => a.Lane == b.Lane,
        StepPart.Limit => a.Limit == b.Limit && a.LimitPerCase == b.LimitPerCase && a.Hours == b.Hours,
        StepPart.Requirements => a.Requirements.SequenceEqual(b.Requirements),
        StepPart.Output => a.Output == b.Output,
        StepPart.Remarks => a.Remarks == b.Remarks,
        StepPart.Outcomes => a.Outcomes.SequenceEqual(b.Outcomes),
        StepPart.Form => JsonElement.DeepEquals(Form(earlier), Form(later)),
        StepPart.Settings => Settings.AreSame(earlier.Element.Json, later.Element.Json, InTheTable),
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, null),
    };

    /// <summary>A new step number in front of a caption is not a change of its own.</summary>
    private static string WithoutNumber(Step step) => LeadingNumber().Replace(step.Caption, "");

    [GeneratedRegex(@"^[0-9]+(\.[0-9a-z]+)*\.\s+", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingNumber();

    /// <summary>The form as JSON: an expression's value is text that holds it.</summary>
    private static JsonElement Form(FlowActivity activity)
    {
        var value = activity.Element.Input("fields")?.Value ?? default;
        if (value.ValueKind == JsonValueKind.String)
        {
            try
            {
                value = JsonSerializer.Deserialize<JsonElement>(value.GetString()!);
            }
            catch (JsonException)
            {
                // A draft's unreadable form is compared as text.
            }
        }

        return value.IsNothing() || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0) ? NoForm : value;
    }
}
