using SopEngine.Web.Chrome;
using SopEngine.Web.Http;

namespace SopEngine.Web.Asking;

/// <summary>The code that confirms the contact of a request, and the receipt behind it.</summary>
internal static class CodePages
{
    public static void MapCodePages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/o/{office}/ask/{sop}/code", async (
            string office, string sop, HttpContext context, AskDesk desk, AskSending sending) =>
        {
            if (await desk.Open(context, office, sop) is not { } visit) return PublicPages.Missing();
            if (visit.Draft is { IsSending: true }) return AskSending.Sent(visit);
            return await Show(context, visit, sending);
        }).AllowAnonymous();

        app.MapPost("/o/{office}/ask/{sop}/code", async (
            string office, string sop, PageRequest page, AskDesk desk, AskSending sending) =>
        {
            if (await desk.Open(page.Context, office, sop) is not { } visit) return PublicPages.Missing();
            if (visit.Draft is null)
                return sending.Receipt(page.Context, visit.Office.Unit) is null ? Pages.Then(visit.Path) : AskSending.Sent(visit);
            page.OnProblem(problem => Show(page.Context, visit, sending, problem));
            return await sending.Send(page.Context, visit, (await page.Form())["code"].ToString());
        }).AllowAnonymous();

        app.MapPost("/o/{office}/ask/{sop}/code/again", async (
            string office, string sop, PageRequest page, AskDesk desk, AskSending sending) =>
        {
            if (await desk.Open(page.Context, office, sop) is not { } visit) return PublicPages.Missing();
            if (visit.Draft is { IsSending: true }) return AskSending.Sent(visit);
            page.OnProblem(problem => Show(page.Context, visit, sending, problem));
            return visit.Draft is not null && await sending.ContactOf(page.Context, visit) is { } contact
                ? await sending.Code(page.Context, visit, new CitizenContact(contact), $"{visit.Path}/code")
                : Pages.Then(visit.Path);
        }).AllowAnonymous();

        app.MapGet("/o/{office}/ask/{sop}/sent", async (
            string office, string sop, HttpContext context, AskDesk desk, AskSending sending, CitizenAccess access) =>
        {
            if (await desk.Open(context, office, sop) is not { } visit) return PublicPages.Missing();
            if (sending.Receipt(context, visit.Office.Unit) is not { } held
                || await access.Open(context, visit.Office, held.Case) is not { } request)
                return Pages.Then($"{visit.Office.Path}/follow");
            return Pages.Show<AskedPage>(new { Request = request, held.Secret });
        }).AllowAnonymous();
    }

    private static async Task<IResult> Show(HttpContext context, AskVisit visit, AskSending sending, Problem? problem = null)
    {
        var contact = visit.Draft is null ? null : await sending.ContactOf(context, visit);
        return contact is null && problem is null
            ? Pages.Then(visit.Path)
            : Pages.Show<CodePage>(
                new
                {
                    visit.Office,
                    Part = "ask",
                    Action = $"{visit.Path}/code",
                    Back = visit.Path,
                    Contact = contact is null ? null : new CitizenContact(contact).Shown,
                    Message = Pages.TakeMessage(context),
                    Problem = problem,
                },
                problem);
    }
}
