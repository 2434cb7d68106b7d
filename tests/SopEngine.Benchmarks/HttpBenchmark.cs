using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using SopEngine.Engine.Data;
using SopEngine.Web;

namespace SopEngine.Benchmarks;

/// <summary>
/// Like <see cref="StepsBenchmark"/>, through the REST API: the whole service and its clients share the machine with the database.
/// </summary>
internal static class HttpBenchmark
{
    private const int Cases = 200_000;

    public static async Task<int> Run(string[] args)
    {
        Console.WriteLine($"Filling the database with {Cases:N0} cases and {Cases * StoredCases.OpenTask:N0} tasks...");
        await using var database = await BenchmarkDatabase.Create();
        var stored = await StoredCases.Fill(database, Cases);

        var builder = Server.Builder([]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        await using var app = Server.Build(builder, database.ConnectionString);
        await app.StartAsync();
        using var http = await SignedIn(new Uri(app.Urls.Single()));

        await using var store = new SopDatabase(database.ConnectionString);
        var bare = new BareWrites(store, stored);
        var next = new NextTasks(stored.Count);
        Console.WriteLine(Figures.Machine());
        Figures.Row("at once", "limit/s", "http/s", "ratio", "limit p99 ms", "http p50 ms", "http p99 ms");
        foreach (var atOnce in new[] { 1, 8, 32 }) await StepsBenchmark.Compare(atOnce, task => Complete(http, task), bare.Complete, next);
        await app.StopAsync();
        return 0;
    }

    private static async Task<HttpClient> SignedIn(Uri address)
    {
        var http = new HttpClient { BaseAddress = address };
        using var answer = await http.PostAsJsonAsync("/api/v1/session",
            new { userName = StoredCases.UserName, password = StoredCases.Password });
        answer.EnsureSuccessStatusCode();
        var session = await answer.Content.ReadFromJsonAsync<JsonElement>();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("accessToken").GetString());
        return http;
    }

    private static async Task Complete(HttpClient http, StoredTask task)
    {
        using var body = new StringContent("""{"comment":null}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync($"/api/v1/tasks/{task.Case}-{task.No}/completion", body);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }
}
