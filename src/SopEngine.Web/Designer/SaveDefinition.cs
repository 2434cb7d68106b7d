using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;

namespace SopEngine.Web.Designer;

/// <summary>
/// Creates, saves and publishes what an author draws; all three are one call. The draft is kept when publishing is refused.
/// </summary>
internal static class SaveDefinition
{
    public static void MapSaving(this RouteGroupBuilder elsa) => elsa.MapPost("/workflow-definitions", Save);

    private static async Task<IResult> Save(
        Person person, JsonElement body, HttpContext context, DefinitionStore definitions, Problems problems,
        CancellationToken cancellation)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("model", out var model)
            || model.ValueKind != JsonValueKind.Object)
            throw new JsonException("model");

        if (IsNew(model) && RootType(model) is { } root and not "Elsa.Flowchart") throw new ProblemException(problems.RootNotDrawn(root));
        var saved = Done(
            await definitions.Save(person.UnitId, person.Id, model.GetRawText(), Started(context, model,
            problems), cancellation: cancellation), problems);
        if (!body.TryGetProperty("publish", out var publish) || publish.ValueKind != JsonValueKind.True)
            return Answer(context, saved, null);

        var publication = await definitions.Publish(person.UnitId, person.Id, saved.DefinitionId, saved.At, acceptGaps: true, cancellation);
        if (Reason(publication, problems) is { } reason)
        {
            // The draft has been saved, so what the author does next starts from it.
            context.Response.Headers.ETag = StudioDefinition.ETag(saved);
            return ProblemAnswers.ForStudio(reason);
        }

        return Answer(
            context, (await definitions.FindById(person.UnitId, saved.Id, cancellation))!, publication);
    }

    /// <summary>The answer to a save or a publish. The Studio cannot ask first, so the answer names the gaps of a SOP in force.</summary>
    /// <param name="publication">Null when nothing was to be published.</param>
    public static IResult Answer(HttpContext context, StoredDefinition definition, Publication? publication) =>
        StudioDefinition.Answer(context, definition, new JsonObject
        {
            ["workflowDefinition"] = StudioDefinition.Full(definition),
            ["alreadyPublished"] = publication?.WasInForce == true,
            ["consumingWorkflowCount"] = 0,
            ["validationErrors"] = new JsonArray([.. (publication?.Problems ?? []).Select(warning => new JsonObject
            {
                ["activityId"] = warning.ActivityId,
                ["message"] = warning.Text(CultureInfo.CurrentUICulture),
            })]),
            ["gaps"] = new JsonArray([.. Problems.Say(publication?.Gaps ?? []).Select(gap => (JsonNode)gap)]),
        });

    /// <summary>Why a definition was not put in force; null when it was.</summary>
    public static Problem? Reason(Publication publication, Problems problems) => publication switch
    {
        { Version: not null } => null,
        { Refusal: { } refusal } => problems.Of(refusal),
        _ => problems.Definition(publication.Problems),
    };

    public static StoredDefinition Done(DefinitionResult result, Problems problems) =>
        result is DefinitionResult.Done done ? done.Definition : throw new ProblemException(problems.Of(result));

    /// <summary>
    /// The revision that the author's page started from, as <c>If-Match</c> says; null when it says nothing of this definition.
    /// </summary>
    public static DefinitionRevision? Started(HttpContext context, JsonElement model, Problems problems)
    {
        var tag = context.Request.Headers.IfMatch.ToString();
        if (tag is "" or "*" || !model.TryGetProperty("definitionId", out var id) || id.ValueKind != JsonValueKind.String) return null;

        var parts = (tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag).Trim('"').Split(':');
        if (parts.Length == 3 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
            return parts[0] == id.GetString() ? new DefinitionRevision(version, revision) : null;
        throw new ProblemException(problems.BadRequest(400));
    }

    private static bool IsNew(JsonElement model) =>
        !model.TryGetProperty("definitionId", out var id) || id.ValueKind != JsonValueKind.String || id.ValueEquals("");

    private static string? RootType(JsonElement model) =>
        model.TryGetProperty("root", out var root) && root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            ? type.GetString()
            : null;
}
