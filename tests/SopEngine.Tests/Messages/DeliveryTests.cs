using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Messages;

/// <summary>Messages are delivered to real servers over the chosen channels, and failed ones are not lost.</summary>
internal sealed class DeliveryTests
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    private SmtpServer _mail = null!;
    private TestApp _app = null!;
    private int _unit;
    private long _person;

    [SetUp]
    public async Task SetUp()
    {
        _mail = new SmtpServer();
        _app = await TestApp.Start("--Smtp:Host=127.0.0.1", $"--Smtp:Port={_mail.Port}", "--Smtp:From=sop@kantor.test", "--Smtp:Tls=false",
            "--Sop:Address=http://sop.kantor.test", "--Webhook:AllowPrivate=true");
        _unit = await _app.Unit("baristand-palembang");
        _person = (await _app.Scalar<long?>("update people set email = 'reni@kantor.test', email_confirmed_at = now(), " +
            "phone = '+62 812' where user_name = 'pengelola1.palembang' returning id"))!.Value;
    }

    [TearDown]
    public async Task TearDown()
    {
        await _app.DisposeAsync();
        await _mail.DisposeAsync();
    }

    [Test]
    public async Task An_e_mail_comes_as_text_and_as_HTML_with_every_value_escaped()
    {
        await Tell("satu", "Data <b>Oktober</b> & November – “baru”");

        var mail = await _mail.Next();
        Assert.Multiple(() =>
        {
            Assert.That((mail.From, mail.To), Is.EqualTo(("sop@kantor.test", "reni@kantor.test")));
            Assert.That(mail.Message.TextBody,
                Does.Contain("Data <b>Oktober</b> & November – “baru”").And.Contain("http://sop.kantor.test/messages/"));
            Assert.That(mail.Message.HtmlBody, Does.Contain("Data &lt;b&gt;Oktober&lt;/b&gt; &amp; November").And.Not.Contain("<b>"));
            Assert.That(mail.Message.MessageId, Does.Match(@"^\d+\.\d+\.1@kantor\.test$"));
            Assert.That(mail.Message.From.Mailboxes.Single().Name, Is.EqualTo("Baristand Industri Palembang"));
            Assert.That(mail.Message.Headers["Auto-Submitted"], Is.EqualTo("auto-generated"));
        });
        await Until("sent_at is not null");
    }

    [Test]
    public async Task Temporary_refusals_are_retried_and_permanent_ones_wait_until_a_person_resends_them()
    {
        _mail.Refusals.Enqueue("451 try again later");
        await Tell("satu", "A");
        await Until("failure is not null and next_at < 'infinity' and attempts = 1");
        _mail.Refusals.Enqueue("550 no such user here");
        await _app.Scalar<int>("update message_deliveries set next_at = now() returning 1; notify sop_due");
        await Until("failure like '%no such user%' and next_at = 'infinity'");
        Assert.That(_mail.Waiting, Is.Zero);

        using var admin = await SessionClient.SignIn(_app, "admin.palembang");
        Assert.That((await admin.Get("/messages/failures")).Text, Does.Contain("no such user"));
        Assert.That((await admin.Submit("/messages/failures")).Status, Is.EqualTo(303));

        Assert.That((await _mail.Next()).To, Is.EqualTo("reni@kantor.test"));
        await Until("sent_at is not null");
    }

    [Test]
    public async Task A_daily_digest_holds_all_messages_in_one_e_mail()
    {
        await _app.Scalar<int>("insert into message_choices values (@_unit, @_person, 'reminder', 'daily', false) returning 1",
            new { _unit, _person });
        await Tell("satu", "Berkas A");
        await Tell("dua", "Berkas B");
        await Until("is_digest", 2);
        Assert.That(_mail.Waiting, Is.Zero);

        await _app.Scalar<int>("update message_deliveries set next_at = now() returning 1; notify sop_due");
        var mail = await _mail.Next();
        await Until("sent_at is not null", 2);
        Assert.That(mail.Message.Subject, Is.EqualTo("2 pesan untuk Anda"));
        Assert.That(mail.Message.TextBody, Does.Contain("Berkas A").And.Contain("Berkas B"));
        Assert.That(_mail.Waiting, Is.Zero);
    }

    [Test]
    public async Task A_failed_digest_is_retried_unchanged_and_newer_messages_go_into_another()
    {
        await _app.Scalar<int>("insert into message_choices values (@_unit, @_person, 'reminder', 'daily', false) returning 1",
            new { _unit, _person });
        await Tell("satu", "Berkas A");
        await Tell("dua", "Berkas B");
        await Until("is_digest", 2);
        _mail.Refusals.Enqueue("451 try again later");
        await _app.Scalar<int>("update message_deliveries set next_at = now() returning 1; notify sop_due");
        await Until("is_digest and failure is not null and attempts = 1", 2);

        await Tell("tiga", "Berkas C");
        await Until("is_digest", 3);
        await _app.Scalar<int>("update message_deliveries set next_at = now() returning 1; notify sop_due");
        var mails = new[] { await _mail.Next(), await _mail.Next() }.OrderBy(mail => mail.Message.Subject).ToList();
        await Until("sent_at is not null", 3);

        Assert.That(mails[0].Message.Subject, Is.EqualTo("2 pesan untuk Anda"));
        Assert.That(mails[0].Message.TextBody, Does.Contain("Berkas A").And.Contain("Berkas B").And.Not.Contain("Berkas C"));
        Assert.That(mails[1].Message.TextBody, Does.Contain("Berkas C").And.Not.Contain("Berkas A"));
    }

    [Test]
    public async Task Only_the_confirmation_goes_to_an_address_until_its_owner_follows_the_link()
    {
        using var owner = await SessionClient.SignIn(_app, "pengelola1.palembang");
        Assert.That((await owner.Submit("/messages/choices", ("email", "baru@kantor.test"), ("language", "id"))).Status, Is.EqualTo(303));
        var question = await _mail.Next();
        Assert.That((question.To, question.Message.Subject), Is.EqualTo(("baru@kantor.test", "Konfirmasi alamat e-mail Anda")));
        await Tell("satu", "A");
        Assert.That(await _app.Scalar<int>("select count(*) from message_deliveries"), Is.Zero);
        Assert.That((await owner.Post("/messages/choices/test")).Status, Is.EqualTo(422), "nor does a test");

        var link = System.Text.RegularExpressions.Regex.Match(question.Message.TextBody!, "/messages/addresses/[A-Za-z0-9_-]+").Value;
        using var another = await SessionClient.SignIn(_app, "pengelola2.palembang");
        Assert.That((await another.Get(link)).Status, Is.EqualTo(404));
        Assert.That((await owner.Get(link + "x")).Status, Is.EqualTo(404));
        Assert.That((await owner.Get(link)).Text, Does.Contain("baru@kantor.test"));
        Assert.That(await _app.Scalar<bool>("select email_confirmed_at is null from people where id = @_person", new { _person }), Is.True,
            "looking is not confirming");
        Assert.That((await owner.Submit(link)).Status, Is.EqualTo(303));

        await Tell("dua", "B");
        Assert.That((await _mail.Next()).To, Is.EqualTo("baru@kantor.test"));
        await owner.Submit("/messages/choices", ("email", "lain@kantor.test"), ("language", "id"));
        await _mail.Next();
        Assert.That((await owner.Post(link)).Status, Is.EqualTo(404), "it is about an address that is his no more");
    }

    [Test]
    public async Task A_test_mail_reports_the_answer_of_the_mail_server()
    {
        using var person = await SessionClient.SignIn(_app, "pengelola1.palembang");
        Assert.That((await person.Post("/messages/choices/test")).Status, Is.EqualTo(303));
        Assert.That((await _mail.Next()).Message.Subject, Is.EqualTo("Uji coba pesan"));

        _mail.Refusals.Enqueue("550 no such user here");
        var refused = await person.Post("/messages/choices/test");
        Assert.That(refused.Status, Is.EqualTo(422));
        Assert.That(refused.Text, Does.Contain("E-mail uji coba tidak terkirim").And.Contain("no such user here"));
    }

    [Test]
    public async Task A_person_who_turned_a_channel_off_gets_no_message_on_it()
    {
        await _app.Scalar<int>("insert into message_choices values (@_unit, @_person, 'reminder', 'off', false) returning 1",
            new { _unit, _person });
        await Tell("satu", "A");

        Assert.That(await _app.Scalar<int>("select count(*) from messages"), Is.EqualTo(1));
        Assert.That(await _app.Scalar<int>("select count(*) from message_deliveries"), Is.Zero);
    }

    [Test]
    public async Task A_server_with_an_untrusted_certificate_gets_no_message_and_no_password()
    {
        await using var secure = new SmtpServer(tls: true);
        await using var app = await TestApp.Start("--Smtp:Host=127.0.0.1", $"--Smtp:Port={secure.Port}", "--Smtp:From=sop@kantor.test",
            "--Smtp:User=sop", "--Smtp:Password=rahasia-sekali");
        await app.Scalar<int>("update people set email = 'reni@kantor.test', email_confirmed_at = now() " +
            "where user_name = 'pengelola1.palembang' returning 1");
        var person = await app.Scalar<long>("select id from people where user_name = 'pengelola1.palembang'");
        await Tell(app, await app.Unit("baristand-palembang"), person, "satu", "A");

        await Until("failure is not null", app: app);
        Assert.That(secure.Said, Does.Contain("STARTTLS").And.None.StartsWith("AUTH").And.None.StartsWith("MAIL"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_server_with_a_certificate_of_the_configured_authority_gets_password_and_message_encrypted(bool isImplicit)
    {
        await using var secure = new SmtpServer(tls: true, isImplicit);
        var authority = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"authority-{secure.Port}.pem");
        await File.WriteAllTextAsync(authority, secure.Pem);
        try
        {
            await using var app = await TestApp.Start("--Smtp:Host=127.0.0.1", $"--Smtp:Port={secure.Port}",
                $"--Smtp:ImplicitTls={isImplicit}", $"--Smtp:Authority={authority}",
                "--Smtp:From=sop@kantor.test", "--Smtp:User=sop", "--Smtp:Password=rahasia-sekali");
            await app.Scalar<int>("update people set email = 'reni@kantor.test', email_confirmed_at = now() " +
                "where user_name = 'pengelola1.palembang' returning 1");
            var person = await app.Scalar<long>("select id from people where user_name = 'pengelola1.palembang'");
            await Tell(app, await app.Unit("baristand-palembang"), person, "satu", "A");

            var mail = await secure.Next();
            Assert.That((mail.To, mail.User), Is.EqualTo(("reni@kantor.test", "sop")));
            Assert.That(secure.Said.Contains("STARTTLS"), Is.Not.EqualTo(isImplicit));
        }
        finally
        {
            File.Delete(authority);
        }
    }

    [Test]
    public async Task A_webhook_gets_a_signed_message_repeatedly_until_it_answers_with_success()
    {
        var answers = new Queue<int>([500, 200]);
        await using var gateway = await Gateway.Start(() => answers.Dequeue());
        await Hook(gateway.Address);
        await Tell("satu", "Data Oktober");

        var first = await gateway.Next();
        await Until("channel = 'webhook' and failure = 'HTTP 500 Internal Server Error'");
        await _app.Scalar<int>("update message_deliveries set next_at = now() where channel = 'webhook' returning 1; notify sop_due");
        var second = await gateway.Next();
        await Until("channel = 'webhook' and sent_at is not null");

        var key = Convert.FromBase64String(Secret["whsec_".Length..]);
        var expected = "v1," + Convert.ToBase64String(
            HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{first.Id}.{first.Timestamp}.{first.Body}")));
        var json = JsonDocument.Parse(first.Body).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(first.Signature, Is.EqualTo(expected));
            Assert.That(second.Id, Is.EqualTo(first.Id), "by which the gateway knows it");
            Assert.That(json.GetProperty("to").GetProperty("phone").GetString(), Is.EqualTo("+62 812"));
            Assert.That(json.GetProperty("text").GetString(), Does.Contain("Data Oktober"));
        });
        Assert.That(await _app.Scalar<string>("select secret from webhooks"), Does.Not.Contain(Secret[6..20]), "encrypted at rest");
    }

    private Task Tell(string key, string about) => Tell(_app, _unit, _person, key, about);

    private static async Task Tell(TestApp app, int unit, long person, string key, string about)
    {
        await using var connection = await app.Database.System.OpenConnectionAsync();
        await Tellings.Tell(connection,
            [new Telling(unit, MessageKind.Reminder, key, SystemClock.Instance.Now(),
                new Dictionary<string, string> { ["case"] = about, ["step"] = "Menyusun", ["number"] = "1" }) { Person = person }],
            CancellationToken.None);
    }

    private async Task Hook(Uri address)
    {
        using var admin = await SessionClient.SignIn(_app, "admin.palembang");
        Assert.That((await admin.Submit("/messages/webhook", ("url", address.ToString()), ("secret", Secret))).Status, Is.EqualTo(303));
        await _app.Scalar<int>("insert into message_choices values (@_unit, @_person, 'reminder', 'off', true) returning 1",
            new { _unit, _person });
    }

    /// <summary>Waits until this many deliveries fulfil the condition.</summary>
    private async Task Until(string condition, int count = 1, TestApp? app = null)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (await (app ?? _app).Scalar<int>($"select count(*) from message_deliveries where {condition}") < count)
        {
            if (patience.Elapsed > Patience.Longest)
                Assert.Fail($"Never {condition}; there is: " +
                    await (app ?? _app).Scalar<string>("select string_agg(to_json(d)::text, E'\\n') from message_deliveries d"));
            await Patience.Pause();
        }
    }
}
