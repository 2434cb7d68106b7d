using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Documents;
using SopEngine.Web.Cases;
using SopEngine.Web.Forms;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>
/// Keeps documents and filled-in values of a step before it is done. With <c>part</c> a script asks, and gets less than a page.
/// </summary>
internal static class TaskDraftPages
{
    public static void MapTaskDraftPages(this IEndpointRouteBuilder app)
    {
        var rules = app.ServiceProvider.GetRequiredService<DocumentRules>();
        app.MapPost("/tasks/{id}/documents", async (
            Person person, TaskId id, bool? part, string? field, PageRequest page, Problems problems, TaskUploads uploads,
            DocumentStore store, TaskDrafts drafts, CaseTimeline timeline) =>
        {
            var (form, task) = await Form(person, id, page, problems);
            var received = await uploads.Receive(person, task, form, page.Cancellation);
            if (part == true) return await Part(person, task, field, received.Form, store, received.Problem, page.Cancellation);

            await Save(person, id, received.Form, drafts, page.Cancellation);
            return received.Problem is { } problem
                ? await TaskPages.Show(person, id, page, timeline, problem, received.Form)
                : page.Then(Place(task, field), "Document.Added", received.Count);
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));

        app.MapPost("/tasks/{id}/documents/{document:long}/removal", async (
            Person person, TaskId id, long document, bool? part, string? field, PageRequest page, Problems problems,
            CaseDocuments documents, DocumentStore store, TaskDrafts drafts) =>
        {
            var (form, task) = await Form(person, id, page, problems);
            var found = await documents.Find(person, document, page.Cancellation);
            // A step that is done again may leave out a document that it had before; the case keeps it.
            if (found.Case != id.Case || (found.Task != id.No && !found.IsAttached)) throw new ProblemException(problems.NotFound());
            await store.Remove(person.UnitId, document, page.Cancellation);
            form = TaskUploads.Without(form, document);
            if (part == true) return await Part(person, task, field, form, store, null, page.Cancellation);

            await Save(person, id, form, drafts, page.Cancellation);
            return page.Then(Place(task, field), "Document.Removed", found.Name);
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));

        app.MapPost("/tasks/{id}/draft", async (
            Person person, TaskId id, bool? part, PageRequest page, Problems problems, TaskUploads uploads, TaskDrafts drafts, IClock clock,
            CaseTimeline timeline, IStringLocalizer<Texts> texts) =>
        {
            var (form, task) = await Form(person, id, page, problems);
            var received = await uploads.Receive(person, task, form, page.Cancellation);
            await Save(person, id, received.Form, drafts, page.Cancellation);
            if (received.Problem is { } problem) return await TaskPages.Show(person, id, page, timeline, problem, received.Form);
            return part == true
                ? Results.Text(texts["Draft.SavedAt", When.Brief(clock.GetCurrentInstant())].Value)
                : page.Then($"/tasks/{id}", "Draft.Saved");
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));

        app.MapPost("/tasks/{id}/form", async (
            Person person, TaskId id, bool? part, PageRequest page, Problems problems, TaskUploads uploads, CaseTimeline timeline) =>
        {
            var (form, task) = await Form(person, id, page, problems);
            var received = await uploads.Receive(person, task, form, page.Cancellation);
            var changed = FormRows.Change(
                received.Form, task.Step?.Fields ?? [], form[FormRows.Button].ToString(), keepsEmpty: true);
            return await TaskPages.Show(
                person, id, page, timeline, received.Problem, changed, part: part == true, task: task, keepsEmpty: true);
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));

        app.MapPost("/tasks/{id}/draft/removal", async (Person person, TaskId id, PageRequest page, TaskDrafts drafts) =>
        {
            await drafts.Remove(person.UnitId, id.Case, id.No, person.Id, page.Cancellation);
            return page.Then($"/tasks/{id}", "Draft.Removed");
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));
    }

    /// <exception cref="ProblemException">The person may not do this task (any more).</exception>
    private static async Task<(IFormCollection Sent, ReadTask.TaskDetail Task)> Form(
        Person person, TaskId id, PageRequest page, Problems problems)
    {
        var task = await page.Send(new ReadTask.Query(person, id));
        if (!task.MayFill) throw new ProblemException(task.IsOpen ? problems.Forbidden() : problems.TaskNotOpen());
        return (await page.Form(), task);
    }

    private static Task Save(Person person, TaskId id, IFormCollection form, TaskDrafts drafts, CancellationToken cancellation) =>
        drafts.Save(person.UnitId, id.Case, id.No, person.Id, FormData.Draft(form), cancellation);

    /// <summary>The address of the task's page, at the documents that the deed was for.</summary>
    private static string Place(ReadTask.TaskDetail task, string? field) =>
        $"/tasks/{task.Item.Id}#{(TaskUploads.FieldOf(task, FormData.FilePrefix + field) is { } own ? $"field-{own.Name}" : "documents")}";

    /// <summary>The list of documents that a script asked for: of a field, or the attachments.</summary>
    private static async Task<IResult> Part(
        Person person, ReadTask.TaskDetail task, string? field, IFormCollection form, DocumentStore store, Problem? problem,
        CancellationToken cancellation)
    {
        var id = task.Item.Id;
        var seen = (await store.OfCase(person.UnitId, id.Case, cancellation)).Where(person.MaySee).ToList();
        var status = problem is null ? 200 : 422;
        return TaskUploads.FieldOf(task, FormData.FilePrefix + field) is { } own
            ? Pages.Show<FieldFiles>(
                new
                {
                    Field = own,
                    Uploads = $"/tasks/{id}/documents",
                    Documents = FieldFile.Shown(own, id.No, seen, form[FormData.Prefix + own.Name]),
                    Errors = problem?.Errors?.GetValueOrDefault(FormData.Prefix + own.Name) ?? [],
                },
                status)
            : Pages.Show<TaskDocuments>(
                new { Person = person, Task = task, Documents = seen, Filled = form, Problem = problem }, status);
    }
}
