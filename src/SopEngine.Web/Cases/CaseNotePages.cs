using Microsoft.AspNetCore.Mvc;
using SopEngine.Web.Http;

namespace SopEngine.Web.Cases;

/// <summary>Pages that add documents and comments to a case.</summary>
internal static class CaseNotePages
{
    public static void MapCaseNotePages(this IEndpointRouteBuilder app)
    {
        var rules = app.ServiceProvider.GetRequiredService<DocumentRules>();
        app.MapPost("/cases/{id:long}/documents", async (Person person, long id, PageRequest page, CaseTimeline timeline) =>
        {
            var received = await page.Send(new AddDocuments.Command(person, id, (await page.Form()).Files));
            return received.Problem is { } problem
                ? Pages.Show<CasePage>(
                    new { Person = person, Case = await timeline.Read(person, id, page.Cancellation), Problem = problem }, 422)
                : page.Then($"/cases/{id}#documents", "Document.Added", received.Documents.Count);
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));

        app.MapPost("/cases/{id:long}/comments", async (
            Person person, long id, [FromForm] string? text, [FromForm] string? key, [FromForm] string? back, PageRequest page,
            CaseTimeline timeline) =>
        {
            page.OnProblem(async problem =>
            {
                var seen = await timeline.Read(person, id, page.Cancellation);
                return Pages.Show<CasePage>(new { Person = person, Case = seen, Problem = problem, Comment = text }, problem);
            });
            var form = await page.Form();
            var mentions = form["mention"].Select(value => long.TryParse(value, out var who) ? who : 0).ToList();
            return await page.Send(
                new AddComment.Command(person, id, text, mentions, form["shared"] == "true", key),
                Pages.LocalOr(back, $"/cases/{id}") + "#comments", "Comment.Sent");
        });
    }
}
