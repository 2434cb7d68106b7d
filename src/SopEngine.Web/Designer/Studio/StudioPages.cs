using Microsoft.AspNetCore.Antiforgery;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Designer.Studio;

/// <summary>
/// The pages around the Studio's elements, one element a page, at the addresses that the Studio itself goes to. The list of definitions
/// is our own page.
/// </summary>
internal static class StudioPages
{
    /// <summary>
    /// The Studio needs more than our other pages: WebAssembly, styles set by script, workers made of blobs, and its two inline scripts
    /// (the hot keys of the editor, those of the instance list), by their hashes.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'sha256-snlP1jz0gjwc5cTz9ErZcliXuCK63+Mmf68RRCeptgc=' "
        + "'sha256-vu6sQrKXQHR4Yn3FMMihA/9TxxfIXnCxKwvLrTPJ5ts='; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self' data:; "
        + "worker-src 'self' blob:; connect-src 'self'; object-src 'none'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    private const string NameOfDefinition = "select name from definitions where unit_id = @unit and definition_id = @id and is_latest";
    private const string TitleOfCase = "select title from cases where unit_id = @unit and id = @id";

    public static void MapStudioPages(this IEndpointRouteBuilder app)
    {
        app.MapStudioAssets();
        app.MapGet("/studio", () => Results.LocalRedirect("/sops"));
        app.MapGet("/workflows/{**path}", (string? path) => Pages.Then($"/studio/workflows/{path}"));

        var studio = app.MapGroup("/studio").AddEndpointFilter(AuthorsOnly.Filter);
        studio.MapGet("/workflows/definitions", () => Results.LocalRedirect("/sops"));

        studio.MapGet("/workflows/definitions/{id}/edit", async (
            Person person, string id, HttpContext context, SopDatabase database, Problems problems) =>
        {
            var name = await database.QuerySingle<string>(person.UnitId, NameOfDefinition, new { id }, context.RequestAborted)
                ?? throw new ProblemException(problems.NotFound());
            return Show(context, new { Person = person, Kind = StudioKind.Editor, Id = id, Name = name });
        });

        studio.MapGet("/workflows/instances", (Person person, HttpContext context) =>
            Show(context, new { Person = person, Kind = StudioKind.Instances }));

        studio.MapGet("/workflows/instances/{id:long}/view", async (
            Person person, long id, HttpContext context, SopDatabase database, Problems problems) =>
        {
            var title = await database.QuerySingle<string>(person.UnitId, TitleOfCase, new { id }, context.RequestAborted)
                ?? throw new ProblemException(problems.NotFound());
            return Show(context, new
            {
                Person = person,
                Kind = StudioKind.Viewer,
                Id = id.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Name = title,
            });
        });

        // Asked for by a designer page whose session had ended, once its author has signed in again in another window.
        studio.MapGet("/token", (HttpContext context, IAntiforgery antiforgery) =>
            Results.Json(new { token = antiforgery.GetAndStoreTokens(context).RequestToken }));
        studio.MapGet("/signed-in", () => Pages.Show<SignedInPage>());
    }

    private static IResult Show(HttpContext context, object parameters)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        return Pages.Show<StudioPage>(parameters);
    }
}

/// <summary>The Studio's element that a page holds: two on one page would fail.</summary>
public enum StudioKind
{
    Editor,
    Instances,
    Viewer,
}
