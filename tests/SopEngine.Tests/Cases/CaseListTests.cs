using Dapper;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;
using SopEngine.Web.Cases;

namespace SopEngine.Tests.Cases;

/// <summary>The list of cases: search, filters, sorting, paging, export, and the indexes that serve it.</summary>
internal sealed partial class CaseListTests
{
    private TestApp _app = null!;
    private ApiClient _clerk = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _app = await TestApp.Start();
        _clerk = await _app.Client("pengelola1.pekanbaru");
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        _clerk.Dispose();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task A_search_finds_prefixes_of_words_of_title_customer_and_number()
    {
        var coffee = await Begin("Uji mutu kopi Kampar", "pelanggan1.pekanbaru");
        var tea = await Begin("Uji mutu teh: Solok-Selatan", "pelanggan2.pekanbaru");
        var customer = await _app.Scalar<string>("select name from people where user_name = 'pelanggan1.pekanbaru'");

        Assert.That(await Find("q=kop"), Is.EqualTo(new[] { coffee }));
        Assert.That(await Find("q=MUTU+uji"), Is.EqualTo(new[] { tea, coffee }));
        Assert.That(await Find("q=selatan+teh"), Is.EqualTo(new[] { tea }));
        Assert.That(await Find("q=kopi+teh"), Is.Empty);
        Assert.That(await Find("q=opi"), Is.Empty);
        Assert.That(await Find($"q=%23{tea}"), Does.Contain(tea));
        Assert.That(await Find("q=" + Uri.EscapeDataString(customer! + " kampar")), Is.EqualTo(new[] { coffee }));
        Assert.That(await Find("q=%25%27%3B+--"), Is.Empty);
    }

    [Test]
    public async Task A_search_finds_text_in_the_single_line_fields_of_forms()
    {
        var (mine, other) = (await Begin("Uji tapioka", "pelanggan1.pekanbaru"), await Begin("Uji sagu", "pelanggan1.pekanbaru"));
        using var customer = await _app.Client("pelanggan1.pekanbaru");
        var done = await customer.Post($"tasks/{mine}-1/completion",
            new { data = new { komoditi = "Tapioka kasar", parameter = "Kadar abu", jumlahContoh = 4711 } });
        Assert.That(done.Status, Is.EqualTo(200), done.Text);
        await _clerk.Post($"tasks/{mine}-2/completion", new { data = SampleForms.Received() });
        using var treasurer = await _app.Client("bendahara1.pekanbaru");
        var billed = await treasurer.Post(
            $"tasks/{mine}-3/completion", new { data = SampleForms.Billed("820226110000815") });
        Assert.That(billed.Status, Is.EqualTo(200), billed.Text);

        Assert.That(await Find("q=kasar"), Is.EqualTo(new[] { mine }));
        Assert.That(await Find("q=820226110000815"), Is.EqualTo(new[] { mine }));
        Assert.That(await Find("q=uji+820226110000815"), Is.EqualTo(new[] { mine }));
        Assert.That(await Find("q=uji+kasar"), Is.EqualTo(new[] { mine }));
        Assert.That(await Find("q=uji+abu"), Is.Empty, "longer texts are not searched");
        Assert.That(await Find("q=4711"), Is.Empty, "nor are mere counts");
        Assert.That(await Find("q=uji+sagu"), Is.EqualTo(new[] { other }));
        using var stranger = await _app.Client("kepala.palembang");
        using var others = await _app.Client("pelanggan2.pekanbaru");
        Assert.That((await stranger.Get("cases?q=820226110000815"))["items"].GetArrayLength(), Is.Zero);
        Assert.That((await others.Get("cases?q=820226110000815"))["items"].GetArrayLength(), Is.Zero);
        await _app.Scalar<int>("with renamed as (update cases set title = 'Uji pati' where id in (@mine, @other) returning 1) " +
            "select count(*)::int from renamed", new { mine, other });
        Assert.That(await Find("q=sagu"), Is.Empty, "so it was called");
        Assert.That(await Find("q=tapioka"), Is.EqualTo(new[] { mine }), "so it was called, too, and that stands in a form");
    }

