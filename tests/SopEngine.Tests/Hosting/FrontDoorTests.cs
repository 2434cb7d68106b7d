using System.Net;
using System.Net.WebSockets;
using SopEngine.Tests.Support;
using SopEngine.Web.Chrome.Live;

namespace SopEngine.Tests.Hosting;

/// <summary>Security headers of all answers, and requests refused before they reach a page.</summary>
internal sealed class FrontDoorTests
{
    [Test]
    public async Task Behind_https_every_cookie_is_secure_and_other_hosts_are_refused()
    {
        await using var app = await TestApp.Start("--Sop:Address=https://sop.kantor.test");
        using var client = SessionClient.Nobody(app);
        var page = await client.Get("/sign-in");
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler) { BaseAddress = app.Address };
        var cookies = new List<string>();
        var form = Cookies(page)[0].Split(';')[0];
        var token = System.Text.RegularExpressions.Regex.Match(page.Text,
            "name=\"__RequestVerificationToken\" value=\"([^\"]+)").Groups[1].Value;
        (string, string)[] forms = [("/sign-in", $"userName=kasi.palembang&password={TestApp.Password}"), ("/language", "culture=en")];
        foreach (var (path, fields) in forms)
        {
            using var content = new StringContent(
                $"{fields}&__RequestVerificationToken={Uri.EscapeDataString(token)}", null, "application/x-www-form-urlencoded");
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
            request.Headers.Add("Cookie", form);
            using var answer = await http.SendAsync(request);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), path);
            cookies.AddRange(answer.Headers.GetValues("Set-Cookie"));
        }

        cookies.AddRange(Cookies(page));
        Assert.That(cookies, Has.Count.GreaterThanOrEqualTo(4));
        Assert.That(cookies, Is.All.Contains("secure").And.All.Contains("httponly").And.All.Contains("samesite="));
        Assert.That(cookies.Where(cookie => cookie.Contains("sop-", StringComparison.Ordinal)), Is.All.StartsWith("__Host-sop-"));

        foreach (var host in new[] { "lain.test", "xn--" })
        {
            using var other = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
            other.Headers.Host = host;
            Assert.That((await http.SendAsync(other)).StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), host);
        }

        using var own = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        own.Headers.Host = "sop.kantor.test";
        Assert.That((await http.SendAsync(own)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Answers_with_data_are_not_cached_and_static_files_are()
    {
        await using var app = await TestApp.Start();
        using var client = await SessionClient.SignIn(app, "kasi.palembang");
        using var program = new HttpClient { BaseAddress = app.Address };
        foreach (var path in new[] { "/inbox", "/account", "/cases.csv", "/tasks/1-99", "/studio/token" })
            Assert.That((await client.Get(path)).Header("Cache-Control"), Does.Contain("no-store"), path);
        foreach (var path in new[] { "/api/v1/me", "/api/v1/tidak-ada", "/sign-in", "/welcome" })
            Assert.That((await program.GetAsync(path)).Headers.CacheControl?.NoStore, Is.True, path);
        var style = System.Text.RegularExpressions.Regex.Match((await client.Get("/inbox")).Text, "href=\"(/app[^\"]+css)").Groups[1].Value;
        Assert.That((await client.Get(style)).Header("Cache-Control"), Does.Not.Contain("no-store"), style);
    }

    [Test]
    public async Task Streams_and_sockets_are_opened_by_pages_of_this_site_only()
    {
        await using var app = await TestApp.Start();
        using var admin = await SessionClient.SignIn(app, "admin.palembang");

        Assert.That((await admin.Get("/live", ("Origin", "https://lain.test"))).Status, Is.EqualTo(403));
        Assert.That((await admin.Get("/live", ("Sec-Fetch-Site", "same-site"))).Status, Is.EqualTo(403));
        Assert.That(async () => await Connect("https://lain.test"), Throws.InstanceOf<WebSocketException>());
        using var socket = await Connect(app.Address.GetLeftPart(UriPartial.Authority));
        Assert.That(socket.State, Is.EqualTo(WebSocketState.Open));

        async Task<ClientWebSocket> Connect(string origin)
        {
            var client = new ClientWebSocket();
            client.Options.Cookies = admin.Cookies;
            client.Options.SetRequestHeader("Origin", origin);
            await client.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = "/elsa/hubs/workflow-instance" }.Uri,
                CancellationToken.None);
            return client;
        }
    }

    [Test]
    public async Task A_form_without_a_length_that_is_too_long_is_answered_by_a_page()
    {
        await using var app = await TestApp.Start();
        using var clerk = await SessionClient.SignIn(app, "kasi.palembang");
        using var http = new HttpClient(new HttpClientHandler { CookieContainer = clerk.Cookies }) { BaseAddress = app.Address };
        // Sent in chunks, the form does not announce its length; only its last chunk is too much.
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[1024 * 1024]), "berkas", "besar.bin" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/account/password") { Content = form };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await http.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("<!DOCTYPE html>"));
    }

    [Test]
    public async Task Each_session_has_its_own_limit_of_open_streams()
    {
        await using var app = await TestApp.Start();
        using var one = await SessionClient.SignIn(app, "kasi.palembang");
        using var other = await SessionClient.SignIn(app, "kasi.palembang");
        using var http = new HttpClient(new HttpClientHandler { CookieContainer = one.Cookies }) { BaseAddress = app.Address };
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < OpenStreams.Most; i++) streams.Add(await http.GetAsync("/live", HttpCompletionOption.ResponseHeadersRead));
        Assert.That(streams.Select(stream => stream.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));

        Assert.That((await http.GetAsync("/live", HttpCompletionOption.ResponseHeadersRead)).StatusCode,
            Is.EqualTo(HttpStatusCode.TooManyRequests));
        using var others = new HttpClient(new HttpClientHandler { CookieContainer = other.Cookies }) { BaseAddress = app.Address };
        streams.Add(await others.GetAsync("/live", HttpCompletionOption.ResponseHeadersRead));
        Assert.That(streams[^1].StatusCode, Is.EqualTo(HttpStatusCode.OK));
        foreach (var stream in streams) stream.Dispose();
    }

    [Test]
    public async Task The_token_of_a_link_stands_in_no_log()
    {
        const string Token = "Rahasia-Tautan-0123456789";
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Sop"] = await PostgresServer.CreateWithDemo(),
            ["Logging__LogLevel__Default"] = "Debug",
            ["Logging__LogLevel__Microsoft"] = "Debug",
            ["Logging__LogLevel__Microsoft.AspNetCore"] = "Debug",
        };
        await using var app = await AppProcess.Start(settings);
        using var http = new HttpClient { BaseAddress = app.Address };
        foreach (var path in new[] { $"/welcome/{Token}", $"/messages/addresses/{Token}" }) (await http.GetAsync(path)).Dispose();
        await app.Stop();

        Assert.That(app.Output, Does.Contain("Microsoft.AspNetCore"));
        Assert.That(app.Output.Split('\n').Where(line => line.Contains(Token, StringComparison.Ordinal)), Is.Empty);
    }

    private static string[] Cookies(SessionClient.Answer answer) => answer.Header("Set-Cookie")!.Split(", ");
}
