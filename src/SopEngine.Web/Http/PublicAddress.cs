using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace SopEngine.Web.Http;

/// <summary>
/// The address under which people reach the service: <c>Sop:Address</c>. A link that is handed over or sent begins with it.
/// </summary>
public sealed class PublicAddress(IConfiguration configuration, IServer server)
{
    /// <summary>Null when it is not set, or is no address of a web site.</summary>
    public static Uri? Configured(IConfiguration configuration) =>
        Uri.TryCreate(configuration["Sop:Address"], UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address : null;

    /// <summary>For mail and webhooks: without the setting, the first address that the service listens on.</summary>
    public string ForMessages => Trimmed ?? server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()?.TrimEnd('/') ?? "";

    /// <summary>For a page that shows a link to its reader: without the setting, the address by which the reader came.</summary>
    public string ForPage(HttpRequest request) => Trimmed ?? $"{request.Scheme}://{request.Host}";

    private string? Trimmed => Configured(configuration)?.ToString().TrimEnd('/');
}
