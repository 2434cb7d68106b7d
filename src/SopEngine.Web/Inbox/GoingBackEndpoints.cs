using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>Sends a case back to an earlier step, and takes back a completion.</summary>
internal static class GoingBackEndpoints
{
    /// <param name="To">The id of the step, out of the task's `earlierSteps`.</param>
    /// <param name="Reason">Shown to the person who does that step again, and kept in the case's history.</param>
    public sealed record SendBack(string? To, string? Reason);

    public static void MapGoingBackPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/tasks/{id}/send-back", (Person person, TaskId id, PageRequest page, Problems problems) =>
            Show(person, id, page, problems));

        app.MapPost("/tasks/{id}/send-back", async (
            Person person, TaskId id, [FromForm] string? to, [FromForm] string? reason, [FromForm] string? key, PageRequest page,
            Problems problems) =>
        {
            page.OnProblem(problem => Show(person, id, page, problems, problem, to, reason));
            var task = await page.Send(new ReadTask.Query(person, id));
            var step = task.EarlierSteps.FirstOrDefault(earlier => earlier.ActivityId == to);
            return await page.Send(new SendBackTask.Command(person, id, to, reason, key), "/inbox", "SendBack.Done", step?.Number ?? "");
        });

        app.MapPost("/tasks/{id}/undo", (Person person, TaskId id, [FromForm] string? key, PageRequest page, CaseTimeline timeline) =>
        {
            page.OnTaskProblem(person, id, timeline);
            return page.Send(new UndoTask(person, id, key), $"/tasks/{id}", "Undo.Done");
        });
    }

    public static void MapGoingBackApi(this RouteGroupBuilder tasks)
    {
        tasks.MapPost("/{id}/send-back", async Task<Ok<TaskApi.Happened>> (
                Person person, TaskId id, SendBack back,
                [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                TaskApi.View(await mediator.Send(new SendBackTask.Command(person, id, back.To, back.Reason, key), cancellation)))
            .WithName("SendBackTask").WithSummary("Give the case back to an earlier step")
            .WithDescription("To a step that was done on the way to this task. What was opened behind it is taken back; "
                + "who did it has it again, with a time of its own.");

        tasks.MapPost("/{id}/undo", async Task<Ok<TaskApi.Happened>> (
                Person person, TaskId id,
                [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                TaskApi.View(await mediator.Send(new UndoTask(person, id, key), cancellation)))
            .WithName("UndoTask").WithSummary("Take back that a step was completed")
            .WithDescription("Within 60 seconds, by who completed it, while nothing followed that cannot be taken back. "
                + "The task is open again with the time that it had.");
    }

    private static async Task<IResult> Show(
        Person person, TaskId id, PageRequest page, Problems problems, Problem? problem = null, string? to = null, string? reason = null)
    {
        var task = await page.Send(new ReadTask.Query(person, id));
        if (task.EarlierSteps.Count == 0 && problem is null)
            throw new ProblemException(task.IsOpen ? problems.Forbidden() : problems.NotFound());
        return Pages.Show<SendBackPage>(new { Task = task, Problem = problem, To = to, Reason = reason }, problem);
    }
}
