using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Http;

internal sealed partial class Permissions
{
    /// <summary>A signed-in browser and the program of the same person.</summary>
    private sealed partial class Session : IDisposable
    {
        private readonly HttpClient _http;
        private string? _token;
        private string? _bearer;

        private Session(Uri address) => _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = new CookieContainer(),
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        })
        { BaseAddress = address };

        public static async Task<Session> Begin(TestApp app, string userName)
        {
            var session = new Session(app.Address);
            session._token = FormToken().Match(await session._http.GetStringAsync("/sign-in")).Groups[1].Value;
            if (userName.Length == 0) return session;

            using var answer = await session._http.PostAsync("/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["userName"] = userName,
                ["password"] = TestApp.Password,
                ["__RequestVerificationToken"] = session._token,
            }));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), userName);
            session._token = FormToken().Match(await session._http.GetStringAsync("/inbox")).Groups[1].Value;
            using var signIn = await session._http.PostAsync(
                "/api/v1/session", Json(JsonSerializer.Serialize(new { userName, password = TestApp.Password })));
            var signedIn = JsonDocument.Parse(await signIn.Content.ReadAsStringAsync()).RootElement;
            session._bearer = signedIn.GetProperty("accessToken").GetString();
            return session;
        }

        public async Task<int> Send(string method, string address, string? body)
        {
            HttpContent? content = method is not ("POST" or "PUT") ? null : IsApi(address) || body?[0] == '{' ? Json(body ?? "{}")
                : new FormUrlEncodedContent((body ?? "nothing=1").Split('&', StringSplitOptions.RemoveEmptyEntries)
                    .Select(pair => KeyValuePair.Create(pair.Split('=')[0], pair.Split('=')[1])));
            return (await Ask(method, address, content)).Status;
        }

        public async Task<(int Status, string Text)> Ask(string method, string address, HttpContent? content, string? inHeaders = null)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), address) { Content = content };
            if (IsApi(address) && _bearer is not null) request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + _bearer);
            if (!IsApi(address) && _token is not null) request.Headers.TryAddWithoutValidation("RequestVerificationToken", _token);
            foreach (var name in inHeaders is null ? [] : Headers) request.Headers.TryAddWithoutValidation(name, inHeaders);
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var goesToSignIn = answer.Headers.Location?.ToString().Contains("/sign-in?next=", StringComparison.Ordinal) == true;
            // Some answers have no end, so only the text of a refusal is read.
            var status = goesToSignIn ? 401 : (int)answer.StatusCode;
            return (status, status is 400 or 422 ? await answer.Content.ReadAsStringAsync() : "");
        }

        private static bool IsApi(string address) =>
            address.StartsWith("/api/", StringComparison.Ordinal) || address.StartsWith("/elsa/", StringComparison.Ordinal);

        public void Dispose() => _http.Dispose();

        private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

        [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
        private static partial Regex FormToken();
    }
}
