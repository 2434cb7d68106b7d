using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Timers;

/// <summary>
/// Cases under a test clock from Monday 23 November 2026 08:00 in Jakarta, on the hours of the counter
/// (08:00-12:00, 13:00-16:00; Friday 13:30-16:30).
/// </summary>
internal sealed partial class ClockScenarioTests
{
    private static readonly LocalDateTimePattern Local = LocalDateTimePattern.CreateWithInvariantCulture("ddd HH:mm");

    private TestEngine _engine = null!;
    private int _unit;
    private long _counter;
    private long _head;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _counter = await _engine.AddPerson(_unit, "loket", ["loket"]);
        _head = await _engine.AddPerson(_unit, "kepala", [], [Role.Head]);
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task A_case_paused_over_a_weekend_neither_escalates_nor_can_be_completed_and_keeps_its_time()
    {
        _engine.Clock.Advance(Duration.FromHours(4 * 24 + 7)); // Friday 15:00
        var started = await _engine.Start(await Publish(limit: "3 jam"));
        Assert.That(await Due(started), Is.EqualTo("Mon 09:30"));
        _engine.Clock.Advance(Duration.FromHours(1)); // 16:00: two hours are left
        await Happens(started, new CasePaused(_head, "Banjir"), _head);

        _engine.Clock.Advance(Duration.FromHours((2 * 24) + 19)); // Monday 11:00
        Assert.That(await _engine.Alarms.RingDue(CancellationToken.None), Is.Zero);
        var refused = await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _counter), _counter);
        Assert.That(((CaseResult.Refused)refused).Refusal.Reason, Is.EqualTo(RefusalReason.CaseIsPaused));

        await Happens(started, new CaseResumed(_head), _head);
        Assert.That(await Due(started), Is.EqualTo("Mon 14:00"), "11:00 to 12:00, and an hour after the break");
        Assert.That(await _engine.Alarms.RingDue(CancellationToken.None), Is.Zero);
        _engine.Clock.Advance(Duration.FromHours(3));
        Assert.That(await _engine.Alarms.RingDue(CancellationToken.None), Is.EqualTo(2), "the warning and the breach");
    }

    [Test]
    public async Task Only_the_units_leaders_pause_a_case()
    {
        var started = await _engine.Start(await Publish());
        Assert.That(await _engine.Happens(_unit, started.Case, new CasePaused(_counter, "Istirahat"), _counter),
            Is.TypeOf<CaseResult.Forbidden>());
    }

    [Test]
    public async Task Offices_in_three_zones_open_their_days_one_after_the_other()
    {
        // 07:00 in Jakarta is 08:00 in Makassar and 09:00 in Jayapura.
        _engine.Clock.Advance(Duration.FromHours(23));
        var dues = new List<string>();
        foreach (var (code, zone) in new[] { ("barat", "Asia/Jakarta"), ("tengah", "Asia/Makassar"), ("timur", "Asia/Jayapura") })
        {
            var unit = await _engine.AddUnit(code);
            await _engine.Scalar<int>("update units set calendar = @calendar::json where id = @unit returning 1",
                new { unit, calendar = new WorkingCalendarRules { Zone = zone, Hours = WeeklyHours.Service }.ToJson() });
            var started = await _engine.Start(await _engine.Publish(unit, Json("uji", "2 jam").ToJsonString()));
            var due = await _engine.Scalar<DateTime>("select due_at from tasks where case_id = @Case", new { started.Case });
            dues.Add(Local.Format(Instant.FromDateTimeUtc(DateTime.SpecifyKind(due, DateTimeKind.Utc))
                .InZone(DateTimeZoneProviders.Tzdb[zone]).LocalDateTime));
        }

        Assert.That(dues, Is.EqualTo(new[] { "Tue 10:00", "Tue 10:00", "Tue 11:00" }));
    }

    [Test]
    public async Task A_limit_set_for_the_case_replaces_the_limit_of_the_step()
    {
        var started = await _engine.Start(await Publish(limit: "60 menit", perCase: true));
        Assert.That(await _engine.Happens(_unit, started.Case, new LimitSet(1, _counter, new(2, TimeUnit.WorkingDays), "Dua puluh contoh"),
            _counter), Is.TypeOf<CaseResult.Done>());

        Assert.That(await Due(started), Is.EqualTo("Wed 08:00"));
        Assert.That(
            await _engine.Scalar<string>(
                """
                select to_char((event -> 'due' ->> 'before')::timestamptz at time zone 'Asia/Jakarta', 'Dy HH24:MI') || ' ' ||
                  to_char((event -> 'due' ->> 'after')::timestamptz at time zone 'Asia/Jakarta', 'Dy HH24:MI')
                from history where seq = 2
                """),
            Is.EqualTo("Mon 09:00 Wed 08:00"), "and it is on record from when to when");
        Assert.That(await _engine.Scalar<string>("select time_limit from tasks"), Is.EqualTo("2 hari"));
        Assert.That(await _engine.Happens(_unit, started.Case, new TaskExtended(1, _counter, new(1, TimeUnit.Hours), "lagi"), _counter),
            Is.TypeOf<CaseResult.Forbidden>(),
            "nobody gives himself more time");
    }

    [Test]
    public async Task An_extended_task_drops_its_escalations_and_climbs_again_by_its_new_due_time()
    {
        var started = await _engine.Start(await Publish(limit: "60 menit"));
        _engine.Clock.Advance(Duration.FromHours(2));
        Assert.That(await _engine.Alarms.RingDue(CancellationToken.None), Is.EqualTo(3));

        await Happens(started, new TaskExtended(1, _head, new(1, TimeUnit.Hours), "Alat rusak"), _head);

        Assert.That(await Due(started), Is.EqualTo("Mon 11:00"));
        Assert.That(await _engine.Scalar<int>("select count(*) from escalations where is_open"), Is.Zero);
        Assert.That(await _engine.Scalar<int>("select level from tasks"), Is.Zero);
        _engine.Clock.Advance(Duration.FromHours(1));
        Assert.That(await _engine.Alarms.RingDue(CancellationToken.None), Is.EqualTo(2));
        Assert.That(await _engine.Scalar<int>("select count(*) from escalations where is_open"), Is.EqualTo(2));
    }

    [Test]
    public async Task The_promised_time_stops_while_only_the_customer_is_awaited_and_is_broken_once()
    {
        var customer = await _engine.AddPerson(_unit, "pelanggan", isCustomer: true);
        var json = Json("layanan", "60 menit", Definition.Step("bayar", "pelanggan"), Definition.Step("kirim", "loket"));
        var started = await _engine.Start(
            await _engine.Publish(_unit, Definition.Promised(json.ToJsonString(), "3 jam", compensated: false)), customer: customer);
        Assert.That(await Standard(started), Is.EqualTo("Mon 11:00"));

        _engine.Clock.Advance(Duration.FromHours(1)); // 09:00
        await Happens(started, new TaskCompleted(1, _counter), _counter);
        _engine.Clock.Advance(Duration.FromDays(1)); // Tuesday 09:00: two hours are left
        await _engine.Alarms.RingDue(CancellationToken.None);
        await Happens(started, new TaskCompleted(2, customer), customer);
        Assert.That(await Standard(started), Is.EqualTo("Tue 11:00"));
        Assert.That(await History(started), Does.Not.Contain("standardBreached"));

        var powerCut = new OpenedDay(new LocalDate(2026, 11, 24), DayHours.Parse("08:00-10:00, 13:00-16:00"), "Listrik padam");
        await ChangeCalendar(rules => rules with { OpenedDays = [powerCut] });
        Assert.That(await Standard(started), Is.EqualTo("Tue 14:00"), "counted again with its rests");

        _engine.Clock.Advance(Duration.FromHours(5));
        await _engine.Alarms.RingDue(CancellationToken.None);
        await _engine.Alarms.RingDue(CancellationToken.None);
        Assert.That(await History(started), Does.EndWith("recounted standardBreached"));
        Assert.That(await _engine.Scalar<int>("select count(*) from outbox where kind = 'standard-breached'"), Is.EqualTo(1));
        Assert.That(await _engine.Outbox.DeliverDue(CancellationToken.None), Is.EqualTo(1));
    }

    private async Task Happens(CaseResult.Done started, CaseEvent happened, long actor) =>
        Assert.That(await _engine.Happens(_unit, started.Case, happened, actor), Is.TypeOf<CaseResult.Done>());

    private Task<DefinitionVersion> Publish(string id = "uji", string limit = "60 menit", bool perCase = false)
    {
        var json = Json(id, limit);
        if (perCase)
            json["root"]!["activities"]![1]!["limitPerCase"] =
                JsonNode.Parse("""{"typeName":"Boolean","expression":{"type":"Literal","value":"True"}}""");
        return _engine.Publish(_unit, json.ToJsonString());
    }

    private static JsonNode Json(string id, string limit, params JsonObject[] more) =>
        JsonNode.Parse(Definition.Chart(id, [Definition.Step("terima", "loket", limit), .. more]))!;

    private Task<string> Due(CaseResult.Done started) =>
        Moment("select due_at from tasks where case_id = @Case and closed_at is null", started);

    private Task<string> Standard(CaseResult.Done started) => Moment("select standard_due_at from cases where id = @Case", started);

    private async Task<string> Moment(string sql, CaseResult.Done started)
    {
        var at = DateTime.SpecifyKind(await _engine.Scalar<DateTime>(sql, new { started.Case }), DateTimeKind.Utc);
        return Local.Format(Instant.FromDateTimeUtc(at).InZone(DateTimeZoneProviders.Tzdb["Asia/Jakarta"]).LocalDateTime);
    }

    private Task<string> History(CaseResult.Done started) =>
        _engine.Scalar<string>("select string_agg(event ->> 'event', ' ' order by seq) from history where case_id = @Case",
            new { started.Case });
}
