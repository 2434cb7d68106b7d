using System.Text.RegularExpressions;
using Dapper;
using SopEngine.Tests.Support;
using SopEngine.Web.Customers;

namespace SopEngine.Tests.Customers;

/// <summary>Customers are registered at the counter, and sign in by themselves from then on.</summary>
internal sealed class CustomerTests
{
    private TestApp _app = null!;
    private SessionClient _clerk = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _app = await TestApp.Start();
        _clerk = await SessionClient.SignIn(_app, "pengelola1.pekanbaru");
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        _clerk.Dispose();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task A_customer_registered_at_the_counter_sets_a_password_by_link_and_starts_a_service()
    {
        var id = await Register("CV Kopi Élok & Putra", "Koperasi Riau");
        Assert.That(await UserName(id), Is.EqualTo("cv-kopi-elok-putra"));

        var link = await _clerk.Submit($"/customers/{id}", $"/customers/{id}/link");
        using var customer = SessionClient.Nobody(_app);
        var path = Regex.Match(link.Text, "/welcome/[A-Za-z0-9_-]+").Value;
        Assert.That(link.Text, Does.Contain("cv-kopi-elok-putra"));
        Assert.That((await customer.Get(path)).Status, Is.EqualTo(303), path);
        Assert.That((await customer.Submit("/welcome", ("password", TestApp.Password), ("again", TestApp.Password))).Status,
            Is.EqualTo(303), path);

        using var owner = await SessionClient.SignIn(_app, "cv-kopi-elok-putra");
        var started = await owner.Submit("/sops/pk-tu-pjt-02/start", "/cases", ("sop", "pk-tu-pjt-02"), ("title", "Kopi bubuk"));
        Assert.That(started.Status, Is.EqualTo(303), started.Text);
        Assert.That((await owner.Get("/inbox")).Text, Does.Contain("Mengajukan permohonan"));
        Assert.That((await _clerk.Get("/customers?search=koperasi")).Text, Does.Contain("CV Kopi").And.Contain("1 berkas berjalan"));
    }

    [Test]
    public async Task Namesakes_in_any_office_get_different_user_names()
    {
        using var elsewhere = await SessionClient.SignIn(_app, "pengelola1.palembang");
        var names = new List<string> { await UserName(await Register("UD Sama")), await UserName(await Register("ud sama")) };
        var other = await elsewhere.Submit("/customers/new", "/customers", ("name", "UD  Sama"), ("title", ""));
        names.Add(await UserName(long.Parse(other.Header("Location")!.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture)));

        Assert.That(names, Is.Unique.And.All.Match("^ud-sama(-[0-9]{4})?$"));
        Assert.That(await UserName(await Register("李")), Does.StartWith("pelanggan"));
        Assert.That((await elsewhere.Get("/customers?search=ud")).Text.Split("small\">ud-sama").Length, Is.EqualTo(2),
            "only that of its own office");
    }

    [Test]
    public async Task Only_an_admin_resets_the_password_of_a_customer_who_has_one()
    {
        var id = await _app.Scalar<long>("select id from people where user_name = 'pelanggan1.pekanbaru'");
        using var admin = await SessionClient.SignIn(_app, "admin.pekanbaru");
        var staff = await _app.Scalar<long>("select id from people where user_name = 'analis1.pekanbaru'");

        Assert.That((await _clerk.Post($"/customers/{id}/link")).Status, Is.EqualTo(403));
        Assert.That((await _clerk.Get($"/customers/{id}")).Text, Does.Not.Contain($"/customers/{id}/link"));
        Assert.That((await admin.Submit($"/customers/{id}", $"/customers/{id}/link")).Text, Does.Contain("/welcome/"));
        Assert.That((await admin.Post($"/customers/{staff}/link")).Status, Is.EqualTo(404), "the staff are no customers");
    }

