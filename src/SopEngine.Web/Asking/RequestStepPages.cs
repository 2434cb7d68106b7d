using Microsoft.AspNetCore.Mvc;
using SopEngine.Engine.Units;
using SopEngine.Web.Cases;
using SopEngine.Web.Forms;
using SopEngine.Web.Http;

namespace SopEngine.Web.Asking;

/// <summary>A customer's own step on the site: correction, proof of payment, receipt of a result. Looking changes nothing.</summary>
internal static class RequestStepPages
{
    private const string Path = "/o/{office}/requests/{id:long}/steps/{task:int}";

    public static void MapRequestStepPages(this IEndpointRouteBuilder app)
    {
        var size = new RequestSizeLimitAttribute(app.ServiceProvider.GetRequiredService<DocumentRules>().LargestForm);

        app.MapGet(Path, async (
            string office, long id, int task, PageRequest page, PublicOffices offices, CitizenAccess access, RequestSteps steps) =>
        {
            if (await offices.Find(office, page.Cancellation) is not { } found) return Chrome.PublicPages.Missing();
            if (await access.Open(page.Context, found, id) is not { IsFull: true } request)
                return RequestPages.ToFollow(page.Context, found);
            return await steps.Find(request, task, page.Cancellation) is { } own
                ? await steps.Show(own, page.Cancellation) : Pages.Then(request.Path);
        }).AllowAnonymous();

        app.MapPost(Path, (
            string office, long id, int task, PageRequest page, PublicOffices offices, CitizenAccess access, RequestSteps steps) =>
            Do(page, office, id, task, offices, access, steps, async (own, form) =>
            {
                (form, var problem) = await steps.Keep(own, form, page.Cancellation);
                if (problem is not null) return await steps.Show(own, page.Cancellation, problem, form);
                page.OnProblem(refused => refused.Status == 409
                    ? Task.FromResult(page.Then(own.Request.Path, "Request.DoneAlready"))
                    : steps.Show(own, page.Cancellation, refused, form));
                await steps.Complete(own, form, page.Cancellation);
                return page.Then(own.Request.Path, "Request.Sent");
            })).AllowAnonymous().WithMetadata(size);

        app.MapPost($"{Path}/form", (
            string office, long id, int task, bool? part, PageRequest page, PublicOffices offices, CitizenAccess access,
            RequestSteps steps) =>
            Do(page, office, id, task, offices, access, steps, async (own, form) =>
            {
                Problem? problem = null;
                if (form.Files.Count > 0) (form, problem) = await steps.Keep(own, form, page.Cancellation);
                form = FormRows.Change(form, own.Step.Fields, form[FormRows.Button].ToString(), keepsEmpty: true);
                return await steps.Show(own, page.Cancellation, problem, form, part == true, keepsEmpty: true);
            })).AllowAnonymous().WithMetadata(size);

        app.MapPost($"{Path}/documents", (
            string office, long id, int task, PageRequest page, PublicOffices offices, CitizenAccess access, RequestSteps steps) =>
            Do(page, office, id, task, offices, access, steps, async (own, form) =>
            {
                (form, var problem) = await steps.Keep(own, form, page.Cancellation);
                return problem is not null ? await steps.Show(own, page.Cancellation, problem, form) : Pages.Then(own.Path);
            })).AllowAnonymous().WithMetadata(size);

        app.MapPost($"{Path}/documents/{{document:long}}/removal", (
            string office, long id, int task, long document, PageRequest page, PublicOffices offices, CitizenAccess access,
            RequestSteps steps) =>
            Do(page, office, id, task, offices, access, steps, async (own, form) =>
            {
                await steps.Remove(own, document, form, page.Cancellation);
                return Pages.Then(own.Path);
            })).AllowAnonymous().WithMetadata(size);

        foreach (var preview in new[] { "", "/preview" })
        {
            app.MapGet($"{Path}/documents/{{document:long}}{preview}", (string office, long id, long document) =>
                Pages.Then($"/o/{Uri.EscapeDataString(office)}/requests/{id}/documents/{document}{preview}")).AllowAnonymous();
        }
    }

    /// <summary>Does something to an open step; one that is done already is told so.</summary>
    private static Task<IResult> Do(
        PageRequest page, string office, long id, int task, PublicOffices offices, CitizenAccess access, RequestSteps steps,
        Func<OwnStep, IFormCollection, Task<IResult>> deed) =>
        RequestPages.Do(page, office, id, offices, access, async (request, form) =>
            await steps.Find(request, task, page.Cancellation) is { } own
                ? await deed(own, form) : page.Then(request.Path, "Request.DoneAlready"));
}
