using Microsoft.AspNetCore.Mvc;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Documents;

/// <summary>The pages by which documents are issued from a case, and cancelled.</summary>
internal static class IssuePages
{
    public static void MapIssuePages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/cases/{id:long}/issuing", (Person person, long id, string? template, long? replaces, PageRequest page) =>
            Show(person, id, template, replaces, page)).NotesView(CaseViews.Kind.Case);

        app.MapGet("/cases/{id:long}/issuing.pdf", async (
            Person person, long id, string? template, long? replaces, PageRequest page, Problems problems) =>
        {
            var choice = await page.Send(new IssueDocument.Query(person, id, template ?? "", replaces));
            return choice.Preview is { } preview
                ? PreviewFile.Of(page.Context, preview) : throw new ProblemException(problems.NotFound());
        }).NotesView(CaseViews.Kind.Case);

        app.MapPost("/cases/{id:long}/issuing", async (
            Person person, long id, [FromForm] string? template, [FromForm] long? replaces, [FromForm] string? key, PageRequest page) =>
        {
            page.OnProblem(problem => Show(person, id, null, null, page, problem));
            var done = await page.Send(new IssueDocument.Command(person, id, template ?? "", replaces, key));
            return page.Then(
                $"/cases/{id}#documents", done.Number is null ? "Issue.Done" : "Issue.DoneNumber", done.Document.Name, done.Number ?? "");
        });

        app.MapPost("/documents/{id:long}/cancellation", async (
            Person person, long id, [FromForm] string? reason, PageRequest page, CaseTimeline timeline, CaseDocuments documents) =>
        {
            page.OnProblem(async problem =>
            {
                var document = await documents.Find(person, id, page.Cancellation);
                var seen = await timeline.Read(person, document.Case, page.Cancellation);
                return Pages.Show<CasePage>(new { Person = person, Case = seen, Problem = problem }, problem);
            });
            var cancelled = await page.Send(new CancelDocument.Command(person, id, reason));
            return page.Then($"/cases/{cancelled.Case}#documents", "Issue.Cancelled", cancelled.Name);
        });
    }

    private static async Task<IResult> Show(
        Person person, long id, string? template, long? replaces, PageRequest page, Problem? problem = null)
    {
        var choice = await page.Send(new IssueDocument.Query(person, id, template ?? "", replaces));
        return Pages.Show<IssuePage>(new { Choice = choice, Problem = problem }, problem);
    }
}
