using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Caching.Memory;

namespace SopEngine.Web.Accounts;

/// <summary>
/// Remembers opened bearer tokens for a minute: a program sends the same one with each request, and decrypting it costs more than
/// finding its person. Expiry and stamp are checked at every request all the same.
/// </summary>
internal sealed class OpenedTokens(ISecureDataFormat<AuthenticationTicket> tokens, IMemoryCache cache)
    : ISecureDataFormat<AuthenticationTicket>
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    public string Protect(AuthenticationTicket data) => tokens.Protect(data);

    public string Protect(AuthenticationTicket data, string? purpose) => tokens.Protect(data, purpose);

    public AuthenticationTicket? Unprotect(string? protectedText) => Unprotect(protectedText, null);

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose)
    {
        if (protectedText is null) return null;
        var key = (typeof(OpenedTokens), purpose, protectedText);
        if (cache.TryGetValue(key, out AuthenticationTicket? known)) return known;

        // An invalid token is not remembered: otherwise anybody could fill the memory.
        var opened = purpose is null ? tokens.Unprotect(protectedText) : tokens.Unprotect(protectedText, purpose);
        if (opened is not null) cache.Set(key, opened, KeptFor);
        return opened;
    }
}
