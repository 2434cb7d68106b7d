using MediatR;
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
            await step.Read(context) is { } known ? Pages.Show<SecondStepPage>(new { known.Account.UserName }) : Results.LocalRedirect("/sign-in")).AllowAnonymous();

        app.MapPost("/sign-in/code", async ([FromForm] string? code, SecondStep step, KnownDevices devices, HttpContext context, IMediator mediator, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            if (await step.Read(context) is not { } known) return Pages.Then("/sign-in");
            try
            {
                var result = await mediator.Send(new SignIn.Confirm(known.Account, code ?? "", devices.Read(context)), context.RequestAborted);
                SecondStep.End(context);
                await Sessions.SignIn(context, result.Account);
                return Pages.Then(Pages.LocalOr(known.Next, "/inbox"), context, result.RecoveryCodesLeft is { } left ? texts["SecondStep.CodesLeft", left].Value : null);
            }
            catch (Exception e) when (problems.Of(e) is { Status: < 500 } problem)
            {
                return Pages.Show<SecondStepPage>(new { known.Account.UserName, Problem = problem.Told(context.Response) }, problem.Status == 429 ? 429 : 422);
            }
        }).AllowAnonymous();

        app.MapGet(Path, async (Person person, IMediator mediator, CancellationToken cancellation) => await Show(person, mediator, cancellation));

        app.MapPost(Path, (Person person, [FromForm] string? code, HttpContext context, IMediator mediator, Problems problems) =>
            Try(person, mediator, problems, context, async () => Codes(person, await mediator.Send(new ManageSecondFactor.Confirm(person, code ?? ""), context.RequestAborted))));

        app.MapPost(Path + "/recovery", (Person person, [FromForm] string? password, HttpContext context, IMediator mediator, Problems problems) =>
            Try(person, mediator, problems, context, async () => Codes(person, await mediator.Send(new ManageSecondFactor.RenewRecovery(person, password ?? ""), context.RequestAborted))));

        app.MapPost(Path + "/end", (Person person, [FromForm] string? password, HttpContext context, IMediator mediator, Problems problems, IStringLocalizer<Texts> texts) =>
            Try(person, mediator, problems, context, async () =>
            {
                await mediator.Send(new ManageSecondFactor.SwitchOff(person, password ?? ""), context.RequestAborted);
                return Pages.Then("/account", context, texts["SecondFactor.IsOff"]);
            }));
    }

    /// <summary>Answers a request of somebody who has to make a second factor first.</summary>
    public static Task LeadTo(HttpContext context)
    {
        var path = context.Request.Path;
        if (context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent; // the page that listens need not try again
            return Task.CompletedTask;
        }

        if (!HttpMethods.IsGet(context.Request.Method) || path.StartsWithSegments("/api") || path.StartsWithSegments("/elsa"))
            return ProblemAnswers.Answer(context, context.RequestServices.GetRequiredService<Problems>().SecondFactorNeeded());
        context.Response.Redirect(Path);
        return Task.CompletedTask;
    }

    private static async Task<IResult> Try(Person person, IMediator mediator, Problems problems, HttpContext context, Func<Task<IResult>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (problems.Of(e) is { Status: 422 or 429 } problem)
        {
            return await Show(person, mediator, context.RequestAborted, problem);
        }
    }

    private static async Task<IResult> Show(Person person, IMediator mediator, CancellationToken cancellation, Problem? problem = null) => Pages.Show<SecondFactorPage>(
        new { Person = person, Factor = await mediator.Send(new ManageSecondFactor.Query(person), cancellation), Problem = problem }, problem?.Status ?? 200);

    private static IResult Codes(Person person, IReadOnlyList<string> codes) => Pages.Show<RecoveryCodesPage>(new { Person = person, Codes = codes });
}
