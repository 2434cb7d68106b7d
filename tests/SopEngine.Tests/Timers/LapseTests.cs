using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Timers;

/// <summary>Steps that nobody does: the sweep reminds, and takes the case on.</summary>
internal sealed class LapseTests
{
    private TestEngine _engine = null!;
    private int _unit;
    private long _customer, _treasurer;
    private Dictionary<string, DefinitionVersion> _published = [];

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _published = [];
        _unit = await _engine.AddUnit();
        _customer = await _engine.AddPerson(_unit, "rina", isCustomer: true);
        _treasurer = await _engine.AddPerson(_unit, "bendahara", ["bendahara"]);
        await _engine.AddPerson(_unit, "loket", ["loket"]);
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task An_unpaid_bill_is_reminded_of_a_day_before_and_sends_the_case_back_to_its_issuer()
    {
        var id = await Issued("back");
        _engine.Clock.Advance(Duration.FromDays(5));
        Assert.That(await Ring(), Is.Zero);
        _engine.Clock.Advance(Duration.FromDays(1));
        Assert.That(await Ring(), Is.EqualTo(1));
        Assert.That(await Ring(), Is.Zero, "it is reminded once");
        Assert.That(await Told(_customer), Does.Contain("lapse-returns").And.Not.Contain("lapse-returned"));

        _engine.Clock.Advance(Duration.FromDays(1));
        Assert.That(await Ring(), Is.EqualTo(1));
        Assert.That(await _engine.Rows<string>("select status from bills"), Is.EqualTo(new[] { "expired" }));
        Assert.That(await _engine.Rows<string>("select lane from tasks where closed_at is null"), Is.EqualTo(new[] { "bendahara" }));
        Assert.That(await _engine.Scalar<long>("select holder_id from tasks where closed_at is null"), Is.EqualTo(_treasurer),
            "who issued the bill issues the next");
        Assert.That(await Told(_customer), Does.Contain("lapse-returned"));
        Assert.That(await Told(_treasurer), Does.Contain("step-returned"));
        Assert.That(await _engine.Rows<string>("select details ->> 'text' from messages where kind = 'lapse-returned'"),
            Is.EqualTo(new[] { "Tagihan tidak dibayar sampai batas waktunya." }));

        await Done(id, 4, BillDefinition.Issue("820261123000002", In(7)));
        Assert.That(await _engine.Rows<string>("select no || ' ' || status || ' ' || coalesce(replaces, 0) from bills order by no"),
            Is.EqualTo(new[] { "1 expired 0", "2 issued 1" }));
    }

    [Test]
    public async Task A_case_that_is_closed_so_tells_its_customer_why_once()
    {
        await Issued("close");
        _engine.Clock.Advance(Duration.FromDays(8));
        Assert.That(await Ring(), Is.EqualTo(1), "the reminder is left out when its time and the end have passed together");
        Assert.That(await _engine.Scalar<string>("select status from cases"), Is.EqualTo("cancelled"));
        Assert.That(await Told(_customer), Does.Contain("lapse-closed").And.Not.Contain("case-ended"));
    }

    [Test]
    public async Task Two_nodes_ring_each_lapse_once_and_a_sweep_that_dies_loses_none()
    {
        for (var i = 0; i < 60; i++) await Issued("back", $"8202611230{i:00000}");
        _engine.Clock.Advance(Duration.FromDays(8));
        await using var other = _engine.AnotherNode();
        // The transaction of a node that dies is rolled back.
        await using (var dying = await _engine.Database.System.OpenConnectionAsync())
        {
            await using var transaction = await dying.BeginTransactionAsync();
            await Dapper.SqlMapper.ExecuteAsync(
                dying, "select 1 from cases for update; update tasks set lapse_alarm = null", transaction: transaction);
            Assert.That(await Ring(), Is.Zero, "its cases are passed over");
        }

        var rung = 0;
        for (var last = 1; last > 0;)
        {
            last = (await Task.WhenAll(_engine.Alarms.RingDue(CancellationToken.None), other.Alarms.RingDue(CancellationToken.None))).Sum();
            rung += last;
        }

        Assert.That(rung, Is.EqualTo(60));
        Assert.That(await _engine.Scalar<int>("select count(*) from history where event ->> 'event' = 'lapsed'"), Is.EqualTo(60));
        Assert.That(await _engine.Scalar<int>("select count(*) from bills where status = 'expired'"), Is.EqualTo(60));
    }

