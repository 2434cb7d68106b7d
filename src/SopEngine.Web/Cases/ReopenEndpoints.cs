using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SopEngine.Web.Http;

namespace SopEngine.Web.Cases;

/// <summary>The pages and the API by which an ended case is opened again.</summary>
internal static class ReopenEndpoints
{
    /// <param name="To">The id of the step at which it goes on.</param>
    public sealed record Reopening(string? To, string? Reason);

    public static void MapReopenPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/cases/{id:long}/reopening", (Person person, long id, PageRequest page, CaseTimeline timeline) =>
            Show(person, id, page, timeline));

        app.MapPost("/cases/{id:long}/reopening", (
            Person person, long id, [FromForm] string? to, [FromForm] string? reason, [FromForm] string? key, PageRequest page,
            CaseTimeline timeline) =>
        {
            page.OnProblem(problem => Show(person, id, page, timeline, problem, to, reason));
            return page.Send(new ReopenCase.Command(person, id, to, reason, key), $"/cases/{id}", "Reopen.Done");
        });
    }

    public static void MapReopenApi(this RouteGroupBuilder cases) => cases.MapPost("/{id:long}/reopening", async Task<NoContent> (
            Person person, long id, Reopening reopening, [FromHeader(Name = IdempotencyKey.Header)] string? key,
            IMediator mediator, CancellationToken cancellation) =>
        {
            await mediator.Send(new ReopenCase.Command(person, id, reopening.To, reopening.Reason, key), cancellation);
            return TypedResults.NoContent();
        })
        .WithName("ReopenCase").WithSummary("Let a case that is over go on")
        .WithDescription("At a step that was done in it, or was open when it was called off. For the head and admins.");

    private static async Task<IResult> Show(
        Person person, long id, PageRequest page, CaseTimeline timeline, Problem? problem = null, string? to = null, string? reason = null)
    {
        var steps = await page.Send(new ReopenCase.Choices(person, id));
        var seen = await timeline.Read(person, id, page.Cancellation);
        return Pages.Show<ReopenPage>(new { Case = seen, Steps = steps, Problem = problem, To = to, Reason = reason }, problem);
    }
}
