using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Accounts;

/// <summary>Pages by which a person without a password, or who forgot it, asks for a link, follows it and sets a password.</summary>
internal static class LinkPages
{
    private const string Forgotten = "/sign-in/forgotten";
    private const string Welcome = "/welcome";
    private const string LinkCookie = "sop-link";

    public static void MapLinkPages(this IEndpointRouteBuilder app)
    {
        app.MapGet(Forgotten, (ForgottenPasswords forgotten) =>
            Pages.Show<ForgottenPage>(new { HasMail = forgotten.IsAvailable })).AllowAnonymous();

        app.MapPost(Forgotten, async (
            [FromForm] string? who, HttpContext context, ForgottenPasswords forgotten, KnownDevices devices,
            Attempts attempts, Problems problems) =>
        {
            if (string.IsNullOrWhiteSpace(who) || who.Length > 254) return Results.LocalRedirect(Forgotten);
            if (await attempts.Take(Brake.Asking, devices.Read(context).Address, context.RequestAborted) is var wait
                && wait > Duration.Zero)
                return Pages.Show<ForgottenPage>(
                    new
                    {
                        HasMail = forgotten.IsAvailable,
                        Who = who,
                        Problem = problems.TooMany(wait.ToTimeSpan()).Told(context.Response),
                    },
                    429);
            forgotten.Ask(who);
            return Pages.Show<ForgottenPage>(new { HasMail = forgotten.IsAvailable, IsAsked = true });
        }).AllowAnonymous();

        // The token leaves the address at once, so that it stands in no history, log or Referer of later pages. Following a link does not
        // use it up, because programs open the links of a mail before its reader does.
        app.MapGet(Welcome + "/{token}", (string token, HttpContext context) =>
        {
            context.Response.Cookies.Append(LinkCookie, token, Options(TimeSpan.FromHours(1)));
            return Pages.Then(Welcome);
        }).AllowAnonymous();

        app.MapGet(Welcome, async (HttpContext context, AccountLinks links) =>
        {
            var invited = await links.Find(Token(context), context.RequestAborted);
            return Pages.Show<WelcomePage>(new { Invited = invited }, invited is null ? 404 : 200);
        }).AllowAnonymous();

        app.MapPost(Welcome, async (
            [FromForm] string? password, [FromForm] string? again, PageRequest page, SecondStep step, AccountLinks links,
            IStringLocalizer<Texts> texts) =>
        {
            page.OnProblem(async problem =>
            {
                var invited = await links.Find(Token(page.Context), page.Cancellation);
                return Pages.Show<WelcomePage>(new { Invited = invited, Problem = problem.Status == 404 ? null : problem }, problem);
            }, also: 404);
            var account = await page.Send(new SetPassword.Command(Token(page.Context), password ?? "", again ?? ""));
            page.Context.Response.Cookies.Delete(LinkCookie, Options(null));
            return await AccountEndpoints.Enter(
                new SignIn.Result(account, CodeNeeded: account.HasSecondFactor), "/inbox", page.Context, step, texts["Welcome.Done"]);
        }).AllowAnonymous();
    }

    private static string Token(HttpContext context) => context.Request.Cookies[LinkCookie] ?? "";

    private static CookieOptions Options(TimeSpan? age) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = Welcome, MaxAge = age, IsEssential = true };
}
