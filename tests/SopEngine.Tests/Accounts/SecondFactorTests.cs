using SopEngine.Tests.Support;

namespace SopEngine.Tests.Accounts;

/// <summary>The second factor over HTTP, with the codes of an authenticator app.</summary>
internal sealed class SecondFactorTests : AppTest
{
    [Test]
    public async Task A_code_or_a_recovery_code_is_asked_for_and_none_is_taken_twice()
    {
        var (secret, recovery) = await Authenticator.Enrol(App, "pengelola1.palembang");
        using var client = await App.Client();

        var without = await SignIn(client, "pengelola1.palembang");
        Assert.That((without.Status, without.Problem), Is.EqualTo((401, "code-needed")));
        Assert.That((await SignIn(client, "pengelola1.palembang", Authenticator.Code(secret))).Status, Is.EqualTo(401),
            "the code that it was confirmed with");

        var next = Authenticator.Code(secret, ahead: 1);
        Assert.That((await SignIn(client, "pengelola1.palembang", next)).Status, Is.EqualTo(200));
        Assert.That((await SignIn(client, "pengelola1.palembang", next)).Status, Is.EqualTo(401));

        Assert.That((await SignIn(client, "pengelola1.palembang", recovery[3].ToUpperInvariant().Replace('-', ' '))).Status,
            Is.EqualTo(200));
        Assert.That((await SignIn(client, "pengelola1.palembang", recovery[3])).Status, Is.EqualTo(401));
        Assert.That(await Log("pengelola1.palembang", "recovery-code-used"), Is.EqualTo("9"));
    }

    [Test]
    public async Task A_code_of_another_time_does_not_confirm_a_secret_and_the_page_hides_it_once_confirmed()
    {
        using var client = await SessionClient.SignIn(App, "kepala.palembang");
        await client.Get("/account/second-factor");

        Assert.That((await client.Submit("/account/second-factor", ("code", Authenticator.Code(new byte[20], ahead: -100)))).Status,
            Is.EqualTo(422));
        Assert.That((await client.Get("/account/second-factor")).Text, Does.Contain("class=\"secret\""));
        await Authenticator.Enrol(client);
        Assert.That((await client.Get("/account/second-factor")).Text, Does.Not.Contain("class=\"secret\""));
    }

    [Test]
    public async Task One_code_used_many_times_at_once_signs_in_once()
    {
        var (secret, _) = await Authenticator.Enrol(App, "kasi.palembang");
        using var client = await App.Client();
        var code = Authenticator.Code(secret, ahead: 1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SignIn(client, "kasi.palembang", code)));

        Assert.That(answers.Count(answer => answer.Status == 200), Is.EqualTo(1));
    }

    [Test]
    public async Task Wrong_codes_slow_down_the_next_though_the_password_is_right()
    {
        var (secret, _) = await Authenticator.Enrol(App, "teknis1.palembang");
        using var client = await App.Client();
        var answers = new List<ApiClient.Answer>();
        for (var i = 0; i < 5; i++) answers.Add(await SignIn(client, "teknis1.palembang", "000000"));

        Assert.That(answers.Select(answer => answer.Problem), Is.All.EqualTo("wrong-credentials"));
        var slowed = await SignIn(client, "teknis1.palembang", Authenticator.Code(secret, ahead: 1));
        Assert.That((slowed.Status, slowed.Problem), Is.EqualTo((429, "too-many")));
        Assert.That(await Log("teknis1.palembang", "locked-out"), Is.Not.Null);
    }

    [Test]
    public async Task The_secret_is_kept_sealed_and_shown_to_nobody_after_it_was_confirmed()
    {
        var (secret, recovery) = await Authenticator.Enrol(App, "auditor.palembang");

        var stored = await App.Scalar<string>("select encode(secret, 'hex') || array_to_string(recovery, '') " +
            "from second_factors f join people p on p.id = f.person_id where user_name = 'auditor.palembang'");
        Assert.That(stored, Does.Not.Contain(Convert.ToHexStringLower(secret)));
        Assert.That(recovery, Has.Length.EqualTo(10));
        Assert.That(
            recovery.Any(code => stored!.Contains(code.Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal)), Is.False);
    }

    [Test]
    public async Task A_user_without_the_required_second_factor_gets_only_its_set_up_page()
    {
        using var admin = await SessionClient.SignIn(App, "admin.inaker");
        using var head = await SessionClient.SignIn(App, "kepala.inaker");
        using var program = await App.Client("kepala.inaker");
        await admin.Submit("/people/security", ("role", "head"));

        var page = await head.Get("/inbox");
        Assert.That((page.Status, page.Header("Location")), Is.EqualTo((302, "/account/second-factor")));
        var answer = await program.Get("me");
        Assert.That((answer.Status, answer.Problem), Is.EqualTo((403, "second-factor-needed")));
        Assert.That((await admin.Get("/inbox")).Status, Is.EqualTo(200));

        await Authenticator.Enrol(head);
        Assert.That((await head.Get("/inbox")).Status, Is.EqualTo(200));
        Assert.That((await head.Submit("/account/second-factor/end", ("password", TestApp.Password))).Status, Is.EqualTo(422));
    }

    [Test]
    public async Task An_admin_resets_a_second_factor_and_the_log_records_it()
    {
        await Authenticator.Enrol(App, "pengelola2.palembang");
        var id = await App.Person("pengelola2.palembang");
        using var admin = await SessionClient.SignIn(App, "admin.palembang");

        Assert.That((await admin.Post($"/people/{id}/second-factor/reset")).Status, Is.EqualTo(303));

        using var client = await App.Client();
        Assert.That((await SignIn(client, "pengelola2.palembang")).Status, Is.EqualTo(200));
        Assert.That(await App.Scalar<string>("select p.user_name from audit_log l join people p on p.id = l.person_id " +
            "where l.subject_id = @id and action = 'second-factor-reset'", new { id }), Is.EqualTo("admin.palembang"));
    }

    private static Task<ApiClient.Answer> SignIn(ApiClient client, string userName, string? code = null) =>
        client.Post("session", new { userName, password = TestApp.Password, code });

    private Task<string?> Log(string userName, string action) => App.Scalar<string>(
        "select coalesce(l.detail, '') from audit_log l join people p on p.id = l.subject_id " +
            "where p.user_name = @userName and l.action = @action limit 1", new { userName, action });
}
