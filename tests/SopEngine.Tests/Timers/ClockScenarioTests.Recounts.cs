using NodaTime;
using SopEngine.Core.WorkingTime;
using SopEngine.Core.Workflows;

namespace SopEngine.Tests.Timers;

/// <summary>Open cases when their office's calendar changes.</summary>
internal sealed partial class ClockScenarioTests
{
    [Test]
    public async Task A_holiday_declared_for_tomorrow_moves_open_tasks_and_the_change_is_in_their_history()
    {
        var definition = await Publish(limit: "1 hari");
        var started = await _engine.Start(definition);
        var short1 = await _engine.Start(await Publish("singkat", "30 menit"));
        Assert.That(await Due(started), Is.EqualTo("Tue 08:00"));

        await ChangeCalendar(
            rules => rules with { Closures = [new Closure(new LocalDate(2026, 11, 24), new LocalDate(2026, 11, 24), "Libur daerah")] });

        Assert.That(await Due(started), Is.EqualTo("Wed 08:00"));
        Assert.That(await Due(short1), Is.EqualTo("Mon 08:30"));
        Assert.That(await History(started), Is.EqualTo("started recounted"));
        Assert.That(await History(short1), Is.EqualTo("started"), "nothing of it changed");
        Assert.That(await _engine.Scalar<string>("select event #>> '{dues,0}' from history where event ->> 'event' = 'recounted'"),
            Is.EqualTo("""{"task":1,"before":"2026-11-24T01:00:00Z","after":"2026-11-25T01:00:00Z"}"""));
        Assert.That(await _engine.Scalar<int>("select count(*) from tasks where calendar_version = 2"), Is.EqualTo(2));
        Assert.That(await _engine.Scalar<int>("select count(*) from calendar_changes where done_at is not null and recounted = 1"),
            Is.EqualTo(1));
    }

    [Test]
    public async Task Reached_levels_stay_and_later_ones_move()
    {
        var started = await _engine.Start(await Publish(limit: "60 menit"));
        _engine.Clock.Advance(Duration.FromMinutes(50));
        Assert.That(await _engine.Alarms.RingDue(CancellationToken.None), Is.EqualTo(1), "the warning");

        // From today the counter opens at 09:00.
        await ChangeCalendar(
            rules => rules with { OpenedDays = [new(new LocalDate(2026, 11, 23), DayHours.Parse("09:00-12:00, 13:00-16:00"), "Apel")] });

        Assert.That(await Due(started), Is.EqualTo("Mon 10:00"));
        Assert.That(await _engine.Scalar<int>("select level from tasks"), Is.EqualTo(1));
        _engine.Clock.Advance(Duration.FromMinutes(40)); // 09:30
        Assert.That(await _engine.Alarms.RingDue(CancellationToken.None), Is.Zero);
        _engine.Clock.Advance(Duration.FromMinutes(30));
        Assert.That(await _engine.Alarms.RingDue(CancellationToken.None), Is.EqualTo(1), "the breach");
    }

    [Test]
    public async Task A_late_task_with_time_again_after_a_recount_drops_its_escalations_and_climbs_again_when_late()
    {
        var started = await _engine.Start(await Publish(limit: "60 menit"));
        _engine.Clock.Advance(Duration.FromHours(2));
        Assert.That(await _engine.Alarms.RingDue(CancellationToken.None), Is.EqualTo(3));

        // A closure of today is declared, and then withdrawn.
        await ChangeCalendar(
            rules => rules with { Closures = [new Closure(new LocalDate(2026, 11, 23), new LocalDate(2026, 11, 23), "Banjir")] });
        Assert.That(await Due(started), Is.EqualTo("Tue 09:00"));
        Assert.That(await Standing(), Is.EqualTo((0, 0, false)));
        Assert.That(await _engine.Scalar<bool>(
            "select (event #>> '{dues,0,anew}')::boolean from history where event ->> 'event' = 'recounted'"), "and that is on record");
        Assert.That(await _engine.Alarms.RingDue(CancellationToken.None), Is.Zero);

        await ChangeCalendar(rules => rules, from: 2);
        Assert.That(await Due(started), Is.EqualTo("Mon 09:00"));
        Assert.That(await _engine.Alarms.RingDue(CancellationToken.None), Is.EqualTo(3));
        Assert.That((await Standing()).Level, Is.EqualTo(3));
        Assert.That(await _engine.Scalar<int>("select count(*) from escalations where is_open and percent >= 100"), Is.GreaterThan(0));

        await Happens(started, new TaskCompleted(1, _counter), _counter);
    }

