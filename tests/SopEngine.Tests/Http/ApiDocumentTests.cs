using System.Text.Json.Nodes;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Http;

/// <summary>The API's document of itself says what the API does.</summary>
internal sealed class ApiDocumentTests : AppTest
{
    private ApiClient _head = null!;
    private ApiSchemas _schemas = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _head = await App.Client("kepala.palembang");
        _schemas = await ApiSchemas.Read(App.Address);
    }

    [OneTimeTearDown]
    public void TearDown() => _head.Dispose();

    [Test]
    public async Task Every_answer_to_a_GET_fits_its_schema()
    {
        var things = await Things();
        var wrong = new List<string>();
        var paths = _schemas.Paths
            .Where(path => path.Value!["get"] is not null && !path.Key.EndsWith("/content", StringComparison.Ordinal))
            .Select(path => path.Key);
        foreach (var path in paths)
        {
            foreach (var address in Addresses(path, things))
            {
                var answer = await _head.Get(address["/api/v1/".Length..]);
                if (answer.Status != 200) wrong.Add($"{address}: {answer.Text}");
                wrong.AddRange(_schemas.Problems("get", path, answer).Distinct().Select(problem => $"{address} {problem}"));
            }
        }

        Assert.That(string.Join('\n', wrong), Is.Empty);
    }

    [TestCase("GET", "/api/v1/cases/{id}", "cases/0", null, 404)]
    [TestCase("GET", "/api/v1/tasks", "tasks?size=0", null, 422)]
    [TestCase("POST", "/api/v1/cases", "cases", "{\"sop\":", 400)]
    [TestCase("POST", "/api/v1/cases", "cases", "{\"sop\":\"sop-4-bipa-5\",\"apa\":1}", 400)]
    [TestCase("POST", "/api/v1/cases", "cases", "{\"sop\":\"tidak-ada\"}", 422)]
    [TestCase("POST", "/api/v1/schedules", "schedules", "{\"sop\":\"sop-4-bipa-5\",\"rule\":1}", 403)]
    public async Task Every_refusal_fits_the_schema_of_problems(string method, string path, string address, string? body, int status)
    {
        var answer = await _head.Send(method, address, body);

        Assert.That(answer.Status, Is.EqualTo(status), answer.Text);
        Assert.That(_schemas.Problems(method, path, answer), Is.Empty);
        Assert.That(answer.Problem, Is.Not.Null);
    }

    [Test]
    public async Task An_integer_is_an_integer_and_a_named_schema_has_no_null()
    {
        var wrong = new List<string>();
        foreach (var (name, schema) in _schemas.Named) Look(schema, name);
        Assert.That(string.Join('\n', wrong), Is.Empty);

        var answer = await _head.Send("POST", "schedules/preview", """{"rule":"0 8 1 * *","apa":"1"}""");
        Assert.That(answer.Status, Is.EqualTo(400), answer.Text);

        void Look(JsonNode? node, string at)
        {
            if (node is JsonObject schema)
            {
                if (schema["type"] is JsonArray types && types.Count(type => (string)type! != "null") > 1)
                    wrong.Add($"{at}: {types.ToJsonString()}");
                if (!at.Contains('.', StringComparison.Ordinal) && schema["enum"]?.AsArray().Contains(null) == true)
                    wrong.Add($"{at}: null");
                foreach (var (name, child) in schema) Look(child, $"{at}.{name}");
            }

            if (node is JsonArray several) foreach (var child in several) Look(child, at);
        }
    }

    private static IEnumerable<string> Addresses(string path, Dictionary<string, string[]> things) => path switch
    {
        _ when path.Contains("/cases/{id}", StringComparison.Ordinal) =>
            things["case"].Select(id => path.Replace("{id}", id, StringComparison.Ordinal)),
        "/api/v1/tasks/{id}/takers" => [path.Replace("{id}", things["task"][0], StringComparison.Ordinal)], // only of an open one
        _ when path.Contains("/tasks/{id}", StringComparison.Ordinal) =>
            things["task"].Select(id => path.Replace("{id}", id, StringComparison.Ordinal)),
        _ when path.Contains("/documents/{id}", StringComparison.Ordinal) =>
            things["document"].Select(id => path.Replace("{id}", id, StringComparison.Ordinal)),
        _ when path.Contains("/sops/{id}", StringComparison.Ordinal) =>
            things["sop"].Select(id => path.Replace("{id}", id, StringComparison.Ordinal)),
        "/api/v1/tasks" => new[] { "Mine", "Queue", "Escalated", "Asked", "Waiting", "Done" }.Select(list => $"{path}?list={list}"),
        _ => [path],
    };

    /// <summary>One of everything that the API reads: cases running and over, with documents, a schedule, a substitute.</summary>
    private async Task<Dictionary<string, string[]>> Things()
    {
        using var clerk = await App.Client("pengelola1.palembang");
        using var admin = await App.Client("admin.palembang");
        var running = $"{(await clerk.Post("cases", new { sop = "sop-21-bipa-5" }))["id"]}";
        var over = $"{(await clerk.Post("cases", new { sop = "sop-4-bipa-5" }))["id"]}";
        var sent = await clerk.Send(
            "POST", $"tasks/{running}-1/documents?name=surat.pdf", "%PDF-1.7\nx", contentType: "application/octet-stream");
        var done = await clerk.Post($"tasks/{over}-1/completion", new { comment = "Selesai" });
        var cancelled = await _head.Post($"cases/{over}/cancellation", new { reason = "Dobel" });
        var schedule = await admin.Post(
            "schedules", new { sop = "sop-4-bipa-5", rule = new { every = "month", workingDay = 1, at = "08:00" } });
        var substitute = await _head.Post("substitutes", new
        {
            deputy = await App.Person("pengawas.palembang"),
            kind = "Plh",
            from = "2090-01-02",
            until = "2090-01-03",
            reason = "Cuti",
        });
        Assert.That(
            new[] { sent.Status, done.Status, cancelled.Status, schedule.Status, substitute.Status },
            Is.EqualTo(new[] { 201, 200, 204, 201, 204 }),
            string.Join('\n', sent.Text, done.Text, cancelled.Text, schedule.Text, substitute.Text));
        return new()
        {
            ["case"] = [running, over],
            ["task"] = [running + "-1", over + "-1"],
            ["document"] = [$"{sent["id"]}"],
            ["sop"] = [.. (await clerk.Get("sops")).Json.EnumerateArray().Select(sop => sop.GetProperty("id").GetString()!)],
        };
    }
}
