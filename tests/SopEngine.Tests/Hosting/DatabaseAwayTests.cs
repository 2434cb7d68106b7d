using Npgsql;
using SopEngine.Engine.Data;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Hosting;

/// <summary>While the database is away or full, requests fail at once and say when to try again.</summary>
internal sealed class DatabaseAwayTests : AppTest
{
    private StatementProxy _proxy = null!;
    private TestApp _node = null!;

    [SetUp]
    public async Task SetUp() => _node = await App.NodeBy(direct => (_proxy = new StatementProxy(direct)).ConnectionString);

    [TearDown]
    public async Task TearDown()
    {
        await _node.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Test]
    public async Task While_the_database_is_away_pages_and_api_answer_503_and_recover_afterwards()
    {
        using var head = await SessionClient.SignIn(_node, "kepala.palembang");
        using var program = await _node.Client("kepala.palembang");
        using var nobody = SessionClient.Nobody(_node);
        Assert.That((await head.Get("/health/ready")).Status, Is.EqualTo(200));

        _proxy.Close();
        foreach (var path in new[] { "/inbox", "/cases", "/dashboard", "/", "/sign-in", "/tidak-ada", "/studio/" }.Concat(["/inbox"]))
        {
            await head.Get(path); // may be the first request to notice
            var answer = await head.Get(path);
            Assert.That((answer.Status, answer.Header("Retry-After")), Is.EqualTo((503, "2")), path);
            Assert.That(answer.Text, Does.Contain("Basis data sedang tidak dapat dihubungi")
                .And.Not.Contain("__RequestVerificationToken"), path);
        }

        var refused = await program.Get("me");
        Assert.That((refused.Status, refused.Problem), Is.EqualTo((503, "database-unavailable")));
        Assert.That((await nobody.Get("/health/live")).Status, Is.EqualTo(200));
        Assert.That(((await nobody.Get("/health/ready")).Status, (await nobody.Get("/favicon.svg")).Status), Is.EqualTo((503, 200)));

        _proxy.Open();
        await Patience.Until(async () => (await nobody.Get("/health/ready")).Status == 200, "ready again");
        Assert.That(((await head.Get("/inbox")).Status, (await program.Get("me")).Status), Is.EqualTo((200, 200)));
    }

    [Test]
    public async Task A_database_that_hangs_is_away_within_seconds_also_for_requests_that_wait_for_it()
    {
        using var head = await SessionClient.SignIn(_node, "kepala.palembang");
        using var nobody = SessionClient.Nobody(_node);

        _proxy.Hang();
        var waiting = await head.Get("/inbox");
        Assert.That((waiting.Status, waiting.Header("Retry-After")), Is.EqualTo((503, "2")));
        Assert.That((await head.Get("/cases")).Status, Is.EqualTo(503));
        Assert.That((await nobody.Get("/health/ready")).Status, Is.EqualTo(503));

        _proxy.GoOn();
        await Patience.Until(async () => (await nobody.Get("/health/ready")).Status == 200, "ready again");
        Assert.That((await head.Get("/inbox")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Requests_that_a_hanging_database_holds_are_answered_while_it_hangs()
    {
        using var head = await SessionClient.SignIn(_node, "kepala.palembang");
        string[] pages = ["/inbox", "/cases", "/people", "/dashboard", "/sops", "/inbox?list=queue", "/customers", "/office"];
        foreach (var page in pages) await head.Get(page);

        _proxy.Hang();
        var held = await Task.WhenAll(pages.Select(page => head.Get(page))).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.That(held.Select(answer => answer.Status), Is.All.EqualTo(503));

        _proxy.GoOn();
        await Patience.Until(async () => (await head.Get("/inbox")).Status == 200, "served again");
        foreach (var page in pages) Assert.That((await head.Get(page)).Status, Is.EqualTo(200), page);
    }

    [Test]
    public async Task A_single_broken_connection_does_not_make_the_service_answer_503()
    {
        using var head = await SessionClient.SignIn(_node, "kepala.palembang");
        await _node.Owner(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");

        await head.Get("/cases");
        await Patience.Until(async () => (await head.Get("/cases")).Status == 200, "cases are shown again");
        Assert.That((await head.Get("/inbox")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task While_the_database_is_full_a_step_is_not_done_and_pages_are_shown()
    {
        using var clerk = await _node.Client("pengelola1.palembang");
        var id = (await clerk.Post("cases", new { sop = "sop-4-bipa-5" }))["id"];
        await _node.Owner(
            """
            create function full_disk() returns trigger language plpgsql as
              $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;
            create trigger full_disk before insert on history execute function full_disk()
            """);
        try
        {
            var answer = await clerk.Post($"tasks/{id}-1/completion", new { comment = "Selesai" });
            Assert.That((answer.Status, answer.Problem), Is.EqualTo((503, "database-full")));
            Assert.That((await clerk.Get($"cases/{id}"))["status"].GetString(), Is.EqualTo("running"));
        }
        finally
        {
            await _node.Owner("drop trigger full_disk on history; drop function full_disk");
        }

        Assert.That((await clerk.Post($"tasks/{id}-1/completion", new { comment = "Selesai" })).Status, Is.EqualTo(200));
    }

    [TestCase(PostgresErrorCodes.TooManyConnections, true)]
    [TestCase(PostgresErrorCodes.DiskFull, true)]
    [TestCase(PostgresErrorCodes.OutOfMemory, true)]
    [TestCase(PostgresErrorCodes.AdminShutdown, true)]
    [TestCase(PostgresErrorCodes.CannotConnectNow, true)]
    [TestCase(PostgresErrorCodes.ReadOnlySqlTransaction, true)]
    [TestCase(PostgresErrorCodes.UniqueViolation, false)]
    [TestCase(PostgresErrorCodes.UndefinedColumn, false)]
    public void Failures_of_the_database_are_told_from_faults_of_the_program(string state, bool isFault) =>
        Assert.That(DatabaseWatch.IsFault(new PostgresException("x", "ERROR", "ERROR", state)), Is.EqualTo(isFault));
}
