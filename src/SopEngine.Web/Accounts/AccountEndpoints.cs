using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Accounts;

internal static class AccountEndpoints
{
    /// <param name="UserName" example="pengelola1.pekanbaru">The person's user name.</param>
    public sealed record Credentials(string UserName, string Password);

    /// <summary>Who is signed in.</summary>
    public sealed record Me(long Id, string UserName, string Name, string Title, string Unit, bool IsCustomer, IReadOnlyList<string> Roles, IReadOnlyList<string> Lanes);

    public static void MapAccountPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in", (string? next, HttpContext context) => context.Features.Get<Person>() is null
            ? Pages.Show<SignInPage>(new { Next = next })
            : Results.LocalRedirect(Pages.LocalOr(next, "/inbox"))).AllowAnonymous();

        app.MapPost("/sign-in", async ([FromForm] string? userName, [FromForm] string? password, [FromForm] string? next, HttpContext context, IMediator mediator, Problems problems) =>
        {
            try
            {
                await Sessions.SignIn(context, await mediator.Send(new SignIn.Command(userName ?? "", password ?? ""), context.RequestAborted));
                return Pages.Then(Pages.LocalOr(next, "/inbox"));
            }
            catch (Exception e) when (problems.Of(e) is { Status: < 500 } problem)
            {
                return Pages.Show<SignInPage>(new { Next = next, UserName = userName, Problem = problem }, 422);
            }
        }).AllowAnonymous();

        app.MapGet("/account", (Person person) => Pages.Show<AccountPage>(new { Person = person }));

        app.MapPost("/account/password", async (
            Person person, [FromForm] string? current, [FromForm] string? password, [FromForm] string? again, HttpContext context, IMediator mediator, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            try
            {
                await Sessions.SignIn(context, await mediator.Send(new ChangePassword.Command(person, current ?? "", password ?? "", again ?? ""), context.RequestAborted));
                return Pages.Then("/account", context, texts["Account.Password.Done"]);
            }
            catch (Exception e) when (problems.Of(e) is { Status: 422 } problem)
            {
                return Pages.Show<AccountPage>(new { Person = person, Problem = problem }, 422);
            }
        });

        app.MapPost("/account/sessions/end", async (Person person, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
        {
            await Sessions.SignIn(context, await mediator.Send(new ChangePassword.EndSessions(person), context.RequestAborted));
            return Pages.Then("/account", context, texts["Account.Sessions.Done"]);
        });

        app.MapGet("/welcome/{token}", async (string token, AccountLinks links, HttpContext context) =>
        {
            var invited = await links.Find(token, context.RequestAborted);
            return Pages.Show<WelcomePage>(new { Token = token, Invited = invited }, invited is null ? 404 : 200);
        }).AllowAnonymous();

        app.MapPost("/welcome/{token}", async (string token, [FromForm] string? password, [FromForm] string? again, HttpContext context, IMediator mediator, AccountLinks links, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            try
            {
                await Sessions.SignIn(context, await mediator.Send(new SetPassword.Command(token, password ?? "", again ?? ""), context.RequestAborted));
                return Pages.Then("/inbox", context, texts["Welcome.Done"]);
            }
            catch (Exception e) when (problems.Of(e) is { Status: 404 or 422 } problem)
            {
                return Pages.Show<WelcomePage>(
                    new { Token = token, Invited = await links.Find(token, context.RequestAborted), Problem = problem.Status == 422 ? problem : null }, problem.Status);
            }
        }).AllowAnonymous();

        app.MapPost("/sign-out", async (HttpContext context) =>
        {
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
        api.MapPost("/session", async (Credentials credentials, IMediator mediator, CancellationToken cancellation) =>
        {
            var account = await mediator.Send(new SignIn.Command(credentials.UserName ?? "", credentials.Password ?? ""), cancellation);
            return TypedResults.SignIn(Sessions.Principal(account, BearerTokenDefaults.AuthenticationScheme), authenticationScheme: BearerTokenDefaults.AuthenticationScheme);
        })
        .AllowAnonymous().WithTags("Session").WithName("SignIn").Produces<AccessTokenResponse>()
        .WithSummary("Sign in").WithDescription("Gives an access token for an hour. Send it as `Authorization: Bearer ...`.");

        api.MapGet("/me", Ok<Me> (Person person) => TypedResults.Ok(
                new Me(person.Id, person.UserName, person.Name, person.Title, person.UnitName, person.IsCustomer, person.Roles, person.Lanes)))
            .WithTags("Session").WithName("Me").WithSummary("Who is signed in");
    }
}
