using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Cases;
using SopEngine.Web.Cases;
using SopEngine.Web.Forms;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>Pages of one task: show, claim, release, remind, complete, and give more time.</summary>
internal static class TaskPages
{
    public static void MapTaskPages(this IEndpointRouteBuilder app)
    {
        var rules = app.ServiceProvider.GetRequiredService<DocumentRules>();
        app.MapHandOverPages();
        app.MapDispositionPages();
        app.MapGoingBackPages();
        app.MapQuestionPages();
        app.MapDraftPages();
        MapGrants(app);

        app.MapGet("/tasks/{id}", async (
            Person person, TaskId id, PageRequest page, CaseTimeline timeline, TaskDrafts drafts, KeptForms kept) =>
        {
            // A form that was kept has its own number of rows.
            var sent = kept.Has(page.Context.Request) ? await kept.Find(page.Context) : null;
            var draft = await drafts.Find(person.UnitId, id.Case, id.No, person.Id, page.Cancellation);
            return await Show(person, id, page, timeline, filled: sent?.Values(), draft: draft);
        }).NotesView(CaseViews.Kind.Task);

        app.MapPost("/tasks/{id}/claim", async (
            Person person, TaskId id, [FromForm] string? key, PageRequest page, CaseTimeline timeline) =>
        {
            page.OnTaskProblem(person, id, timeline);
            await page.Send(new ClaimTask(person, id, Release: false, key));
            return Pages.Then($"/tasks/{id}");
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));

        app.MapPost("/tasks/{id}/release", (Person person, TaskId id, [FromForm] string? key, PageRequest page, CaseTimeline timeline) =>
        {
            page.OnTaskProblem(person, id, timeline);
            return page.Send(new ClaimTask(person, id, Release: true, key), "/inbox?list=queue", "Task.Released");
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));

        app.MapPost("/tasks/{id}/reminder", (Person person, TaskId id, [FromForm] string? key, PageRequest page, CaseTimeline timeline) =>
        {
            page.OnTaskProblem(person, id, timeline);
            return page.Send(new RemindHolder(person, id, key), $"/tasks/{id}", "Reminder.Sent");
        });

        app.MapPost("/tasks/{id}/completion", async (
            Person person, TaskId id, PageRequest page, CaseTimeline timeline, TaskUploads uploads, TaskDrafts drafts, CaseEngine engine,
            SurveySteps surveys, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            page.OnTaskProblem(person, id, timeline);
            var form = await page.Form();
            var task = await page.Send(new ReadTask.Query(person, id));
            // A retry of a form with files, or a drawn signature, whose answer was lost: they are stored, and the task is closed.
            var isDone = !task.IsOpen && (form.Files.Count > 0 || AtCounter.DrawnIn(form) is not null)
                && await engine.IsCarriedOut(person.UnitId, person.Id, form["key"].ToString(), page.Cancellation);
            if (!isDone) await Complete();
            await drafts.Remove(person.UnitId, id.Case, id.No, person.Id, page.Cancellation);
            var seen = await timeline.Read(person, id.Case, page.Cancellation);
            return Pages.Then(await Next(person, seen, page), page.Context, texts["Task.Completed", task.Item.Name],
                seen.Undoable?.Task == id.No ? id : null);

            async Task Complete()
            {
                var outcome = form["outcome"].ToString() is { Length: > 0 } chosen ? chosen : null;
                // Files are stored first, so that they stay when another field is refused.
                if (form.Files.Count > 0 && !task.MayFill)
                    throw new ProblemException(task.IsOpen ? problems.Forbidden() : problems.TaskNotOpen());
                var sent = (await uploads.Receive(person, task, form, page.Cancellation, takesDrawing: true)).All();
                await page.Send(new CompleteTask.Command(
                    person, id, outcome, form["comment"], FormData.Read(sent, task.Step?.Fields ?? []), form["key"],
                    FormData.Checks(form, task.Step?.Requirements ?? []), FormData.Ids(sent[FormData.Document]),
                    FormData.Ids(sent[FormData.ForCustomer]), AtCounter.Of(sent),
                    await surveys.Read(person, task, form, page.Cancellation)));
            }
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));
    }

    private static void MapGrants(IEndpointRouteBuilder app)
    {
        foreach (var (deed, done) in new[] { ("limit", "Grant.Set.Done"), ("extension", "Grant.Extend.Done") })
        {
            app.MapPost($"/tasks/{{id}}/{deed}", async (Person person, TaskId id, PageRequest page, CaseTimeline timeline) =>
            {
                page.OnTaskProblem(person, id, timeline);
                var form = await page.Form();
                var command = new GrantTime.Command(
                    person, id, $"{form["value"]} {form["unit"]}", deed == "extension", form["reason"], form["key"]);
                return await page.Send(command, $"/tasks/{id}", done);
            });
        }
    }

    /// <summary>Address of the person's next task of the same case, or else of the inbox.</summary>
    private static async Task<string> Next(Person person, CaseView seen, PageRequest page)
    {
        foreach (var open in seen.Tasks.Where(task => task.IsOpen))
        {
            var id = new TaskId(seen.Id, open.No);
            if ((await page.Send(new ReadTask.Query(person, id))).MayDo) return $"/tasks/{id}";
        }

        return "/inbox";
    }

    /// <summary>On a problem, shows the page again with the filled-in values and the errors.</summary>
    internal static void OnTaskProblem(this PageRequest page, Person person, TaskId id, CaseTimeline timeline) =>
        page.OnProblem(async problem => await Show(person, id, page, timeline, problem, await page.Form()), also: 403);

    internal static async Task<IResult> Show(
        Person person, TaskId id, PageRequest page, CaseTimeline timeline, Problem? problem = null, IFormCollection? filled = null,
        TaskDrafts.Draft? draft = null, bool part = false, ReadTask.TaskDetail? task = null, bool keepsEmpty = false)
    {
        var look = page.Context.RequestServices.GetRequiredService<FormLook>();
        task = await look.Offer(person, task ?? await page.Send(new ReadTask.Query(person, id)), page.Cancellation);
        var seen = (await timeline.Read(person, id.Case, page.Cancellation)).Around(id.No);
        if (problem is not null && filled is not null)
            filled = FormRows.Change(filled, task.Step?.Fields ?? [], "", keepsEmpty);
        // The values of the earlier completion, when the step is done again.
        var before = seen.Before(id.No) is { } given ? FormData.Form(FormData.Given(given, task.Step)) : null;
        var (values, form) = await look.Of(
            person, task, filled ?? (draft is null ? before : FormData.Form(draft.Form)), page.Cancellation);
        return part && task.Step is not null
            ? Pages.Show<FormFields>(
                new
                {
                    task.Step,
                    Action = $"/tasks/{id}/form",
                    Uploads = $"/tasks/{id}/documents",
                    Task = id.No,
                    seen.Documents,
                    People = (Func<FormField, IReadOnlyList<Colleague>>)seen.StaffFor,
                    Filled = values,
                    Form = form,
                })
            : Pages.Show<TaskPage>(
                new
                {
                    Person = person,
                    Task = task,
                    Case = seen,
                    Problem = problem,
                    Filled = values,
                    Form = form,
                    DraftAt = draft?.SavedAt,
                    Survey = await page.Context.RequestServices.GetRequiredService<SurveySteps>().Of(person, task, page.Cancellation),
                },
                problem);
    }
}
