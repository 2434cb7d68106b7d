using SopEngine.Core.Documents;
using SopEngine.Engine.Documents;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>Documents of the office as they would be now, for whoever checks or signs them by doing a step.</summary>
internal static class DraftPages
{
    private static readonly Dictionary<string, KnownPlace> NoPlaces = [];

    public static string Address(TaskId task, string kind) => $"/tasks/{task}/drafts/{kind}";

    public static void MapDraftPages(this IEndpointRouteBuilder app) =>
        app.MapGet("/tasks/{id}/drafts/{kind}", async (
            Person person, TaskId id, string kind, PageRequest page, TemplateStore templates, DocumentIssuing issuing,
            Problems problems) =>
        {
            var task = await page.Send(new ReadTask.Query(person, id));
            var draft = task.Documents.FirstOrDefault(document => document.Kind == kind && document.MayBeRead);
            var template = draft is null || person.IsCustomer ? null
                : (await templates.List(person.UnitId, page.Cancellation))
                    .FirstOrDefault(known => known.Kind == kind && known.State == TemplateState.InForce);
            if (template is null) throw new ProblemException(problems.NotFound());
            var preview = await issuing.Preview(
                person.UnitId, kind, template.Fields, id.Case, person.Name, null, NoPlaces, page.Cancellation);
            return preview is null ? throw new ProblemException(problems.NotFound()) : PreviewFile.Of(page.Context, preview);
        }).NotesView(CaseViews.Kind.Task);
}
