using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SopEngine.Tests.Support;

/// <summary>Calls the service as a signed-in browser does: with cookies and, for changes, the token of the page.</summary>
internal sealed partial class SessionClient : IDisposable
{
    private readonly HttpClient _http;
    private string _token = "";

    public CookieContainer Cookies { get; } = new();

    private SessionClient(Uri address) => _http = new HttpClient(new HttpClientHandler
    {
        AllowAutoRedirect = false,
        CookieContainer = Cookies,
        AutomaticDecompression = DecompressionMethods.None,
    })
    { BaseAddress = address };

    public static async Task<SessionClient> SignIn(TestApp app, string userName)
    {
        var client = new SessionClient(app.Address);
        var form = Token().Match(await client._http.GetStringAsync("/sign-in")).Groups[1].Value;
        using var answer = await client._http.PostAsync("/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["userName"] = userName,
            ["password"] = TestApp.Password,
            ["__RequestVerificationToken"] = form,
        }));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), userName);
        var token = await client.Get("/studio/token");
        client._token = token.Status == 200 ? token.Json.GetProperty("token").GetString()!
            : Token().Match((await client.Get("/account")).Text).Groups[1].Value;
        return client;
    }

    public static SessionClient Nobody(TestApp app) => new(app.Address);

    /// <summary>Sends requests from another address, as a proxy reports it.</summary>
    public SessionClient From(string address)
    {
        _http.DefaultRequestHeaders.Remove("X-Forwarded-For");
        _http.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return this;
    }

    public Task<Answer> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    public Task<Answer> Post(string path, object? body = null) =>
        Send(HttpMethod.Post, path, body ?? new { }, ("RequestVerificationToken", _token));

    /// <summary>Fills in the form of a page and sends it to the page's own address.</summary>
    public Task<Answer> Submit(string page, params (string Name, string Value)[] fields) => Submit(page, page, fields);

    /// <param name="page">Address of a page with a form, for the token.</param>
    public async Task<Answer> Submit(string page, string to, params (string Name, string Value)[] fields)
    {
        var token = Token().Match((await Get(page)).Text).Groups[1].Value;
        return await Send(HttpMethod.Post, to, new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token))
            .Select(field => KeyValuePair.Create(field.Item1, field.Item2))));
    }

    public Task<Answer> Delete(string path) => Send(HttpMethod.Delete, path, null, ("RequestVerificationToken", _token));

    public async Task<Answer> Send(HttpMethod method, string path, object? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers.Where(header => header.Value.Length > 0))
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = body as HttpContent
                ?? new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);
        var all = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(), all);
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex Token();

    public sealed record Answer(int Status, byte[] Bytes, IReadOnlyDictionary<string, string> Headers)
    {
        public string Text => Encoding.UTF8.GetString(Bytes);

        public JsonElement Json => JsonDocument.Parse(Bytes).RootElement;

        public string? Header(string name) => Headers.GetValueOrDefault(name);
    }
}
