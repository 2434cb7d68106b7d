using System.Text.Json;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Designer;

/// <summary>Reverts to earlier versions, and deletes definitions and versions that no case needs.</summary>
internal static class DefinitionVersions
{
    public static void MapVersions(this RouteGroupBuilder elsa)
    {
        elsa.MapPost("/workflow-definitions/{definitionId}/revert/{version:int}", async (
            Person person, string definitionId, int version, DefinitionStore definitions, Problems problems,
            CancellationToken cancellation) =>
        {
            var reverted = await definitions.Revert(person.UnitId, person.Id, definitionId, version, cancellation);
            return StudioDefinition.Json(StudioDefinition.Summary(SaveDefinition.Done(reverted, problems)));
        });

        elsa.MapDelete("/workflow-definitions/{definitionId}", async (
            Person person, string definitionId, DefinitionStore definitions, Problems problems, CancellationToken cancellation) =>
        {
            SaveDefinition.Done(await definitions.Delete(person.UnitId, person.Id, definitionId, cancellation), problems);
            return Results.NoContent();
        });

        elsa.MapDelete("/workflow-definition-versions/{id}", async (
            Person person, string id, DefinitionStore definitions, Problems problems, CancellationToken cancellation) =>
        {
            SaveDefinition.Done(await definitions.DeleteVersion(person.UnitId, person.Id, id, cancellation), problems);
            return Results.NoContent();
        });

        elsa.MapPost("/bulk-actions/delete/workflow-definitions/by-definition-id", (
            Person person, JsonElement body, DefinitionStore definitions, CancellationToken cancellation) =>
            DeleteMany(Bulk.Ids(body, "definitionIds"), id => definitions.Delete(person.UnitId, person.Id, id, cancellation)));

        elsa.MapPost("/bulk-actions/delete/workflow-definitions/by-id", (
            Person person, JsonElement body, DefinitionStore definitions, CancellationToken cancellation) =>
            DeleteMany(Bulk.Ids(body, "ids"), id => definitions.DeleteVersion(person.UnitId, person.Id, id, cancellation)));
    }

    private static async Task<IResult> DeleteMany(IReadOnlyList<string> ids, Func<string, Task<DefinitionResult>> delete)
    {
        var deleted = 0;
        foreach (var id in ids)
        {
            if (await delete(id) is DefinitionResult.Done) deleted++;
        }

        return StudioDefinition.Json(new { deleted });
    }
}
