using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Web.Designer.Descriptors;

/// <summary>
/// Describes activities to the Studio: those of its palette, and all others in the unit's definitions. A canvas with one undescribed
/// activity stays empty and is then saved empty.
/// </summary>
public sealed class ActivityDescriptors(SopDatabase database, DefinitionStore definitions, IStringLocalizer<Descriptions> texts)
{
    private static readonly IReadOnlyList<Activity> Known = [.. SopActivities.All, .. ElsaActivities.All];

    private const string SopsInForce = "select definition_id, name from definitions where unit_id = @unit and is_published order by name";
    private const string UsableAsActivities =
        """
        select json::text from definitions
        where unit_id = @unit and is_published and json -> 'options' ->> 'usableAsActivity' = 'true' order by name, definition_id
        """;

    private const string WithActivities = "select json::text from definitions where unit_id = @unit and activities && @unknown";

    /// <summary>The types that are described in any unit.</summary>
    public static IEnumerable<string> Types => Known.Select(activity => activity.Type);

    /// <summary>Names of a type's inputs, as definitions have them.</summary>
    public static IEnumerable<string> Inputs(string type) =>
        Known.Single(activity => activity.Type == type).Inputs.Select(input => input.Name);

    /// <summary>All descriptors of a unit.</summary>
    public async Task<IReadOnlyList<object>> Of(int unit, CancellationToken cancellation)
    {
        var lists = await Lists(unit, cancellation);
        var used = (await definitions.ActivitiesIn(unit, cancellation)).Select(Split).ToList();
        var all = Known.Select(activity => Describe(activity, 1, lists)).ToList();
        var otherVersions = used.Where(activity => activity.Version != 1)
            .Join(Known, activity => activity.Type, known => known.Type, (activity, known) => (known, activity.Version));
        all.AddRange(otherVersions.Select(other => Describe(other.known, other.Version, lists)));

        var workflows = await WorkflowsAsActivities(unit, cancellation);
        all.AddRange(workflows.Select(workflow => Describe(workflow.Type, workflow.Definition)));
        var unknown = used.Where(activity => Known.All(known => known.Type != activity.Type)
            && workflows.All(workflow => (workflow.Type, workflow.Definition.Version) != activity)).ToList();
        if (unknown.Count > 0) all.AddRange(await Placeholders(unit, unknown, cancellation));
        return all;
    }

    /// <summary>The editor specification of one input as the unit is now; empty for none.</summary>
    public async Task<object> Options(int unit, string type, string property, CancellationToken cancellation) =>
        Known.FirstOrDefault(activity => activity.Type == type)?.Inputs.FirstOrDefault(input => Pascal(input.Name) == property) is { } input
            ? Specification(type, input, await Lists(unit, cancellation))
            : new { };

    private object Describe(Activity activity, int version, UnitChoices lists) => new
    {
        typeName = activity.Type,
        @namespace = activity.Type.Split('.')[0],
        name = activity.Type.Split('.')[1],
        version,
        category = Text($"Category.{activity.Category}"),
        displayName = Text(activity.Type),
        description = Text($"{activity.Type}.About"),
        kind = activity.IsTrigger ? "Trigger" : "Action",
        activity.IsContainer,
        isBrowsable = activity.IsOffered,
        activity.IsStart,
        activity.IsTerminal,
        inputs = activity.Inputs.Select((input, order) => Describe(activity.Type, input, order, lists)),
        outputs = activity.Outputs.Select((output, order) => new
        {
            name = Pascal(output.Name),
            output.TypeName,
            displayName = Text($"{activity.Type.Split('.')[0]}.Output.{output.Name}"),
            description = "",
            order,
            isBrowsable = true,
            isSynthetic = false,
        }),
        ports = Ports(activity),
        customProperties = new { },
        constructionProperties = activity.Inputs.Where(input => input.Initial is not null)
            .ToDictionary(
                input => Pascal(input.Name),
                input => (object)new { input.TypeName, expression = new { type = input.Syntax, value = input.Initial } }),
    };

