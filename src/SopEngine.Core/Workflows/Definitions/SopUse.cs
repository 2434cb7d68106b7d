using System.Text.Json;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Definitions;

/// <summary>The ways in which one definition refers to another.</summary>
public enum SopUseKind
{
    /// <summary>Runs it as an activity of its own.</summary>
    AsActivity,

    /// <summary>Starts a case of it.</summary>
    Starts,

    /// <summary>Names it among the related SOPs of its header.</summary>
    Related,
}

/// <summary>A place where a definition refers to another.</summary>
/// <param name="Activity">The author's name for the activity; for a related SOP, the line of the header.</param>
public sealed record SopUse(SopUseKind Kind, string Activity)
{
    /// <summary>The places where <paramref name="definition"/> refers to the definition with this id or, for a SOP, this number.</summary>
    /// <param name="number">As printed; null or empty for none.</param>
    /// <param name="typeName">The type of activities that stand for it; see <see cref="WorkflowDefinition.TypeName"/>.</param>
    public static IReadOnlyList<SopUse> Find(WorkflowDefinition definition, string definitionId, string? number, string typeName)
    {
        var canonical = string.IsNullOrWhiteSpace(number) ? null : SopHeader.CanonicalNumber(number);
        var found = Objects(definition.Root)
            .Select(json => Of(new ActivityElement(json), definitionId, canonical, typeName)).OfType<SopUse>().ToList();
        var related = (definition.Sop?.RelatedSops ?? [])
            .Where(line => canonical is { Length: > 3 } && SopHeader.CanonicalNumber(line).Contains(canonical, StringComparison.Ordinal));
        return [.. found, .. related.Select(line => new SopUse(SopUseKind.Related, line))];
    }

    private static SopUse? Of(ActivityElement activity, string definitionId, string? number, string typeName)
    {
        var isOfType = KnownWorkflows.NamedBy(activity) is null && activity.Id.Length > 0
            && activity.Type.Equals(typeName, StringComparison.OrdinalIgnoreCase);
        if (isOfType || activity.Json.GetText("workflowDefinitionId") == definitionId)
            return new(SopUseKind.AsActivity, activity.DisplayText);
        if (activity.Input("workflowDefinitionId")?.Value.Text() == definitionId) return new(SopUseKind.Starts, activity.DisplayText);
        return number is not null && activity.Type == "Sop.StartSop"
            && SopHeader.CanonicalNumber(Json.ToText(activity.Input("sopNumber")?.Value ?? default)) == number
            ? new(SopUseKind.Starts, activity.DisplayText)
            : null;
    }

    /// <summary>Every object that may be an activity, wherever it is embedded.</summary>
    internal static IEnumerable<JsonElement> Objects(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Object && json.GetText("type") is not null) yield return json;
        var inside = json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject().Select(property => property.Value),
            JsonValueKind.Array => json.EnumerateArray(),
            _ => Enumerable.Empty<JsonElement>(),
        };
        foreach (var child in inside.SelectMany(Objects)) yield return child;
    }
}
