using SopEngine.Tests.Support;

namespace SopEngine.Tests.Inbox;

/// <summary>Several tasks handed to a colleague at once, each with its own result.</summary>
internal sealed class HandOverTogetherTests
{
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
    public async Task All_selected_tasks_go_to_the_colleague_with_the_note()
    {
        var ids = new[] { await Begin(), await Begin(), await Begin() };
        using var clerk = await SessionClient.SignIn(_app, "pengelola1.palembang");
        var to = await Id("pengelola2.palembang");

        var chosen = await clerk.Post("/inbox/hand-overs/choice",
            Form([("from", "/inbox?list=queue"), .. ids.Select(id => ("task", $"{id}-1"))]));
        Assert.That(chosen.Status, Is.EqualTo(303));
        var page = await clerk.Get(chosen.Header("Location")!);
        Assert.That((page.Status, page.Text.Contains("Tugas yang diserahkan (3)", StringComparison.Ordinal)), Is.EqualTo((200, true)));
        Assert.That((await clerk.Post("/inbox/hand-overs", Form([("task", $"{ids[0]}-1"), ("to", $"{to}")]))).Status, Is.EqualTo(422),
            "without a note");
        var done = await clerk.Post("/inbox/hand-overs", Form(
            [("from", "/inbox?list=queue"), ("to", $"{to}"), ("reason", "Saya dinas luar"), .. ids.Select(id => ("task", $"{id}-1"))]));

        Assert.That((done.Status, done.Header("Location")), Is.EqualTo((303, "/inbox?list=queue")));
        Assert.That(await _app.Scalar<int>("select count(*)::int from tasks where case_id = any (@ids) and holder_id = @to",
            new { ids, to }), Is.EqualTo(3));
        Assert.That(await _app.Scalar<int>(
            "select count(*)::int from history where case_id = any (@ids) and event ->> 'reason' = 'Saya dinas luar'", new { ids }),
            Is.EqualTo(3));
    }

    [Test]
    public async Task Tasks_that_cannot_be_handed_over_are_reported_and_the_rest_are()
    {
        var (mine, gone) = (await Begin(), await Begin());
        using var clerk = await SessionClient.SignIn(_app, "pengelola1.palembang");
        using var program = await _app.Client("pengelola1.palembang");
        await program.Post($"tasks/{gone}-1/completion");
        var to = await Id("pengelola2.palembang");

        var done = await clerk.Post("/inbox/hand-overs",
            Form([("to", $"{to}"), ("reason", "Cuti"), ("task", $"{mine}-1"), ("task", $"{gone}-1")]));

        Assert.That(done.Status, Is.EqualTo(422));
        Assert.That(done.Text, Does.Contain($"#{gone}/1"));
        Assert.That(await _app.Scalar<long>("select holder_id from tasks where case_id = @mine and no = 1", new { mine }), Is.EqualTo(to));
    }

    [Test]
    public async Task A_person_without_the_right_to_a_task_does_not_get_it()
    {
        var id = await Begin();
        using var clerk = await SessionClient.SignIn(_app, "pengelola1.palembang");
        using var customer = await SessionClient.SignIn(_app, "pelanggan1.palembang");
        var auditor = await Id("auditor.palembang");

        Assert.That((await clerk.Post("/inbox/hand-overs", Form([("to", $"{auditor}"), ("reason", "x"), ("task", $"{id}-1")]))).Status,
            Is.EqualTo(422));
        Assert.That((await customer.Get($"/inbox/hand-overs?task={id}-1")).Status, Is.EqualTo(403));
        Assert.That(await _app.Scalar<long?>("select holder_id from tasks where case_id = @id and no = 1", new { id }), Is.Null);
    }

    private async Task<long> Begin()
    {
        using var clerk = await _app.Client("pengelola1.palembang");
        return (await clerk.Post("cases", new { sop = "sop-4-bipa-5" }))["id"].GetInt64();
    }

    private Task<long> Id(string userName) => _app.Scalar<long>("select id from people where user_name = @userName", new { userName });

    private static FormUrlEncodedContent Form(IEnumerable<(string Name, string Value)> fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
}
