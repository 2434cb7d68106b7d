using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using SopEngine.Core.Rights;
using SopEngine.Engine.Units;
using SopEngine.Web.Http;

namespace SopEngine.Web.Accounts;

internal static class AccountEndpoints
{
    /// <param name="UserName" example="pengelola1.pekanbaru">The person's user name.</param>
    /// <param name="Code">A code of the second factor, from the app or among the recovery codes; null without one.</param>
    public sealed record Credentials(string UserName, string Password, string? Code = null);

    /// <summary>The signed-in person.</summary>
    public sealed record Me(
        long Id, string UserName, string Name, string Title, string Unit, bool IsCustomer,
        IReadOnlyList<string> Roles, IReadOnlyList<string> Lanes);

    public static void MapAccountPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in", async (string? next, HttpContext context, PublicOffices offices) => context.Features.Get<Person>() is null
            ? Pages.Show<SignInPage>(new { Next = next, Offices = await offices.List(context.RequestAborted) })
            : Pages.Then(Pages.LocalOr(next, "/"))).AllowAnonymous();

        app.MapPost("/sign-in", async (
            [FromForm] string? userName, [FromForm] string? password, [FromForm] string? next, PageRequest page, KnownDevices devices,
            SecondStep step, Problems problems) =>
        {
            page.OnProblem(Again, also: 401);
            // The page stood open for long, or the person has since signed in on another page.
            if (Security.FormIsExpired(page.Context)) return Pages.Show<SignInPage>(Filled(problems.FormExpired()), 400);
            var command = new SignIn.Command(userName ?? "", password ?? "", devices.Read(page.Context));
            return await Enter(await page.Send(command), next, page.Context, step);

            IResult Again(Problem problem) => Pages.Show<SignInPage>(Filled(problem), problem);

            object Filled(Problem problem) => new { Next = next, UserName = userName, Problem = problem };
        }).AllowAnonymous().WithMetadata(Security.ChecksForm);

        app.MapGet("/account", (Person person, PageRequest page) => Show(person, page));

        app.MapPost("/account/password", (
            Person person, [FromForm] string? current, [FromForm] string? password, [FromForm] string? again, PageRequest page) =>
        {
            page.OnProblem(problem => Show(person, page, problem));
            return page.Send(
                new ChangePassword.Command(person, current ?? "", password ?? "", again ?? ""), "/account", "Account.Password.Done");
        });

        app.MapPost("/account/sessions/end", async (Person person, PageRequest page, OpenSessions sessions) =>
        {
            await sessions.End(person, person.Id, only: null, except: person.Session, page.Cancellation);
            return page.Then("/account", "Account.Sessions.Done");
        });

        app.MapPost("/account/sessions/{session:long}/end", async (Person person, long session, PageRequest page, OpenSessions sessions) =>
        {
            await sessions.End(person, person.Id, only: session, except: null, page.Cancellation);
            return page.Then("/account", "Session.Ended");
        });

        app.MapPost("/sign-out", async (Person person, HttpContext context, OpenSessions sessions) =>
        {
            await sessions.SignOut(person, context.RequestAborted);
            await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            return Pages.Then("/sign-in");
        });

        app.MapPost("/language", ([FromForm] string? culture, [FromForm] string? next, HttpContext context) =>
            Choose(culture, next, context)).AllowAnonymous();

        // A link, for pages that caches keep: a form would need a token of its reader.
        app.MapGet("/language", (string? culture, string? next, HttpContext context) => Choose(culture, next, context)).AllowAnonymous();

        static IResult Choose(string? culture, string? next, HttpContext context)
        {
            var chosen = culture == "en" ? "en" : "id";
            context.Response.Cookies.Append(CookieRequestCultureProvider.DefaultCookieName,
                CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(chosen == "id" ? "id-ID" : "en", chosen)),
                new CookieOptions { MaxAge = TimeSpan.FromDays(365), HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true });
            return Pages.Then(Pages.LocalOr(next, "/"));
        }
    }

    public static void MapAccountApi(this RouteGroupBuilder api)
    {
        api.MapPost("/session", async (
            Credentials credentials, HttpContext context, IMediator mediator, KnownDevices devices, Problems problems) =>
        {
            var result = await mediator.Send(
                new SignIn.Command(credentials.UserName ?? "", credentials.Password ?? "", devices.Read(context), credentials.Code),
                context.RequestAborted);
            if (result.CodeNeeded) throw new ProblemException(problems.CodeNeeded());
            var principal = await Sessions.Begin(context, result.Account, BearerTokenDefaults.AuthenticationScheme);
            return TypedResults.SignIn(principal, authenticationScheme: BearerTokenDefaults.AuthenticationScheme);
        })
        .AllowAnonymous().WithTags("Session").WithName("SignIn").Produces<AccessTokenResponse>()
        .WithSummary("Sign in")
        .WithDescription("Gives an access token, for an hour unless the service is set otherwise. "
            + "Send it as `Authorization: Bearer ...`. Wrong passwords slow down what follows: 429, with `Retry-After`.");

        api.MapGet("/me", Ok<Me> (Person person) => TypedResults.Ok(
                new Me(person.Id, person.UserName, person.Name, person.Title, person.UnitName, person.IsCustomer,
                    [.. person.Actor.Roles.Select(role => role.Name())], person.Lanes)))
            .WithTags("Session").WithName("Me").WithSummary("Who is signed in");
    }

    /// <summary>Signs in an account that needs no further code; asks for the second factor otherwise.</summary>
    internal static async Task<IResult> Enter(
        SignIn.Result result, string? next, HttpContext context, SecondStep step, string? message = null)
    {
        if (result.CodeNeeded)
        {
            step.Begin(context, result.Account, next);
            return Pages.Then("/sign-in/code");
        }

        await Sessions.SignIn(context, result.Account);
        return Pages.Then(Pages.LocalOr(next, "/"), context, message);
    }

    private static async Task<IResult> Show(Person person, PageRequest page, Problem? problem = null) =>
        Pages.Show<AccountPage>(
            new { Person = person, Account = await page.Send(new ReadAccount.Query(person)), Problem = problem }, problem);
}
