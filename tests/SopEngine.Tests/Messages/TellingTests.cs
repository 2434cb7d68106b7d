using System.Text.Json.Nodes;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Messages;

/// <summary>Messages: their recipients, each once, written in the transaction of their event.</summary>
internal sealed class TellingTests
{
    private TestEngine _engine = null!;
    private int _unit;
    private long _counter;
    private long _analyst;
    private long _head;
    private long _customer;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _counter = await _engine.AddPerson(_unit, "loket", ["loket"]);
        _analyst = await _engine.AddPerson(_unit, "analis", ["analis"]);
        _head = await _engine.AddPerson(_unit, "kepala", [], [Role.Head]);
        _customer = await _engine.AddPerson(_unit, "budi", isCustomer: true);
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task Each_escalation_level_is_told_once_to_the_people_it_reached()
    {
        var started = await _engine.Start(await _engine.Publish(_unit, TwoSteps()));
        await After(45);
        Assert.That(await Told(), Is.EqualTo(new[] { "loket step-due" }));
        await After(15);
        await After(60);
        await _engine.Messages.TellDue(CancellationToken.None);

        Assert.That(await Told(), Is.EqualTo(new[] { "analis step-raised", "kepala step-raised", "loket step-due", "loket step-late" }));
        Assert.That(await _engine.Scalar<string>("select details ->> 'step' from messages limit 1"), Is.EqualTo("Mengerjakan terima"));
        Assert.That(await _engine.Scalar<string>("select details ->> 'due' from messages limit 1"), Is.EqualTo("2026-11-23T02:00:00Z"));
        Assert.That(await _engine.Scalar<long>("select min(case_id) from messages"), Is.EqualTo(started.Case));
    }

    [Test]
    public async Task Only_the_holder_of_a_task_is_warned()
    {
        var second = await _engine.AddPerson(_unit, "loket2", ["loket"]);
        var started = await _engine.Start(await _engine.Publish(_unit, TwoSteps()));
        await _engine.Happens(_unit, started.Case, new TaskClaimed(1, second), second);

        await After(45);

        Assert.That(await Told(), Is.EqualTo(new[] { "loket2 step-due" }));
    }

    [Test]
    public async Task At_the_breach_the_performer_the_supervisor_of_the_lane_and_the_next_actor_are_each_told_in_words_for_them()
    {
        await _engine.AddPerson(_unit, "pengawas", [], [Role.Supervisor]);
        var other = await _engine.AddPerson(_unit, "pengawas-lain", [], [Role.Supervisor]);
        await Oversees(other, "analis");
        var started = await _engine.Start(await _engine.Publish(_unit, TwoSteps()));
        await _engine.Happens(_unit, started.Case, new TaskClaimed(1, _counter), _counter);

        await After(60);

        Assert.That(await Told(), Is.EqualTo(new[] { "analis step-raised", "loket step-late", "pengawas lane-late" }));
        Assert.That(
            await _engine.Rows<string>(
                "select distinct concat_ws(', ', details ->> 'lane', details ->> 'holder', details ->> 'raised') from messages"),
            Is.EqualTo(new[] { "loket, loket, analis" }));
    }

    [Test]
    public async Task Several_levels_in_one_sweep_say_what_is_true_now()
    {
        await _engine.Start(await _engine.Publish(_unit, TwoSteps()));

        await After(300);

        Assert.That(await Told(), Is.EqualTo(new[] { "analis step-raised", "kepala step-raised", "loket step-late" }));
        Assert.That(
            await _engine.Rows<string>("select distinct concat_ws(', ', details ->> 'percent', details ->> 'raised') from messages"),
            Is.EqualTo(new[] { "200, analis, @head" }));
    }