    private IEnumerable<object> Ports(Activity activity)
    {
        IEnumerable<string> flow = activity.Ports.Count > 0 ? activity.Ports : activity.IsTerminal ? [] : ["Done"];
        return
        [
            .. flow.Select(port => new { name = port, displayName = Text($"Port.{port}"), type = "Flow", isBrowsable = true }),
            .. activity.Embedded.Select(port =>
                new { name = Pascal(port), displayName = Text($"Port.{Pascal(port)}"), type = "Embedded", isBrowsable = true }),
        ];
    }

    private object Describe(string type, Input input, int order, UnitChoices lists) => new
    {
        name = Pascal(input.Name),
        input.TypeName,
        displayName = TextOf(type, input.Name),
        description = TextOf(type, $"{input.Name}.About"),
        order,
        isBrowsable = true,
        isSynthetic = false,
        input.IsWrapped,
        uiHint = input.Hint,
        category = (string?)null,
        defaultValue = input.Default,
        defaultSyntax = input.Syntax,
        isReadOnly = false,
        isSensitive = false,
        storageDriverType = (string?)null,
        uiSpecifications = Specification(type, input, lists),
    };

    private object Specification(string type, Input input, UnitChoices lists) => input switch
    {
        { Hint: "dropdown" } => new Dictionary<string, object?>
        {
            ["dropdown"] = new
            {
                selectList = new
                {
                    items = input.From switch
                    {
                        UnitList.Lanes => lists.Lanes,
                        UnitList.Sops => lists.Sops,
                        _ => input.Choices.Select(choice => new Choice(TextOf(type, $"{input.Name}.{choice}"), choice)),
                    },
                    isFlagsEnum = false,
                },
                providerName = (string?)null,
            },
        },
        { Language: { } language } =>
            new Dictionary<string, object?> { ["code-editor"] = new { editorHeight = 1, language, singleLineMode = false } },
        { Adornment: { } adornment } =>
            new Dictionary<string, object?> { ["singleline"] = new { adornmentText = adornment, enableCopyAdornment = false } },
        _ => new { },
    };

    /// <summary>Definitions in force whose authors ticked in the Studio that others may use them as activities.</summary>
    private async Task<List<(string Type, WorkflowDefinition Definition)>> WorkflowsAsActivities(
        int unit, CancellationToken cancellation) =>
        [.. (await database.Query<string>(unit, UsableAsActivities, null, cancellation)).Select(WorkflowDefinition.Parse)
            .Select(definition => (Type: definition.TypeName, definition))
            .Where(workflow => workflow.Type.Length > 0).DistinctBy(workflow => (workflow.Type, workflow.definition.Version))];

    private object Describe(string type, WorkflowDefinition definition) => new
    {
        typeName = type,
        @namespace = "",
        name = type,
        version = definition.Version,
        category = Text("Category.Workflows"),
        displayName = definition.Name,
        description = definition.Description ?? "",
        kind = "Action",
        isContainer = false,
        isBrowsable = true,
        isStart = false,
        isTerminal = false,
        inputs = definition.Inputs.Where(input => input.Name.Length > 0).Select((input, order) => new
        {
            name = Pascal(input.Name),
            input.TypeName,
            input.DisplayName,
            description = "",
            order,
            isBrowsable = true,
            isSynthetic = true,
            isWrapped = true,
            uiHint = "singleline",
            category = (string?)null,
            defaultValue = (string?)null,
            defaultSyntax = "Literal",
            isReadOnly = false,
            isSensitive = false,
            storageDriverType = (string?)null,
            uiSpecifications = new { },
        }),
        outputs = definition.Outputs.Where(name => name.Length > 0).Select((name, order) =>
            new
            {
                name = Pascal(name),
                typeName = "Object",
                displayName = name,
                description = "",
                order,
                isBrowsable = true,
                isSynthetic = true,
            }),
        ports = definition.Outcomes.Append("Done").Distinct().Select(port =>
            new { name = port, displayName = port == "Done" ? Text("Port.Done") : port, type = "Flow", isBrowsable = true }),
        customProperties = new { },
        constructionProperties = new
        {
            WorkflowDefinitionId = definition.DefinitionId,
            WorkflowDefinitionVersionId = definition.Id,
            LatestAvailablePublishedVersion = definition.Version,
            LatestAvailablePublishedVersionId = definition.Id,
        },
    };

