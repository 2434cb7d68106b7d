using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using SopEngine.Web;

namespace SopEngine.Benchmarks;

/// <summary>
/// The server's time for the pages of a day's work at ten thousand and at five million tasks, and the bytes that a browser fetches for
/// them: the page as sent, and at the first visit the assets of a published program, all in brotli. Cases are searched by a word of one
/// case, of the most cases that are still looked through one by one, of all cases, by the last two words together, and by a word of none.
/// </summary>
internal static partial class PagesBenchmark
{
    private const int WarmUp = 20;

    /// <summary>The cases with one word in their titles: as many as are still looked through one by one, for any number of cases.</summary>
    private const int Group = 5_000;

    public static async Task<int> Run(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 200;
        await using var small = await Office.Open("small", 2_000);
        await using var large = await Office.Open("large", args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000);
        Console.WriteLine(Figures.Machine());
        Console.WriteLine($"First visit of /inbox: {await large.FirstVisit("/inbox?list=queue") / 1024.0:0.0} kB");
        Figures.Row("page", "kB", $"p95 ms {small.Label}", $"p95 ms {large.Label}", "ratio");
        foreach (var page in new[]
        {
            "/inbox", "/inbox?list=queue", "/inbox?list=queue&standing=OnTime", "/inbox?list=escalated", "/inbox?list=waiting",
            "/inbox?list=done", "/inbox?list=queue&q=tiada", "/inbox?list=done&q=tiada", "/inbox?list=queue&standing=Warned",
            $"/tasks/1000-{StoredCases.OpenTask}", "/cases/1000", "/cases", "/sops",
            "/cases?q=berkas1000", "/cases?q=rombongan0x", "/cases?q=kinerja", "/cases?q=kinerja+rombongan0x", "/cases?q=tiada",
        })
        {
            var (before, after) = (new List<double>(), new List<double>());
            var bytes = 0;
            for (var round = 0; round < rounds + WarmUp; round++)
            {
                // In turns, so that other load of the machine falls on both.
                foreach (var (office, times) in new[] { (small, before), (large, after) })
                {
                    var started = Stopwatch.GetTimestamp();
                    bytes = await office.Get(page);
                    if (round >= WarmUp) times.Add(Figures.Milliseconds(started));
                }
            }

            var (first, second) = (Figures.Percentile(before, 0.95), Figures.Percentile(after, 0.95));
            Figures.Row(page.Length > 26 ? page[..26] : page, bytes / 1024.0, first, second, second / first);
        }

        return 0;
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex Token();

    [GeneratedRegex("""(?:href|src)="/([^"]+\.(?:css|js|svg))[^\w]""")]
    private static partial Regex Asset();

    /// <summary>The whole service over a database of its own, with a person signed in.</summary>
    private sealed class Office : IAsyncDisposable
    {
        private readonly BenchmarkDatabase _database;
        private readonly WebApplication _app;
        private readonly HttpClient _http;

        private Office(BenchmarkDatabase database, WebApplication app, HttpClient http, int tasks)
        {
            (_database, _app, _http) = (database, app, http);
            Label = tasks.ToString("N0", CultureInfo.InvariantCulture);
        }

        public string Label { get; }

        public static async Task<Office> Open(string label, int cases)
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
            var office = new Office(database, app, http, cases * StoredCases.OpenTask);
            await office.SignIn();
            return office;
        }

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
    }
}