    [Test]
    public async Task A_removed_customer_cannot_sign_in_and_none_is_removed_while_their_case_runs()
    {
        var id = await Register("PT Tutup Buku");
        var userName = await UserName(id);
        using var admin = await SessionClient.SignIn(_app, "admin.pekanbaru");
        using var clerk = await _app.Client("pengelola1.pekanbaru");
        using var head = await _app.Client("kepala.pekanbaru");
        var started = await clerk.Post("cases", new { sop = "pk-tu-pjt-02", title = "Sagu", customer = userName });
        await _app.Scalar<int>("update people p set password_hash = o.password_hash from people o " +
            "where p.id = @id and o.user_name = 'pelanggan1.pekanbaru' returning 1", new { id });
        using var customer = await SessionClient.SignIn(_app, userName);

        var refused = await admin.Submit($"/customers/{id}", $"/customers/{id}/leave");
        Assert.That((refused.Status, refused.Text.Contains("masih memiliki berkas berjalan", StringComparison.Ordinal)),
            Is.EqualTo((422, true)));
        Assert.That((await head.Post($"cases/{started["id"]}/cancellation", new { reason = "Batal" })).Status, Is.EqualTo(204));
        Assert.That((await admin.Submit($"/customers/{id}", $"/customers/{id}/leave")).Status, Is.EqualTo(303));

        Assert.That((await customer.Get("/inbox")).Status, Is.EqualTo(302), "his session ends");
        Assert.That((await admin.Get("/customers?search=tutup")).Text, Does.Contain("Tidak ada pelanggan yang cocok"));
        Assert.That((await clerk.Post("cases", new { sop = "pk-tu-pjt-02", title = "Sagu", customer = userName })).Status, Is.EqualTo(422));
    }

    [Test]
    public async Task Cases_of_a_renamed_customer_are_found_by_the_new_name()
    {
        var id = await Register("Toko Lama Sekali");
        using var clerk = await _app.Client("pengelola1.pekanbaru");
        var started = await clerk.Post("cases", new { sop = "pk-tu-pjt-02", title = "Sagu", customer = await UserName(id) });
        Assert.That(started.Status, Is.EqualTo(201), started.Text);

        Assert.That((await _clerk.Submit($"/customers/{id}", ("name", "Toko Barukah"), ("title", ""))).Status, Is.EqualTo(303));

        Assert.That((await _clerk.Get("/cases?q=barukah")).Text, Does.Contain("Sagu"));
        Assert.That((await _clerk.Get("/cases?q=sekali")).Text, Does.Not.Contain("Sagu"));
        Assert.That(await _app.Scalar<int>(
            "select count(*)::int from audit_log where subject_id = @id and action in ('person-added', 'person-changed')", new { id }),
            Is.EqualTo(2));
    }

    [Test]
    public async Task A_missing_field_is_named_and_typed_text_stays()
    {
        var answer = await _clerk.Submit("/customers/new", "/customers", ("name", "  "), ("title", "Dinas Perkebunan"),
            ("sop", "pk-tu-pjt-02"));

        Assert.That(answer.Status, Is.EqualTo(422));
        Assert.That(answer.Text, Does.Contain("Nama pelanggan").And.Contain("Dinas Perkebunan").And.Contain("value=\"pk-tu-pjt-02\""));
    }

    [Test]
    public async Task A_page_of_a_long_register_uses_its_index()
    {
        var unit = await _app.Unit("bisip");
        await _app.Scalar<int>(
            "insert into people (unit_id, kind, user_name, name, security_stamp) " +
                "select @unit, 'customer', 'banyak-' || i, 'Banyak ' || i, 'x' from generate_series(1, 20000) i returning 1", new { unit });
        await using var connection = await _app.Database.System.OpenConnectionAsync();
        await connection.ExecuteAsync("analyze people");
        var plan = string.Join('\n', await connection.QueryAsync<string>(
            "explain " + ListCustomers.Handler.Sql, new { unit, Name = "banyak 5", Id = 0L, search = (string?)null, limit = 51 }));

        Assert.That(plan, Does.Contain("people_customers").And.Not.Contain("Seq Scan on people").And.Not.Contain("Sort"), plan);
    }

    private async Task<long> Register(string name, string organisation = "")
    {
        var answer = await _clerk.Submit("/customers/new", "/customers", ("name", name), ("title", organisation));
        Assert.That(answer.Status, Is.EqualTo(303), answer.Text);
        return long.Parse(answer.Header("Location")!.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<string> UserName(long id) => (await _app.Scalar<string>("select user_name from people where id = @id", new { id }))!;
}
