using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Caching.Memory;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Accounts;

/// <summary>Signed-in sessions: a cookie for the pages, a bearer token for the API. Both name the person and carry the security stamp.</summary>
internal static class Sessions
{
    private const string ApiPrefix = "/api";
    private const string UnitClaim = "unit";
    private const string StampClaim = "stamp";
    private const string CookieOrToken = "cookie-or-token";

    public static void AddSessions(this IServiceCollection services)
    {
        services.AddAuthentication(CookieOrToken)
            // The API takes no cookies, so no page of another site can use a person's session there. The designer's API takes both: its page has
            // the cookie, and a token of the form kind with it.
            .AddPolicyScheme(CookieOrToken, null, options => options.ForwardDefaultSelector = context =>
                context.Request.Path.StartsWithSegments(ApiPrefix) || (context.Request.Path.StartsWithSegments("/elsa") && context.Request.Headers.ContainsKey("Authorization"))
                    ? BearerTokenDefaults.AuthenticationScheme
                    : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(options =>
            {
                options.Cookie.Name = "sop-session";
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Lax;
                options.LoginPath = "/sign-in";
                options.ReturnUrlParameter = "next";
                options.ExpireTimeSpan = TimeSpan.FromHours(12);
                options.SlidingExpiration = true;
                // The designer's calls want to know that nobody is signed in, not to be shown the page where one does.
                options.Events.OnRedirectToLogin = context =>
                {
                    if (context.Request.Path.StartsWithSegments("/elsa")) context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                    else context.Response.Redirect(context.RedirectUri);
                    return Task.CompletedTask;
                };
            })
            .AddBearerToken(options => options.BearerTokenExpiration = TimeSpan.FromHours(1));
        services.AddOptions<BearerTokenOptions>(BearerTokenDefaults.AuthenticationScheme)
            .PostConfigure<IMemoryCache>((options, cache) => options.BearerTokenProtector = new OpenedTokens(options.BearerTokenProtector, cache));
        services.AddAuthorizationBuilder().SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

        services.AddIdentityCore<Account>(options =>
        {
            options.Password.RequiredLength = 10;
            options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
            options.Lockout.MaxFailedAccessAttempts = 5;
            options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
        }).AddUserStore<AccountStore>();
        services.AddSingleton<ILookupNormalizer, LowerCase>();
        services.AddSingleton<People>();
        services.AddSingleton<AccountLinks>();
    }

    /// <summary>Finds the person of each request's session; a session whose stamp is not the person's any more counts as none.</summary>
    public static void UsePeople(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var user = context.User;
        var isAsset = context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is not null;
        if (user.Identity?.IsAuthenticated == true && !isAsset)
        {
            var person = await context.RequestServices.GetRequiredService<People>().Find(
                int.Parse(user.FindFirstValue(UnitClaim)!, CultureInfo.InvariantCulture),
                long.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture), context.RequestAborted);
            if (person is null || person.SecurityStamp != user.FindFirstValue(StampClaim))
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity());
            }
            else
            {
                context.Features.Set(person);
                When.Use(person.Zone);
            }
        }

        await next(context);
    });

    public static ClaimsPrincipal Principal(Account account, string scheme) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, account.Id.ToString(CultureInfo.InvariantCulture)),
            new Claim(ClaimTypes.Name, account.UserName),
            new Claim(UnitClaim, account.UnitId.ToString(CultureInfo.InvariantCulture)),
            new Claim(StampClaim, account.SecurityStamp),
        ], scheme));

    public static Task SignIn(HttpContext context, Account account)
    {
        // The stamp may be a new one.
        context.RequestServices.GetRequiredService<People>().Forget(account.UnitId, account.Id);
        return context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, Principal(account, CookieAuthenticationDefaults.AuthenticationScheme));
    }
}
