using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using SopEngine.Web;

namespace SopEngine.Benchmarks;

/// <summary>The whole service over a database of its own, with a person signed in.</summary>
internal sealed partial class SignedInOffice : IAsyncDisposable
{
    /// <summary>The cases with one word in their titles: as many as are still looked through one by one, for any number of cases.</summary>
    private const int Group = 5_000;

    private readonly BenchmarkDatabase _database;
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private SignedInOffice(BenchmarkDatabase database, WebApplication app, HttpClient http, int tasks)
    {
        (_database, _app, _http) = (database, app, http);
        Label = tasks.ToString("N0", CultureInfo.InvariantCulture);
    }

    public string Label { get; }

    /// <param name="cases">Each with one open task and four that are done.</param>
    public static async Task<SignedInOffice> Open(string label, int cases)
    {
        Console.WriteLine($"Filling a database with {cases * StoredCases.OpenTask:N0} tasks...");
        var database = await BenchmarkDatabase.Create(label);
        await StoredCases.Fill(
            database, cases, title: $"'Pengukuran Kinerja rombongan' || i % {Math.Max(1, cases / Group)} || 'x berkas' || i");
        var builder = Server.Builder([]);
        builder.WebHost.UseUrls("http://127.0.0.1:0").UseStaticWebAssets();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        var app = Server.Build(builder, database.ConnectionString);
        await app.StartAsync();
        var http = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() })
        {
            BaseAddress = new Uri(app.Urls.Single()),
        };
        var office = new SignedInOffice(database, app, http, cases * StoredCases.OpenTask);
        await office.SignIn();
        return office;
    }

    public Task<string> Text(string page) => _http.GetStringAsync(page);

    /// <returns>The bytes of the answer.</returns>
    public async Task<int> Get(string page)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, page) { Headers = { { "Accept-Encoding", "br" } } };
        using var answer = await _http.SendAsync(request);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{page}: {answer.StatusCode}");
        return (await answer.Content.ReadAsByteArrayAsync()).Length;
    }

    /// <summary>The bytes of a page with all its assets.</summary>
    public async Task<int> FirstVisit(string page)
    {
        var html = await _http.GetStringAsync(page);
        var bytes = await Get(page);
        foreach (var asset in Asset().Matches(html).Select(match => match.Groups[1].Value).Distinct())
        {
            using var packed = new MemoryStream();
            await using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
                await brotli.WriteAsync(await _http.GetByteArrayAsync(asset));
            bytes += (int)packed.Length;
        }

        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task SignIn()
    {
        var form = Token().Match(await _http.GetStringAsync("/sign-in")).Groups[1].Value;
        using var body = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["userName"] = StoredCases.UserName,
            ["password"] = StoredCases.Password,
            ["__RequestVerificationToken"] = form,
        });
        using var answer = await _http.PostAsync("/sign-in", body);
        answer.EnsureSuccessStatusCode();
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex Token();

    [GeneratedRegex("""(?:href|src)="/([^"]+\.(?:css|js|svg))[^\w]""")]
    private static partial Regex Asset();
}
