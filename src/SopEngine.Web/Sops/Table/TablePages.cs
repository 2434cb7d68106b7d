using Microsoft.AspNetCore.Mvc;
using SopEngine.Web.Http;

namespace SopEngine.Web.Sops.Table;

/// <summary>The table editor of a SOP: its page, what its script sends, and the forms of its rows for browsers without script.</summary>
internal static class TablePages
{
    private const long LargestBody = 5 * 1024 * 1024;

    public static void MapTablePages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops/{id}/table", (Person person, string id, string? row, TableView view, PageRequest page) =>
            view.Show(person, id, row, page));

        app.MapPost("/sops/{id}/table", async (Person person, string id, Sent sent, PageRequest page, Problems problems) =>
        {
            if (!sent.IsWhole) throw new ProblemException(problems.BadRequest(400));
            return Results.Json(await page.Send(new EditTable.Command(
                person, id, sent.Version, sent.Revision, sent.Table, sent.Renumber, sent.Paste, sent.Beside)));
        }).AddEndpointFilter(AsJson).WithMetadata(new RequestSizeLimitAttribute(LargestBody));

        app.MapPost("/sops/{id}/table/merge", async (Person person, string id, Merging sent, PageRequest page, Problems problems) =>
        {
            if (sent is not { Began.IsWhole: true, Mine.IsWhole: true }) throw new ProblemException(problems.BadRequest(400));
            return Results.Json(await page.Send(new MergeTable.Query(person, id, sent.Began, sent.Mine)));
        }).AddEndpointFilter(AsJson).WithMetadata(new RequestSizeLimitAttribute(2 * LargestBody));

        app.MapPost("/sops/{id}/table/rows", (Person person, string id, TableView view, PageRequest page) =>
            view.Change(person, id, page));
    }

    /// <summary>A table that its author's script sends.</summary>
    public sealed record Sent(
        int Version, int Revision, TableData Table, bool Renumber = false, EditTable.Pasted? Paste = null,
        EditTable.BesideRow? Beside = null)
    {
        internal bool IsWhole => Table is { IsWhole: true }
            && (Paste is null || Paste.Cells?.All(line => line?.All(cell => cell is not null) == true) == true)
            && (Beside is null or { Key: not null, With: not null, Meets: not null });
    }

    public sealed record Merging(TableData Began, TableData Mine);

    /// <summary>Answers the script with problem+json, as the API does; pages get a page.</summary>
    private static async ValueTask<object?> AsJson(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        try
        {
            return await next(invocation);
        }
        catch (Exception e) when (invocation.HttpContext.RequestServices.GetRequiredService<Problems>().Of(e) is { } problem)
        {
            return Results.Problem(problem.Told(invocation.HttpContext.Response).ToDetails());
        }
    }
}
