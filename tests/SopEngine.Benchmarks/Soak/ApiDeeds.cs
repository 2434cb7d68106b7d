using System.Text.Json;

namespace SopEngine.Benchmarks.Soak;

/// <summary>A program's deeds for its person through the REST API.</summary>
internal static class ApiDeeds
{
    public static async Task StartCase(Visit visit)
    {
        await NoteSops(visit);
        var forCustomer = visit.Chance(0.7);
        if (!(forCustomer ? visit.Office.SopsForCustomers : visit.Office.Sops).Pick(visit.Random, out var sop)) return;

        var deed = visit.Ledger.Begin("started", visit.Office.Name);
        var customer = forCustomer ? visit.Any(visit.Office.Customers).Person.UserName : null;
        var answer = await visit.Insist(deed, Visit.ApiCall(HttpMethod.Post, "/cases", new { sop, title = deed.Mark, customer }, deed.Key));
        if (deed.Settled != Settled.Acknowledged) return;
        deed.Case = answer.Json.GetProperty("id").GetInt64();
        visit.Office.Cases.See(deed.Case);
    }

    /// <summary>Takes the next task of a list and does it, or sometimes takes another action on it.</summary>
    public static async Task Work(Visit visit)
    {
        if (await Next(visit) is not { } id) return;
        if (visit.Chance(0.3)) await visit.Api(HttpMethod.Post, $"/tasks/{id}/claim", key: $"claim-{visit.Ledger.Number()}");
        if (TaskWork.Of((await visit.Api(HttpMethod.Get, $"/tasks/{id}")).Json, visit.Random) is not { MayDo: true } work) return;

        if (visit.Chance(0.06) && work.EarlierSteps.Count > 0) await SendBack(visit, work);
        else if (visit.Chance(0.05) && !visit.Person.IsCustomer) await HandOver(visit, work);
        else if (visit.Chance(0.05) && !visit.Person.IsCustomer) await Ask(visit, work);
        else await Complete(visit, work);
    }

    private static async Task Complete(Visit visit, TaskWork work)
    {
        var documents = visit.Chance(0.15) ? await Upload(visit, work) : null;
        var deed = visit.Ledger.Begin("completed", visit.Office.Name, work.Case, work.No);
        await Do(visit, deed, $"/tasks/{work.Id}/completion", work.AsJson(deed.Mark, documents));
        if (deed.Settled != Settled.Acknowledged || !visit.Chance(0.05)) return;
        await Do(visit, visit.Ledger.Begin("undone", visit.Office.Name, work.Case, work.No), $"/tasks/{work.Id}/undo", null);
    }

    private static Task SendBack(Visit visit, TaskWork work)
    {
        var deed = visit.Ledger.Begin("sentBack", visit.Office.Name, work.Case, work.No);
        return Do(visit, deed, $"/tasks/{work.Id}/send-back", new { to = visit.Any(work.EarlierSteps), reason = deed.Mark });
    }

    private static async Task HandOver(Visit visit, TaskWork work)
    {
        var takers = (await visit.Api(HttpMethod.Get, $"/tasks/{work.Id}/takers")).Items;
        if (takers.Count == 0) return;
        var deed = visit.Ledger.Begin("handedOver", visit.Office.Name, work.Case, work.No);
        var to = visit.Any(takers).GetProperty("id").GetInt64();
        await Do(visit, deed, $"/tasks/{work.Id}/hand-over", new { to, reason = deed.Mark });
    }

    private static async Task Ask(Visit visit, TaskWork work)
    {
        var colleagues = visit.Office.Visitors.Where(other => other.Person.Lanes.Count > 0 && other != visit.Visitor).ToList();
        var to = new[] { visit.Any(colleagues).Person.Id };
        var deed = visit.Ledger.Begin("asked", visit.Office.Name, work.Case, work.No);
        var answerWithin = visit.Chance(0.5) ? "4 jam" : null;
        await Do(visit, deed, $"/tasks/{work.Id}/questions", new { to, text = deed.Mark, answerWithin });
    }

