using System.Text.Json;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Activities;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Comparison;

/// <summary>An activity that is not a step and that was added, removed or set otherwise.</summary>
/// <param name="Before">The author's name for it; null for an added one.</param>
/// <param name="After">Null for a removed one.</param>
public sealed record ActivityChange(string? Before, string? After, string Type)
{
    internal static IReadOnlyList<ActivityChange> Between(Flow before, Flow after, ActivityPairs pairs) =>
    [
        .. Others(after).Where(activity => pairs.Before(activity) is not { } old || !IsSame(old, activity))
            .Select(activity => new ActivityChange(pairs.Before(activity)?.Name, activity.Name, activity.Type)),
        .. Others(before).Where(activity => pairs.After(activity) is null)
            .Select(activity => new ActivityChange(activity.Name, null, activity.Type)),
    ];

    private static IEnumerable<FlowActivity> Others(Flow flow) =>
        flow.Activities.Where(activity => activity is not StepActivity && activity != flow.Root);

    private static bool IsSame(FlowActivity before, FlowActivity after) =>
        before.Name == after.Name && before.Type == after.Type && Settings.AreSame(before.Element.Json, after.Element.Json, []);
}

/// <summary>Compares the settings that an author gave two activities, of any type.</summary>
internal static class Settings
{
    /// <summary>Identity, place and looks, and the parts compared elsewhere: the activities inside and the connections.</summary>
    private static readonly HashSet<string> Apart =
        ["id", "nodeId", "name", "version", "metadata", "customProperties", "activities", "connections", "type"];

    public static bool AreSame(JsonElement before, JsonElement after, HashSet<string> except)
    {
        var names = Names(before).Concat(Names(after)).Where(name => !Apart.Contains(name) && !except.Contains(name)).Distinct();
        return names.All(name => AreSame(before.Get(name), after.Get(name)));
    }

    private static bool AreSame(JsonElement before, JsonElement after)
    {
        if (before.IsNothing() || after.IsNothing()) return before.IsNothing() && after.IsNothing();
        return (IsActivity(before) && IsActivity(after)) || JsonElement.DeepEquals(before, after);
    }

    private static bool IsActivity(JsonElement json) => json.GetText("id") is not null && json.GetText("type") is not null;

    private static IEnumerable<string> Names(JsonElement json) => json.ValueKind == JsonValueKind.Object
        ? json.EnumerateObject().Where(property => property.Name.Length > 0)
            .Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..])
        : [];
}
