using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Dashboards;

/// <summary>
/// Every number of a dashboard is the length of the list that it leads to, over the made-up months of an office; and the lists are what an
/// SQL of its own counts.
/// </summary>
internal sealed partial class FigureListsTests
{
    private const string Zone = "Asia/Jakarta";

    private TestApp _app = null!;
    private SessionClient _client = null!;
    private int _unit;

    [OneTimeSetUp]
    public async Task Start()
    {
        _app = await TestApp.Start(connection => OfficeHistory.Make(connection, "baristand-palembang", 40));
        _unit = await _app.Unit("baristand-palembang");
        _client = await SessionClient.SignIn(_app, "kepala.palembang");
        using var head = await _app.Client("kepala.palembang");
        // Some cases are paused, and some late steps get time again.
        foreach (var id in await Numbers("select id from cases where unit_id = @_unit and status = 'running' order by id desc limit 3"))
            await head.Post($"cases/{id}/pause", new { reason = "Menunggu alat" });
        var late = await _app.Scalar<string[]>(
            """
            select array(select t.case_id || '-' || t.no from tasks t join cases c on c.unit_id = t.unit_id and c.id = t.case_id
              where t.unit_id = @_unit and t.closed_at is null and t.due_at < now() and c.paused_at is null and t.lane <> 'pelanggan'
              order by t.due_at limit 4)
            """, new { _unit });
        await Send("/inbox/extensions", [("value", "5"), ("unit", "hari"), ("reason", "Alat rusak")], late!);
        await Send("/inbox/reminders", [], late!);
        // A lane that nobody holds, and steps that wait for the customer.
        await _app.Scalar<int>(
            """
            with few as (
              select unit_id, case_id, no from tasks
              where unit_id = @_unit and closed_at is null and definition_id = 'sop-21-bipa-5' order by due_at desc, case_id limit 3)
            update tasks set lane = 'pelanggan', holder_id = null from few
            where (tasks.unit_id, tasks.case_id, tasks.no) = (few.unit_id, few.case_id, few.no) returning 1
            """, new { _unit });
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [TestCase("/dashboard")]
    [TestCase("/dashboard?lane=*")]
    [TestCase("/dashboard?sop=sop-4-bipa-5")]
    [TestCase("/dashboard?who=0")]
    [TestCase("/dashboard/ahead")]
    [TestCase("/dashboard/ahead?lane=*")]
    [TestCase("/dashboard/trend?by=month")]
    [TestCase("/dashboard/trend?lane=*&by=week")]
    [TestCase("/dashboard/steps")]
    [TestCase("/dashboard/steps?sop=sop-4-bipa-5")]
    public async Task A_number_is_the_length_of_its_list(string page)
    {
        var links = Links((await _client.Get(page)).Text);
        Assert.That(links, Has.Count.GreaterThan(5));
        foreach (var (address, number) in links)
        {
            var listed = await Listed(address);
            // A step may have become late between the page and the list.
            if (listed != number && Links((await _client.Get(page)).Text).Contains((address, await Listed(address)))) continue;
            Assert.That(listed, Is.EqualTo(number), address);
        }
    }

    [Test]
    public async Task One_step_over_time_adds_up_to_its_list()
    {
        var heat = (await _client.Get("/dashboard/steps?sop=sop-4-bipa-5")).Text;
        var steps = Regex.Matches(heat, "href=\"(/dashboard/trend[^\"]*step=[^\"]*)\"")
            .Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).ToList();
        Assert.That(steps, Has.Count.GreaterThan(3));
        foreach (var address in steps)
        {
            var page = (await _client.Get(address)).Text;
            foreach (var (list, number) in Links(page)) Assert.That(await Listed(list), Is.EqualTo(number), list);
            var rows = (await _client.Get(address.Replace("/trend", "/trend.csv", StringComparison.Ordinal))).Text.Split("\r\n");
            var done = rows[1..^1].Sum(row => int.Parse(row.Split(';')[2], CultureInfo.InvariantCulture));
            Assert.That(
                await Listed(address.Replace("/trend", "/list", StringComparison.Ordinal) + "&standing=done"), Is.EqualTo(done), address);
        }
    }

    [TestCase("open", "true")]
    [TestCase("late", "coalesce(t.original_due_at, t.due_at) <= coalesce(c.paused_at - interval '1 microsecond', now())")]
    [TestCase("timeagain", "c.paused_at is null and t.original_due_at <= now() and t.due_at > now()")]
    [TestCase("today", Runs + " and (t.due_at at time zone 'Asia/Jakarta')::date = (now() at time zone 'Asia/Jakarta')::date")]
    [TestCase("nolimit", "t.due_at = 'infinity'")]
    [TestCase("unassigned", "t.holder_id is null")]
    [TestCase("paused", "c.paused_at is not null")]
    public async Task An_open_list_is_what_the_tables_say(string standing, string which)
    {
        var counted = await _app.Scalar<int>(
            $"""
            select count(*)::int from tasks t join cases c on c.unit_id = t.unit_id and c.id = t.case_id
            where t.unit_id = @_unit and t.closed_at is null and t.lane is distinct from 'pelanggan' and {which}
            """, new { _unit });

        Assert.That(await Listed($"/dashboard/list?standing={standing}"), Is.EqualTo(counted));
        if (standing is "open" or "late" or "timeagain" or "paused") Assert.That(counted, Is.GreaterThan(0));
    }

