using SopEngine.Tests.Support;

namespace SopEngine.Tests.Inbox;

/// <summary>Deeds on several tasks of a dashboard's list: remind, take over, extend; each with its own result.</summary>
internal sealed class TogetherTests
{
    private const string List = "/dashboard/list?standing=open";

    private TestApp _app = null!;

    [OneTimeSetUp]
    public async Task SetUp() => _app = await TestApp.Start();

    [OneTimeTearDown]
    public async Task TearDown()
    {
        var discrepancies = await _app.Verify();
        await _app.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task A_supervisor_reminds_extends_and_takes_over_where_the_list_offers_it()
    {
        var (one, two) = (await Begin(), await Begin());
        using var supervisor = await SessionClient.SignIn(_app, "pengawas.palembang");
        var page = (await supervisor.Get(List)).Text;
        Assert.That(page, Does.Contain($"name=\"task\" value=\"{one}-1\"").And.Contain("/inbox/extensions/choice"));

        var reminded = await supervisor.Post("/inbox/reminders", Form([("from", List), .. Tasks(one, two)]));
        Assert.That((reminded.Status, reminded.Header("Location")), Is.EqualTo((303, List)));
        Assert.That(await Events("reminded", one, two), Is.EqualTo(2));

        var choice = await supervisor.Post("/inbox/extensions/choice", Form([("from", List), .. Tasks(one, two)]));
        Assert.That((await supervisor.Get(choice.Header("Location")!)).Text, Does.Contain("Tugas yang diperpanjang (2)"));
        var unread = await supervisor.Post(
            "/inbox/extensions", Form([("from", List), ("value", "x"), ("unit", "jam"), .. Tasks(one, two)]));
        Assert.That((unread.Status, unread.Text.Contains("Tulis waktu sebagai angka", StringComparison.Ordinal)), Is.EqualTo((422, true)));
        var extended = await supervisor.Post("/inbox/extensions",
            Form([("from", List), ("value", "3"), ("unit", "jam"), ("reason", "Alat rusak"), .. Tasks(one, two)]));
        Assert.That((extended.Status, extended.Header("Location")), Is.EqualTo((303, List)));
        Assert.That(await Events("extended", one, two), Is.EqualTo(2));

        var over = await supervisor.Post("/inbox/hand-overs/choice",
            Form([("from", List), ("to", $"{await _app.Person("pengawas.palembang")}"), .. Tasks(one)]));
        var takers = (await supervisor.Get(over.Header("Location")!)).Text;
        Assert.That(takers, Does.Contain("Anda bukan pelaksana langkah ini").And.Contain("name=\"to\""));
    }

    [Test]
    public async Task Who_holds_the_lane_is_offered_to_themselves_when_they_take_over()
    {
        var id = await Begin();
        using var clerk = await SessionClient.SignIn(_app, "pengelola1.palembang");
        var me = await _app.Person("pengelola1.palembang");

        var page = (await clerk.Get($"/inbox/hand-overs?task={id}-1&to={me}")).Text;
        Assert.That(page, Does.Match($"value=\"{me}\" required checked"));
        var taken = await clerk.Post("/inbox/hand-overs", Form([("to", $"{me}"), ("reason", "Mendesak"), .. Tasks(id)]));
        Assert.That(taken.Status, Is.EqualTo(303));
        Assert.That(await _app.Scalar<long>("select holder_id from tasks where case_id = @id and no = 1", new { id }), Is.EqualTo(me));
    }

    [Test]
    public async Task Failures_are_told_beside_a_way_back_to_the_list()
    {
        var (open, gone) = (await Begin(), await Begin());
        using var program = await _app.Client("pengelola1.palembang");
        await program.Post($"tasks/{gone}-1/completion");
        using var supervisor = await SessionClient.SignIn(_app, "pengawas.palembang");
        using var auditor = await SessionClient.SignIn(_app, "auditor.palembang");

        var done = await supervisor.Post("/inbox/reminders", Form([("from", List), .. Tasks(open, gone)]));
        Assert.That(done.Status, Is.EqualTo(422));
        Assert.That(done.Text, Does.Contain($"#{gone}/1").And.Contain("1 tugas sudah diproses").And.Contain($"href=\"{List}\""));
        Assert.That(await Events("reminded", open, gone), Is.EqualTo(1));

        Assert.That((await auditor.Get(List)).Text, Does.Not.Contain("name=\"task\""), "an auditor only reads");
        Assert.That((await auditor.Post("/inbox/extensions",
            Form([("from", List), ("value", "3"), ("unit", "jam"), ("reason", "x"), .. Tasks(open)]))).Status, Is.EqualTo(422));
        Assert.That(await Events("extended", open), Is.Zero);
    }

    [TestCase("https://evil.example/dashboard/list")]
    [TestCase("//evil.example")]
    [TestCase("/dashboard/listing")]
    public async Task A_form_leads_back_to_lists_of_this_site_only(string from)
    {
        using var supervisor = await SessionClient.SignIn(_app, "pengawas.palembang");
        var answer = await supervisor.Post("/inbox/reminders", Form([("from", from)]));
        Assert.That(answer.Header("Location"), Does.StartWith("/inbox"));
    }

    private async Task<long> Begin()
    {
        using var clerk = await _app.Client("pengelola1.palembang");
        return (await clerk.Post("cases", new { sop = "sop-4-bipa-5" }))["id"].GetInt64();
    }

    private Task<int> Events(string kind, params long[] ids) => _app.Scalar<int>(
        "select count(*)::int from history where case_id = any (@ids) and event ->> 'event' = @kind", new { ids, kind });

    private static IEnumerable<(string, string)> Tasks(params long[] ids) => ids.Select(id => ("task", $"{id}-1"));

    private static FormUrlEncodedContent Form(IEnumerable<(string Name, string Value)> fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
}
