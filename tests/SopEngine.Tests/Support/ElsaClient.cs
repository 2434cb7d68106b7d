using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SopEngine.Tests.Support;

/// <summary>Calls Elsa's API as the Studio does: with a bearer token, or with the cookies of a signed-in browser.</summary>
internal sealed partial class ElsaClient : IDisposable
{
    private readonly HttpClient _http;

    private ElsaClient(Uri address) =>
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address, "/elsa/api/") };

    /// <summary>Token sent in the header of changing requests; empty for none.</summary>
    public string FormToken { get; set; } = "";

    public static async Task<ElsaClient> WithToken(TestApp app, string userName)
    {
        var client = new ElsaClient(app.Address);
        var session = await client.Post("../../api/v1/session", new { userName, password = TestApp.Password });
        client._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session["accessToken"].GetString());
        return client;
    }

    public static async Task<ElsaClient> WithCookies(TestApp app, string userName)
    {
        var client = new ElsaClient(app.Address);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["userName"] = userName,
            ["password"] = TestApp.Password,
            ["__RequestVerificationToken"] = await client.ReadFormToken("/sign-in"),
        });
        using var answer = await client._http.PostAsync("/sign-in", form);
        Assert.That((int)answer.StatusCode, Is.EqualTo(303));
        client.FormToken = await client.ReadFormToken("/inbox");
        return client;
    }

    public static ElsaClient Nobody(TestApp app) => new(app.Address);

    public Task<Answer> Get(string path) => Send("GET", path);

    public Task<Answer> Post(string path, object? body = null, string? ifMatch = null) => Send("POST", path, body ?? new { }, ifMatch);

    public Task<Answer> Delete(string path) => Send("DELETE", path);

    /// <summary>Saves a definition as the editor does.</summary>
    public Task<Answer> Save(string definition, bool publish = false, string? ifMatch = null) =>
        Post("workflow-definitions", $$"""{"model":{{definition}},"publish":{{(publish ? "true" : "false")}}}""", ifMatch);

    public async Task<Answer> Send(string method, string path, object? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            _ => new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
        // Lets the server refuse a body that is too large before it is sent.
        if (request.Content?.Headers.ContentLength > 1024 * 1024) request.Headers.ExpectContinue = true;
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (FormToken.Length > 0) request.Headers.Add("RequestVerificationToken", FormToken);
        using var response = await _http.SendAsync(request);
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "",
            await response.Content.ReadAsByteArrayAsync(),
            response.Headers.ETag?.ToString(),
            response.Content.Headers.ContentDisposition?.FileNameStar ?? response.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> ReadFormToken(string page) => Token().Match(await _http.GetStringAsync(page)).Groups[1].Value;

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex Token();

    public sealed record Answer(int Status, string MediaType, byte[] Bytes, string? ETag, string? FileName)
    {
        public string Text => Encoding.UTF8.GetString(Bytes);

        public JsonElement Json => JsonDocument.Parse(Bytes).RootElement;

        public JsonElement this[string name] => Json.GetProperty(name);

        /// <summary>Messages that the Studio shows to the author after a refusal.</summary>
        public IReadOnlyList<string> Messages =>
            [.. this["errors"].GetProperty("generalErrors").EnumerateArray().Select(message => message.GetString()!)];
    }
}