    /// <summary>A leader's deeds: puts a case off, lets it go on, gives more time, reminds.</summary>
    public static async Task Lead(Visit visit)
    {
        if (!visit.Office.Cases.Pick(visit.Random, out var id)) return;
        var read = (await visit.Api(HttpMethod.Get, $"/cases/{id}")).Json;
        if (read.ValueKind != JsonValueKind.Object || read.GetProperty("status").GetString() != "running") return;
        var open = read.GetProperty("tasks").EnumerateArray().Where(task => task.GetProperty("closedAt").ValueKind == JsonValueKind.Null)
            .Select(task => task.GetProperty("id").GetString()!).ToList();
        if (open.Count == 0) return;

        var task = visit.Any(open);
        var no = int.Parse(task.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);
        switch (visit.Random.Next(10))
        {
            case 0:
                var pause = visit.Ledger.Begin("paused", visit.Office.Name, id);
                await Do(visit, pause, $"/cases/{id}/pause", new { reason = pause.Mark });
                if (pause.Settled != Settled.Acknowledged) break;
                await visit.Get($"/cases/{id}");
                var resume = visit.Ledger.Begin("resumed", visit.Office.Name, id);
                await visit.Insist(resume, Visit.ApiCall(HttpMethod.Delete, $"/cases/{id}/pause", null, resume.Key));
                break;
            case < 5:
                var extension = visit.Ledger.Begin("extended", visit.Office.Name, id, no);
                var limit = visit.Any(["2 jam", "1 hari"]);
                await Do(visit, extension, $"/tasks/{task}/extension", new { limit, reason = extension.Mark });
                break;
            case 5 when visit.Chance(0.2):
                var cancellation = visit.Ledger.Begin("cancelled", visit.Office.Name, id);
                await Do(visit, cancellation, $"/cases/{id}/cancellation", new { reason = cancellation.Mark });
                break;
            default:
                await Do(visit, visit.Ledger.Begin("reminded", visit.Office.Name, id, no), $"/tasks/{task}/reminder", null);
                break;
        }
    }

    /// <summary>Answers a colleague's question.</summary>
    public static async Task Reply(Visit visit)
    {
        if (visit.Person.IsCustomer) return;
        var asked = (await visit.Api(HttpMethod.Get, "/tasks?list=Asked")).Items;
        if (asked.Count == 0) return;
        var task = visit.Any(asked).GetProperty("id").GetString()!;
        var page = await visit.Get($"/tasks/{task}");
        if (QuestionOn(page.Text, task) is not { } question) return;
        var parts = task.Split('-').Select(part => long.Parse(part, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var deed = visit.Ledger.Begin("answered", visit.Office.Name, parts[0], (int)parts[1]);
        await Do(visit, deed, $"/tasks/{task}/questions/{question}/answer", new { text = deed.Mark });
    }

    private static string? QuestionOn(string page, string task)
    {
        var match = System.Text.RegularExpressions.Regex.Match(page, $@"action=""/tasks/{task}/questions/(\d+)/answer""");
        return match.Success ? match.Groups[1].Value : null;
    }

    private static async Task Do(Visit visit, Deed deed, string path, object? body)
    {
        var answer = await visit.Insist(deed, Visit.ApiCall(HttpMethod.Post, path, body, deed.Key));
        if (deed.Settled == Settled.Acknowledged && answer.Json is { ValueKind: JsonValueKind.Object } happened)
            deed.Seq = happened.GetProperty("seq").GetInt32();
    }

    private static async Task<IReadOnlyList<long>?> Upload(Visit visit, TaskWork work)
    {
        var (name, content) = Files.Any(visit.Random);
        var path = $"/api/v1/tasks/{work.Id}/documents?name={Uri.EscapeDataString(name)}";
        var sent = await visit.Send(new Call(HttpMethod.Post, path, () => new ByteArrayContent(content)));
        if (sent.Status != 201) return null;
        var id = sent.Json.GetProperty("id").GetInt64();
        visit.Office.Documents.See(id);
        return [id];
    }

    private static async Task<string?> Next(Visit visit)
    {
        var list = visit.Person.IsCustomer ? "Mine" : visit.Any(["Queue", "Queue", "Queue", "Mine", "Escalated"]);
        var tasks = (await visit.Api(HttpMethod.Get, $"/tasks?list={list}&size=20")).Items;
        foreach (var task in tasks) visit.Office.Tasks.See(task.GetProperty("id").GetString()!);
        return tasks.Count == 0 ? null : visit.Any(tasks).GetProperty("id").GetString();
    }

    private static async Task NoteSops(Visit visit)
    {
        if (visit.Office.Sops.Pick(visit.Random, out _) && !visit.Chance(0.1)) return;
        foreach (var sop in (await visit.Api(HttpMethod.Get, "/sops")).Items)
        {
            var known = sop.GetProperty("beginsWithCustomer").GetBoolean() ? visit.Office.SopsForCustomers : visit.Office.Sops;
            known.See(sop.GetProperty("id").GetString()!);
        }
    }
}
