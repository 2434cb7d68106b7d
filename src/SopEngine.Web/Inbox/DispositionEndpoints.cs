using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SopEngine.Web.Cases;
using SopEngine.Web.Forms;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>Disposing a task on, for those to whom it was disposed.</summary>
internal static class DispositionEndpoints
{
    /// <param name="To">The ids of the receivers, out of `takers`. One holds the task; of many, each may take it.</param>
    /// <param name="Deadline" example="2026-11-30">A date; left out for none.</param>
    public sealed record Disposing(IReadOnlyList<long>? To, string? Instruction, string? Note = null, string? Deadline = null);

    public static void MapDispositionPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/tasks/{id}/disposition", (
                Person person, TaskId id, PageRequest page, CaseTimeline timeline, Problems problems) =>
            Show(person, id, page, timeline, problems));

        app.MapPost("/tasks/{id}/disposition", async (
            Person person, TaskId id, PageRequest page, CaseTimeline timeline, Problems problems) =>
        {
            var form = await page.Form();
            page.OnProblem(problem => Show(person, id, page, timeline, problems, problem, form));
            return await page.Send(
                new DisposeTask.Command(
                    person, id, FormData.Ids(form["to"]), form["instruction"], form["note"], form["deadline"], form["key"]),
                $"/tasks/{id}", "Disposition.Done");
        });
    }

    public static void MapDispositionApi(this RouteGroupBuilder tasks) =>
        tasks.MapPost("/{id}/disposition", async Task<Ok<TaskApi.Happened>> (
                Person person, TaskId id, Disposing given,
                [FromHeader(Name = IdempotencyKey.Header)] string? key, IMediator mediator, CancellationToken cancellation) =>
                TaskApi.View(await mediator.Send(
                    new DisposeTask.Command(person, id, given.To ?? [], given.Instruction, given.Note, given.Deadline, key), cancellation)))
            .WithName("DisposeTask").WithSummary("Dispose a task on")
            .WithDescription(
                "For a task that a disposition gave to people: its holder, those for whom it stands, the head and supervisors. A deadline "
                + "only shortens the step's time.");

    private static async Task<IResult> Show(
        Person person, TaskId id, PageRequest page, CaseTimeline timeline, Problems problems, Problem? problem = null,
        IFormCollection? filled = null)
    {
        var task = await page.Send(new ReadTask.Query(person, id));
        if (!task.MayDispose && problem is null) throw new ProblemException(task.IsOpen ? problems.Forbidden() : problems.NotFound());
        var takers = task.IsOpen ? await page.Send(new ListTakers.Query(person, id)) : [];
        var seen = await timeline.Read(person, id.Case, page.Cancellation);
        return Pages.Show<DispositionPage>(
            new { Person = person, Task = task, Case = seen, Takers = takers, Problem = problem, Filled = filled }, problem);
    }
}
