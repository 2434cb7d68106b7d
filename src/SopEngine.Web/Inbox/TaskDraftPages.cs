using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Documents;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>What is kept of a step before it is done: documents that were sent, and what was filled in. With <c>part</c>, a script asks, which wants no page.</summary>
internal static class TaskDraftPages
{
    public static void MapTaskDraftPages(this IEndpointRouteBuilder app)
    {
        var rules = app.ServiceProvider.GetRequiredService<DocumentRules>();
        app.MapPost("/tasks/{id}/documents", async (
            Person person, TaskId id, bool? part, HttpContext context, IMediator mediator, Problems problems, CaseDocuments documents, DocumentStore store, TaskDrafts drafts,
            CaseTimeline timeline, IStringLocalizer<Texts> texts) =>
        {
            var form = await Form(person, id, context, mediator, problems);
            var received = await documents.Receive(person, id.Case, id.No, form.Files, context.RequestAborted);
            if (part == true) return await Part(person, id, store, received.Problem, context.RequestAborted);

            await Save(person, id, form, drafts, context.RequestAborted);
            return received.Problem is { } problem
                ? await TaskPages.Task(person, id, mediator, timeline, context.RequestAborted, problem, form)
                : Pages.Then($"/tasks/{id}#documents", context, texts["Document.Added", received.Documents.Count]);
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));

        app.MapPost("/tasks/{id}/documents/{document:long}/removal", async (
            Person person, TaskId id, long document, bool? part, HttpContext context, IMediator mediator, Problems problems, CaseDocuments documents, DocumentStore store,
            TaskDrafts drafts, IStringLocalizer<Texts> texts) =>
        {
            var form = await Form(person, id, context, mediator, problems);
            var found = await documents.Find(person, document, context.RequestAborted);
            if (found.Case != id.Case || found.Task != id.No) throw new ProblemException(problems.NotFound());
            await store.Remove(person.UnitId, document, context.RequestAborted);
            if (part == true) return await Part(person, id, store, null, context.RequestAborted);

            await Save(person, id, form, drafts, context.RequestAborted);
            return Pages.Then($"/tasks/{id}#documents", context, texts["Document.Removed", found.Name]);
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));

        app.MapPost("/tasks/{id}/draft", async (
            Person person, TaskId id, bool? part, HttpContext context, IMediator mediator, Problems problems, TaskDrafts drafts, IClock clock, IStringLocalizer<Texts> texts) =>
        {
            await Save(person, id, await Form(person, id, context, mediator, problems), drafts, context.RequestAborted);
            return part == true
                ? Results.Text(texts["Draft.SavedAt", When.Brief(clock.GetCurrentInstant())].Value)
                : Pages.Then($"/tasks/{id}", context, texts["Draft.Saved"]);
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));

        app.MapPost("/tasks/{id}/draft/removal", async (Person person, TaskId id, HttpContext context, TaskDrafts drafts, IStringLocalizer<Texts> texts) =>
        {
            await drafts.Remove(person.UnitId, id.Case, id.No, person.Id, context.RequestAborted);
            return Pages.Then($"/tasks/{id}", context, texts["Draft.Removed"]);
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));
    }

    /// <exception cref="ProblemException">The person may not do this task (any more).</exception>
    private static async Task<IFormCollection> Form(Person person, TaskId id, HttpContext context, IMediator mediator, Problems problems)
    {
        var task = await mediator.Send(new ReadTask.Query(person, id), context.RequestAborted);
        if (!task.MayDo) throw new ProblemException(task.IsOpen ? problems.Forbidden() : problems.TaskNotOpen());
        return await context.Request.ReadFormAsync(context.RequestAborted);
    }

    private static Task Save(Person person, TaskId id, IFormCollection form, TaskDrafts drafts, CancellationToken cancellation) =>
        drafts.Save(person.UnitId, id.Case, id.No, person.Id, FormData.Draft(form), cancellation);

    private static async Task<IResult> Part(Person person, TaskId id, DocumentStore store, Problem? problem, CancellationToken cancellation)
    {
        var documents = (await store.OfCase(person.UnitId, id.Case, cancellation)).Where(document => document.Task == id.No && !document.IsAttached && person.MaySee(document));
        return Pages.Show<TaskDocuments>(new { Task = id, Documents = documents.ToList(), Problem = problem }, problem is null ? 200 : 422);
    }
}
