using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Designer;

/// <summary>Lists definitions and opens them.</summary>
internal static class DefinitionReading
{
    private const int LargestPage = 1_000;

    public static void MapDefinitionReading(this RouteGroupBuilder elsa)
    {
        elsa.MapGet("/workflow-definitions", List);
        elsa.MapGet("/workflow-definitions/by-definition-id/{definitionId}", async (
            Person person, string definitionId, string? versionOptions, HttpContext context,
            DefinitionStore definitions, Problems problems) =>
        {
            var (versions, version) = ReadVersions(versionOptions ?? "Latest", problems);
            return Open(context, await definitions.Find(person.UnitId, definitionId, versions, version, context.RequestAborted), problems);
        });
        elsa.MapGet("/workflow-definitions/by-id/{id}", async (
            Person person, string id, HttpContext context, DefinitionStore definitions, Problems problems) =>
            Open(context, await definitions.FindById(person.UnitId, id, context.RequestAborted), problems));
        elsa.MapGet("/workflow-definitions/subgraph/{id}", async (
            Person person, string id, string? parentNodeId, HttpContext context, DefinitionStore definitions, Problems problems) =>
        {
            var definition = await definitions.FindById(person.UnitId, id, context.RequestAborted)
                ?? throw new ProblemException(problems.NotFound());
            return Results.Text(
                Subgraph.Of(StudioDefinition.Full(definition), parentNodeId).ToJsonString(StudioDefinition.Relaxed),
                "application/json");
        });
        elsa.MapGet("/workflow-definitions/validation/is-name-unique", async (
            Person person, string? name, string? definitionId, DefinitionStore definitions, CancellationToken cancellation) =>
            StudioDefinition.Json(new { isUnique = await definitions.IsNameFree(person.UnitId, name ?? "", definitionId, cancellation) }));
    }

    /// <summary>Reads the Studio's <c>versionOptions</c>: a choice, a version number, or nothing for all.</summary>
    public static (VersionChoice Versions, int? Version) ReadVersions(string? versionOptions, Problems problems)
    {
        if (string.IsNullOrWhiteSpace(versionOptions) || versionOptions == "AllVersions") return (VersionChoice.All, null);
        if (int.TryParse(versionOptions, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            return (VersionChoice.All, version);
        return char.IsAsciiLetter(versionOptions[0]) && Enum.TryParse<VersionChoice>(versionOptions, ignoreCase: true, out var versions)
            ? (versions, null)
            : throw new ProblemException(problems.BadRequest(400));
    }

    private static async Task<IResult> List(
        Person person, string? versionOptions, int? page, int? pageSize, [FromQuery(Name = "definitionIds")] string[]? definitionIds,
        [FromQuery(Name = "ids")] string[]? ids, string? searchTerm, string? orderBy, string? orderDirection, bool? isSystem,
        DefinitionStore definitions, Problems problems, CancellationToken cancellation)
    {
        var (versions, version) = ReadVersions(versionOptions, problems);
        var take = Math.Clamp(pageSize ?? LargestPage, 1, LargestPage);
        var query = new DefinitionQuery(
            versions, version, OrAll(definitionIds), OrAll(ids), searchTerm ?? "",
            orderBy?.ToLowerInvariant() switch
            {
                "version" => DefinitionOrder.Version,
                "created" or "createdat" => DefinitionOrder.Created,
                _ => DefinitionOrder.Name,
            },
            string.Equals(orderDirection, "Descending", StringComparison.OrdinalIgnoreCase),
            (int)Math.Min(int.MaxValue, (long)Math.Max(0, page ?? 0) * take), take);
        var (items, total) = isSystem == true ? ([], 0) : await definitions.List(person.UnitId, query, cancellation);
        return StudioDefinition.Json(new
        {
            items = items.Select(StudioDefinition.Summary),
            totalCount = total,
            links = new[]
            {
                new { href = "/bulk-actions/publish/workflow-definitions/by-definition-ids", rel = "bulk-publish", method = "POST" },
            },
        });
    }

    private static string[]? OrAll(string[]? filter) => filter is { Length: > 0 } ? filter : null;

    private static IResult Open(HttpContext context, StoredDefinition? definition, Problems problems) =>
        StudioDefinition.Answer(context, definition ?? throw new ProblemException(problems.NotFound()));
}
