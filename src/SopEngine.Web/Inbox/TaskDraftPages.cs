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
            Person person, TaskId id, bool? part, PageRequest page, Problems problems, CaseDocuments documents, DocumentStore store,
            TaskDrafts drafts, CaseTimeline timeline) =>
        {
            var (form, _) = await Form(person, id, page, problems);
            var received = await documents.Receive(person, id.Case, id.No, form.Files, page.Cancellation);
            if (part == true) return await Part(person, id, store, received.Problem, page.Cancellation);

            await Save(person, id, form, drafts, page.Cancellation);
            return received.Problem is { } problem
                ? await TaskPages.Show(person, id, page, timeline, problem, form)
                : page.Then($"/tasks/{id}#documents", "Document.Added", received.Documents.Count);
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));

        app.MapPost("/tasks/{id}/documents/{document:long}/removal", async (
            Person person, TaskId id, long document, bool? part, PageRequest page, Problems problems, CaseDocuments documents,
            DocumentStore store, TaskDrafts drafts) =>
        {
            var (form, _) = await Form(person, id, page, problems);
            var found = await documents.Find(person, document, page.Cancellation);
            if (found.Case != id.Case || found.Task != id.No) throw new ProblemException(problems.NotFound());
            await store.Remove(person.UnitId, document, page.Cancellation);
            if (part == true) return await Part(person, id, store, null, page.Cancellation);

            await Save(person, id, form, drafts, page.Cancellation);
            return page.Then($"/tasks/{id}#documents", "Document.Removed", found.Name);
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));

        app.MapPost("/tasks/{id}/draft", async (
            Person person, TaskId id, bool? part, PageRequest page, Problems problems, TaskDrafts drafts, IClock clock,
            IStringLocalizer<Texts> texts) =>
        {
            await Save(person, id, (await Form(person, id, page, problems)).Sent, drafts, page.Cancellation);
            return part == true
                ? Results.Text(texts["Draft.SavedAt", When.Brief(clock.GetCurrentInstant())].Value)
                : page.Then($"/tasks/{id}", "Draft.Saved");
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));

        app.MapPost("/tasks/{id}/form", async (
            Person person, TaskId id, bool? part, PageRequest page, Problems problems, CaseTimeline timeline) =>
        {
            var (form, task) = await Form(person, id, page, problems);
            var changed = FormRows.Change(form, task.Step?.Fields ?? [], form[FormRows.Button].ToString(), keepsEmpty: true);
            return await TaskPages.Show(person, id, page, timeline, filled: changed, part: part == true, task: task);
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
        if (!task.MayDo) throw new ProblemException(task.IsOpen ? problems.Forbidden() : problems.TaskNotOpen());
        return (await page.Form(), task);
    }

    private static Task Save(Person person, TaskId id, IFormCollection form, TaskDrafts drafts, CancellationToken cancellation) =>
        drafts.Save(person.UnitId, id.Case, id.No, person.Id, FormData.Draft(form), cancellation);

    private static async Task<IResult> Part(Person person, TaskId id, DocumentStore store, Problem? problem, CancellationToken cancellation)
    {
        var documents = (await store.OfCase(person.UnitId, id.Case, cancellation))
            .Where(document => document.Task == id.No && !document.IsAttached && person.MaySee(document));
        return Pages.Show<TaskDocuments>(new { Task = id, Documents = documents.ToList(), Problem = problem }, problem is null ? 200 : 422);
    }
}