    private const string Runs = "c.paused_at is null and coalesce(t.original_due_at, t.due_at) > now()";

    [TestCase("done", "outcome is not null")]
    [TestCase("doneintime", "outcome is not null and due_at < 'infinity' and closed_at <= coalesce(original_due_at, due_at)")]
    [TestCase("donelate", "outcome is not null and closed_at > coalesce(original_due_at, due_at)")]
    [TestCase("cancelled", "outcome is null")]
    public async Task A_closed_list_is_what_the_tables_say(string standing, string which)
    {
        var counted = await _app.Scalar<int>(
            $"""
            select count(*)::int from tasks
            where unit_id = @_unit and closed_at is not null and lane is distinct from 'pelanggan' and {which}
              and (closed_at at time zone '{Zone}')::date >= (now() at time zone '{Zone}')::date - 89
            """, new { _unit });

        Assert.That(await Listed($"/dashboard/list?standing={standing}"), Is.EqualTo(counted));
    }

    [TestCase("share")]
    [TestCase("oldest")]
    [TestCase("lane")]
    [TestCase("person")]
    [TestCase("step")]
    public async Task Another_order_loses_and_repeats_no_step(string order)
    {
        foreach (var standing in new[] { "open", "done" })
        {
            var (seen, path) = (new List<string>(), $"/dashboard/list?standing={standing}&order={order}");
            while (path is not null)
            {
                var page = (await _client.Get(path)).Text;
                seen.AddRange(Regex.Matches(page, "name=\"task\" value=\"([^\"]+)\"|<a href=\"/cases/(\\d+)\">")
                    .Select(match => match.Value));
                path = Regex.Match(page, "rel=\"next\" href=\"([^\"]+)\"") is { Success: true } next
                    ? WebUtility.HtmlDecode(next.Groups[1].Value) : null;
            }

            Assert.That(seen, Has.Count.EqualTo(await Listed($"/dashboard/list?standing={standing}")), standing);
            if (standing == "open") Assert.That(seen, Is.Unique);
        }
    }

    [Test]
    public async Task Promises_lead_to_their_cases()
    {
        // As if every finished case had had a promise; one in five broke it, one in ten was made good.
        Assert.That(await _app.Scalar<int>(
            """
            with done as (
              update cases set standard_due_at = ended_at where unit_id = @_unit and status = 'finished'
              returning unit_id, id, definition_id, ended_at),
            noted as (
              insert into promise_outcomes
              select unit_id, id, definition_id, id % 5 = 0, ended_at, (ended_at at time zone 'Asia/Jakarta')::date, id % 10 = 0 from done
              returning *),
            counted as (
              insert into promise_days
              select unit_id, day, definition_id, count(*) filter (where not is_broken), count(*) filter (where is_broken),
                count(*) filter (where is_compensated)
              from noted group by 1, 2, 3 returning 1)
            select count(*)::int from counted
            """, new { _unit }), Is.GreaterThan(5));
        var page = (await _client.Get("/dashboard/trend")).Text;
        var links = Regex.Matches(page, "href=\"(/dashboard/promises[^\"]*)\"\\s+aria-label=\"[^\"]*: (\\d+)\"")
            .Select(match => (WebUtility.HtmlDecode(match.Groups[1].Value), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))
            .ToList();
        Assert.That(links, Has.Count.GreaterThan(2));
        foreach (var (address, number) in links)
        {
            var (cases, path) = (0, address);
            while (path is not null)
            {
                var list = (await _client.Get(path)).Text;
                cases += Regex.Count(list, "<th scope=\"row\"><a href=\"/cases/");
                path = Regex.Match(list, "rel=\"next\" href=\"([^\"]+)\"") is { Success: true } next
                    ? WebUtility.HtmlDecode(next.Groups[1].Value) : null;
            }

            Assert.That(cases, Is.EqualTo(number), address);
        }
    }

    private async Task Send(string path, (string, string)[] fields, string[] tasks)
    {
        var answer = await _client.Post(path, new FormUrlEncodedContent(
            fields.Concat([("from", "/dashboard/list?standing=late")]).Concat(tasks.Select(task => ("task", task)))
                .Select(field => KeyValuePair.Create(field.Item1, field.Item2))));
        Assert.That((answer.Status, answer.Header("Location")), Is.EqualTo((303, "/dashboard/list?standing=late")), answer.Text);
    }

    private async Task<long[]> Numbers(string sql) => (await _app.Scalar<long[]>($"select array({sql})", new { _unit }))!;

    private async Task<int> Listed(string address) =>
        (await _client.Get(address.Replace("/dashboard/list", "/dashboard/list.csv", StringComparison.Ordinal)))
            .Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1;

    /// <summary>The links to lists with the number that stands in each.</summary>
    private static List<(string Address, int Number)> Links(string page) =>
    [
        .. CardLink().Matches(page).Concat(CellLink().Matches(page)).Select(match => (
            WebUtility.HtmlDecode(match.Groups[1].Value),
            int.Parse(match.Groups[2].Value.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture))),
    ];

    [GeneratedRegex("href=\"(/dashboard/list[^\"]*)\">\\s*<span class=\"figure-number\">([0-9.]+)</span>")]
    private static partial Regex CardLink();

    [GeneratedRegex("href=\"(/dashboard/list[^\"]*)\"\\s+aria-label=\"[^\"]*: (\\d+)\"")]
    private static partial Regex CellLink();
}
