using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using SopEngine.Web.Http;

namespace SopEngine.Web.Asking;

/// <summary>A request that a citizen opened.</summary>
/// <param name="IsFull">
/// True for who came by the receipt's secret or a link. Four digits of a telephone are soon guessed by who knows its owner: they show how
/// a request stands, and nothing that is in it.
/// </param>
public sealed record OpenedCase(long Case, bool IsFull);

/// <summary>What a browser may see of an office's requests, for a while. It is no sign-in, and stands beside one.</summary>
/// <param name="Contact">The contact that a code has confirmed; null for none.</param>
public sealed record CitizenPass(int Unit, string? Contact, IReadOnlyList<OpenedCase> Cases, long Until)
{
    public const int MostCases = 20;

    public static readonly Duration Lasts = Duration.FromHours(1);

    public OpenedCase? Find(long caseId) => Cases.FirstOrDefault(opened => opened.Case == caseId);
}

/// <summary>Keeps the pass in a cookie of its own, sealed by the service's keys. Nothing of it is kept by the service.</summary>
public sealed class CitizenPasses(IDataProtectionProvider protection, IConfiguration settings, IClock clock)
{
    private readonly IDataProtector _protector = protection.CreateProtector("citizen-pass");
    private readonly string _cookie = FrontDoor.CookieName(settings, "sop-citizen");

    /// <summary>The pass for an office; an empty one for a browser without.</summary>
    public CitizenPass Read(HttpContext context, int unit)
    {
        try
        {
            if (context.Request.Cookies[_cookie] is { Length: > 0 and < 8_000 } cookie
                && JsonSerializer.Deserialize<CitizenPass>(_protector.Unprotect(cookie)) is { } pass && pass.Unit == unit
                && Instant.FromUnixTimeSeconds(pass.Until) > clock.GetCurrentInstant())
                return pass;
        }
        catch (CryptographicException)
        {
            // Of other keys, or none of ours.
        }

        return new CitizenPass(unit, null, [], 0);
    }

    public void Open(HttpContext context, int unit, OpenedCase opened)
    {
        var pass = Read(context, unit);
        var others = pass.Cases.Where(other => other.Case != opened.Case).Take(CitizenPass.MostCases - 1);
        var isFull = opened.IsFull || pass.Find(opened.Case) is { IsFull: true };
        Write(context, pass with { Cases = [opened with { IsFull = isFull }, .. others] });
    }

    public void Confirm(HttpContext context, int unit, string contact) =>
        Write(context, Read(context, unit) with { Contact = contact });

    public void End(HttpContext context) => context.Response.Cookies.Delete(_cookie, Options());

    private void Write(HttpContext context, CitizenPass pass) => context.Response.Cookies.Append(
        _cookie,
        _protector.Protect(JsonSerializer.Serialize(
            pass with { Until = (clock.GetCurrentInstant() + CitizenPass.Lasts).ToUnixTimeSeconds() })),
        Options());

    private static CookieOptions Options() => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = CitizenPass.Lasts.ToTimeSpan(),
        IsEssential = true,
    };
}
