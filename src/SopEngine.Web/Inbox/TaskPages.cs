using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Engine.Cases;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>One task: seen, taken, done, and what those above it do with it.</summary>
internal static class TaskPages
{
    public static void MapTaskPages(this IEndpointRouteBuilder app)
    {
        var rules = app.ServiceProvider.GetRequiredService<DocumentRules>();
        app.MapHandOverPages();
        app.MapGoingBackPages();
        app.MapQuestionPages();
        MapGrants(app);

        app.MapGet("/tasks/{id}", async (Person person, TaskId id, IMediator mediator, CaseTimeline timeline, TaskDrafts drafts, CancellationToken cancellation) =>
            await Task(person, id, mediator, timeline, cancellation, draft: await drafts.Find(person.UnitId, id.Case, id.No, person.Id, cancellation))).NotesView(CaseViews.Kind.Task);

        app.MapPost("/tasks/{id}/claim", (Person person, TaskId id, [FromForm] string? key, HttpContext context, IMediator mediator, CaseTimeline timeline, Problems problems) =>
            Try(person, id, context, mediator, timeline, problems, async () =>
            {
                await mediator.Send(new ClaimTask.Command(person, id, Release: false, key), context.RequestAborted);
                return Pages.Then($"/tasks/{id}");
            })).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));

        app.MapPost("/tasks/{id}/release", (Person person, TaskId id, [FromForm] string? key, HttpContext context, IMediator mediator, CaseTimeline timeline, Problems problems, IStringLocalizer<Texts> texts) =>
            Try(person, id, context, mediator, timeline, problems, async () =>
            {
                await mediator.Send(new ClaimTask.Command(person, id, Release: true, key), context.RequestAborted);
                return Pages.Then("/inbox?list=queue", context, texts["Task.Released"]);
            })).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));

        app.MapPost("/tasks/{id}/reminder", (Person person, TaskId id, [FromForm] string? key, HttpContext context, IMediator mediator, CaseTimeline timeline, Problems problems, IStringLocalizer<Texts> texts) =>
            Try(person, id, context, mediator, timeline, problems, async () =>
            {
                await mediator.Send(new RemindHolder.Command(person, id, key), context.RequestAborted);
                return Pages.Then($"/tasks/{id}", context, texts["Reminder.Sent"]);
            }));

        app.MapPost("/tasks/{id}/completion", (
            Person person, TaskId id, HttpContext context, IMediator mediator, CaseTimeline timeline, CaseDocuments documents, TaskDrafts drafts, CaseEngine engine, Problems problems,
            IStringLocalizer<Texts> texts) =>
            Try(person, id, context, mediator, timeline, problems, async () =>
            {
                var form = await context.Request.ReadFormAsync(context.RequestAborted);
                var task = await mediator.Send(new ReadTask.Query(person, id), context.RequestAborted);
                // A form with files that is sent again after its answer was lost: its files are stored, and its task is closed.
                var isDone = form.Files.Count > 0 && !task.IsOpen && await engine.IsCarriedOut(person.UnitId, person.Id, form["key"].ToString(), context.RequestAborted);
                if (!isDone) await Complete(form, task);
                await drafts.Remove(person.UnitId, id.Case, id.No, person.Id, context.RequestAborted);
                var seen = await timeline.Read(person, id.Case, context.RequestAborted);
                return Pages.Then(await Next(person, seen, mediator, context.RequestAborted), context, texts["Task.Completed", task.Item.Instruction],
                    seen.Undoable?.Task == id.No ? id : null);

                async Task Complete(IFormCollection form, ReadTask.TaskDetail task)
                {
                    var outcome = form["outcome"].ToString() is { Length: > 0 } chosen ? chosen : null;
                    // Files are stored first, so that they stay when another field is refused.
                    if (form.Files.Count > 0 && !task.MayDo) throw new ProblemException(task.IsOpen ? problems.Forbidden() : problems.TaskNotOpen());
                    var received = (await documents.Receive(person, id.Case, id.No, form.Files, context.RequestAborted)).All();
                    var attached = form["document"].Select(value => long.TryParse(value, out var document) ? document : 0).Concat(received.Select(document => document.Id)).ToList();
                    await mediator.Send(new CompleteTask.Command(
                        person, id, outcome, form["comment"], FormData.Read(form, task.Step?.Fields ?? []), form["key"],
                        FormData.Checks(form, task.Step?.Requirements ?? []), attached), context.RequestAborted);
                }
            })).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));
    }

    private static void MapGrants(IEndpointRouteBuilder app)
    {
        foreach (var (deed, done) in new[] { ("limit", "Grant.Set.Done"), ("extension", "Grant.Extend.Done") })
        {
            app.MapPost($"/tasks/{{id}}/{deed}", (Person person, TaskId id, HttpContext context, IMediator mediator, CaseTimeline timeline, Problems problems, IStringLocalizer<Texts> texts) =>
                Try(person, id, context, mediator, timeline, problems, async () =>
                {
                    var form = await context.Request.ReadFormAsync(context.RequestAborted);
                    await mediator.Send(new GrantTime.Command(person, id, $"{form["value"]} {form["unit"]}", deed == "extension", form["reason"], form["key"]), context.RequestAborted);
                    return Pages.Then($"/tasks/{id}", context, texts[done]);
                }));
        }
    }

    /// <summary>To the person's next task of the same case if there is one: work goes on where it was.</summary>
    private static async Task<string> Next(Person person, CaseView seen, IMediator mediator, CancellationToken cancellation)
    {
        foreach (var open in seen.Tasks.Where(task => task.IsOpen))
        {
            var id = new TaskId(seen.Id, open.No);
            if ((await mediator.Send(new ReadTask.Query(person, id), cancellation)).MayDo) return $"/tasks/{id}";
        }

        return "/inbox";
    }

    internal static async Task<IResult> Try(
        Person person, TaskId id, HttpContext context, IMediator mediator, CaseTimeline timeline, Problems problems, Func<Task<IResult>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (problems.Of(e) is { Status: 409 or 422 or 403 or 503 } problem)
        {
            // The page again, with what was filled in and what is wrong with it.
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            return await Task(person, id, mediator, timeline, context.RequestAborted, problem, form);
        }
    }

    internal static async Task<IResult> Task(
        Person person, TaskId id, IMediator mediator, CaseTimeline timeline, CancellationToken cancellation, Problem? problem = null, IFormCollection? filled = null,
        TaskDrafts.Draft? draft = null)
    {
        var task = await mediator.Send(new ReadTask.Query(person, id), cancellation);
        var seen = (await timeline.Read(person, id.Case, cancellation)).Around(id.No);
        // What was given before, when it is to be given again.
        var before = seen.Before(id.No) is { } given ? FormData.Form(FormData.Given(given, task.Step)) : null;
        return Pages.Show<TaskPage>(
            new { Person = person, Task = task, Case = seen, Problem = problem, Filled = filled ?? (draft is null ? before : FormData.Form(draft.Form)), DraftAt = draft?.SavedAt },
            problem is null ? 200 : problem.Status == 503 ? 503 : 422);
    }
}
