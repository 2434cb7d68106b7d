using Microsoft.Extensions.DependencyInjection;
using SopEngine.Engine.Timers;
using SopEngine.Tests.Support;
using SopEngine.Web.Http;

namespace SopEngine.Tests.Inbox;

/// <summary>The lists of an inbox, and their filters.</summary>
internal sealed class TaskListsTests
{
    private TestApp _app = null!;
    private ApiClient _counter = null!;
    private ApiClient _analyst = null!;
    private ApiClient _customer = null!;

    [SetUp]
    public async Task SetUp()
    {
        _app = await TestApp.Start();
        _counter = await _app.Client("pengelola1.pekanbaru");
        _analyst = await _app.Client("analis1.pekanbaru");
        _customer = await _app.Client("pelanggan1.pekanbaru");
    }

    [TearDown]
    public async Task TearDown()
    {
        foreach (var client in new[] { _counter, _analyst, _customer }) client.Dispose();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task The_done_list_shows_completed_tasks_latest_first_and_is_paged_without_gap_or_repeat()
    {
        var done = new List<string>();
        for (var i = 0; i < 5; i++) done.Insert(0, await Received($"Contoh {i}"));

        Assert.That(await List(_counter, "list=Done"), Is.EqualTo(done));
        var turned = new List<string>();
        for (string? after = ""; after is not null;)
        {
            var page = await _counter.Get($"tasks?list=Done&size=2&after={after}");
            turned.AddRange(Ids(page));
            after = page["next"].GetString();
        }

        Assert.That(turned, Is.EqualTo(done));
        Assert.That(await List(_analyst, "list=Done"), Is.Empty);
    }

    [Test]
    public async Task The_waiting_list_shows_tasks_of_others_in_the_readers_cases_only()
    {
        var received = await Received("Kopi");
        var caseId = received.Split('-')[0];

        var waiting = await List(_counter, "list=Waiting");

        var open = (await _counter.Get($"cases/{caseId}"))["tasks"].EnumerateArray()
            .Where(task => task.GetProperty("closedAt").ValueKind == System.Text.Json.JsonValueKind.Null)
            .Select(task => task.GetProperty("id").GetString()!);
        var own = await List(_counter, "list=Queue");
        Assert.That(waiting, Is.Not.Empty.And.EquivalentTo(open.Except(own)));
        Assert.That(await List(_analyst, "list=Waiting"), Is.Empty, "who had no part in a case waits for nobody");
    }

    [Test]
    public async Task A_search_finds_the_subject_the_customer_the_sop_and_the_case_number_and_nothing_else()
    {
        var coffee = await AtTheCounter("Kadar air kopi", "pelanggan1.pekanbaru");
        var rubber = await AtTheCounter("Karet remah", "pelanggan2.pekanbaru");
        var customer = await _app.Scalar<string>("select name from people where user_name = 'pelanggan2.pekanbaru'");

        Assert.Multiple(async () =>
        {
            Assert.That(await List(_counter, "list=Queue&q=KOPI"), Is.EqualTo(new[] { coffee }));
            Assert.That(await List(_counter, $"list=Queue&q={Uri.EscapeDataString(customer!)}"), Is.EqualTo(new[] { rubber }));
            Assert.That(await List(_counter, $"list=Queue&customer={Uri.EscapeDataString(customer![..4])}&q=karet"),
                Is.EqualTo(new[] { rubber }));
            Assert.That(await List(_counter, "list=Queue&q=unit pelayanan publik"), Has.Count.EqualTo(2));
            Assert.That(await List(_counter, $"list=Queue&q=%23{coffee.Split('-')[0]}"), Is.EqualTo(new[] { coffee }));
            Assert.That(await List(_counter, "list=Queue&q=%25"), Is.Empty, "a search is no pattern");
            Assert.That(await List(_counter, "list=Queue&sop=pk-tu-pjt-01"), Is.Empty);
        });
    }

    [Test]
    public async Task A_filter_by_standing_shows_only_tasks_of_that_standing()
    {
        var tasks = new Dictionary<string, string>();
        foreach (var standing in new[] { "Late", "Warned", "OnTime" })
            tasks[standing] = await AtTheCounter(standing, "pelanggan1.pekanbaru");
        await Set(tasks["Late"], "due_at = now() - interval '1 hour'");
        await Set(tasks["Warned"], "due_at = now() + interval '1 hour', level = 1");
        await Set(tasks["OnTime"], "due_at = now() + interval '30 days'");

        Assert.Multiple(async () =>
        {
            foreach (var (standing, task) in tasks)
                Assert.That(await List(_counter, $"list=Queue&standing={standing}"), Is.EqualTo(new[] { task }), standing);
            Assert.That(await List(_counter, "list=Queue&due=Week"), Is.EquivalentTo(new[] { tasks["Late"], tasks["Warned"] }));
            Assert.That(await List(_counter, "list=Queue&standing=Escalated"), Is.Empty);
        });
    }

    [Test]
    public async Task A_filter_looks_through_a_long_queue_in_parts_and_misses_nothing()
    {
        var wanted = await AtTheCounter("Kopi", "pelanggan1.pekanbaru");
        var other = await AtTheCounter("Karet", "pelanggan1.pekanbaru");
        await Repeat(other, 3_000);

        var first = await _counter.Get("tasks?list=Queue&q=kopi");
        var second = await _counter.Get($"tasks?list=Queue&q=kopi&after={first["next"].GetString()}");

        Assert.That(Ids(first), Is.Empty, "what is due first has not the word");
        Assert.That(Ids(second), Is.EqualTo(new[] { wanted }));
        Assert.That(second["next"].GetString(), Is.Null);
    }

    [Test]
    public async Task A_customer_sees_only_their_own_tasks()
    {
        await AtTheCounter("Kopi", "pelanggan1.pekanbaru");

        foreach (var list in new[] { "Queue", "Escalated", "Waiting", "Done" })
            Assert.That(await List(_customer, $"list={list}"), Is.Empty, list);
    }

    [Test]
    public async Task Escalated_tasks_that_a_person_may_do_come_before_those_of_lanes_that_they_only_supervise()
    {
        var unpaid = await _counter.Post("cases", new { sop = "pk-tu-pjt-02", title = "Kopi", customer = "pelanggan1.pekanbaru" });
        var told = new[] { await AtTheCounter("Karet", "pelanggan1.pekanbaru"), await AtTheCounter("Sawit", "pelanggan1.pekanbaru") };
        var own = new[] { await AtTheCounter("Lada", "pelanggan1.pekanbaru"), await AtTheCounter("Pala", "pelanggan1.pekanbaru") };
        foreach (var (task, hours) in told.Concat(own).Append($"{unpaid["id"]}-1").Zip([90, 80, 20, 10, 100]))
            await Set(task, $"opened_at = now() - interval '100 days', due_at = now() - interval '{hours} hours', " +
                "alarms = array[now() - interval '1 hour', now() - interval '1 hour', now() + interval '9 days']");
        foreach (var task in own.Append($"{unpaid["id"]}-1")) await Set(task, "alarms = array_fill(now() - interval '1 hour', array[3])");
        await _app.Services.GetRequiredService<AlarmSweep>().RingAll(CancellationToken.None);
        using var onlyHead = await _app.Client("kepala.pekanbaru");
        Assert.That(await List(onlyHead, "list=Escalated"), Is.EqualTo(own), "a customer's step is raised to nobody");

        var head = await _app.Scalar<long>(
            "update people set roles = array['head', 'supervisor'] where user_name = 'kepala.pekanbaru' returning id");
        using var both = await _app.Client("kepala.pekanbaru");
        var turned = new List<string>();
        for (string? after = ""; after is not null;)
        {
            var page = await both.Get($"tasks?list=Escalated&size=1&after={after}");
            turned.AddRange(Ids(page));
            after = page["next"].GetString();
        }

        var areTold = (await both.Get("tasks?list=Escalated&size=9"))["items"].EnumerateArray()
            .Select(item => item.GetProperty("isTold").GetBoolean());
        using var pages = await SessionClient.SignIn(_app, "kepala.pekanbaru");
        Assert.Multiple(async () =>
        {
            Assert.That(turned, Is.EqualTo(own.Concat(told)));
            Assert.That(areTold, Is.EqualTo(new[] { false, false, true, true }));
            Assert.That(await List(both, "list=Escalated&q=karet"), Is.EqualTo(told.Take(1)));
            Assert.That((await pages.Get("/inbox?list=escalated")).Text,
                Does.Match("Eskalasi\\s*<span\\s+class=\"tab-count\">2</span>").And.Contain("Untuk diketahui"));
        });

        await _app.Scalar<int>(
            "insert into lane_supervisors select unit_id, id, 'bendahara-upt' from people where id = @head returning 1", new { head });
        Assert.That(await List(both, "list=Escalated"), Is.EqualTo(own), "lanes of another supervisor are not theirs");
    }

    /// <summary>Copies a task's case this often, each due a minute earlier than the one before.</summary>
    private Task<int> Repeat(string task, int times) => _app.Scalar<int>(
        """
        with copies as (
          insert into cases (unit_id, id, definition_id, version, title, status, state, seq, hash, started_at, started_by, updated_at)
          select unit_id, nextval('case_id'), definition_id, version, title, status, state, seq, hash, started_at, started_by, updated_at
          from cases, generate_series(1, @times) where id = @id
          returning id
        )
        insert into tasks (unit_id, case_id, no, definition_id, version, activity, lane, opened_at, opened_seq, calendar_version, due_at)
        select t.unit_id, copies.id, t.no, definition_id, version, activity, lane, opened_at, opened_seq, calendar_version,
          due_at - row_number() over () * interval '1 minute'
        from tasks t, copies where t.case_id = @id and t.no = @no
        returning 1
        """, new { id = TaskId.Parse(task, null).Case, no = TaskId.Parse(task, null).No, times })!;

    private Task<int> Set(string task, string what) => _app.Scalar<int>(
        $"update tasks set {what} where case_id = @id and no = @no returning 1",
        new { id = TaskId.Parse(task, null).Case, no = TaskId.Parse(task, null).No })!;

    private static async Task<List<string>> List(ApiClient who, string query) => Ids(await who.Get($"tasks?size=200&{query}"));

    private static List<string> Ids(ApiClient.Answer page)
    {
        Assert.That(page.Status, Is.EqualTo(200), page.Text);
        return [.. page["items"].EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];
    }

    /// <summary>A case whose second step waits in the counter's queue.</summary>
    private async Task<string> AtTheCounter(string title, string customer)
    {
        var started = await _counter.Post("cases", new { sop = "pk-tu-pjt-02", title, customer });
        Assert.That(started.Status, Is.EqualTo(201), started.Text);
        using var client = await _app.Client(customer);
        var asked = await client.Post($"tasks/{started["id"]}-1/completion",
            new { data = new { komoditi = "Kopi", parameter = "Air", jumlahContoh = 1 } });
        Assert.That(asked.Status, Is.EqualTo(200), asked.Text);
        return $"{started["id"]}-2";
    }

    private async Task<string> Received(string title)
    {
        var task = await AtTheCounter(title, "pelanggan1.pekanbaru");
        var completed = await _counter.Post($"tasks/{task}/completion", new { data = SampleForms.Received("BPCU-1") });
        Assert.That(completed.Status, Is.EqualTo(200), completed.Text);
        return task;
    }
}