    private async Task<UnitChoices> Lists(int unit, CancellationToken cancellation)
    {
        var lanes = await UnitLanes.Read(database, unit, cancellation);
        var sops = await database.Query<(string Id, string Name)>(unit, SopsInForce, null, cancellation);
        return new UnitChoices(
            [.. lanes.Select(lane => new Choice(lane.External ? texts["Lane.External", lane.Name].Value : lane.Name, lane.Id))],
            [.. sops.Select(sop => new Choice(sop.Name, sop.Id))]);
    }

    /// <summary>
    /// Descriptors of activities of other systems that we do not run: enough for the canvas to show them with their connections.
    /// </summary>
    private async Task<IEnumerable<object>> Placeholders(int unit, List<(string Type, int Version)> unknown, CancellationToken cancellation)
    {
        var names = unknown.Select(activity => $"{activity.Type} {activity.Version}").ToArray();
        var stored = await database.Query<string>(unit, WithActivities, new { unknown = names }, cancellation);
        var ports = stored.SelectMany(PortsInUse).ToLookup(used => used.Type, used => used.Port);
        var workflows = stored.SelectMany(Activities)
            .Where(activity => activity.Json.TryGetProperty("workflowDefinitionId", out _)).Select(activity => activity.Type).ToHashSet();
        return unknown.Select(activity => new
        {
            typeName = activity.Type,
            @namespace = "",
            name = activity.Type.Split('.')[^1],
            version = activity.Version,
            category = Text("Category.Unknown"),
            displayName = workflows.Contains(activity.Type) ? activity.Type : texts["Unknown", activity.Type].Value,
            description = workflows.Contains(activity.Type) ? "" : Text("Unknown.About"),
            kind = "Action",
            isContainer = false,
            isBrowsable = false,
            isStart = false,
            isTerminal = false,
            inputs = Array.Empty<object>(),
            outputs = Array.Empty<object>(),
            ports = ports[activity.Type].Append("Done").Distinct()
                .Select(port => new { name = port, displayName = port, type = "Flow", isBrowsable = true }),
            customProperties = new { },
            constructionProperties = new { },
        });
    }

    private static IEnumerable<ActivityElement> Activities(string json) =>
        WorkflowDefinition.Parse(json).Root is { ValueKind: JsonValueKind.Object } root ? new ActivityElement(root).Activities : [];

    private static List<(string Type, string Port)> PortsInUse(string json)
    {
        var root = WorkflowDefinition.Parse(json).Root;
        if (root.ValueKind != JsonValueKind.Object) return [];

        var chart = new ActivityElement(root);
        var types = chart.Activities.GroupBy(activity => activity.Id).ToDictionary(group => group.Key, group => group.First().Type);
        return
        [
            .. chart.Connections.Where(connection => types.ContainsKey(connection.Source))
                .Select(connection => (types[connection.Source], connection.Port)),
        ];
    }

    private static (string Type, int Version) Split(string stored)
    {
        var at = stored.LastIndexOf(' ');
        return (stored[..at], int.Parse(stored.AsSpan(at + 1), CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// The type's own text, or else that of its family: <c>Sop.Input.lane</c> for every activity of a SOP.
    /// </summary>
    private string TextOf(string type, string name)
    {
        var own = texts[$"{type}.{name}"];
        return own.ResourceNotFound ? Text($"{type.Split('.')[0]}.Input.{name}") : own.Value;
    }

    private string Text(string key) => texts[key].Value;

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private sealed record Choice(string Text, string Value);

    private sealed record UnitChoices(IReadOnlyList<Choice> Lanes, IReadOnlyList<Choice> Sops);
}
