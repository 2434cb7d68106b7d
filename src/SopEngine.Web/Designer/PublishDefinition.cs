using System.Text.Json;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;

namespace SopEngine.Web.Designer;

/// <summary>Puts definitions in force and takes them out of it, one or many.</summary>
internal static class PublishDefinition
{
    public static void MapPublishing(this RouteGroupBuilder elsa)
    {
        elsa.MapPost("/workflow-definitions/{definitionId}/publish", async (
            Person person, string definitionId, HttpContext context, DefinitionStore definitions, Problems problems,
            CancellationToken cancellation) =>
        {
            var publication = await definitions.Publish(
                person.UnitId, person.Id, definitionId, acceptGaps: true, cancellation: cancellation);
            return SaveDefinition.Reason(publication, problems) is { } reason
                ? ProblemAnswers.ForStudio(reason)
                : SaveDefinition.Answer(
                    context, (await definitions.Latest(person.UnitId, definitionId, cancellation))!,
                    publication);
        });

        elsa.MapPost("/workflow-definitions/{definitionId}/retract", async (
            Person person, string definitionId, HttpContext context, DefinitionStore definitions, Problems problems,
            CancellationToken cancellation) =>
        {
            var retracted = await definitions.Retract(person.UnitId, person.Id, definitionId, cancellation);
            return StudioDefinition.Answer(context, SaveDefinition.Done(retracted, problems));
        });

        elsa.MapPost("/bulk-actions/publish/workflow-definitions/by-definition-ids", PublishMany);
        elsa.MapPost("/bulk-actions/retract/workflow-definitions/by-definition-ids", RetractMany);
    }

    private static async Task<IResult> PublishMany(
        Person person, JsonElement body, DefinitionStore definitions, CancellationToken cancellation)
    {
        List<string> published = [], alreadyPublished = [], notFound = [], skipped = [], gaps = [];
        foreach (var id in Bulk.Ids(body, "definitionIds"))
        {
            var publication = await definitions.Publish(person.UnitId, person.Id, id, acceptGaps: true, cancellation: cancellation);
            gaps.AddRange(Problems.Say(publication.Gaps).Select(gap => $"{id}: {gap}"));
            var outcome = publication switch
            {
                { WasInForce: true } => alreadyPublished,
                { Version: not null } => published,
                { Refusal: DefinitionResult.NotFound } => notFound,
                _ => skipped,
            };
            outcome.Add(id);
        }

        return StudioDefinition.Json(
            new { published, alreadyPublished, notFound, updatedConsumers = Array.Empty<string>(), skipped, gaps });
    }

    private static async Task<IResult> RetractMany(
        Person person, JsonElement body, DefinitionStore definitions, CancellationToken cancellation)
    {
        List<string> retracted = [], alreadyRetracted = [], notFound = [], skipped = [];
        foreach (var id in Bulk.Ids(body, "definitionIds"))
        {
            var outcome = await definitions.Retract(person.UnitId, person.Id, id, cancellation) switch
            {
                DefinitionResult.Done => retracted,
                DefinitionResult.NotFound => notFound,
                DefinitionResult.Refused { Reason: DefinitionRefusal.NotInForce } => alreadyRetracted,
                _ => skipped,
            };
            outcome.Add(id);
        }

        return StudioDefinition.Json(new { retracted, alreadyRetracted, notFound, skipped });
    }
}

/// <summary>The lists of ids in bulk requests.</summary>
internal static class Bulk
{
    private const int Most = 500;

    /// <exception cref="JsonException">There is no such list, or it is longer than 500.</exception>
    public static IReadOnlyList<string> Ids(JsonElement body, string name)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty(name, out var list)
            || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > Most
            || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            throw new JsonException(name);
        return [.. list.EnumerateArray().Select(item => item.GetString()!.Replace('\0', ' ')).Distinct()];
    }
}
