using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace SopEngine.Benchmarks.Soak;

/// <summary>A person's deeds on the pages: they read the form, fill it in, send it.</summary>
internal static partial class FormDeeds
{
    private static readonly string[] Lists = ["/inbox?list=queue", "/inbox?list=queue", "/inbox", "/inbox?list=escalated"];

    /// <summary>Goes from the list of tasks to a task's page, and does one of the possible actions there.</summary>
    public static async Task Work(Visit visit)
    {
        var list = await visit.Get(visit.Person.IsCustomer ? "/inbox" : visit.Any(Lists));
        var tasks = TaskLinks().Matches(list.Text).Select(match => match.Groups[1].Value).Distinct().ToList();
        foreach (var task in tasks) visit.Office.Tasks.See(task);
        if (tasks.Count == 0) return;

        var id = visit.Any(tasks);
        var page = await visit.Get($"/tasks/{id}");
        if (page.Status != 200) return;
        if (visit.Chance(0.3)) await visit.Send(Visit.FormCall(page, $"/tasks/{id}/claim", [Key(visit)]));
        if (TaskWork.Of((await visit.Api(HttpMethod.Get, $"/tasks/{id}")).Json, visit.Random) is not { MayDo: true } work) return;
        if (visit.Chance(0.3)) await SaveDraft(visit, page, work);
        if (visit.Chance(0.2)) await Upload(visit, page, $"/tasks/{id}/documents?part=true");
        if (visit.Chance(0.3)) await Comment(visit, page, work.Case);
        if (visit.Chance(0.1)) await visit.Send(Visit.FormCall(page, $"/tasks/{id}/release", [Key(visit)]));
        else if (visit.Chance(0.8)) await Complete(visit, page, work);
    }

    /// <summary>Takes several tasks of a queue at once, or puts them back.</summary>
    public static async Task TakeSeveral(Visit visit)
    {
        var list = await visit.Get("/inbox?list=queue");
        var tasks = TaskLinks().Matches(list.Text).Select(match => match.Groups[1].Value).Distinct().Take(3).ToList();
        if (tasks.Count == 0) return;
        var fields = tasks.Select(task => ("task", task)).Append(("from", "/inbox?list=queue"));
        await visit.Send(Visit.FormCall(list, visit.Chance(0.6) ? "/inbox/claims" : "/inbox/releases", fields));
    }

    public static async Task CommentOnCase(Visit visit)
    {
        if (!visit.Office.Cases.Pick(visit.Random, out var id)) return;
        var page = await visit.Get($"/cases/{id}");
        if (page.Status != 200 || !page.Text.Contains($"/cases/{id}/comments", StringComparison.Ordinal)) return;
        await Comment(visit, page, id);
        if (visit.Chance(0.2)) await Upload(visit, page, $"/cases/{id}/documents");
    }

    public static async Task StartCase(Visit visit)
    {
        if (!visit.Office.SopsForCustomers.Pick(visit.Random, out var sop)) return;
        var page = await visit.Get($"/sops/{sop}/start");
        if (page.Status != 200) return;
        var deed = visit.Ledger.Begin("started", visit.Office.Name);
        var customer = visit.Any(visit.Office.Customers).Person.UserName;
        var form = Visit.FormCall(page, "/cases", [("sop", sop), ("title", deed.Mark), ("customer", customer), ("key", deed.Key)]);
        var started = await visit.Insist(deed, form);
        if (deed.Settled != Settled.Acknowledged) return;
        deed.Case = long.Parse(started.Location!.Split('/')[^1], CultureInfo.InvariantCulture);
        visit.Office.Cases.See(deed.Case);
    }

    /// <summary>Enters a customer at the counter.</summary>
    public static Task AddCustomer(Visit visit) =>
        visit.Submit("/customers/new", "/customers", ("name", $"Pemohon Uji {visit.Ledger.Number()}"), ("title", "PT Uji"));

    /// <summary>Closes the office for a future day as its head; every open task is counted again.</summary>
    public static async Task CloseOffice(Visit visit)
    {
        var day = new DateOnly(2027, 1, 4).AddDays(visit.Random.Next(1_000)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var preview = await visit.Get($"/calendar/preview?deed=closure&from={day}&to={day}&reason=Soak");
        if (preview.Status != 200) return;
        var fields = HiddenFields().Matches(preview.Text)
            .Select(match => (Name: match.Groups[1].Value, Value: WebUtility.HtmlDecode(match.Groups[2].Value)))
            .Where(field => field.Name is "version" or "calendar" or "reason");
        await visit.Send(Visit.FormCall(preview, "/calendar", fields));
    }

    /// <summary>The key of a deed that the ledger does not follow: taking one's own task again changes nothing.</summary>
    private static (string Name, string Value) Key(Visit visit) => ("key", $"take-{visit.Ledger.Number()}");

    private static async Task Complete(Visit visit, Answer page, TaskWork work)
    {
        var deed = visit.Ledger.Begin("completed", visit.Office.Name, work.Case, work.No);
        var fields = work.AsForm(deed.Mark, deed.Key).Append(("__RequestVerificationToken", Visitor.FormToken(page.Text)));
        var (name, content) = Files.Any(visit.Random);
        var body = visit.Chance(0.1) ? Call.Multipart(fields, name, content) : Call.Multipart(fields);
        var answer = await visit.Insist(deed, new Call(HttpMethod.Post, $"/tasks/{work.Id}/completion", body));
        if (answer.Location is { } next) await visit.Get(next);
    }

    private static async Task Comment(Visit visit, Answer page, long caseId)
    {
        var deed = visit.Ledger.Begin("commentAdded", visit.Office.Name, caseId);
        var shared = visit.Chance(0.3) ? "true" : "false";
        var form = Visit.FormCall(page, $"/cases/{caseId}/comments", [("text", deed.Mark), ("key", deed.Key), ("shared", shared)]);
        await visit.Insist(deed, form);
    }

    private static Task<Answer> SaveDraft(Visit visit, Answer page, TaskWork work) =>
        visit.Send(new Call(HttpMethod.Post, $"/tasks/{work.Id}/draft?part=true",
            Call.Multipart(work.AsForm("Belum selesai", "draft").Append(("__RequestVerificationToken", Visitor.FormToken(page.Text))))));

    private static Task<Answer> Upload(Visit visit, Answer page, string to)
    {
        var (name, content) = Files.Any(visit.Random);
        var token = ("__RequestVerificationToken", Visitor.FormToken(page.Text));
        return visit.Send(new Call(HttpMethod.Post, to, Call.Multipart([token], name, content)));
    }

    [GeneratedRegex(@"href=""/tasks/(\d+-\d+)""")]
    private static partial Regex TaskLinks();

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)""")]
    private static partial Regex HiddenFields();
}