    [Test]
    public async Task The_list_is_filtered_by_sop_step_standing_and_day_and_sorted()
    {
        var first = await Begin("Saring satu", "pelanggan1.pekanbaru");
        var second = await Begin("Saring dua", "pelanggan1.pekanbaru");
        await _app.Scalar<int>("update cases set started_at = '2020-02-03T20:00:00Z', standard_due_at = now() - interval '1 day', " +
            "standard_stops = '{}' where id = @first returning 1", new { first });
        await _app.Scalar<int>(
            "update cases set standard_due_at = now() + interval '2 days', standard_stops = '{}' where id = @second returning 1",
            new { second });

        Assert.That(await Find("q=saring&from=2020-02-04&until=2020-02-04"), Is.EqualTo(new[] { first }), "days are the unit's own");
        Assert.That(await Find("q=saring&until=2020-02-03"), Is.Empty);
        Assert.That(await Find("q=saring&standing=Late"), Is.EqualTo(new[] { first }));
        Assert.That(await Find("q=saring&standing=Week"), Is.EqualTo(new[] { second }));
        await _app.Scalar<int>("update cases set standard_stops = array[now() - interval '3 days'] where id = @first returning 1",
            new { first });
        Assert.That(await Find("q=saring&standing=Late"), Is.Empty, "its clock stood before the promise ended");
        Assert.That(await Find("q=saring&order=Promise"), Is.EqualTo(new[] { first, second }));
        Assert.That(await Find("q=saring&order=Oldest"), Is.EqualTo(new[] { first, second }));
        Assert.That(await Find("q=saring&sop=pk-tu-pjt-02"), Is.EqualTo(new[] { second, first }));
        Assert.That(await Find("q=saring&sop=sop-4-bipa-5"), Is.Empty);
        var steps = await Steps();
        Assert.That(await Find($"q=saring&sop=pk-tu-pjt-02&step={steps[0]}"), Is.EqualTo(new[] { second, first }));
        Assert.That(await Find($"q=saring&sop=pk-tu-pjt-02&step={steps[1]}"), Is.Empty);
        Assert.That(await Find("q=saring&sop=pk-tu-pjt-02&step=tidak-ada"), Is.Empty);

        await _app.Scalar<int>("update cases set status = 'cancelled', ended_at = now() where id = @second returning 1", new { second });
        Assert.That(await Find("q=saring&list=Cancelled"), Is.EqualTo(new[] { second }));
        Assert.That(await Find("q=saring&list=Running"), Is.EqualTo(new[] { first }));
    }

    [TestCase("q=halaman")]
    [TestCase("q=halaman&order=Oldest")]
    [TestCase("q=halaman&from=2000-01-01")]
    [TestCase("q=halaman&from=2000-01-01&order=Oldest")]
    [TestCase("q=halaman&order=Promise")]
    [TestCase("q=halaman&order=Due")]
    public async Task The_pages_of_the_list_hold_each_case_once(string query)
    {
        if (await _app.Scalar<int>("select count(*)::int from case_words where word = 'halaman'") == 0)
        {
            for (var i = 0; i < 7; i++) await Begin($"Halaman {i}", "pelanggan1.pekanbaru");
            await _app.Scalar<int>("with c as (update cases set standard_due_at = now() + interval '1 day' " +
                "where title like 'Halaman%' returning 1) select count(*)::int from c");
        }

        var (seen, after) = (new List<long>(), (string?)null);
        do
        {
            var page = await _clerk.Get($"cases?{query}&size=3{(after is null ? "" : "&after=" + after)}");
            seen.AddRange(page["items"].EnumerateArray().Select(item => item.GetProperty("id").GetInt64()));
            after = page["next"].GetString();
        }
        while (after is not null);

        Assert.That(seen, Is.Unique.And.Count.EqualTo(7));
    }

    [Test]
    public async Task Another_customer_and_another_unit_do_not_find_a_case_and_the_files_hold_it()
    {
        var id = await Begin("Rahasia dapur", "pelanggan1.pekanbaru");
        using var customer = await _app.Client("pelanggan2.pekanbaru");
        using var stranger = await _app.Client("kepala.palembang");
        using var page = await SessionClient.SignIn(_app, "pengelola1.pekanbaru");

        Assert.That((await customer.Get("cases?q=rahasia"))["items"].GetArrayLength(), Is.Zero);
        Assert.That((await stranger.Get("cases?q=rahasia"))["items"].GetArrayLength(), Is.Zero);
        var csv = (await page.Get("/cases.csv?q=rahasia")).Text;
        Assert.That(csv, Does.Contain("Rahasia dapur").And.Contain($"{id}"));
        Assert.That((await page.Get("/cases.xlsx?q=rahasia")).Header("Content-Type"), Does.Contain("spreadsheet"));
    }

    [TestCase("", "cases_running|cases_pkey")]
    [TestCase("list=all", "cases_pkey")]
    [TestCase("list=finished", "cases_pkey")]
    [TestCase("list=cancelled", "cases_ended_early")]
    [TestCase("sop=x", "cases_of_definition|cases_running")]
    [TestCase("sop=x&step=y", "cases_of_definition|cases_running")]
    [TestCase("standing=Late&order=Promise", "cases_by_promise")]
    [TestCase("standing=Week&order=Promise", "cases_by_promise")]
    [TestCase("waits=petugas", "cases_running|cases_pkey")]
    [TestCase("holder=7&sop=x", "cases_of_definition|cases_running|cases_pkey")]
    [TestCase("standing=StepLate", "cases_running|cases_pkey")]
    [TestCase("order=Due", "cases_pkey|cases_running")]
    [TestCase("order=Due&standing=StepToday", "cases_pkey|cases_running")]
    [TestCase("list=all&from=2026-01-01&until=2026-01-31", "cases_in_time")]
    [TestCase("list=all&order=Oldest", "cases_pkey")]
    public async Task Each_form_of_the_list_uses_an_index(string query, string index)
    {
        var plan = await Plan(CaseListSql.Rows(Filter(query), isCustomer: false, null, "c.id"));

        Assert.That(plan, Does.Match($"Index (Only )?Scan( Backward)? using ({index}) on cases").And.Not.Contains("Seq Scan on cases")
            .And.Not.Contains("Seq Scan on tasks"));
    }

