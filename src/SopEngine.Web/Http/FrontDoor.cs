using System.Net;
using Microsoft.AspNetCore.CookiePolicy;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;

namespace SopEngine.Web.Http;

/// <summary>A setting that cannot be used; the message says why in one line.</summary>
public sealed class SettingException(string message) : Exception(message);

/// <summary>Decides which of a request's own claims count (address, scheme, host), and how cookies are kept.</summary>
internal static class FrontDoor
{
    public static void AddFrontDoor(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        var address = PublicAddress.Configured(settings);
        var proxies = Proxies(settings).ToList();
        builder.Services.AddSingleton<PublicAddress>();

        // Post-configured: ASPNETCORE_FORWARDEDHEADERS_ENABLED, if it is set, believes every sender. Here only the named proxies are
        // believed.
        builder.Services.PostConfigure<ForwardedHeadersOptions>(options =>
        {
            // With no proxy named, the framework would believe everybody.
            options.ForwardedHeaders = proxies.Count == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in proxies) options.KnownIPNetworks.Add(network);
        });

        // A request of another host is refused, so that no page is made for a name that is not ours.
        if (address is not null && string.IsNullOrEmpty(settings["AllowedHosts"]))
            builder.Services.Configure<HostFilteringOptions>(
                options => options.AllowedHosts = [address.IdnHost, "localhost", "127.0.0.1", "[::1]"]);

        // Over plain HTTP a cookie is not Secure: other browsers than Chromium would drop it, on localhost too.
        builder.Services.Configure<CookiePolicyOptions>(options =>
        {
            options.Secure = address?.Scheme == "https" ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            options.HttpOnly = HttpOnlyPolicy.Always;
            options.MinimumSameSitePolicy = SameSiteMode.Lax;
        });
    }

    /// <summary>
    /// The name of a cookie for the whole site. Where the public address is HTTPS, browsers take it from this host alone.
    /// </summary>
    public static string CookieName(IConfiguration settings, string name) =>
        PublicAddress.Configured(settings)?.Scheme == "https" ? "__Host-" + name : name;

    /// <summary>
    /// The proxies whose word counts: <c>Sop:Proxies</c>, addresses or networks; those of this machine when only the framework's own switch
    /// is on.
    /// </summary>
    private static IEnumerable<System.Net.IPNetwork> Proxies(ConfigurationManager settings)
    {
        var named = settings["Sop:Proxies"] ?? (settings.GetValue<bool>("FORWARDEDHEADERS_ENABLED") ? "127.0.0.0/8 ::1" : "");
        foreach (var one in named.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            yield return System.Net.IPNetwork.TryParse(one, out var network) ? network
                : IPAddress.TryParse(one, out var address) ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8)
                : throw new SettingException($"Sop__Proxies: '{one}' is neither an address nor a network.");
        }
    }
}
