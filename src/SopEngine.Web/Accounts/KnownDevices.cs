using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using SopEngine.Web.Http;

namespace SopEngine.Web.Accounts;

/// <summary>The address and device of a sign-in.</summary>
/// <param name="Address">For IPv6 the network of one site: each of its machines has as many addresses as it likes.</param>
/// <param name="Device">The identifier of the browser; null before the first sign-in from it.</param>
/// <param name="People">The accounts that have signed in from it.</param>
public sealed record Origin(string Address, string? Device, IReadOnlyList<string> People)
{
    public bool Knows(Account account) => Device is not null && People.Contains(KnownDevices.Name(account));

    /// <summary>For a signed-in person: counted by their session.</summary>
    public static Origin Of(Person person, Account account) =>
        new("", string.Create(CultureInfo.InvariantCulture, $"session {person.Session}"), [KnownDevices.Name(account)]);
}

/// <summary>
/// Remembers in the browser, sealed and for a year, the people who have signed in from it. The cookie gives no access; with it, guesses
/// made elsewhere do not slow down the person here.
/// </summary>
internal sealed class KnownDevices(IDataProtectionProvider protection, IConfiguration settings)
{
    private const int MostPeople = 10;
    private const int SiteBytes = 8;
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(365);

    private readonly IDataProtector _protector = protection.CreateProtector("known-device");
    private readonly string _cookie = FrontDoor.CookieName(settings, "sop-device");

    private sealed record Content(string Device, IReadOnlyList<string> People);

    public static string Name(Account account) => string.Create(CultureInfo.InvariantCulture, $"{account.UnitId}-{account.Id}");

    public Origin Read(HttpContext context)
    {
        var known = Known(context);
        return new Origin(Site(context.Connection.RemoteIpAddress), known?.Device, known?.People ?? []);
    }

    /// <summary>Adds a signed-in person to the browser's cookie.</summary>
    public void Remember(HttpContext context, Account account)
    {
        var known = Known(context) ?? new Content(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)), []);
        var people = known.People.Where(name => name != Name(account)).Prepend(Name(account)).Take(MostPeople).ToList();
        context.Response.Cookies.Append(_cookie, _protector.Protect(JsonSerializer.Serialize(known with { People = people })),
            new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = Lasts, IsEssential = true });
    }

    private Content? Known(HttpContext context)
    {
        try
        {
            return context.Request.Cookies[_cookie] is { Length: > 0 } cookie
                ? JsonSerializer.Deserialize<Content>(_protector.Unprotect(cookie)) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    internal static string Site(IPAddress? address)
    {
        if (address is null) return "";
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (plain.AddressFamily != AddressFamily.InterNetworkV6) return plain.ToString();
        var bytes = plain.GetAddressBytes();
        Array.Clear(bytes, SiteBytes, bytes.Length - SiteBytes);
        return new IPAddress(bytes).ToString();
    }
}
