using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace SopEngine.Tests.Support;

/// <summary>Calls the REST API as a program would: JSON in, JSON out.</summary>
internal sealed class ApiClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(address, "/api/v1/") };

    public async Task SignIn(string userName, string password)
    {
        var session = await Send("POST", "session", JsonSerializer.Serialize(new { userName, password }));
        Assert.That(session.Status, Is.EqualTo(200), session.Text);
        _http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", session.Json.GetProperty("accessToken").GetString());
    }

    /// <summary>Sends requests from another address, as a proxy reports it.</summary>
    public ApiClient From(string address)
    {
        _http.DefaultRequestHeaders.Remove("X-Forwarded-For");
        _http.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return this;
    }

    public Task<Answer> Get(string path) => Send("GET", path, null);

    public Task<Answer> Post(string path, object? body = null, string? key = null) =>
        Send("POST", path, JsonSerializer.Serialize(body ?? new { }), key);

    public async Task<Answer> Send(string method, string path, string? body, string? key = null, string contentType = "application/json",
        string? language = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, contentType);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (language is not null) request.Headers.Add("Accept-Language", language);
        using var response = await _http.SendAsync(request);
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "",
            await response.Content.ReadAsStringAsync(),
            response.Headers.Location?.ToString(), response.Headers.RetryAfter?.Delta);
    }

    public void Dispose() => _http.Dispose();

    public sealed record Answer(int Status, string MediaType, string Text, string? Location, TimeSpan? RetryAfter)
    {
        public JsonElement Json => JsonDocument.Parse(Text).RootElement;

        /// <summary>Last part of a problem's type.</summary>
        public string? Problem => MediaType == "application/problem+json" ? Json.GetProperty("type").GetString()!.Split('/')[^1] : null;

        public JsonElement this[string name] => Json.GetProperty(name);
    }
}
