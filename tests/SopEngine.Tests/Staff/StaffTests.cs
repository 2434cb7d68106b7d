using MediatR;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SopEngine.Core.Substitutes;
using SopEngine.Engine.Timers;
using SopEngine.Tests.Support;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Staff;

namespace SopEngine.Tests.Staff;

/// <summary>Staff join, change and leave, and their work stays with the office.</summary>
internal sealed class StaffTests
{
    private TestApp _app = null!;
    private int _unit;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _app = await TestApp.Start();
        _unit = await _app.Unit("baristand-palembang");
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        var discrepancies = await _app.Verify();
        await _app.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task Of_two_admins_who_demote_each_other_at_once_one_remains()
    {
        var unit = await _app.Unit("bisip");
        var first = await Person("admin.bisip", unit);
        await _app.Scalar<int>("update people set roles = '{admin}' where user_name = 'pengawas.bisip' returning 1");
        var second = await Person("pengawas.bisip", unit);

        var outcomes = await Task.WhenAll(
            Outcome(new ChangeMember.Command(first, second.Id, "B", "", [], [])),
            Outcome(new ChangeMember.Command(second, first.Id, "A", "", [], [])),
            Outcome(new LeaveMember.Command(first, second.Id, Returns: false)));

        Assert.That(await _app.Scalar<int>(
            "select count(*)::int from people where unit_id = @unit and 'admin' = any (roles) and deactivated_at is null", new { unit }),
            Is.EqualTo(1));
        Assert.That(outcomes, Has.Some.EqualTo("invalid"));
    }

