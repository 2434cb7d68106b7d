using SopEngine.Core.Workflows.Activities;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows;

/// <summary>The definitions that another may use as activities; remembers the ones it used.</summary>
public sealed class KnownWorkflows(IEnumerable<WorkflowDefinition> definitions)
{
    private readonly List<WorkflowDefinition> _definitions = [.. definitions];
    private readonly Dictionary<string, int> _used = [];

    /// <summary>The versions that were asked for and found, by definition id.</summary>
    public IReadOnlyDictionary<string, int> Used => _used;

    /// <summary>True when a definition may use others as activities: it names one, or has an activity of a type that is not ours.</summary>
    public static bool MayBeUsedBy(WorkflowDefinition definition) => SopUse.Objects(definition.Root).Any(json =>
        json.GetText("workflowDefinitionId") is not null
            || (json.GetText("id") is not null && !ActivityTypes.Exists(json.GetText("type")!)));

    /// <summary>
    /// The definition that an activity stands for: the one that it names or, without a name, the one whose name is its type.
    /// </summary>
    internal WorkflowDefinition? Find(ActivityElement activity)
    {
        var found = _definitions.Find(definition => StandsFor(activity, definition));
        if (found is not null) _used[found.DefinitionId] = found.Version;
        return found;
    }

    internal static string? NamedBy(ActivityElement activity) =>
        activity.Json.GetText("workflowDefinitionId") is { Length: > 0 } id ? id : null;

    /// <summary>True when an activity stands for a definition.</summary>
    internal static bool StandsFor(ActivityElement activity, WorkflowDefinition definition) => NamedBy(activity) is { } id
        ? definition.DefinitionId == id
        : definition.TypeName.Length > 0
            && definition.TypeName.Equals(WorkflowDefinition.TypeNameOf(activity.Type), StringComparison.OrdinalIgnoreCase);
}
