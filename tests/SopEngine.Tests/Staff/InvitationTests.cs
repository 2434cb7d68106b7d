using System.Net;
using System.Text.RegularExpressions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Staff;

/// <summary>Many people are invited at once: by e-mail, or by a card that is handed over.</summary>
internal sealed class InvitationTests
{
    private SmtpServer _mail = null!;
    private TestApp _app = null!;
    private SessionClient _admin = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _mail = new SmtpServer();
        _app = await TestApp.Start("--Smtp:Host=127.0.0.1", $"--Smtp:Port={_mail.Port}", "--Smtp:From=sop@kantor.test", "--Smtp:Tls=false",
            "--Sop:Address=http://sop.kantor.test");
        _admin = await SessionClient.SignIn(_app, "admin.pekanbaru");
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        _admin.Dispose();
        await _app.DisposeAsync();
        await _mail.DisposeAsync();
    }

    [Test]
    public async Task The_chosen_get_a_mail_or_a_card_and_nobody_else_anything()
    {
        var (mailed, carded, left) = (await Add("Surel Undangan Satu", "satu@kantor.test"), await Add("Kartu Undangan Dua", null),
            await Add("Nanti Undangan Tiga", "tiga@kantor.test"));
        var stranger = await _app.Person("teknis1.palembang");
        await _app.Scalar<int>("update people set password_hash = null where id = @stranger returning 1", new { stranger });
        var page = WebUtility.HtmlDecode((await _admin.Get("/people/invitations")).Text);
        Assert.That(page, Does.Contain("Lewat e-mail: satu@kantor.test").And.Contain("Kartu Undangan Dua").And.Not.Contain("Zulkifli"));
        Assert.That(page, Does.Match($"name=\"person\" value=\"{mailed}\"\\s+checked"));

        var made = await Invite(mailed, carded, stranger, await _app.Person("kepala.pekanbaru"));

        Assert.That(made.Status, Is.EqualTo(200), made.Text);
        var text = WebUtility.HtmlDecode(made.Text);
        Assert.That(text, Does.Contain("2 undangan dibuat").And.Contain("satu@kantor.test").And.Contain("kartu.undangan.dua"));
        Assert.That(Regex.Matches(text, "class=\"card invite-card\""), Has.Count.EqualTo(1));
        var link = Regex.Match(text, "http://sop.kantor.test(/welcome/[A-Za-z0-9_-]+)").Groups[1].Value;
        var mail = await _mail.Next();
        Assert.That(mail.To, Does.Contain("satu@kantor.test"));
        Assert.That(mail.Message.TextBody, Does.Contain("http://sop.kantor.test/welcome/").And.Not.Contain(link));
        Assert.That(await _app.Scalar<int>(
            "select count(*)::int from account_links where person_id = any (array[@left, @stranger]) and used_at is null",
            new { left, stranger }), Is.Zero);
        Assert.That(await _app.Scalar<double>(
            "select extract(day from expires_at - made_at)::float8 from account_links where person_id = @carded", new { carded }),
            Is.EqualTo(7));
        Assert.That(await _app.Scalar<int>(
            "select count(*)::int from audit_log where subject_id = any (array[@mailed, @carded]) and action = 'link-made'",
            new { mailed, carded }), Is.EqualTo(2));

        using var guest = SessionClient.Nobody(_app);
        Assert.That((await guest.Get(link)).Status, Is.EqualTo(303));
        Assert.That((await guest.Submit("/welcome", ("password", TestApp.Password), ("again", TestApp.Password))).Status, Is.EqualTo(303));
        page = WebUtility.HtmlDecode((await _admin.Get("/people/invitations")).Text);
        Assert.That(page, Does.Not.Contain("Kartu Undangan Dua").And.Contain("Nanti Undangan Tiga"));
        Assert.That(page, Does.Not.Match($"name=\"person\" value=\"{mailed}\"\\s+checked"), "who has an open link is not chosen again");
    }

    [Test]
    public async Task Nobody_chosen_is_told_and_only_admins_invite()
    {
        var none = await Invite();
        Assert.That((none.Status, WebUtility.HtmlDecode(none.Text).Contains("Pilih paling sedikit satu pegawai")), Is.EqualTo((422, true)));
        Assert.That((await Invite(0, -1)).Status, Is.EqualTo(422));
        Assert.That((await Invite([.. Enumerable.Range(1, 101).Select(id => (long)id)])).Status, Is.EqualTo(422), "too many");
        using var head = await SessionClient.SignIn(_app, "kepala.pekanbaru");
        Assert.That((await head.Get("/people/invitations")).Status, Is.EqualTo(403));
    }

    private Task<SessionClient.Answer> Invite(params long[] people) => _admin.Submit(
        "/people/invitations", "/people/invitations", [.. people.Select(id => ("person", $"{id}"))]);

    private async Task<long> Add(string name, string? email) => await _app.Scalar<long>(
        "insert into people (unit_id, kind, user_name, name, email, security_stamp) "
            + "select unit_id, 'staff', @user, @name, @email, 'x' from people where user_name = 'admin.pekanbaru' returning id",
        new { user = name.ToLowerInvariant().Replace(' ', '.'), name, email });
}
