using System.Globalization;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Customers;

/// <summary>Two entries of the register that are one customer become one.</summary>
internal sealed class CustomerMergeTests
{
    private TestApp _app = null!;
    private SessionClient _clerk = null!;
    private SessionClient _admin = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _app = await TestApp.Start();
        _clerk = await SessionClient.SignIn(_app, "pengelola1.pekanbaru");
        _admin = await SessionClient.SignIn(_app, "admin.pekanbaru");
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        _clerk.Dispose();
        _admin.Dispose();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task The_cases_account_documents_and_messages_of_the_second_become_the_first_ones()
    {
        var kept = await Register("PT Sawit Riau Jaya", ("address", "Jl. Sudirman 12"));
        var gone = await Register("Sawit Riau Jaya", ("phone", "08117000111"), ("npwp", "998877665544332"), ("despite", "on"));
        var goneName = (await Text("user_name", gone))!;
        await _app.Scalar<int>(
            "update people p set password_hash = o.password_hash from people o " +
                "where p.id = @gone and o.user_name = 'pelanggan1.pekanbaru' returning 1", new { gone });
        using var clerk = await _app.Client("pengelola1.pekanbaru");
        var started = await clerk.Post("cases", new { sop = "pk-tu-pjt-02", title = "Bungkil sawit", customer = goneName });
        var id = started["id"].GetInt64();
        using var before = await _app.Client(goneName);
        Assert.That((await before.Get("tasks")).Text, Does.Contain("Bungkil"), "the customer is awaited");
        await before.Post($"tasks/{id}-1/claim");
        await _app.Scalar<int>(
            "insert into messages (unit_id, person_id, kind, event_key, at) select unit_id, id, 'case-ended', 'x', now() " +
                "from people where id = @gone returning 1", new { gone });

        var choice = await _admin.Get($"/customers/{kept}/merge");
        Assert.That(choice.Text, Does.Contain($"/customers/{kept}/merge?other={gone}"), "the alike one is offered");
        Assert.That((await _admin.Get($"/customers/{kept}/merge?other={gone}")).Text, Does.Contain(goneName).And.Contain("1 berkas"));
        var merged = await _admin.Submit($"/customers/{kept}/merge?other={gone}", $"/customers/{kept}/merge",
            ("other", gone.ToString(CultureInfo.InvariantCulture)));
        Assert.That(merged.Status, Is.EqualTo(303), merged.Text);

        Assert.That(await _app.Scalar<string>(
            "select concat_ws('|', name, phone, npwp, address, user_name) from people where id = @kept", new { kept }),
            Is.EqualTo($"PT Sawit Riau Jaya|+628117000111|998877665544332|Jl. Sudirman 12|{goneName}"));
        Assert.That(await _app.Scalar<long>("select customer_id from cases where id = @id", new { id }), Is.EqualTo(kept));
        Assert.That(await _app.Scalar<long>("select person_id from messages where event_key = 'x'"), Is.EqualTo(kept));
        Assert.That(await _app.Scalar<string>("select detail from audit_log where action = 'customers-merged' and subject_id = @kept",
            new { kept }), Does.StartWith($"Sawit Riau Jaya ({goneName})\nphone: — → +628117000111\n"));
        Assert.That((await _clerk.Get($"/customers/{gone}")).Header("Location"), Is.EqualTo($"/customers/{kept}"));
        Assert.That((await _clerk.Get("/customers?search=sawit+riau+jaya")).Text.Split("people-who").Length, Is.EqualTo(2), "one is left");

        using var after = await _app.Client(goneName);
        Assert.That((await after.Get("tasks")).Text, Does.Contain("Bungkil"), "the account goes on, as the other person");
        Assert.That((await after.Post($"tasks/{id}-1/claim")).Status, Is.EqualTo(204).Or.EqualTo(200), "what the first one held is free");
        Assert.That(await _app.Verify(), Is.Empty, "the histories are as they were");
    }

    [Test]
    public async Task Of_two_accounts_the_first_ones_stays_and_the_other_ends()
    {
        var kept = await Register("CV Dua Akun");
        var gone = await Register("CV Dua Akun", ("despite", "on"));
        var (keptName, goneName) = ((await Text("user_name", kept))!, (await Text("user_name", gone))!);
        await _app.Scalar<int>(
            "update people p set password_hash = o.password_hash from people o " +
                "where p.id in (@kept, @gone) and o.user_name = 'pelanggan1.pekanbaru' returning 1", new { kept, gone });
        using var first = await SessionClient.SignIn(_app, keptName);
        using var second = await SessionClient.SignIn(_app, goneName);

        await Merge(kept, gone);

        Assert.That((await first.Get("/inbox")).Status, Is.EqualTo(200));
        Assert.That((await second.Get("/inbox")).Status, Is.EqualTo(302), "its session ends");
        Assert.That(await Text("user_name", kept), Is.EqualTo(keptName));
    }

