using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Accounts;

internal static class SecondFactorPages
{
    private const string Path = "/account/second-factor";

    public static void MapSecondFactorPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in/code", async (SecondStep step, HttpContext context) =>
            await step.Read(context) is { } known
                ? Pages.Show<SecondStepPage>(new { known.Account.UserName })
                : Results.LocalRedirect("/sign-in")).AllowAnonymous();

        app.MapPost("/sign-in/code", async ([FromForm] string? code, SecondStep step, KnownDevices devices, PageRequest page,
            IStringLocalizer<Texts> texts) =>
        {
            if (await step.Read(page.Context) is not { } known) return Pages.Then("/sign-in");
            page.OnProblem(problem => Pages.Show<SecondStepPage>(new { known.Account.UserName, Problem = problem }, problem), also: 401);
            var result = await page.Send(new SignIn.Confirm(known.Account, code ?? "", devices.Read(page.Context)));
            SecondStep.End(page.Context);
            await Sessions.SignIn(page.Context, result.Account);
            var message = result.RecoveryCodesLeft is { } left ? texts["SecondStep.CodesLeft", left].Value : null;
            return Pages.Then(Pages.LocalOr(known.Next, "/"), page.Context, message);
        }).AllowAnonymous();

        app.MapGet(Path, (Person person, PageRequest page) => Show(person, page));

        app.MapPost(Path, async (Person person, [FromForm] string? code, PageRequest page) =>
        {
            page.OnProblem(problem => Show(person, page, problem));
            return Codes(person, await page.Send(new ManageSecondFactor.Confirm(person, code ?? "")));
        });

        app.MapPost(Path + "/recovery", async (Person person, [FromForm] string? password, PageRequest page) =>
        {
            page.OnProblem(problem => Show(person, page, problem));
            return Codes(person, await page.Send(new ManageSecondFactor.RenewRecovery(person, password ?? "")));
        });

        app.MapPost(Path + "/end", (Person person, [FromForm] string? password, PageRequest page) =>
        {
            page.OnProblem(problem => Show(person, page, problem));
            return page.Send(new ManageSecondFactor.SwitchOff(person, password ?? ""), "/account", "SecondFactor.IsOff");
        });
    }

    /// <summary>Answers a request of a person who has to set up a second factor first.</summary>
    public static Task LeadTo(HttpContext context)
    {
        var path = context.Request.Path;
        if (context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent; // the page's EventSource does not reconnect after it
            return Task.CompletedTask;
        }

        if (!HttpMethods.IsGet(context.Request.Method) || path.StartsWithSegments("/api") || path.StartsWithSegments("/elsa"))
            return ProblemAnswers.Answer(context, context.RequestServices.GetRequiredService<Problems>().SecondFactorNeeded());
        context.Response.Redirect(Path);
        return Task.CompletedTask;
    }

    private static async Task<IResult> Show(Person person, PageRequest page, Problem? problem = null) => Pages.Show<SecondFactorPage>(
        new { Person = person, Factor = await page.Send(new ManageSecondFactor.Query(person)), Problem = problem }, problem);

    private static IResult Codes(Person person, IReadOnlyList<string> codes) =>
        Pages.Show<RecoveryCodesPage>(new { Person = person, Codes = codes });
}