    [Test]
    public async Task Cases_by_the_due_step_are_read_along_the_index_of_open_tasks() => Assert.That(
        await Plan(CaseListSql.Rows(Filter("order=Due"), isCustomer: false, null, "c.id")),
        Does.Contain("using tasks_open on tasks o").And.Not.Contains("Sort"));

    [Test]
    public async Task The_list_shows_the_open_step_and_is_filtered_and_sorted_by_it()
    {
        var (later, sooner) = (await Begin("Giliran satu", "pelanggan1.pekanbaru"), await Begin("Giliran dua", "pelanggan1.pekanbaru"));
        var answer = await _app.Client("pelanggan1.pekanbaru");
        using (answer)
        {
            foreach (var id in new[] { later, sooner })
                Assert.That((await answer.Post($"tasks/{id}-1/completion",
                    new { data = new { komoditi = "Teh", parameter = "Kadar air", jumlahContoh = 1 } })).Status, Is.EqualTo(200));
        }

        await _clerk.Post($"tasks/{sooner}-2/claim", new { });
        await _app.Scalar<int>(
            "update tasks set due_at = now() + interval '3 days' where case_id = @later and no = 2 returning 1", new { later });
        await _app.Scalar<int>(
            "update tasks set due_at = now() - interval '9 days' where case_id = @sooner and no = 2 returning 1", new { sooner });
        var me = await _app.Person("pengelola1.pekanbaru");
        var lane = await _app.Scalar<string>("select lane from tasks where case_id = @later and no = 2", new { later });

        Assert.That(await Find("q=giliran&order=Due"), Is.EqualTo(new[] { sooner, later }));
        Assert.That(await Find("q=giliran&standing=StepLate"), Is.EqualTo(new[] { sooner }));
        Assert.That(await Find("q=giliran&standing=StepToday"), Is.EqualTo(new[] { sooner }));
        Assert.That(await Find($"q=giliran&holder={me}"), Is.EqualTo(new[] { sooner }));
        Assert.That(await Find($"q=giliran&waits={lane}"), Is.EqualTo(new[] { sooner, later }));
        Assert.That(await Find("q=giliran&waits=%40customer"), Is.Empty);
        var step = (await _clerk.Get("cases?q=giliran&order=Due"))["items"][0].GetProperty("step");
        Assert.That(step.GetProperty("holder").GetString(), Is.Not.Null);
        Assert.That(step.GetProperty("number").GetString(), Is.EqualTo("2"));
        Assert.That(step.GetProperty("standing").GetProperty("kind").GetString(), Is.EqualTo("late").IgnoreCase);
    }

    private async Task<string> Plan(string sql)
    {
        await using var connection = await _app.Database.App.OpenConnectionAsync();
        await connection.ExecuteAsync("begin; set local enable_seqscan = off; set local enable_sort = off; " +
            "set local enable_bitmapscan = off; select set_config('sop.units', '1', true)");
        var at = DateTime.UtcNow;
        var parameters = new
        {
            unit = 1,
            sop = "x",
            versions = (int[])[1],
            activities = (int[])[1],
            now = at,
            week = at,
            tomorrow = at,
            waits = "x",
            holder = 1L,
            externalLanes = (string[])["pelanggan"],
            from = at,
            until = at,
            At = at,
            Id = 1L,
            limit = 31,
            most = 1001,
            rare = "a",
            word0 = "b",
            search = "a b",
        };
        var plan = string.Join('\n', await connection.QueryAsync<string>($"explain {sql}", parameters));
        await connection.ExecuteAsync("rollback");
        return plan;
    }

    private static CaseFilter Filter(string query) =>
        CaseFilter.Of(new Microsoft.AspNetCore.Http.QueryCollection(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query)));

    /// <summary>Activities of the SOP's steps, in their order.</summary>
    private async Task<List<string>> Steps()
    {
        var unit = await _app.Unit("bppsi-pekanbaru");
        var flow = await _app.Services.GetRequiredService<FlowCache>()
            .Get(new DefinitionVersion(unit, "pk-tu-pjt-02", 1), CancellationToken.None);
        return [.. flow.Steps.Select(step => step.ActivityId)];
    }

    private async Task<long> Begin(string title, string customer)
    {
        var started = await _clerk.Post("cases", new { sop = "pk-tu-pjt-02", title, customer });
        Assert.That(started.Status, Is.EqualTo(201), started.Text);
        return started["id"].GetInt64();
    }

    private async Task<long[]> Find(string query)
    {
        var found = await _clerk.Get($"cases?{query}");
        Assert.That(found.Status, Is.EqualTo(200), found.Text);
        return [.. found["items"].EnumerateArray().Select(item => item.GetProperty("id").GetInt64())];
    }
}
