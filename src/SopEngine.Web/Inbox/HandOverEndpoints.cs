using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

internal static class HandOverEndpoints
{
    /// <param name="To">The id of the person who is to have it, out of `takers`.</param>
    /// <param name="Reason">Kept in the case's history.</param>
    public sealed record HandOver(long? To, string? Reason);

    public static void MapHandOverPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/tasks/{id}/hand-over", (Person person, TaskId id, IMediator mediator, Problems problems, CancellationToken cancellation) =>
            Show(person, id, mediator, problems, cancellation));

        app.MapPost("/tasks/{id}/hand-over", async (
            Person person, TaskId id, [FromForm] long? to, [FromForm] string? reason, [FromForm] string? key, IMediator mediator, Problems problems,
            IStringLocalizer<Texts> texts, HttpContext context) =>
        {
            try
            {
                await mediator.Send(new HandOverTask.Command(person, id, to, reason, key), context.RequestAborted);
                return Pages.Then($"/tasks/{id}", context, texts["HandOver.Done"]);
            }
            catch (Exception e) when (problems.Of(e) is { Status: 409 or 422 or 503 } problem)
            {
                return await Show(person, id, mediator, problems, context.RequestAborted, problem, to, reason);
            }
        });
    }

    public static void MapHandOverApi(this RouteGroupBuilder tasks)
    {
        tasks.MapGet("/{id}/takers", async Task<Ok<IReadOnlyList<ListTakers.Taker>>> (Person person, TaskId id, IMediator mediator, CancellationToken cancellation) =>
                TypedResults.Ok(await mediator.Send(new ListTakers.Query(person, id), cancellation)))
            .WithName("ListTakers").WithSummary("To whom a task can be given");

        tasks.MapPost("/{id}/hand-over", async Task<Ok<TaskApi.Happened>> (
                Person person, TaskId id, HandOver given, [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                TaskApi.View(await mediator.Send(new HandOverTask.Command(person, id, given.To, given.Reason, key), cancellation)))
            .WithName("HandOverTask").WithSummary("Give a task to a named person")
            .WithDescription("For who holds it or may do it, whom it was raised to, the head and supervisors.");
    }

    private static async Task<IResult> Show(
        Person person, TaskId id, IMediator mediator, Problems problems, CancellationToken cancellation, Problem? problem = null, long? to = null, string? reason = null)
    {
        var task = await mediator.Send(new ReadTask.Query(person, id), cancellation);
        if (!task.MayHandOver && problem is null) throw new ProblemException(task.IsOpen ? problems.Forbidden() : problems.NotFound());
        var takers = task.IsOpen ? await mediator.Send(new ListTakers.Query(person, id), cancellation) : [];
        return Pages.Show<HandOverPage>(new { Task = task, Takers = takers, Problem = problem, To = to, Reason = reason }, problem is null ? 200 : problem.Status == 503 ? 503 : 422);
    }
}
