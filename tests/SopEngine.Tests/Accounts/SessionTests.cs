using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Tests.Support;
using SopEngine.Web.Accounts;

namespace SopEngine.Tests.Accounts;

/// <summary>Events that end a session, and use that renews it.</summary>
internal sealed class SessionTests : AppTest
{
    [Test]
    public async Task One_session_is_ended_and_the_others_go_on()
    {
        using var office = await SessionClient.SignIn(App, "pengelola1.palembang");
        using var lost = await SessionClient.SignIn(App, "pengelola1.palembang");
        var session = await Last("pengelola1.palembang");

        Assert.That((await office.Post($"/account/sessions/{session}/end")).Status, Is.EqualTo(303));

        Assert.That((await lost.Get("/inbox")).Status, Is.EqualTo(302));
        Assert.That((await office.Get("/inbox")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task All_other_sessions_are_ended_also_those_of_programs()
    {
        using var here = await SessionClient.SignIn(App, "kasi.palembang");
        using var there = await SessionClient.SignIn(App, "kasi.palembang");
        using var program = await App.Client("kasi.palembang");

        await here.Post("/account/sessions/end");

        Assert.That((await there.Get("/inbox")).Status, Is.EqualTo(302));
        Assert.That((await program.Get("me")).Status, Is.EqualTo(401));
        Assert.That((await here.Get("/account")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_new_password_ends_all_sessions_but_the_one_that_set_it()
    {
        using var here = await SessionClient.SignIn(App, "teknis1.palembang");
        using var there = await SessionClient.SignIn(App, "teknis1.palembang");

        var answer = await here.Post("/account/password", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["current"] = TestApp.Password,
            ["password"] = "sepuluh kata baru",
            ["again"] = "sepuluh kata baru",
        }));

        Assert.That(answer.Status, Is.EqualTo(303));
        Assert.That((await there.Get("/inbox")).Status, Is.EqualTo(302));
        Assert.That((await here.Get("/inbox")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_session_that_an_admin_ends_on_one_node_ends_on_every_other_at_once()
    {
        await using var node = await App.AnotherNode();
        using var lost = await SessionClient.SignIn(node, "pengelola2.palembang");
        using var admin = await SessionClient.SignIn(App, "admin.palembang");
        var id = await App.Person("pengelola2.palembang");
        // The other node now caches the session for five seconds; the loop below ends before that.
        Assert.That((await lost.Get("/account")).Status, Is.EqualTo(200));
        var clock = Stopwatch.StartNew();

        await admin.Post($"/people/{id}/sessions/end");

        var status = 200;
        while (status == 200 && clock.Elapsed < TimeSpan.FromSeconds(4)) status = (await lost.Get("/account")).Status;
        Assert.That(status, Is.EqualTo(302));
        Assert.That(await App.Scalar<string>("select action from audit_log where subject_id = @id order by id desc limit 1", new { id }),
            Is.EqualTo("sessions-ended"));
    }

    [Test]
    public async Task A_sign_in_on_one_node_counts_on_another_that_knew_the_person_before()
    {
        await using var node = await App.AnotherNode();
        using var before = await SessionClient.SignIn(node, "auditor.palembang");
        using var program = await App.Client("auditor.palembang");
        var session = await Last("auditor.palembang");

        var unit = await App.Unit("baristand-palembang");
        var id = await App.Person("auditor.palembang");
        var people = node.Services.GetRequiredService<People>();

        Assert.That((await people.Find(unit, id, session, isUse: true, CancellationToken.None))?.Session, Is.EqualTo(session));
    }

    [Test]
    public async Task Use_of_a_session_is_recorded_once_in_five_minutes()
    {
        using var client = await SessionClient.SignIn(App, "pengawas.palembang");
        var session = await Last("pengawas.palembang");
        var begun = await Seen(session);
        await client.Get("/account");
        Assert.That(await Seen(session), Is.EqualTo(begun));

        await App.Scalar<int>("update sessions set seen_at = seen_at - interval '6 minutes' where id = @session returning 1",
            new { session });
        var people = App.Services.GetRequiredService<People>();
        people.Forget(await App.Unit("baristand-palembang"), await App.Person("pengawas.palembang"));
        await client.Get("/account");
        var seen = await Seen(session);
        Assert.That(seen, Is.GreaterThanOrEqualTo(begun));

        await client.Get("/account");
        Assert.That(await Seen(session), Is.EqualTo(seen));
    }

    [Test]
    public async Task An_unused_session_ends_and_refreshes_of_an_open_page_do_not_count_as_use()
    {
        using var client = await SessionClient.SignIn(App, "seksi1.palembang");
        var session = await Last("seksi1.palembang");
        await Age(session, "seksi1.palembang", seen: "50 minutes", begun: "50 minutes", expires: "50 minutes");

        Assert.That((await client.Get("/inbox", ("X-Refresh", "page"))).Status, Is.EqualTo(200));
        Assert.That(await ExpiresIn(session), Is.LessThan(TimeSpan.FromMinutes(16)), "not renewed");
        await Age(session, "seksi1.palembang", seen: "0", begun: "0", expires: "16 minutes");
        Assert.That((await client.Get("/inbox")).Status, Is.EqualTo(302));
    }

    [Test]
    public async Task Use_renews_a_session_up_to_its_longest_duration()
    {
        using var client = await SessionClient.SignIn(App, "seksi2.palembang");
        var session = await Last("seksi2.palembang");
        await Age(session, "seksi2.palembang", seen: "30 minutes", begun: "30 minutes", expires: "30 minutes");
        await client.Get("/inbox");
        Assert.That(await ExpiresIn(session), Is.GreaterThan(TimeSpan.FromMinutes(60)).And.LessThan(TimeSpan.FromMinutes(66)));

        await Age(session, "seksi2.palembang", seen: "30 minutes", begun: "690 minutes", expires: "0");
        await client.Get("/inbox");
        Assert.That(await ExpiresIn(session), Is.LessThan(TimeSpan.Zero), "twelve hours are over");
        App.Services.GetRequiredService<People>().Forget(await App.Unit("baristand-palembang"), await App.Person("seksi2.palembang"));
        Assert.That((await client.Get("/inbox")).Status, Is.EqualTo(302));
    }

    /// <summary>Moves the times of a session into the past.</summary>
    private async Task Age(long session, string userName, string seen, string begun, string expires)
    {
        await App.Scalar<int>(
            "update sessions set seen_at = seen_at - @seen::interval, begun_at = begun_at - @begun::interval, " +
                "expires_at = expires_at - @expires::interval where id = @session returning 1",
            new { session, seen, begun, expires });
        App.Services.GetRequiredService<People>().Forget(await App.Unit("baristand-palembang"), await App.Person(userName));
    }

    private Task<TimeSpan> ExpiresIn(long session) =>
        App.Scalar<TimeSpan>("select expires_at - now() from sessions where id = @session", new { session });

    private Task<long> Last(string userName) => App.Scalar<long>(
        "select max(s.id) from sessions s join people p on p.id = s.person_id where p.user_name = @userName", new { userName });

    private Task<DateTime> Seen(long session) => App.Scalar<DateTime>("select seen_at from sessions where id = @session", new { session });
}
