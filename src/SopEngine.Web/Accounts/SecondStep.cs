using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Accounts;

/// <summary>
/// Remembers in the browser, for some minutes and sealed, the account whose password was right, until the second factor is shown. It is
/// no session: it opens nothing but the page that asks for the code.
/// </summary>
public sealed class SecondStep(IDataProtectionProvider protection, UserManager<Account> users, IClock clock)
{
    private const string Cookie = "sop-second-step";
    private const string Path = "/sign-in";
    private static readonly Duration Lasts = Duration.FromMinutes(10);

    private readonly IDataProtector _protector = protection.CreateProtector("second-step");

    private sealed record Content(string UserName, string Stamp, long Until, string? Next);

    public void Begin(HttpContext context, Account account, string? next)
    {
        var until = clock.Now() + Lasts;
        var sealedContent = _protector.Protect(
            JsonSerializer.Serialize(new Content(account.UserName, account.SecurityStamp, until.ToUnixTimeSeconds(), next)));
        context.Response.Cookies.Append(Cookie, sealedContent, Options(Lasts.ToTimeSpan()));
    }

    /// <summary>The account whose password was right, and the page to go to; null after the time limit or a change of password.</summary>
    public async Task<(Account Account, string? Next)?> Read(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { Length: > 0 } cookie) return null;
        Content content;
        try
        {
            content = JsonSerializer.Deserialize<Content>(_protector.Unprotect(cookie))!;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }

        if (content.Until < clock.Now().ToUnixTimeSeconds()) return null;
        var account = await users.FindByNameAsync(content.UserName);
        return account is { PasswordHash: not null } && account.SecurityStamp == content.Stamp ? (account, content.Next) : null;
    }

    public static void End(HttpContext context) => context.Response.Cookies.Delete(Cookie, Options(null));

    private static CookieOptions Options(TimeSpan? age) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = Path, MaxAge = age, IsEssential = true };
}
