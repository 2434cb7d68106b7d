using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Accounts;

internal static class AccountEndpoints
{
    /// <param name="UserName" example="pengelola1.pekanbaru">The person's user name.</param>
    /// <param name="Code">Of the second factor, for who has one: of the app, or a recovery code.</param>
    public sealed record Credentials(string UserName, string Password, string? Code = null);

    /// <summary>Who is signed in.</summary>
    public sealed record Me(long Id, string UserName, string Name, string Title, string Unit, bool IsCustomer, IReadOnlyList<string> Roles, IReadOnlyList<string> Lanes);

    public static void MapAccountPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in", (string? next, HttpContext context) => context.Features.Get<Person>() is null
            ? Pages.Show<SignInPage>(new { Next = next })
            : Pages.Then(Pages.LocalOr(next, "/inbox"))).AllowAnonymous();

        app.MapPost("/sign-in", async (
            [FromForm] string? userName, [FromForm] string? password, [FromForm] string? next, HttpContext context, IMediator mediator, KnownDevices devices, SecondStep step, Problems problems) =>
        {
            // A page that stood open for long, or beside another where the person has signed in meanwhile.
            if (Security.FormIsExpired(context)) return Again(problems.FormExpired(), 400);
            try
            {
                return await Enter(await mediator.Send(new SignIn.Command(userName ?? "", password ?? "", devices.Read(context)), context.RequestAborted), next, context, step);
            }
            catch (Exception e) when (problems.Of(e) is { Status: < 500 } problem)
            {
                return Again(problem, problem.Status == 429 ? 429 : 422);
            }

            IResult Again(Problem problem, int status) =>
                Pages.Show<SignInPage>(new { Next = next, UserName = userName, Problem = problem.Told(context.Response) }, status);
        }).AllowAnonymous().WithMetadata(Security.ChecksForm);

        app.MapGet("/account", async (Person person, IMediator mediator, CancellationToken cancellation) => await Show(person, mediator, cancellation));

        app.MapPost("/account/password", async (
            Person person, [FromForm] string? current, [FromForm] string? password, [FromForm] string? again, HttpContext context, IMediator mediator, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            try
            {
                await mediator.Send(new ChangePassword.Command(person, current ?? "", password ?? "", again ?? ""), context.RequestAborted);
                return Pages.Then("/account", context, texts["Account.Password.Done"]);
            }
            catch (Exception e) when (problems.Of(e) is { Status: 422 or 429 } problem)
            {
                return await Show(person, mediator, context.RequestAborted, problem);
            }
        });

        app.MapPost("/account/sessions/end", async (Person person, HttpContext context, OpenSessions sessions, IStringLocalizer<Texts> texts) =>
        {
            await sessions.End(person, person.Id, only: null, except: person.Session, context.RequestAborted);
            return Pages.Then("/account", context, texts["Account.Sessions.Done"]);
        });

        app.MapPost("/account/sessions/{session:long}/end", async (Person person, long session, HttpContext context, OpenSessions sessions, IStringLocalizer<Texts> texts) =>
        {
            await sessions.End(person, person.Id, only: session, except: null, context.RequestAborted);
            return Pages.Then("/account", context, texts["Session.Ended"]);
        });

        app.MapPost("/sign-out", async (Person person, HttpContext context, OpenSessions sessions) =>
        {
            await sessions.SignOut(person, context.RequestAborted);
            await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            return Pages.Then("/sign-in");
        });

        app.MapPost("/language", ([FromForm] string? culture, [FromForm] string? next, HttpContext context) =>
        {
            var chosen = culture == "en" ? "en" : "id";
            context.Response.Cookies.Append(CookieRequestCultureProvider.DefaultCookieName,
                CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(chosen == "id" ? "id-ID" : "en", chosen)),
                new CookieOptions { MaxAge = TimeSpan.FromDays(365), HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true });
            return Pages.Then(Pages.LocalOr(next, "/"));
        }).AllowAnonymous();
    }

    public static void MapAccountApi(this RouteGroupBuilder api)
    {
        api.MapPost("/session", async (Credentials credentials, HttpContext context, IMediator mediator, KnownDevices devices, Problems problems) =>
        {
            var result = await mediator.Send(new SignIn.Command(credentials.UserName ?? "", credentials.Password ?? "", devices.Read(context), credentials.Code), context.RequestAborted);
            if (result.CodeNeeded) throw new ProblemException(problems.CodeNeeded());
            var principal = await Sessions.Begin(context, result.Account, BearerTokenDefaults.AuthenticationScheme);
            return TypedResults.SignIn(principal, authenticationScheme: BearerTokenDefaults.AuthenticationScheme);
        })
        .AllowAnonymous().WithTags("Session").WithName("SignIn").Produces<AccessTokenResponse>()
        .WithSummary("Sign in").WithDescription("Gives an access token, for an hour unless the service is set otherwise. Send it as `Authorization: Bearer ...`. Wrong passwords slow down what follows: 429, with `Retry-After`.");

        api.MapGet("/me", Ok<Me> (Person person) => TypedResults.Ok(
                new Me(person.Id, person.UserName, person.Name, person.Title, person.UnitName, person.IsCustomer, person.Roles, person.Lanes)))
            .WithTags("Session").WithName("Me").WithSummary("Who is signed in");
    }

    /// <summary>Signs in who has shown enough; asks everybody else for the second factor.</summary>
    internal static async Task<IResult> Enter(SignIn.Result result, string? next, HttpContext context, SecondStep step, string? message = null)
    {
        if (result.CodeNeeded)
        {
            step.Begin(context, result.Account, next);
            return Pages.Then("/sign-in/code");
        }

        await Sessions.SignIn(context, result.Account);
        return Pages.Then(Pages.LocalOr(next, "/inbox"), context, message);
    }

    private static async Task<IResult> Show(Person person, IMediator mediator, CancellationToken cancellation, Problem? problem = null) => Pages.Show<AccountPage>(
        new { Person = person, Account = await mediator.Send(new ReadAccount.Query(person), cancellation), Problem = problem }, problem?.Status ?? 200);
}
