using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Engine.Messages;
using SopEngine.Web.Http;

namespace SopEngine.Web.Messages;

/// <summary>
/// Posts messages to the unit's webhook as JSON, signed as Standard Webhooks says: <c>webhook-id</c> (the same for every attempt),
/// <c>webhook-timestamp</c> (seconds since 1970) and <c>webhook-signature</c>, which is <c>v1,</c> and the base64 HMAC-SHA256 of
/// <c>id.timestamp.body</c> under the secret.
/// </summary>
internal sealed class WebhookChannel(
    SopDatabase database, WebhookSecrets secrets, OutgoingWords outgoing, CitizenMessages citizens, IClock clock,
    IConfiguration configuration)
    : IMessageChannel, IDisposable
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(10);

    /// <summary>A receiver that takes longer may get the message again, under the same id.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(1);
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        // A redirect may lead to an address that was not checked.
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = LongestConnect,
        ConnectCallback = (context, cancellation) =>
            PublicAddresses.Connect(context.DnsEndPoint, configuration.GetValue<bool>("Webhook:AllowPrivate"), cancellation),
    })
    { Timeout = LongestAnswer };

    public string Name => "webhook";

    public bool IsAvailable => true;

    /// <summary>For one address; each office has its own.</summary>
    public int AtOnce => 4;

    public async Task Send(Addressee to, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellation)
    {
        var (url, secret) = await database.QuerySingle<(string?, string)>(
            to.Unit, "select url, secret from webhooks where unit_id = @unit", null, cancellation);
        if (url is null) throw new DeliveryException("The unit has no webhook any more.", isFinal: true);

        messages = await citizens.Of(to, messages, cancellation);
        var message = messages[0];
        var words = (await outgoing.Write(to, messages, cancellation))[0];
        await Post(url, secrets.Open(secret), $"{to.Unit}-{message.Key}", Body(to, message, words), cancellation);
    }

    private string Body(Addressee to, OutgoingMessage message, Words words) => JsonSerializer.Serialize(new
    {
        id = $"{to.Unit}-{message.Key}",
        message.Kind,
        at = message.At.ToString(),
        to = new { to.Name, to.UserName, to.Phone, to.Email, to.Language },
        office = to.Office,
        words.Subject,
        text = words.Body,
        link = outgoing.Link(message),
        message.Case,
        task = message is { Case: { } about, Task: { } no } ? new TaskId(about, no).ToString() : null,
    }, Json);

    private async Task Post(string url, byte[] secret, string id, string body, CancellationToken cancellation)
    {
        var timestamp = clock.GetCurrentInstant().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(signature));
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!response.IsSuccessStatusCode)
                throw new DeliveryException(
                    $"HTTP {(int)response.StatusCode} {response.ReasonPhrase}", response.StatusCode == HttpStatusCode.Gone);
        }
        catch (HttpRequestException e)
        {
            throw new DeliveryException(e.InnerException?.Message ?? e.Message, isFinal: false, e);
        }
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>Encrypts webhooks' secrets for storage, with the service's own protection keys.</summary>
public sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private const string Prefix = "whsec_";

    private readonly IDataProtector _protector = protection.CreateProtector("SopEngine.Webhooks");

    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>True for a secret of 24 to 64 bytes as Standard Webhooks writes it.</summary>
    public static bool IsSecret(string text)
    {
        var bytes = new byte[text.Length];
        return text.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(text[Prefix.Length..], bytes, out var length) && length is >= 24 and <= 64;
    }

    public string Protect(string secret) => _protector.Protect(secret);

    public byte[] Open(string stored) => Convert.FromBase64String(_protector.Unprotect(stored)[Prefix.Length..]);
}

/// <summary>Keeps a unit's webhook from reaching this machine and its private network.</summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] Closed =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
            "::/127", "64:ff9b::/96", "fc00::/7", "fe80::/10", "ff00::/8", "2002::/16",
        }.Select(IPNetwork.Parse),
    ];

    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Closed.Any(network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain));
    }

    /// <summary>Connects to the checked address itself, so that a name that resolves differently the second time leads nowhere.</summary>
    public static async ValueTask<Stream> Connect(DnsEndPoint to, bool alsoPrivate, CancellationToken cancellation)
    {
        var addresses = (await Dns.GetHostAddressesAsync(to.Host, cancellation))
            .Where(address => alsoPrivate || IsPublic(address)).ToArray();
        if (addresses.Length == 0) throw new HttpRequestException($"{to.Host} is no public address.");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, to.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
