using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Schedules;
using SopEngine.Engine.Units;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Schedules;

/// <summary>Scheduled starts of SOPs under a test clock that begins on Monday 23 November 2026 at 08:00 in Jakarta.</summary>
internal sealed class DueSchedulesTests
{
    private const string Monthly = """{"every":"month","workingDay":1,"at":"08:00"}""";
    private const string Daily = """{"every":"workingDay","at":"09:00"}""";

    private TestEngine _engine = null!;
    private ScheduleStore _store = null!;
    private DueSchedules _due = null!;
    private int _unit;
    private DefinitionVersion _sop;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        (_store, _due) = Node(_engine);
        _unit = await _engine.AddUnit();
        _sop = await _engine.Publish(_unit, Definition.Line("susun:loket"));
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task The_first_working_day_of_each_month_at_eight_starts_one_case_with_the_months_title()
    {
        await Add(Monthly, title: "Data kinerja {bulan lalu}");

        await At(2026, 12, 1, 0, 59);
        Assert.That(await _due.StartDue(default), Is.Zero, "07:59");
        await At(2026, 12, 1, 1, 0);
        Assert.That(await _due.StartDue(default), Is.EqualTo(1), "08:00");
        Assert.That(await _due.StartDue(default), Is.Zero, "once");
        await Complete();
        await At(2027, 1, 1, 1, 0);
        Assert.That(await _due.StartDue(default), Is.EqualTo(1), "without holidays in its calendar this office works on New Year's Day");

        Assert.That(await _engine.Rows<string>("select title from cases order by id"),
            Is.EqualTo(new[] { "Data kinerja November 2026", "Data kinerja Desember 2026" }));
        Assert.That(await _engine.Scalar<DateTime>("select next_at from schedules"),
            Is.EqualTo(new DateTime(2027, 2, 1, 1, 0, 0, DateTimeKind.Utc)));
    }

    [Test]
    public async Task Many_nodes_that_look_at_once_start_one_case_a_time_each()
    {
        for (var i = 0; i < 20; i++) await Add(Daily);
        var nodes = Enumerable.Range(0, 4).Select(_ => _engine.AnotherNode()).ToList();
        _engine.Clock.Advance(Duration.FromHours(2));

        var started = await Task.WhenAll(nodes.Select(node => Node(node).Due)
            .SelectMany(due => new[] { due.StartDue(default), due.StartDue(default) }));

        Assert.That(started.Sum(), Is.EqualTo(20));
        Assert.That(await Results(), Is.EqualTo(Enumerable.Repeat("started", 20)));
        foreach (var node in nodes) await node.DisposeAsync();
    }

    [TestCase(true, "started", 1)]
    [TestCase(false, "missed", 0)]
    public async Task Times_missed_while_no_node_ran_are_served_once_or_skipped_as_configured(bool runsWhenMissed, string result, int cases)
    {
        await Add(Daily, runsWhenMissed);
        await At(2026, 11, 27, 5, 0); // Friday noon: five times have passed

        await _due.StartDue(default);
        await _due.StartDue(default);

        Assert.That(await Results(), Is.EqualTo(new[] { result }));
        Assert.That(await _engine.Scalar<int>("select passed_over from schedule_runs"), Is.EqualTo(4));
        Assert.That(await _engine.Scalar<int>("select count(*) from cases"), Is.EqualTo(cases));
        Assert.That(await _engine.Scalar<DateTime>("select at from schedule_runs"),
            Is.EqualTo(new DateTime(2026, 11, 27, 2, 0, 0, DateTimeKind.Utc)), "the last of them");
    }