    [Test]
    public async Task A_customers_late_step_reminds_the_customer_and_stands_in_no_list_of_the_office()
    {
        await _engine.AddPerson(_unit, "pengawas", [], [Role.Supervisor]);
        var definition = await _engine.Publish(_unit, Definition.Chart("bayar",
            [Definition.Step("bayar", "pelanggan", "60 menit"), Definition.Step("uji", "analis", "60 menit")]));
        await _engine.Start(definition, customer: _customer);

        await After(200);

        Assert.That(await Told(), Is.EqualTo(new[] { "budi case-received", "budi customer-awaited", "budi step-opened" }));
        Assert.That(await _engine.Rows<string>("select distinct target from escalations"), Is.EqualTo(new[] { "@holder" }));
    }

    [Test]
    public async Task A_step_that_nobody_can_do_is_told_as_such_and_not_as_late()
    {
        await _engine.AddPerson(_unit, "pengawas", [], [Role.Supervisor]);
        await _engine.Start(await _engine.Publish(_unit, Definition.Chart("kosong",
            [Definition.Step("periksa", "arsip", "60 menit"), Definition.Step("uji", "analis", "60 menit")])));

        await After(1);

        Assert.That(await Told(), Is.EqualTo(new[] { "analis step-vacant", "pengawas step-vacant" }));
    }

    private async Task Oversees(long person, string lane)
    {
        await using var connection = await _engine.Database.System.OpenConnectionAsync();
        await Dapper.SqlMapper.ExecuteAsync(
            connection, "insert into lane_supervisors values (@_unit, @person, @lane)", new { _unit, person, lane });
    }

    [Test]
    public async Task A_step_that_is_late_again_after_more_time_was_given_is_told_again()
    {
        var started = await _engine.Start(await _engine.Publish(_unit, TwoSteps()));
        await After(60);
        Assert.That(await Told(), Is.EqualTo(new[] { "analis step-raised", "loket step-late" }), "true now, not a warning");
        Assert.That(await _engine.Happens(_unit, started.Case, new TaskExtended(1, _head, new(1, TimeUnit.Hours), "Alat rusak"), _head),
            Is.TypeOf<CaseResult.Done>());
        Assert.That(await _engine.Scalar<int>("select count(*) from escalations"), Is.Zero, "its ladder begins anew");

        await After(60);

        Assert.That(await Told(), Is.EqualTo(new[] { "analis step-raised", "analis step-raised", "loket step-late", "loket step-late" }));
    }

    [Test]
    public async Task After_downtime_each_person_gets_one_summary_also_from_two_nodes()
    {
        var definition = await _engine.Publish(_unit, TwoSteps());
        for (var i = 0; i < 40; i++) await _engine.Start(definition);
        _engine.Clock.Advance(Duration.FromDays(3));
        while (await _engine.Alarms.RingDue(CancellationToken.None) > 0) { }

        await using var other = _engine.AnotherNode();
        await Task.WhenAll(_engine.Messages.TellDue(CancellationToken.None), other.Messages.TellDue(CancellationToken.None));

        Assert.That(await Told(), Is.EqualTo(new[] { "analis late-summary", "kepala late-summary", "loket late-summary" }));
        Assert.That(await _engine.Rows<int>("select distinct (details ->> 'count')::int from messages"), Is.EqualTo(new[] { 40 }));
        Assert.That(await _engine.Scalar<int>("select count(*) from escalations where told_at is null"), Is.Zero);
    }

    [Test]
    public async Task Messages_right_after_a_summary_are_added_to_it()
    {
        var definition = await _engine.Publish(_unit, TwoSteps());
        for (var i = 0; i < 10; i++) await _engine.Start(definition);
        await After(45);
        _engine.Clock.Advance(-Duration.FromMinutes(40));
        for (var i = 0; i < 3; i++) await _engine.Start(definition);
        await After(45);

        Assert.That(await Told(), Is.EqualTo(new[] { "loket late-summary" }));
        Assert.That(await _engine.Scalar<int>("select (details ->> 'count')::int from messages"), Is.EqualTo(13));
    }