    [Test]
    public async Task Only_an_admin_merges_and_only_two_customers_of_the_office_that_are_in_the_register()
    {
        var kept = await Register("UD Satu Saja");
        var elsewhere = await _app.Person("pelanggan1.palembang");
        var staff = await _app.Person("analis1.pekanbaru");

        Assert.That((await _clerk.Get($"/customers/{kept}/merge")).Status, Is.EqualTo(403));
        Assert.That((await _clerk.Submit($"/customers/{kept}", $"/customers/{kept}/merge", ("other", "1"))).Status, Is.EqualTo(403));
        foreach (var other in new[] { elsewhere, staff, 999_999_999L })
            Assert.That(await Merge(kept, other), Is.EqualTo(404), $"{other}");
        Assert.That(await Merge(kept, kept), Is.EqualTo(422));
        var left = await Register("UD Sudah Keluar");
        await _admin.Submit($"/customers/{left}", $"/customers/{left}/leave");
        Assert.That(await Merge(kept, left), Is.EqualTo(422));
    }

    [Test]
    public async Task Cases_that_are_opened_for_the_second_during_the_merge_or_later_are_the_first_ones()
    {
        var kept = await Register("UD Balapan Sagu");
        var gone = await Register("UD Balapan Sagu", ("despite", "on"));
        using var clerk = await _app.Client("pengelola1.pekanbaru");
        var opened = (await clerk.Post(
            "cases", new { sop = "pk-tu-pjt-02", title = "Sagu", customer = await Text("user_name", kept) }))["id"].GetInt64();
        await using var opening = await _app.Database.System.OpenConnectionAsync();
        await using var transaction = await opening.BeginTransactionAsync();
        // Like an opening that is not committed: it holds the lock of openings, and nobody sees whose case it is.
        await opening.ExecuteAsync(
            $"select pg_advisory_xact_lock_shared(1397706611, unit_id) from people where id = {gone}; "
                + $"update cases set customer_id = {gone} where id = {opened}", null, transaction);
        var merge = Merge(kept, gone);
        await Patience.Until(
            async () => await _app.Scalar<int>(
                "select count(*)::int from pg_locks l join pg_database d on d.oid = l.database "
                    + "where d.datname = current_database() and l.locktype = 'advisory' and l.classid = 1397706611 and not l.granted") == 1,
            "the merge waits for the opening");
        await transaction.CommitAsync();
        Assert.That(await merge, Is.EqualTo(303));

        var unit = await _app.Scalar<int>("select unit_id from people where id = @kept", new { kept });
        var version = await _app.Scalar<int>("select version from cases where id = @opened", new { opened });
        var late = await _app.Services.GetRequiredService<CaseEngine>().Execute(
            new StartCase(
                new DefinitionVersion(unit, "pk-tu-pjt-02", version), new CaseStarted(new Dictionary<string, JsonElement>()), null,
                Customer: gone),
            CancellationToken.None);
        Assert.That(late, Is.InstanceOf<CaseResult.Done>());
        Assert.That(await _app.Scalar<int>("select count(*)::int from cases where customer_id = @kept", new { kept }), Is.EqualTo(2));
    }

    [Test]
    public async Task The_log_names_the_customer_who_left_and_the_data_that_the_kept_one_took_over()
    {
        var kept = await Register("CV Catatan Gabung", ("phone", "08117000991"));
        var gone = await Register("CV Catatan Gabung", ("email", "gabung@riau.test"), ("phone", "08117000992"), ("despite", "on"));
        Assert.That(await Merge(kept, gone), Is.EqualTo(303));

        Assert.That(
            await _app.Scalar<string>(
                "select detail from audit_log where subject_id = @kept and action = 'customers-merged'", new { kept }),
            Is.EqualTo($"CV Catatan Gabung ({await Text("user_name", gone)})\nemail: — → gabung@riau.test"));
        Assert.That(System.Net.WebUtility.HtmlDecode((await _admin.Get("/people/log?search=catatan+gabung")).Text),
            Does.Contain("; Alamat e-mail: — → gabung@riau.test"));
    }

    private async Task<int> Merge(long kept, long gone) => (await _admin.Submit(
        $"/customers/{kept}/merge", $"/customers/{kept}/merge", ("other", gone.ToString(CultureInfo.InvariantCulture)))).Status;

    private async Task<long> Register(string name, params (string Name, string Value)[] fields)
    {
        var answer = await _clerk.Submit("/customers/new", "/customers", [("name", name), .. fields]);
        Assert.That(answer.Status, Is.EqualTo(303), answer.Text);
        return long.Parse(answer.Header("Location")!.Split('/')[^1], CultureInfo.InvariantCulture);
    }

    private Task<string?> Text(string column, long id) => _app.Scalar<string>($"select {column} from people where id = @id", new { id });
}
