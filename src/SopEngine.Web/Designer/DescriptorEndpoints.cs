using Microsoft.Extensions.Localization;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Designer.Descriptors;
using SopEngine.Web.Http;

namespace SopEngine.Web.Designer;

/// <summary>The lists of activities, expressions, types and strategies, which the Studio reads before it shows anything.</summary>
internal static class DescriptorEndpoints
{
    /// <summary>Lists that are empty here: the Studio then offers only its own "Default".</summary>
    private static readonly string[] Empty =
    [
        "workflow-activation-strategies", "log-persistence-strategies", "incident-strategies",
        "commit-strategies/workflows", "commit-strategies/activities", "output-converters",
    ];

    /// <summary>The types that a variable, an input or an output may have.</summary>
    private static readonly string[] Types =
    [
        "String", "Int32", "Decimal", "Boolean", "DateTime", "Object", "Int64", "Single", "Double", "Guid",
        "DateTimeOffset", "DateOnly", "TimeOnly", "TimeSpan",
        "StringDictionary", "ObjectDictionary", "JSON",
    ];

    public static void MapDescriptors(this RouteGroupBuilder elsa)
    {
        elsa.MapGet("/descriptors/activities", async (Person person, ActivityDescriptors activities, CancellationToken cancellation) =>
            Items(await activities.Of(person.UnitId, cancellation)));
        elsa.MapPost("/descriptors/activities/{type}/options/{property}", async (
            Person person, string type, string property, ActivityDescriptors activities, CancellationToken cancellation) =>
            StudioDefinition.Json(new { items = await activities.Options(person.UnitId, type, property, cancellation) }));

        elsa.MapGet("/descriptors/expression-descriptors", () => Items(
            [
                Expression("Literal", false, null), Expression("Object", false, "json"), Expression("JavaScript", true, "javascript"),
                Expression("Variable", true, null), Expression("Input", true, null),
            ]));
        elsa.MapGet("/descriptors/variables", (IStringLocalizer<Descriptions> texts) => Items(
            [.. Types.Select(type =>
                new
                {
                    typeName = type,
                    displayName = texts[$"Type.{type}"].Value,
                    category = texts["Category.Types"].Value,
                    description = (string?)null,
                })]));
        elsa.MapGet("/descriptors/storage-drivers", (IStringLocalizer<Descriptions> texts) => Items(
            [new { typeName = "Workflow", displayName = texts["Storage.Workflow"].Value, priority = 0, deprecated = false }]));
        foreach (var list in Empty) elsa.MapGet($"/descriptors/{list}", () => Items([]));

        elsa.MapGet("/features/installed", () => Items(
            [
                new
                {
                    name = "RealTimeWorkflowUpdates",
                    @namespace = "Elsa",
                    fullName = "Elsa.RealTimeWorkflowUpdates",
                    displayName = "Real-time workflow updates",
                    description = "",
                },
            ]));

        elsa.MapPost("/scripting/javascript/type-definitions/{definitionId}", async (
            Person person, string definitionId, DefinitionStore definitions, CancellationToken cancellation) =>
            Results.Text(ScriptTypes.Of(await definitions.Latest(person.UnitId, definitionId, cancellation)), "application/x-typescript"));

        elsa.MapPost("/tests/activities", (IStringLocalizer<Descriptions> texts) => StudioDefinition.Json(new
        {
            activityState = new { },
            payload = new { },
            outputs = new { },
            exception = new
            {
                type = "NotSupported",
                message = texts["Test.NotSupported"].Value,
                stackTrace = (string?)null,
                innerException = (object?)null,
            },
            status = "Faulted",
        }));
    }

    private static IResult Items(IReadOnlyList<object> items) => StudioDefinition.Json(new { items, count = items.Count });

    private static object Expression(string type, bool isBrowsable, string? language) => new
    {
        type,
        displayName = type,
        isSerializable = true,
        isBrowsable,
        properties = language is null ? [] : new Dictionary<string, string> { ["MonacoLanguage"] = language },
    };
}
