using System.Text.RegularExpressions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Accounts;

/// <summary>A new password through a link in an e-mail.</summary>
internal sealed class ForgottenPasswordTests
{
    private const string New = "payung bocor di tikungan";

    private SmtpServer _mail = null!;
    private TestApp _app = null!;

    [SetUp]
    public async Task SetUp()
    {
        _mail = new SmtpServer();
        _app = await TestApp.Start("--Smtp:Host=127.0.0.1", $"--Smtp:Port={_mail.Port}", "--Smtp:From=sop@kantor.test", "--Smtp:Tls=false",
            "--Sop:Address=http://sop.kantor.test", "--Sop:Proxies=127.0.0.1");
        await _app.Scalar<int>(
            "update people set email = 'Kasi@kantor.test', email_confirmed_at = now() where user_name = 'kasi.palembang' returning 1");
        await _app.Scalar<int>("update people set email = 'lain@kantor.test' where user_name = 'kepala.palembang' returning 1");
    }

    [TearDown]
    public async Task TearDown()
    {
        await _app.DisposeAsync();
        await _mail.DisposeAsync();
    }

    [TestCase("kasi.palembang")]
    [TestCase(" KASI@kantor.test ")]
    public async Task The_link_sets_a_password_once_and_ends_the_other_sessions(string who)
    {
        using var before = await SessionClient.SignIn(_app, "kasi.palembang");
        using var person = SessionClient.Nobody(_app);
        var asked = await person.Submit("/sign-in/forgotten", ("who", who));
        Assert.That(asked.Status, Is.EqualTo(200));

        var path = await Link();
        using var scanner = SessionClient.Nobody(_app);
        for (var i = 0; i < 3; i++)
            Assert.That((await scanner.Get(path)).Header("Location"), Is.EqualTo("/welcome"), "programs read mail first");
        Assert.That((await scanner.Get("/welcome")).Text, Does.Not.Contain(path.Split('/')[^1]), "the token is in no address of the page");
        await person.Get(path);
        Assert.That((await person.Submit("/welcome", ("password", "indonesia1234567"), ("again", "indonesia1234567"))).Status,
            Is.EqualTo(422), "too common");
        Assert.That((await person.Submit("/welcome", ("password", New), ("again", New))).Header("Location"), Is.EqualTo("/inbox"));

        Assert.That((await person.Get("/inbox")).Status, Is.EqualTo(200));
        Assert.That((await before.Get("/inbox")).Status, Is.EqualTo(302));
        Assert.That((await scanner.Submit("/welcome", ("password", New), ("again", New))).Status, Is.EqualTo(400).Or.EqualTo(404), "used");
        using var client = await _app.Client();
        Assert.That((await client.Post("session", new { userName = "kasi.palembang", password = New })).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task The_answer_is_the_same_for_unknown_people_and_an_unconfirmed_address_gets_no_mail()
    {
        using var nobody = SessionClient.Nobody(_app);
        var known = await nobody.Submit("/sign-in/forgotten", ("who", "kasi.palembang"));
        var unknown = await nobody.Submit("/sign-in/forgotten", ("who", "hantu.palembang"));
        var unconfirmed = await nobody.Submit("/sign-in/forgotten", ("who", "kepala.palembang"));

        Assert.That((unknown.Status, Plain(unknown.Text)), Is.EqualTo((known.Status, Plain(known.Text))));
        Assert.That((unconfirmed.Status, Plain(unconfirmed.Text)), Is.EqualTo((known.Status, Plain(known.Text))));
        Assert.That((await _mail.Next()).To, Is.EqualTo("Kasi@kantor.test"));
        await nobody.Submit("/sign-in/forgotten", ("who", "kasi.palembang"));
        Assert.That((await _mail.Next()).To, Is.EqualTo("Kasi@kantor.test"), "and nothing came between");
    }

    [Test]
    public async Task A_person_gets_three_links_an_hour_and_an_admins_link_stays_valid()
    {
        var id = await _app.Person("kasi.palembang");
        using var admin = await SessionClient.SignIn(_app, "admin.palembang");
        var link = await admin.Submit($"/people/{id}", $"/people/{id}/link");
        Assert.That(link.Text, Does.Contain("http://sop.kantor.test/welcome/"), "it begins with the configured address");
        var given = Regex.Match(link.Text, "/welcome/[A-Za-z0-9_-]+").Value;

        using var stranger = SessionClient.Nobody(_app).From("203.0.113.5");
        for (var i = 0; i < 5; i++)
            Assert.That((await stranger.Submit("/sign-in/forgotten", ("who", "kasi.palembang"))).Status, Is.EqualTo(200));
        var links = new List<string> { await Link(), await Link(), await Link() };
        await _app.Scalar<int>("update people set email_confirmed_at = now() where user_name = 'kepala.palembang' returning 1");
        await stranger.Submit("/sign-in/forgotten", ("who", "kepala.palembang"));
        Assert.That((await _mail.Next()).To, Is.EqualTo("lain@kantor.test"), "no fourth to the same person");

        var working = new List<string>();
        foreach (var one in links) if (await Works(one)) working.Add(one);
        Assert.That(working, Has.Count.EqualTo(1), "the last one replaces those before");
        Assert.That(await Works(given), Is.True);
        await _app.Scalar<int>("update account_links set expires_at = expires_at - interval '1 hour' " +
            "where purpose = 'forgotten' and used_at is null returning 1");
        Assert.That(await Works(working[0]), Is.False, "for an hour");
    }

    [Test]
    public async Task Repeated_requests_from_one_address_are_slowed_down()
    {
        using var stranger = SessionClient.Nobody(_app).From("203.0.113.6");
        for (var i = 0; i < 10; i++) await stranger.Submit("/sign-in/forgotten", ("who", $"tebakan{i}"));

        var slowed = await stranger.Submit("/sign-in/forgotten", ("who", "tebakan"));

        Assert.That(slowed.Status, Is.EqualTo(429));
        Assert.That(slowed.Header("Retry-After"), Is.Not.Null);
    }

    private async Task<string> Link()
    {
        var text = (await _mail.Next()).Message.TextBody;
        Assert.That(text, Does.Contain("http://sop.kantor.test/welcome/"));
        return Regex.Match(text, "/welcome/[A-Za-z0-9_-]+").Value;
    }

    private async Task<bool> Works(string path)
    {
        using var client = SessionClient.Nobody(_app);
        await client.Get(path);
        return (await client.Get("/welcome")).Status == 200;
    }

    /// <summary>The page without the values that differ in every answer.</summary>
    private static string Plain(string page) => Regex.Replace(page, "(nonce\" content|value|\\?v)=\"?[^\"]+", "");
}