    [Test]
    public async Task Removing_the_last_holder_of_a_lane_frees_their_tasks_and_escalates_them_at_once()
    {
        var admin = await Person("admin.palembang");
        var holder = await Id("kasi.palembang");
        await _app.Scalar<int>(
            "delete from lane_holders where unit_id = @_unit and lane = 'plt-kasi-pjt-humas' and person_id <> @holder returning 1",
            new { _unit, holder });
        var id = await SecondStep();
        using var kasi = await _app.Client("kasi.palembang");
        await kasi.Post($"tasks/{id}-2/claim");

        await Send(new ChangeMember.Command(admin, holder, "Kasi", "Kepala Seksi", [], []));
        await Ring();

        Assert.That(await _app.Scalar<long?>("select holder_id from tasks where case_id = @id and no = 2", new { id }), Is.Null);
        Assert.That(await _app.Scalar<int>("select level::int from tasks where case_id = @id and no = 2", new { id }), Is.EqualTo(2));
        Assert.That(await _app.Scalar<int>("select max(percent) from escalations where case_id = @id", new { id }), Is.Zero);

        await Send(new GiveLane.Command(admin, "plt-kasi-pjt-humas", holder));
        Assert.That((await kasi.Post($"tasks/{id}-2/completion")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_person_who_leaves_is_signed_out_and_holds_no_task_lane_or_deputyship()
    {
        var admin = await Person("admin.palembang");
        var leaving = await Id("pengelola2.palembang");
        using var client = await _app.Client("pengelola2.palembang");
        var id = (await client.Post("cases", new { sop = "sop-4-bipa-5" }))["id"].GetInt64();
        await client.Post($"tasks/{id}-1/claim");
        await Send(new MakeSubstitute.Command(admin, leaving, await Id("teknis1.palembang"), SubstituteKind.Plh, Tomorrow, Tomorrow,
            null, "cuti"));

        await Send(new LeaveMember.Command(admin, leaving, Returns: false));

        _app.Services.GetRequiredService<People>().Forget(_unit, leaving);
        Assert.That((await client.Get("me")).Status, Is.EqualTo(401));
        Assert.That(await _app.Scalar<long?>("select holder_id from tasks where case_id = @id and no = 1", new { id }), Is.Null);
        Assert.That(await _app.Scalar<int>("select count(*)::int from substitutions where person_id = @leaving and until_at > from_at",
            new { leaving }), Is.Zero);
        Assert.That(await _app.Scalar<int>("select count(*)::int from stand_ins where person_id = @leaving", new { leaving }), Is.Zero);
        await Send(new LeaveMember.Command(admin, leaving, Returns: true));
        Assert.That((await _app.Client()).Post("session",
            new { userName = "pengelola2.palembang", password = TestApp.Password }).Result.Status, Is.EqualTo(401), "without a password");
    }

    [Test]
    public async Task A_link_sets_one_password_however_many_use_it_at_once()
    {
        var admin = await Person("admin.palembang");
        var added = await Send(new AddMember.Command(admin, "Dewi Kartika", "Dewi.Palembang", "Analis", [], []));
        var token = added.Link.Split('/')[^1];

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(i => Outcome(new SetPassword.Command(token, $"kata sandi ke-{i}", $"kata sandi ke-{i}"))));

        Assert.That(outcomes.Count(outcome => outcome == "done"), Is.EqualTo(1));
        using var client = await _app.Client();
        var signedIn = await client.Post("session",
            new { userName = "dewi.palembang", password = $"kata sandi ke-{Array.IndexOf(outcomes, "done")}" });
        Assert.That(signedIn.Status, Is.EqualTo(200));
        Assert.That(await Outcome(new AddMember.Command(admin, "Dewi Lain", "dewi.palembang", "", [], [])), Is.EqualTo("invalid"),
            "the name is taken");
    }

    [Test]
    public async Task A_new_link_replaces_the_one_before_and_a_link_ends_after_a_week()
    {
        var links = _app.Services.GetRequiredService<AccountLinks>();
        var (person, by) = (await Id("seksi1.palembang"), await Id("admin.palembang"));
        var first = (await links.Make(_unit, person, isReset: true, by, CancellationToken.None)).Split('/')[^1];
        var second = (await links.Make(_unit, person, isReset: true, by, CancellationToken.None)).Split('/')[^1];

        Assert.That(await links.Find(first, CancellationToken.None), Is.Null);
        Assert.That(await links.Find(second, CancellationToken.None), Is.Not.Null);
        await _app.Scalar<int>("update account_links set expires_at = now() - interval '1 second' where person_id = @person returning 1",
            new { person });
        Assert.That(await links.Find(second, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task An_auditor_is_nobodys_deputy_has_no_lane_and_opens_no_case()
    {
        var admin = await Person("admin.palembang");
        var auditor = await Id("auditor.palembang");
        using var client = await _app.Client("auditor.palembang");

        Assert.That(await Outcome(new MakeSubstitute.Command(admin, await Id("teknis2.palembang"), auditor, SubstituteKind.Plh, Tomorrow,
            Tomorrow, null, "cuti")), Is.EqualTo("invalid"));
        Assert.That(await Outcome(new GiveLane.Command(admin, "kepala-balai", auditor)), Is.EqualTo("not-found"));
        Assert.That(await Outcome(new ChangeMember.Command(admin, auditor, "Taufik", "", ["auditor", "admin"], [])), Is.EqualTo("invalid"));
        Assert.That((await client.Post("cases", new { sop = "sop-4-bipa-5" })).Status, Is.EqualTo(403));
    }

    private static LocalDate Tomorrow =>
        SystemClock.Instance.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb["Asia/Jakarta"]).Date.PlusDays(1);

    /// <summary>A case whose second step is open.</summary>
    private async Task<long> SecondStep()
    {
        using var clerk = await _app.Client("pengelola1.palembang");
        var id = (await clerk.Post("cases", new { sop = "sop-4-bipa-5" }))["id"].GetInt64();
        await clerk.Post($"tasks/{id}-1/completion");
        return id;
    }

    private async Task Ring()
    {
        await _app.Services.GetRequiredService<AlarmSweep>().RingDue(CancellationToken.None);
    }

    private Task<long> Id(string userName) => _app.Scalar<long>("select id from people where user_name = @userName", new { userName });

    private async Task<Person> Person(string userName, int? unit = null)
    {
        var stamp = await _app.Scalar<string>("select security_stamp from people where user_name = @userName", new { userName });
        var account = new Account { UnitId = unit ?? _unit, Id = await Id(userName), SecurityStamp = stamp! };
        var session = await _app.Services.GetRequiredService<OpenSessions>()
            .Begin(account, isProgram: true, "", "", CancellationToken.None);
        return (await _app.Services.GetRequiredService<People>()
            .Find(account.UnitId, account.Id, session, isUse: true, CancellationToken.None))!;
    }

    private async Task<T> Send<T>(IRequest<T> request)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    private async Task<string> Outcome<T>(IRequest<T> request)
    {
        try
        {
            await Send(request);
            return "done";
        }
        catch (Exception e) when (_app.Services.GetRequiredService<Problems>().Of(e) is { } problem)
        {
            return problem.Code;
        }
    }
}
