using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

internal static class HandOverEndpoints
{
    /// <param name="To">The id of the new holder, out of `takers`.</param>
    /// <param name="Reason">Kept in the case's history.</param>
    public sealed record HandOver(long? To, string? Reason);

    public static void MapHandOverPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/tasks/{id}/hand-over", (Person person, TaskId id, PageRequest page, Problems problems) =>
            Show(person, id, page, problems));

        app.MapPost("/tasks/{id}/hand-over", (
            Person person, TaskId id, [FromForm] long? to, [FromForm] string? reason, [FromForm] string? key, PageRequest page,
            Problems problems) =>
        {
            page.OnProblem(problem => Show(person, id, page, problems, problem, to, reason));
            return page.Send(new HandOverTask.Command(person, id, to, reason, key), $"/tasks/{id}", "HandOver.Done");
        });
    }

    public static void MapHandOverApi(this RouteGroupBuilder tasks)
    {
        tasks.MapGet("/{id}/takers", async Task<Ok<IReadOnlyList<ListTakers.Taker>>> (
                Person person, TaskId id, IMediator mediator, CancellationToken cancellation) =>
                TypedResults.Ok(await mediator.Send(new ListTakers.Query(person, id), cancellation)))
            .WithName("ListTakers").WithSummary("To whom a task can be given");

        tasks.MapPost("/{id}/hand-over", async Task<Ok<TaskApi.Happened>> (
                Person person, TaskId id, HandOver given,
                [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                TaskApi.View(await mediator.Send(new HandOverTask.Command(person, id, given.To, given.Reason, key), cancellation)))
            .WithName("HandOverTask").WithSummary("Give a task to a named person")
            .WithDescription("For who holds it or may do it, whom it was raised to, the head and supervisors.");
    }

    private static async Task<IResult> Show(
        Person person, TaskId id, PageRequest page, Problems problems, Problem? problem = null, long? to = null, string? reason = null)
    {
        var task = await page.Send(new ReadTask.Query(person, id));
        if (!task.MayHandOver && problem is null) throw new ProblemException(task.IsOpen ? problems.Forbidden() : problems.NotFound());
        var takers = task.IsOpen ? await page.Send(new ListTakers.Query(person, id)) : [];
        return Pages.Show<HandOverPage>(new { Task = task, Takers = takers, Problem = problem, To = to, Reason = reason }, problem);
    }
}
