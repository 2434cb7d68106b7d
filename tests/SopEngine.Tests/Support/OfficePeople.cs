using System.Text.Json;

namespace SopEngine.Tests.Support;

/// <summary>The people of an office, who do their lanes' tasks over HTTP.</summary>
internal sealed class OfficePeople(TestApp app, int unit) : IDisposable
{
    /// <summary>The lane of those to whom a letter is disposed.</summary>
    private const string Receivers = "petugas-layanan";

    private readonly Dictionary<string, ApiClient> _clients = [];

    private string? _customer;

    /// <summary>Opens a case, for a customer where the SOP has one.</summary>
    public async Task<long> Start(string sop)
    {
        _customer = await app.Scalar<string>("select user_name from people where unit_id = @unit and kind = 'customer' order by id limit 1",
            new { unit });
        var staff = await Client((await app.Scalar<string>(
            "select user_name from people where unit_id = @unit and kind = 'staff' order by id limit 1", new { unit }))!);
        var started = await staff.Post("cases", new { sop, customer = _customer });
        Assert.That(started.Status, Is.EqualTo(201), started.Text);
        return started["id"].GetInt64();
    }

    public async Task<JsonElement> Read(long id) => (await (await Anybody()).Get($"cases/{id}")).Json;

    /// <summary>Does every open task until none is left, including those of sub-cases.</summary>
    /// <returns>Numbers of the case's own steps in the order they were done.</returns>
    public async Task<List<string>> Walk(long id, Dictionary<string, Queue<string>> choices)
    {
        var done = new List<string>();
        for (var patience = 0; patience < 200;)
        {
            var seen = await Read(id);
            if (seen.GetProperty("status").GetString() != "running") return done;

            var open = seen.GetProperty("tasks").EnumerateArray()
                .Where(task => task.GetProperty("closedAt").ValueKind == JsonValueKind.Null).ToList();
            if (open.Count > 0)
            {
                done.Add(await Do(open[0].GetProperty("id").GetString()!, choices));
                continue;
            }

            // The case waits for a sub-case, which messages start and end right after the commit.
            foreach (var sub in seen.GetProperty("subCases").EnumerateArray()) await Walk(sub.GetProperty("id").GetInt64(), []);
            await Patience.Pause();
            patience++;
        }

        throw new AssertionException($"Case {id} comes to no end.");
    }

    /// <summary>Does the case's tasks, one by one, until a step of this number is open.</summary>
    /// <returns>Its task.</returns>
    public async Task<string> WalkTo(long id, string number, Dictionary<string, Queue<string>> choices)
    {
        while (true)
        {
            var open = (await Read(id)).GetProperty("tasks").EnumerateArray()
                .Single(task => task.GetProperty("closedAt").ValueKind == JsonValueKind.Null).GetProperty("id").GetString()!;
            var step = (await (await Anybody()).Get($"tasks/{open}"))["step"];
            if (step.GetProperty("number").GetString() == number) return open;
            await Do(open, choices);
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values) client.Dispose();
    }

    private async Task<string> Do(string task, Dictionary<string, Queue<string>> choices)
    {
        var detail = (await (await Anybody()).Get($"tasks/{task}")).Json;
        var step = detail.GetProperty("step");
        var number = step.GetProperty("number").GetString()!;
        var outcomes = step.GetProperty("outcomes").EnumerateArray().Select(outcome => outcome.GetString()).ToList();
        var outcome = outcomes.Count == 0 ? null
            : !choices.TryGetValue(number, out var chosen) ? outcomes[0]
            : chosen.Count > 1 ? chosen.Dequeue() : chosen.Peek();
        var fields = step.GetProperty("fields").EnumerateArray().Where(field => IsNeeded(field, outcome)).ToList();

        var who = await Client(await HolderOf(detail.GetProperty("task").GetProperty("lane").GetProperty("id").GetString()!));
        var completed = await who.Post($"tasks/{task}/completion", new
        {
            outcome,
            comment = $"Langkah {number}",
            @checked = step.GetProperty("requirements"),
            data = fields.Count == 0 ? null : await Filled(Asked(fields)),
        });
        Assert.That(completed.Status, Is.EqualTo(200), $"step {number}: {completed.Text}");
        return number;
    }

    private async Task<Dictionary<string, object>> Filled(IEnumerable<JsonElement> fields)
    {
        var data = new Dictionary<string, object>();
        foreach (var field in fields)
            data[field.GetProperty("name").GetString()!] = field.GetProperty("type").GetString() == "People"
                ? new[] { await app.Person(await HolderOf(Receivers)) } : Value(field);
        return data;
    }
    private static bool IsNeeded(JsonElement field, string? outcome) => field.GetProperty("required").GetBoolean()
        || field.GetProperty("requiredFor").EnumerateArray().Any(needing => needing.GetString() == outcome);

    /// <summary>The fields that somebody fills in.</summary>
    private static IEnumerable<JsonElement> Asked(IEnumerable<JsonElement> fields) =>
        fields.Where(field => field.GetProperty("type").GetString() != "Computed");

    private static object Value(JsonElement field) => field.GetProperty("type").GetString() switch
    {
        "Number" or "Money" => 2,
        "DateTime" => SampleForms.Moment(field.GetProperty("name").GetString()!),
        "Table" => new[]
        {
            Asked(field.GetProperty("columns").EnumerateArray())
                .ToDictionary(column => column.GetProperty("name").GetString()!, Value),
        },
        "Boolean" => true,
        "Date" => "2026-11-23",
        "Choice" => field.GetProperty("options")[0].GetString()!,
        "Choices" => new[] { field.GetProperty("options")[0].GetString()! },
        _ => field.GetProperty("name").GetString() == "ntpn" ? SampleForms.Ntpn() : SampleForms.BillingCode(),
    };

    private async Task<string> HolderOf(string lane) => await app.Scalar<string>(
        """
        select p.user_name from lane_holders h join people p using (unit_id)
        where h.unit_id = @unit and h.lane = @lane and p.id = h.person_id
        order by p.id limit 1
        """, new { unit, lane }) ?? _customer!;

    private Task<ApiClient> Anybody() => Client(_clients.Keys.First());

    public async Task<ApiClient> Client(string userName) =>
        _clients.TryGetValue(userName, out var known) ? known : _clients[userName] = await app.Client(userName);
}
