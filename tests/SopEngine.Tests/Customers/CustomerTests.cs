using System.Text.RegularExpressions;
using SopEngine.Tests.Support;
using SopEngine.Web.Customers;

namespace SopEngine.Tests.Customers;

/// <summary>Customers are registered at the counter, and sign in by themselves from then on.</summary>
internal sealed partial class CustomerTests
{
    private SmtpServer _mail = null!;
    private TestApp _app = null!;
    private SessionClient _clerk = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _mail = new SmtpServer();
        _app = await TestApp.Start("--Smtp:Host=127.0.0.1", $"--Smtp:Port={_mail.Port}", "--Smtp:From=sop@kantor.test", "--Smtp:Tls=false",
            "--Sop:Address=http://sop.kantor.test");
        _clerk = await SessionClient.SignIn(_app, "pengelola1.pekanbaru");
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        _clerk.Dispose();
        await _app.DisposeAsync();
        await _mail.DisposeAsync();
    }

    [Test]
    public async Task A_customer_registered_at_the_counter_sets_a_password_by_link_and_starts_a_service()
    {
        var id = await Register("CV Kopi Élok & Putra", ("title", "Koperasi Riau"));
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
        var names = new List<string>
        {
            await UserName(await Register("UD Sama")), await UserName(await Register("ud sama", ("despite", "on"))),
        };
        var other = await elsewhere.Submit("/customers/new", "/customers", ("name", "UD  Sama"), ("title", ""));
        names.Add(await UserName(long.Parse(other.Header("Location")!.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture)));

        Assert.That(names, Is.Unique.And.All.Match("^ud-sama(-[0-9]{4})?$"));
        Assert.That(await UserName(await Register("李")), Does.StartWith("pelanggan"));
        Assert.That((await elsewhere.Get("/customers?search=ud")).Text.Split(">UD  Sama</a>").Length, Is.EqualTo(2),
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
        using var admin = await SessionClient.SignIn(_app, "admin.pekanbaru");
        Assert.That((await admin.Get("/people/log?search=barukah")).Text,
            Does.Contain("Pelanggan didaftarkan").And.Contain("Data pelanggan diubah"));
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
    public async Task Numbers_are_kept_in_one_form_and_a_wrong_one_is_told_at_its_field()
    {
        var id = await Register("PT Nomor Rapi", ("phone", "0812 - 3456.7890"), ("npwp", "01.234.567.8-901.000"),
            ("email", " rapi@kantor.test "), ("address", "Jl. Hangtuah 1\nPekanbaru"));
        var page = await _clerk.Get($"/customers/{id}");
        Assert.That(await _app.Scalar<string>(
            "select concat_ws(' ', phone, npwp, email, email_confirmed_at) from people where id = @id", new { id }),
            Is.EqualTo("+6281234567890 012345678901000 rapi@kantor.test"));
        Assert.That(page.Text, Does.Contain("0812-3456-7890").And.Contain("01.234.567.8-901.000").And.Contain("Hangtuah"));

        var wrong = await _clerk.Submit($"/customers/{id}", ("name", "PT Nomor Rapi"), ("phone", "761 123"), ("npwp", "12"),
            ("email", "rapi@"));
        Assert.That(wrong.Status, Is.EqualTo(422));
        foreach (var field in new[] { "phone", "npwp", "email" })
        {
            Assert.That(wrong.Text, Does.Match($"(?s)is-invalid\" id=\"{field}\".*?id=\"{field}-hint\".*?invalid-feedback"), field);
        }

        Assert.That(wrong.Text, Does.Contain("value=\"761 123\"").And.Contain("15 angka"), "typed text stays");
    }

    [TestCase("name", "Koperasi Sinar Pagi Abadi, P.T.", "Nama mirip")]
    [TestCase("name", "PT Koperasi Sinar Pagj Abadi", "Nama mirip")]
    [TestCase("phone", "+62 (0)811-7654-321", "Telepon sama")]
    [TestCase("npwp", "0987654321098765", "NPWP sama")]
    [TestCase("email", "SINAR@pagi.test", "E-mail sama")]
    public async Task Who_may_be_registered_already_is_shown_while_typing_and_must_be_denied_to_register_again(
        string field, string typed, string reason)
    {
        await _app.Scalar<int>("delete from people where name = 'PT Koperasi Sinar Pagi Abadi'");
        await Register("PT Koperasi Sinar Pagi Abadi", ("phone", "08117654321"), ("npwp", "987654321098765"), ("email", "sinar@pagi.test"));
        (string, string)[] fields = field == "name" ? [("name", typed)] : [("name", "Toko Lain Sama Sekali"), (field, typed)];

        var shown = await _clerk.Get("/customers/alike?" + string.Join('&', fields.Select(one =>
            $"{one.Item1}={Uri.EscapeDataString(one.Item2)}")));
        Assert.That(shown.Text, Does.Contain("Mungkin sudah terdaftar").And.Contain("Sinar Pagi Abadi").And.Contain(reason));

        var again = await _clerk.Submit("/customers/new", "/customers", fields);
        Assert.That(again.Status, Is.EqualTo(422));
        Assert.That(again.Text, Does.Contain(reason).And.Contain("name=\"despite\""));
        using var elsewhere = await SessionClient.SignIn(_app, "pengelola1.palembang");
        Assert.That((await elsewhere.Get("/customers/alike?name=koperasi+sinar+pagi")).Text, Does.Not.Contain("Sinar Pagi Abadi"));
        Assert.That((await _clerk.Submit("/customers/new", "/customers", [.. fields, ("despite", "on")])).Status, Is.EqualTo(303));
        await _app.Scalar<int>("delete from people where name = @name", new { name = fields[0].Item2 });
    }

    [TestCase("sejahtera bahar", true)]
    [TestCase("0852-7777", true)]
    [TestCase("+62 852 7777 0001", true)]
    [TestCase("33.44.555", true)]
    [TestCase("bahari@laut.test", true)]
    [TestCase("ahari", false)]
    [TestCase("bahari daratan", false)]
    [TestCase("%", true)]
    public async Task The_register_is_searched_by_beginnings_of_words_and_by_numbers(string search, bool finds)
    {
        await Register("UD Bahari Sejahtera", ("phone", "085277770001"), ("npwp", "334455566677788"), ("email", "bahari@laut.test"),
            ("despite", "on"));

        var found = (await _clerk.Get("/customers?search=" + Uri.EscapeDataString(search))).Text;
        Assert.That(found.Contains("UD Bahari Sejahtera", StringComparison.Ordinal), Is.EqualTo(finds));
    }

    [Test]
    public async Task A_removed_customer_comes_back_with_their_cases_and_without_their_password()
    {
        var id = await Register("PT Pulang Kampung");
        using var admin = await SessionClient.SignIn(_app, "admin.pekanbaru");
        Assert.That((await admin.Submit($"/customers/{id}", $"/customers/{id}/leave")).Status, Is.EqualTo(303));
        Assert.That((await _clerk.Get($"/customers/{id}")).Status, Is.EqualTo(404));
        Assert.That((await _clerk.Get("/customers?list=removed")).Status, Is.EqualTo(403));
        Assert.That((await admin.Get("/customers?list=removed&search=pulang")).Text, Does.Contain("PT Pulang Kampung"));

        Assert.That((await admin.Submit($"/customers/{id}", $"/customers/{id}/return")).Status, Is.EqualTo(303));

        Assert.That((await _clerk.Get("/customers?search=pulang")).Text, Does.Contain("PT Pulang Kampung"));
        Assert.That((await admin.Get("/customers?list=removed&search=pulang")).Text, Does.Not.Contain("PT Pulang Kampung"));
        Assert.That((await admin.Submit($"/customers/{id}", $"/customers/{id}/return")).Status, Is.EqualTo(404), "they are back");
    }

    [Test]
    public async Task An_invitation_is_mailed_printed_with_a_code_and_confirms_the_address_when_it_is_used()
    {
        var id = await Register("CV Surat Elektronik", ("email", "cv@surat.test"));
        var made = await _clerk.Submit($"/customers/{id}", $"/customers/{id}/link");
        var path = Regex.Match(made.Text, "/welcome/[A-Za-z0-9_-]+").Value;
        Assert.That(made.Text, Does.Contain("<svg class=\"qr-code\"").And.Contain("data-copy=\"link\"")
            .And.Contain("Kirim ke cv@surat.test"));

        var sent = await _clerk.Submit($"/customers/{id}", $"/customers/{id}/link/send", ("path", path), ("channel", "email"));
        var mail = await _mail.Next();
        Assert.That(sent.Text, Does.Contain("Tautan dikirim ke cv@surat.test"));
        Assert.That(mail.To, Is.EqualTo("cv@surat.test"));
        Assert.That(mail.Message.TextBody, Does.Contain("http://sop.kantor.test" + path).And.Contain("cv-surat-elektronik"));
        var other = await Register("CV Bukan Penerima");
        Assert.That((await Send(other, "email")).Status, Is.EqualTo(422), "another person's link");
        Assert.That((await Send(id, "webhook")).Status, Is.EqualTo(422), "without a telephone");

        using var customer = SessionClient.Nobody(_app);
        await customer.Get(path);
        Assert.That((await customer.Submit("/welcome", ("password", TestApp.Password), ("again", TestApp.Password))).Status,
            Is.EqualTo(303));
        Assert.That(await _app.Scalar<bool>("select email_confirmed_at is not null from people where id = @id", new { id }), Is.True);

        Task<SessionClient.Answer> Send(long to, string channel) =>
            _clerk.Submit($"/customers/{to}", $"/customers/{to}/link/send", ("path", path), ("channel", channel));
    }

    [Test]
    public async Task A_long_register_is_turned_searched_and_compared_along_its_indexes()
    {
        var unit = await _app.Unit("bisip");
        await _app.Scalar<int>(
            "insert into people (unit_id, kind, user_name, name, security_stamp) " +
                "select @unit, 'customer', 'banyak-' || i, 'PT Banyak ' || i, 'x' from generate_series(1, 20000) i returning 1",
            new { unit });
        await _app.Owner("analyze people; analyze customer_words");

        foreach (var (sql, index) in new[]
        {
            (ListCustomers.Handler.Sql(isRemoved: false, isRare: false), "people_customers"),
            (ListCustomers.Handler.Sql(isRemoved: false, isRare: true), "customer_words_pkey"),
            (ListCustomers.Handler.Counts, "customer_words_pkey"),
            (FindAlike.Handler.Sql, "customer_words_pkey"),
        })
        {
            // As the program's own role: row-level security forbids some uses of an index.
            var plan = string.Join('\n', await _app.Database.Query<string>(unit, "explain " + sql, new
            {
                Name = "pt banyak 5",
                Id = 0L,
                words = new[] { "pt", "1234" },
                rare = "1234",
                contacts = new[] { "62811" },
                beginnings = new[] { "bany", "1234" },
                limit = 51,
            }, CancellationToken.None));

            Assert.That(plan, Does.Contain(index).And.Not.Contain("Seq Scan"), plan);
        }
    }

    private async Task<long> Register(string name, params (string Name, string Value)[] fields)
    {
        var answer = await _clerk.Submit("/customers/new", "/customers", [("name", name), .. fields]);
        Assert.That(answer.Status, Is.EqualTo(303), answer.Text);
        // The next page says the name once more.
        await _clerk.Get(answer.Header("Location")!);
        return long.Parse(answer.Header("Location")!.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<string> UserName(long id) => (await _app.Scalar<string>("select user_name from people where id = @id", new { id }))!;
}
