using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Chrome;

/// <summary>
/// The shortcuts of single letters on lists of tasks. They can be turned off (WCAG 2.1.4), because speech input and unwanted key presses
/// would set them off. The browser remembers the choice: the same person may work by other means elsewhere.
/// </summary>
internal static class LetterKeys
{
    private const string Cookie = "sop-keys";
    private const string Off = "off";

    public static bool AreOff(HttpContext context) => context.Request.Cookies[Cookie] == Off;

    public static void MapLetterKeys(this IEndpointRouteBuilder app) => app.MapPost("/account/keys", (
        [FromForm] bool on, HttpContext context, IStringLocalizer<Texts> texts) =>
    {
        if (on) context.Response.Cookies.Delete(Cookie);
        else context.Response.Cookies.Append(Cookie, Off,
            new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365), IsEssential = true });
        return Pages.Then("/account", context, texts[on ? "Account.Keys.On" : "Account.Keys.Off"]);
    });
}
