using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>A case that is over is opened again.</summary>
internal static class ReopenEndpoints
{
    /// <param name="To">The id of the step at which it goes on.</param>
    public sealed record Reopening(string? To, string? Reason);

    public static void MapReopenPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/cases/{id:long}/reopening", (Person person, long id, IMediator mediator, CaseTimeline timeline, CancellationToken cancellation) =>
            Show(person, id, mediator, timeline, cancellation));

        app.MapPost("/cases/{id:long}/reopening", async (
            Person person, long id, [FromForm] string? to, [FromForm] string? reason, [FromForm] string? key, HttpContext context, IMediator mediator, CaseTimeline timeline,
            Problems problems, IStringLocalizer<Texts> texts) =>
        {
            try
            {
                await mediator.Send(new ReopenCase.Command(person, id, to, reason, key), context.RequestAborted);
                return Pages.Then($"/cases/{id}", context, texts["Reopen.Done"]);
            }
            catch (Exception e) when (problems.Of(e) is { Status: 409 or 422 or 503 } problem)
            {
                return await Show(person, id, mediator, timeline, context.RequestAborted, problem, to, reason);
            }
        });
    }

    public static void MapReopenApi(this RouteGroupBuilder cases) => cases.MapPost("/{id:long}/reopening", async Task<NoContent> (
            Person person, long id, Reopening reopening, [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
        {
            await mediator.Send(new ReopenCase.Command(person, id, reopening.To, reopening.Reason, key), cancellation);
            return TypedResults.NoContent();
        })
        .WithName("ReopenCase").WithSummary("Let a case that is over go on")
        .WithDescription("At a step that was done in it, or was open when it was called off. For the head and admins.");

    private static async Task<IResult> Show(
        Person person, long id, IMediator mediator, CaseTimeline timeline, CancellationToken cancellation, Problem? problem = null, string? to = null, string? reason = null)
    {
        var steps = await mediator.Send(new ReopenCase.Choices(person, id), cancellation);
        var seen = await timeline.Read(person, id, cancellation);
        return Pages.Show<ReopenPage>(new { Case = seen, Steps = steps, Problem = problem, To = to, Reason = reason }, problem is null ? 200 : problem.Status == 503 ? 503 : 422);
    }
}