    [TestCase(true, "started still_running started")]
    [TestCase(false, "started started started")]
    public async Task While_the_last_case_runs_the_next_start_is_skipped_if_configured(bool skips, string expected)
    {
        await Add(Daily, skipsWhileRunning: skips);
        for (var day = 24; day <= 26; day++)
        {
            await At(2026, 11, day, 2, 0);
            if (day == 26) await Complete();
            await _due.StartDue(default);
        }

        Assert.That(string.Join(' ', await Results()), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_clock_set_back_causes_no_second_start()
    {
        await Add(Daily, skipsWhileRunning: false);
        await At(2026, 11, 24, 2, 0);
        Assert.That(await _due.StartDue(default), Is.EqualTo(1));

        await At(2026, 11, 24, 1, 30);
        Assert.That(await _due.StartDue(default), Is.Zero);
        await At(2026, 11, 24, 2, 0);
        Assert.That(await _due.StartDue(default), Is.Zero, "nine o'clock for the second time");
        await At(2026, 11, 25, 2, 0);
        Assert.That(await _due.StartDue(default), Is.EqualTo(1));
    }

    [Test]
    public async Task A_clock_briefly_a_year_ahead_stops_no_later_start()
    {
        await Add(Daily, skipsWhileRunning: false);
        await At(2027, 11, 24, 2, 0);
        Assert.That(await _due.StartDue(default), Is.EqualTo(1), "the last of the times that seem to have been missed");

        await At(2026, 11, 24, 1, 0);
        Assert.That(await _due.StartDue(default), Is.Zero);
        await At(2026, 11, 24, 2, 0);
        Assert.That(await _due.StartDue(default), Is.EqualTo(1), "as if the clock had never been wrong");
        await At(2027, 11, 24, 2, 0);
        await _due.StartDue(default);
        Assert.That(await _engine.Scalar<int>("select count(*) from schedule_runs where at = '2027-11-24 02:00Z'"), Is.EqualTo(1),
            "and that day is not served twice");
    }

    [Test]
    public async Task A_holiday_entered_later_moves_the_next_time()
    {
        await Add(Monthly);
        await _engine.Scalar<int>(
            """
            update units set calendar_version = calendar_version + 1,
              calendar = jsonb_set(calendar::jsonb, '{closures}', '[{"from":"2026-12-01","to":"2026-12-02","reason":"Banjir"}]')::json
              returning 1
            """);

        await At(2026, 12, 1, 1, 0);
        Assert.That(await _due.StartDue(default), Is.Zero);
        await At(2026, 12, 3, 1, 0);
        Assert.That(await _due.StartDue(default), Is.EqualTo(1));
    }

    [Test]
    public async Task A_schedule_that_cannot_start_records_the_reason_and_does_not_delay_others()
    {
        await Add(Daily, definition: "tidak-ada");
        var external = await _engine.Publish(_unit,
            Definition.Line("ajukan:pelanggan").Replace("\"alur\"", "\"permohonan\"", StringComparison.Ordinal));
        await Add(Daily, definition: external.DefinitionId);
        var broken = await Add(Daily);
        await _engine.Scalar<int>("update schedules set inputs = '[1]' where id = @broken returning 1", new { broken });
        await Add(Daily);
        await At(2026, 11, 24, 2, 0);

        Assert.That(await _due.StartDue(default), Is.EqualTo(1));
        Assert.That(await Results(), Is.EqualTo(new[] { "not_in_force", "needs_customer", "failed", "started" }));
    }

    [Test]
    public async Task A_paused_schedule_starts_nothing_and_does_not_catch_up_afterwards()
    {
        var person = await _engine.AddPerson(_unit, "admin", roles: [Role.Admin]);
        var id = await Add(Daily);
        Assert.That(await _store.Pause(_unit, person, id, true, default), Is.True);
        await At(2026, 11, 26, 3, 0);
        Assert.That(await _due.StartDue(default), Is.Zero);

        await _store.Pause(_unit, person, id, false, default);
        Assert.That(await _due.StartDue(default), Is.Zero);
        await At(2026, 11, 27, 2, 0);
        Assert.That(await _due.StartDue(default), Is.EqualTo(1));
    }

    [Test]
    public async Task A_start_requested_by_a_person_happens_once_however_often_it_is_sent()
    {
        var person = await _engine.AddPerson(_unit, "admin", roles: [Role.Admin]);
        var id = await Add(Daily, title: "{tanggal}");

        var first = await _due.RunNow(_unit, id, person, "kunci", default);
        _engine.Clock.Advance(Duration.FromSeconds(5));
        var again = await _due.RunNow(_unit, id, person, "kunci", default);

        Assert.That(again, Is.EqualTo(first));
        Assert.That(await Results(), Is.EqualTo(new[] { "started" }));
        Assert.That(await _engine.Scalar<string>("select title from cases"), Is.EqualTo("23 November 2026"));
        Assert.That(await _due.RunNow(_unit, id + 1, person, "lain", default), Is.Null);
    }

    [TestCase("0 9 * * 1-5", "2026-11-23 02:00")]
    [TestCase("0 0 9 1 * ?", "2026-12-01 02:00")]
    public async Task A_cron_expression_is_read_in_the_offices_zone(string cron, string next)
    {
        await Add(cron);

        Assert.That((await _engine.Scalar<DateTime>("select next_at from schedules")).ToString("yyyy-MM-dd HH:mm", null), Is.EqualTo(next));
    }

    [TestCase("* * * * * ?")]
    [TestCase("0/5 * * * * ?")]
    [TestCase("setiap hari")]
    [TestCase("")]
    [TestCase("""{"every":"month"}""")]
    public void Invalid_rules_and_rules_of_less_than_a_minute_are_refused(string text) => Assert.That(ScheduleRule.TryParse(text), Is.Null);

    private static (ScheduleStore Store, DueSchedules Due) Node(TestEngine engine)
    {
        var calendars = new UnitCalendars(engine.Database);
        return (new ScheduleStore(engine.Database, calendars, engine.Clock),
            new DueSchedules(engine.Database, engine.Engine, engine.Flows, calendars, engine.Clock, NullLogger<DueSchedules>.Instance));
    }

    private Task<long> Add(string rule, bool runsWhenMissed = true, bool skipsWhileRunning = true, string title = "",
        string? definition = null) =>
        _store.Add(_unit, null, new ScheduleSettings(definition ?? _sop.DefinitionId, ScheduleRule.TryParse(rule)!, title,
            new Dictionary<string, System.Text.Json.JsonElement>(), runsWhenMissed, skipsWhileRunning), default);

    /// <summary>Sets the clock, in UTC; Jakarta is seven hours ahead.</summary>
    private Task At(int year, int month, int day, int hour, int minute)
    {
        _engine.Clock.Advance(Instant.FromUtc(year, month, day, hour, minute) - _engine.Clock.GetCurrentInstant());
        return Task.CompletedTask;
    }

    private async Task Complete()
    {
        var person = await _engine.AddPerson(_unit, "loket", ["loket"]);
        var id = await _engine.Scalar<long>("select max(id) from cases");
        Assert.That(await _engine.Happens(_unit, id, new TaskCompleted(1, person), person), Is.TypeOf<CaseResult.Done>());
    }

    private Task<List<string>> Results() => _engine.Rows<string>("select result from schedule_runs order by at, schedule_id");
}
