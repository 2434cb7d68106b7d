using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>What people add to a case: documents and comments.</summary>
internal static class CaseNotePages
{
    public static void MapCaseNotePages(this IEndpointRouteBuilder app)
    {
        var rules = app.ServiceProvider.GetRequiredService<DocumentRules>();
        app.MapPost("/cases/{id:long}/documents", async (
            Person person, long id, HttpContext context, IMediator mediator, CaseTimeline timeline, IStringLocalizer<Texts> texts) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var received = await mediator.Send(new AddDocuments.Command(person, id, form.Files), context.RequestAborted);
            return received.Problem is { } problem
                ? Pages.Show<CasePage>(new { Person = person, Case = await timeline.Read(person, id, context.RequestAborted), Problem = problem }, 422)
                : Pages.Then($"/cases/{id}#documents", context, texts["Document.Added", received.Documents.Count]);
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));

        app.MapPost("/cases/{id:long}/comments", async (
            Person person, long id, [FromForm] string? text, [FromForm] string? key, [FromForm] string? back, HttpContext context, IMediator mediator, CaseTimeline timeline,
            Problems problems, IStringLocalizer<Texts> texts) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var mentions = form["mention"].Select(value => long.TryParse(value, out var who) ? who : 0).ToList();
            try
            {
                await mediator.Send(new AddComment.Command(person, id, text, mentions, form["shared"] == "true", key), context.RequestAborted);
                return Pages.Then(Pages.LocalOr(back, $"/cases/{id}") + "#comments", context, texts["Comment.Sent"]);
            }
            catch (Exception e) when (problems.Of(e) is { Status: 409 or 422 or 503 } problem)
            {
                return Pages.Show<CasePage>(new { Person = person, Case = await timeline.Read(person, id, context.RequestAborted), Problem = problem, Comment = text }, 422);
            }
        });
    }
}