    [Test]
    public async Task A_paused_case_lapses_right_after_it_goes_on_and_a_paid_one_never()
    {
        var (paused, paid) = (await Issued("back"), await Issued("back", "820261123000009"));
        await Done(paid, 3);
        await Done(paid, 4, BillDefinition.Payment("A1B2C3D4E5F60718", In(0)));
        await _engine.Happens(_unit, paused, new CasePaused(7, "Libur"), null);
        _engine.Clock.Advance(Duration.FromDays(9));
        Assert.That(await Ring(), Is.Zero);
        await _engine.Happens(_unit, paused, new CaseResumed(7), null);
        // The reminder's time has passed, too.
        Assert.That(await Ring(), Is.EqualTo(1));
        Assert.That(await _engine.Rows<string>("select status from bills order by case_id"), Is.EqualTo(new[] { "expired", "paid" }));
    }

    [Test]
    public async Task A_silent_customers_step_waits_longer_when_it_is_given_more_time()
    {
        var step = BillDefinition.Step("lengkapi", "pelanggan", 2);
        foreach (var (name, value) in new[]
        {
            ("timeLimit", "1"), ("timeUnit", "hari"), ("lapseAfter", "3 hari"), ("lapseThen", "back"), ("lapseTo", "1"),
            ("lapseReason", "Anda tidak melengkapi berkas"), ("lapseRemind", "2 jam"),
        }) step[name] = Definition.Input("Literal", value);
        var definition = await _engine.Publish(_unit, Definition.Chart("diam", [BillDefinition.Step("terima", "loket", 1), step]));
        var started = await _engine.Start(definition, customer: _customer);
        await Done(started.Case, 1);
        _engine.Clock.Advance(Duration.FromHours(69));
        await _engine.Happens(_unit, started.Case, new TaskExtended(2, 7, new(1, Core.WorkingTime.TimeUnit.Hours), "x"), null);
        Assert.That(await _engine.Scalar<int>(
            "select round(extract(epoch from lapse_at - opened_at) / 3600)::int from tasks where no = 2"), Is.EqualTo(73));
        await _engine.Alarms.RingDue(CancellationToken.None);
        Assert.That(await _engine.OpenTasks(_unit, started.Case), Is.EqualTo(new[] { 2 }));
        _engine.Clock.Advance(Duration.FromHours(5));
        await _engine.Alarms.RingDue(CancellationToken.None);
        Assert.That(await _engine.Rows<string>("select lane from tasks where closed_at is null"), Is.EqualTo(new[] { "loket" }));
    }