    [Test]
    public async Task A_recounted_task_of_an_empty_lane_keeps_its_escalation()
    {
        await _engine.Start(await Publish(limit: "60 menit"));
        _engine.Clock.Advance(Duration.FromHours(2));
        await _engine.Alarms.RingDue(CancellationToken.None);
        await _engine.Scalar<int>("delete from lane_holders where person_id = @_counter returning 1", new { _counter });

        await ChangeCalendar(
            rules => rules with { Closures = [new Closure(new LocalDate(2026, 11, 23), new LocalDate(2026, 11, 23), "Banjir")] });
        await _engine.Alarms.RingDue(CancellationToken.None);

        Assert.That(await _engine.Scalar<int>("select count(*) from escalations where is_open and percent = 0 and target = '@head'"),
            Is.EqualTo(1), "as one that is opened there");
    }

    /// <summary>After any changes of the calendar, late tasks and only they are escalated, and the history agrees.</summary>
    [Test]
    public async Task After_any_calendar_changes_only_late_tasks_are_escalated([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        foreach (var limit in new[] { "30 menit", "3 jam", "1 hari" }) await _engine.Start(await Publish(limit.Replace(' ', '-'), limit));
        for (var version = 1; version <= 12; version++)
        {
            _engine.Clock.Advance(Duration.FromMinutes(random.Next(10, 600)));
            await _engine.Alarms.RingAll(CancellationToken.None);
            var closed = Enumerable.Range(23, 5).Where(_ => random.Next(3) == 0).Select(day => new LocalDate(2026, 11, day)).ToList();
            await ChangeCalendar(rules => rules with { Closures = [.. closed.Select(day => new Closure(day, day, "Libur"))] }, version);
            await _engine.Alarms.RingAll(CancellationToken.None);

            Assert.That(await _engine.Rows<string>(
                """
                select t.definition_id || ' is due at ' || t.due_at || ' and at level ' || t.level from tasks t
                where (t.due_at <= @now) <> exists (select from escalations e
                  where (e.unit_id, e.case_id, e.no) = (t.unit_id, t.case_id, t.no) and e.is_open and e.percent >= 100)
                """,
                new { now = _engine.Clock.GetCurrentInstant().ToDateTimeUtc() }), Is.Empty, $"calendar {version + 1} of seed {seed}");
        }
    }

    [Test]
    public async Task Hours_of_Ramadan_entered_while_steps_are_open_move_their_due_times()
    {
        var started = await _engine.Start(await Publish(limit: "7 jam"));
        Assert.That(await Due(started), Is.EqualTo("Mon 16:00"));

        var ramadan = new Season("Ramadan", new LocalDate(2026, 11, 23), new LocalDate(2026, 12, 22), WeeklyHours.Ramadan);
        await ChangeCalendar(rules => rules with { Seasons = [ramadan] });

        Assert.That(await Due(started), Is.EqualTo("Tue 08:30"), "6 h 30 min a day");
    }

    [Test]
    public async Task An_interrupted_recount_resumes_where_it_stopped_and_finds_tasks_opened_meanwhile()
    {
        var definition = await Publish(limit: "1 hari");
        for (var i = 0; i < 450; i++) await _engine.Start(definition);
        await Change(
            rules => rules with { Closures = [new Closure(new LocalDate(2026, 11, 24), new LocalDate(2026, 11, 24), "Libur daerah")] });

        Assert.That(await _engine.Recount.Next(CancellationToken.None), Is.True);
        Assert.That(await _engine.Scalar<int>("select count(*) from tasks where calendar_version = 2"), Is.EqualTo(200));
        // As if a transaction had used the old calendar during the first batch.
        await _engine.Scalar<int>("update tasks set calendar_version = 1, due_at = due_at - interval '1 day' " +
            "where case_id = (select min(case_id) from tasks) returning 1");

        while (await _engine.Recount.Next(CancellationToken.None))
        {
        }

        Assert.That(await _engine.Scalar<int>("select count(*) from tasks where calendar_version = 2 and due_at = '2026-11-25T01:00:00Z'"),
            Is.EqualTo(450));
        Assert.That(await _engine.Scalar<int>("select recounted from calendar_changes"), Is.EqualTo(451));
    }

    private async Task<(int Level, int Escalations, bool IsReassigned)> Standing() =>
        (await _engine.Rows<(int, int, bool)>(
            "select level::int, (select count(*)::int from escalations where is_open), is_reassigned from tasks")).Single();

    private async Task ChangeCalendar(Func<WorkingCalendarRules, WorkingCalendarRules> change, int from = 1)
    {
        await Change(change, from);
        while (await _engine.Recount.Next(CancellationToken.None))
        {
        }
    }

    private async Task Change(Func<WorkingCalendarRules, WorkingCalendarRules> change, int from = 1)
    {
        var rules = change(new WorkingCalendarRules { Zone = "Asia/Jakarta", Hours = WeeklyHours.Service });
        Assert.That(await _engine.Calendars.Change(_unit, from, rules, _head, "Uji", _engine.Clock.GetCurrentInstant(),
            CancellationToken.None), Is.EqualTo(from + 1));
        Assert.That(await _engine.Calendars.Change(_unit, from, rules, _head, "Uji", _engine.Clock.GetCurrentInstant(),
            CancellationToken.None), Is.Null, "somebody else was first");
    }
}
