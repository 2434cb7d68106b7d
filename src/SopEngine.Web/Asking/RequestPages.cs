using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Surveys;
using SopEngine.Engine.Units;
using SopEngine.Web.Accounts;
using SopEngine.Web.Cases;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Asking;

/// <summary>One request as its customer sees it: how it stands, its documents, the talk with the office, and taking it back.</summary>
internal static class RequestPages
{
    private const string Path = "/o/{office}/requests/{id:long}";

    public static void MapRequestPages(this IEndpointRouteBuilder app)
    {
        MapDocuments(app);

        app.MapGet(Path, async (string office, long id, HttpContext context, PublicOffices offices, CitizenAccess access) =>
        {
            if (await offices.Find(office, context.RequestAborted) is not { } found) return PublicPages.Missing();
            return await access.Open(context, found, id) is { } request
                ? Show(request, message: Pages.TakeMessage(context)) : ToFollow(context, found);
        }).AllowAnonymous();

        app.MapPost($"{Path}/comments", (
            string office, long id, PageRequest page, PublicOffices offices, CitizenAccess access, Attempts attempts, Problems problems) =>
            Do(page, office, id, offices, access, async (request, form) =>
            {
                page.OnProblem(problem => Show(request, problem, comment: form["text"].ToString()));
                await Limit(attempts, problems, request, page.Cancellation);
                await page.Send(new AddComment.Command(request.Person, id, form["text"], [], ForCustomer: false, form["key"]));
                return page.Then($"{request.Path}#talk", "Request.Written");
            })).AllowAnonymous();

        app.MapPost($"{Path}/withdrawal", (
            string office, long id, PageRequest page, PublicOffices offices, CitizenAccess access) =>
            Do(page, office, id, offices, access, async (request, form) =>
            {
                if (request.Stage == CitizenStage.Withdrawn) return page.Then(request.Path, "Request.WithdrawnAlready");
                page.OnProblem(problem => Show(request, problem, reason: form["reason"].ToString()));
                await page.Send(new WithdrawCase.Command(request.Person, id, form["reason"], form["key"]));
                return page.Then(request.Path, "Request.Withdrawn");
            })).AllowAnonymous();

        // The survey has a page of its own, whose link is made only when somebody wants to go there.
        app.MapPost($"{Path}/survey", (
            string office, long id, PageRequest page, PublicOffices offices, CitizenAccess access, SurveyLinks links) =>
            Do(page, office, id, offices, access, async (request, _) =>
                request.Awaited.Any(task => task.Step is { Kind: StepKind.Survey })
                    ? Pages.Then($"/skm/{await links.Invite(request.Office.Unit, id, page.Cancellation)}")
                    : page.Then(request.Path, "Request.DoneAlready"))).AllowAnonymous();

        // Also of a request that cannot be seen: who has its number's holder write to them learns nothing.
        app.MapPost($"{Path}/link", async (
            string office, long id, PageRequest page, PublicOffices offices, CitizenAccess access, CitizenLinks links) =>
        {
            if (await offices.Find(office, page.Cancellation) is not { } found) return PublicPages.Missing();
            if (await access.Open(page.Context, found, id) is not { } request) return ToFollow(page.Context, found);
            page.OnProblem(problem => Show(request, problem));
            await links.Send(page.Context, request);
            return page.Then(request.Path, "Request.LinkSent");
        }).AllowAnonymous();
    }

    /// <summary>Does something to a request that the browser may see in full.</summary>
    internal static async Task<IResult> Do(
        PageRequest page, string office, long id, PublicOffices offices, CitizenAccess access,
        Func<CitizenRequest, IFormCollection, Task<IResult>> deed)
    {
        if (await offices.Find(office, page.Cancellation) is not { } found) return PublicPages.Missing();
        var form = await page.Form();
        return await access.Open(page.Context, found, id) is { IsFull: true } request
            ? await deed(request, form) : ToFollow(page.Context, found);
    }

    /// <summary>The answer for a request that is not this browser's, and for none: where it can be opened.</summary>
    internal static IResult ToFollow(HttpContext context, PublicOffice office) => Pages.Then(
        $"{office.Path}/follow", context, context.RequestServices.GetRequiredService<IStringLocalizer<Texts>>()["Follow.First"]);

    private static IResult Show(
        CitizenRequest request, Problem? problem = null, string? comment = null, string? reason = null, string? message = null) =>
        Pages.Show<RequestPage>(
            new { Request = request, Problem = problem, Comment = comment, Reason = reason, Message = message }, problem);

    private static async Task Limit(Attempts attempts, Problems problems, CitizenRequest request, CancellationToken cancellation)
    {
        var wait = await attempts.Take(Brake.Writing, $"{request.Office.Unit} {request.Case.Id}", cancellation);
        if (wait > Duration.Zero)
            throw new ProblemException(problems.TooMany(wait.ToTimeSpan()));
    }

    private static void MapDocuments(IEndpointRouteBuilder app)
    {
        foreach (var shown in new[] { false, true })
        {
            app.MapGet($"{Path}/documents/{{document:long}}{(shown ? "/preview" : "")}", async (
                string office, long id, long document, HttpContext context, PublicOffices offices, CitizenAccess access,
                CaseDocuments documents) =>
            {
                if (await offices.Find(office, context.RequestAborted) is not { } found
                    || await access.Open(context, found, id) is not { IsFull: true } request
                    || request.Case.Documents.FirstOrDefault(one => one.Id == document) is not { } stored)
                    return PublicPages.Missing();
                return SentFile.Of(
                    context, stored, await documents.Open(request.Person, stored, context.RequestAborted), shown && stored.Type.IsShown);
            }).AllowAnonymous();
        }

        app.MapGet($"{Path}/appointments/{{step}}", async (
            string office, long id, string step, HttpContext context, PublicOffices offices, CitizenAccess access,
            Appointments appointments) =>
            await offices.Find(office, context.RequestAborted) is { } found
                && await access.Open(context, found, id) is { IsFull: true } request
                && await appointments.Find(found.Unit, id, step, request.Person.Id, isMailed: false, context.RequestAborted) is { } entry
                ? Results.File(
                    System.Text.Encoding.UTF8.GetBytes(SopEngine.Core.Appointments.InvitationText.Write(entry)),
                    $"{Appointments.MediaType}; charset=utf-8", Appointments.FileName(id))
                : PublicPages.Missing()).AllowAnonymous();
    }
}