    [Test]
    public async Task A_reminder_that_cannot_be_given_holds_up_no_other()
    {
        var (bad, good) = (await Issued("back"), await Issued("back", "820261123000009"));
        var state = await _engine.Scalar<string>("select state::text from cases where id = @bad", new { bad });
        await _engine.Scalar<int>("update cases set state = '{}' where id = @bad returning 1", new { bad });
        _engine.Clock.Advance(Duration.FromDays(6));

        await Ring();

        Assert.That(await _engine.Rows<long>("select case_id from messages where kind = 'lapse-returns'"), Is.EqualTo(new[] { good }));
        Assert.That(await _engine.Scalar<bool>(
            "select lapse_alarm > @now from tasks where case_id = @bad and closed_at is null",
            new { bad, now = _engine.Clock.GetCurrentInstant() }), "it is tried again later");
        await _engine.Scalar<int>("update cases set state = @state::json where id = @bad returning 1", new { bad, state });
        _engine.Clock.Advance(Duration.FromMinutes(2));
        Assert.That(await Ring(), Is.EqualTo(1));
        Assert.That(await _engine.Scalar<int>("select count(*)::int from messages where kind = 'lapse-returns'"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_lapse_that_is_refused_counts_and_is_told_in_the_log()
    {
        var (asked, bill, silent) = (BillDefinition.Step("isi", "loket", 1), BillDefinition.Step("tagih", "loket", 2),
            BillDefinition.Step("diam", "loket", 3));
        asked["fields"] = Definition.Input("Object", """[{"name":"internal","label":"Internal","type":"boolean"}]""");
        bill["onlyIf"] = Definition.Input("JavaScript", "getInternal() !== true");
        foreach (var (name, value) in new[]
        {
            ("lapseAfter", "3 hari"), ("lapseThen", "back"), ("lapseTo", "2"), ("lapseReason", "Terlalu lama"),
        }) silent[name] = Definition.Input("Literal", value);
        var started = await _engine.Start(await _engine.Publish(_unit, Definition.Chart("diam", [asked, bill, silent])));
        await _engine.Happens(
            _unit, started.Case, new TaskCompleted(1, _treasurer, Data: Definition.Json("""{"internal":true}""")), null);
        _engine.Clock.Advance(Duration.FromDays(10));
        var lines = new LogLines<SopEngine.Engine.Timers.AlarmSweep>();
        using var sweep = new SopEngine.Engine.Timers.AlarmSweep(_engine.Database, _engine.Engine, _engine.Clock, lines);

        Assert.That(await sweep.RingDue(CancellationToken.None), Is.EqualTo(1));
        Assert.That(lines.Warnings.Single(), Does.Contain($"case {started.Case} cannot lapse: StepNotNeeded"));
        Assert.That(await sweep.RingDue(CancellationToken.None), Is.Zero, "it rings again in an hour");
        Assert.That(await _engine.OpenTasks(_unit, started.Case), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_next_lapse_is_found_and_claimed_by_an_index()
    {
        await Issued("back");
        await using var connection = await _engine.Database.System.OpenConnectionAsync();
        await Dapper.SqlMapper.ExecuteAsync(connection, "set enable_seqscan = off");
        var plan = string.Join('\n', await Dapper.SqlMapper.QueryAsync<string>(connection,
            """
            explain select t.ctid from tasks t
            where t.lapse_alarm <= now() and t.closed_at is null order by t.lapse_alarm, t.case_id, t.no limit 500
            """));
        Assert.That(plan, Does.Contain("tasks_lapsing").And.Not.Contain("Sort"));
    }

    private async Task<long> Issued(string then, string code = "820261123000001")
    {
        if (!_published.ContainsKey(then))
            _published[then] = await _engine.Publish(_unit, BillDefinition.Chart("tagih-" + then, then));
        var started = await _engine.Start(_published[then], customer: _customer);
        await Done(started.Case, 1);
        Assert.That(await _engine.Happens(
            _unit, started.Case, new TaskCompleted(2, _treasurer, Data: BillDefinition.Issue(code, In(7))), _treasurer),
            Is.TypeOf<CaseResult.Done>());
        return started.Case;
    }

    /// <summary>Steps with a form are the treasurer's.</summary>
    private async Task Done(long id, int task, System.Text.Json.JsonElement data = default) =>
        Assert.That(
            await _engine.Happens(
                _unit, id, new TaskCompleted(task, _treasurer, Data: data),
                data.ValueKind == System.Text.Json.JsonValueKind.Undefined ? null : _treasurer),
            Is.TypeOf<CaseResult.Done>());

    private Task<int> Ring() => _engine.Alarms.RingDue(CancellationToken.None);

    private Task<List<string>> Told(long person) =>
        _engine.Rows<string>("select kind from messages where person_id = @person order by id", new { person });

    private string In(int days) => FormMoments.DateTime.Format(
        _engine.Clock.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb["Asia/Jakarta"]).LocalDateTime.PlusDays(days));
}
