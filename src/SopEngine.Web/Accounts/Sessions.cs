using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Caching.Memory;
using SopEngine.Web.Chrome.Live;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Accounts;

/// <summary>Signed-in sessions: a cookie for the pages, a bearer token for the API. Both name the person and the session.</summary>
internal static class Sessions
{
    private const string ApiPrefix = "/api";
    private const string UnitClaim = "unit";
    private const string SessionClaim = "session";
    private const string CookieOrToken = "cookie-or-token";

    public static void AddSessions(this IServiceCollection services, IConfiguration settings)
    {
        var limits = new SessionLimits(settings);
        services.AddSingleton(limits);
        services.AddAuthentication(CookieOrToken)
            // The API takes no cookies, so no page of another site can use a person's session there. The designer's API takes both: its
            // page has the cookie, and an antiforgery token with it.
            .AddPolicyScheme(CookieOrToken, null, options => options.ForwardDefaultSelector = context =>
                context.Request.Path.StartsWithSegments(ApiPrefix)
                    || (context.Request.Path.StartsWithSegments("/elsa") && context.Request.Headers.ContainsKey("Authorization"))
                    ? BearerTokenDefaults.AuthenticationScheme
                    : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(options =>
            {
                options.Cookie.Name = FrontDoor.CookieName(settings, "sop-session");
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Lax;
                options.LoginPath = "/sign-in";
                options.ReturnUrlParameter = "next";
                // The database holds the earlier end of an unused session.
                options.ExpireTimeSpan = limits.Longest(isProgram: false).ToTimeSpan();
                options.SlidingExpiration = false;
                // Scripts, those of the designer and of live updates, get a 401; only a page is redirected to sign-in.
                options.Events.OnRedirectToLogin = context =>
                {
                    if (context.Request.Path.StartsWithSegments("/elsa") || context.Request.Path.StartsWithSegments("/live"))
                        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                    else context.Response.Redirect(context.RedirectUri);
                    return Task.CompletedTask;
                };
                options.Events.OnRedirectToAccessDenied = context =>
                {
                    context.Response.StatusCode = StatusCodes.Status403Forbidden;
                    return Task.CompletedTask;
                };
            })
            .AddBearerToken(options => options.BearerTokenExpiration = limits.Longest(isProgram: true).ToTimeSpan());
        services.AddOptions<BearerTokenOptions>(BearerTokenDefaults.AuthenticationScheme)
            .PostConfigure<IMemoryCache>((options, cache) =>
                options.BearerTokenProtector = new OpenedTokens(options.BearerTokenProtector, cache));
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

        services.AddIdentityCore<Account>().AddUserStore<AccountStore>();
        services.AddSingleton<ILookupNormalizer, LowerCase>();
        services.AddSingleton<People>();
        services.AddSingleton<AccountLinks>();
        services.AddSingleton<Attempts>();
        services.AddSingleton<KnownDevices>();
        services.AddSingleton<ForgottenPasswords>();
        services.AddHostedService(provider => provider.GetRequiredService<ForgottenPasswords>());
        services.AddSingleton<OpenSessions>();
        services.AddSingleton<SecondFactors>();
        services.AddScoped<SecondStep>();
        services.AddScoped<OwnPassword>();
    }

    /// <summary>
    /// Finds the person of each request's session; an ended session counts as none. A person without the second factor that their unit
    /// requires is redirected to its set-up page on every request.
    /// </summary>
    public static void UsePeople(this WebApplication app)
    {
        var people = app.Services.GetRequiredService<People>();
        app.Services.GetRequiredService<LiveUpdates>().PersonChanged += people.Forget;
        app.Use(async (context, next) =>
        {
            var user = context.User;
            var isAsset = context.GetEndpoint()?.Metadata
                .GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is not null;
            if (user.Identity?.IsAuthenticated == true && !isAsset)
            {
                var person = await people.Find(
                    Number(user, UnitClaim) is { } unit ? (int)unit : 0,
                    Number(user, ClaimTypes.NameIdentifier) ?? 0, Number(user, SessionClaim) ?? 0,
                    IsUse(context.Request), context.RequestAborted);
                if (person is null)
                {
                    context.User = new ClaimsPrincipal(new ClaimsIdentity());
                }
                else
                {
                    context.Features.Set(person);
                    When.Use(person.Zone);
                    if (person.LacksSecondFactor && !IsOpenWithoutSecondFactor(context))
                    {
                        await SecondFactorPages.LeadTo(context);
                        return;
                    }
                }
            }

            await next(context);
        });
    }

    public static async Task SignIn(HttpContext context, Account account)
    {
        var principal = await Begin(context, account, CookieAuthenticationDefaults.AuthenticationScheme);
        context.RequestServices.GetRequiredService<KnownDevices>().Remember(context, account);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, principal);
    }

    public static async Task<ClaimsPrincipal> Begin(HttpContext context, Account account, string scheme)
    {
        var session = await context.RequestServices.GetRequiredService<OpenSessions>().Begin(
            account, isProgram: scheme == BearerTokenDefaults.AuthenticationScheme, context.Request.Headers.UserAgent.ToString(),
            KnownDevices.Site(context.Connection.RemoteIpAddress), context.RequestAborted);
        return new(new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, account.Id.ToString(CultureInfo.InvariantCulture)),
                new Claim(ClaimTypes.Name, account.UserName),
                new Claim(UnitClaim, account.UnitId.ToString(CultureInfo.InvariantCulture)),
                new Claim(SessionClaim, session.ToString(CultureInfo.InvariantCulture)),
            ], scheme));
    }

    /// <summary>True for an act of the person, not for an open page's stream or refreshes (Hangfire's from <c>/stats</c>).</summary>
    private static bool IsUse(HttpRequest request) =>
        !request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal)
            && !request.Headers.ContainsKey("X-Refresh")
        && !request.Headers.ContainsKey("Turbo-Frame") && !request.Path.StartsWithSegments("/hangfire/stats");

    private static bool IsOpenWithoutSecondFactor(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/account/second-factor") || context.Request.Path == "/sign-out"
        || context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is not null;

    private static long? Number(ClaimsPrincipal user, string claim) =>
        long.TryParse(user.FindFirstValue(claim), CultureInfo.InvariantCulture, out var number) ? number : null;
}