    [Test]
    public async Task A_late_task_completed_before_the_message_causes_none()
    {
        var started = await _engine.Start(await _engine.Publish(_unit, TwoSteps()));
        _engine.Clock.Advance(Duration.FromMinutes(45));
        await _engine.Alarms.RingDue(CancellationToken.None);
        await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _counter), _counter);

        await _engine.Messages.TellDue(CancellationToken.None);

        Assert.That(await Told(), Is.Empty);
    }

    [Test]
    public async Task A_customer_is_told_of_their_steps_and_the_end_but_not_of_their_own_deeds()
    {
        var definition = await _engine.Publish(_unit, Definition.Chart("mohon", [Definition.Step("isi", "pelanggan"),
            Definition.Step("uji", "analis"), Definition.Step("bayar", "pelanggan"), Definition.Step("arsip", "analis")]));
        var started = await _engine.Start(definition, _customer, _customer);
        Assert.That(await Told(), Is.EqualTo(new[] { "budi case-received" }), "a receipt, whoever opened it");
        await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _customer), _customer);
        await _engine.Happens(_unit, started.Case, new TaskCompleted(2, _analyst), _analyst);
        Assert.That(await Told(), Is.EqualTo(new[] { "budi case-received", "budi step-opened" }));
        await _engine.Happens(_unit, started.Case, new TaskCompleted(3, _customer), _customer);
        await _engine.Happens(_unit, started.Case, new TaskCompleted(4, _analyst), _analyst);

        Assert.That(await Told(), Is.EqualTo(new[] { "budi case-ended", "budi case-received", "budi step-opened" }));
    }

    [Test]
    public async Task A_notification_of_the_sop_reaches_the_lane_the_head_and_the_starter()
    {
        JsonObject Tell(string id, string to) =>
            Definition.Activity("Sop.Notification", id, ("to", to), ("lane", "analis"), ("subject", "Perhatian"), ("body", "Isi"));
        var definition = await _engine.Publish(_unit, Definition.Chart("beri",
            [Tell("a", "lane"), Tell("b", "head"), Tell("c", "starter"), Tell("d", "customer"), Definition.Step("e", "loket")]));

        await _engine.Start(definition, _counter);

        Assert.That(await Told(), Is.EqualTo(new[] { "analis notification", "kepala notification", "loket notification" }));
    }

    [Test]
    public async Task The_next_actor_reminds_once_an_hour_and_an_uninvolved_person_may_not()
    {
        var started = await _engine.Start(await _engine.Publish(_unit, TwoSteps()));
        await _engine.Happens(_unit, started.Case, new TaskClaimed(1, _counter), _counter);
        Assert.That(await Remind(started, _analyst), Is.TypeOf<CaseResult.Forbidden>());
        await After(60);

        Assert.That(await Remind(started, _analyst), Is.TypeOf<CaseResult.Done>());
        Assert.That(await Remind(started, _head), Is.TypeOf<CaseResult.Refused>());
        Assert.That((await Told()).Where(told => told.Contains("reminder")), Is.EqualTo(new[] { "loket reminder" }));
        Assert.That(await _engine.Scalar<long>("select by_id from messages where kind = 'reminder'"), Is.EqualTo(_analyst));
    }

    [Test]
    public async Task Completing_a_step_of_the_office_writes_no_message()
    {
        var started = await _engine.Start(await _engine.Publish(_unit, TwoSteps()), customer: _customer);
        var before = await Told();
        await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _counter), _counter);

        Assert.That(await Told(), Is.EqualTo(before));
    }

    private Task<CaseResult> Remind(CaseResult.Done started, long person) =>
        _engine.Happens(_unit, started.Case, new TaskReminded(1, person), person);

    private static string TwoSteps() =>
        Definition.Chart("uji", [Definition.Step("terima", "loket", "60 menit"), Definition.Step("uji", "analis", "60 menit")]);

    private async Task After(int minutes)
    {
        _engine.Clock.Advance(Duration.FromMinutes(minutes));
        await _engine.Alarms.RingDue(CancellationToken.None);
        await _engine.Messages.TellDue(CancellationToken.None);
    }

    private Task<List<string>> Told() =>
        _engine.Rows<string>(
            "select p.user_name || ' ' || m.kind from messages m join people p on p.unit_id = m.unit_id and p.id = m.person_id order by 1");
}
