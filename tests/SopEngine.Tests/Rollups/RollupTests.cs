using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Rollups;
using SopEngine.Engine.Units;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Rollups;

/// <summary>Each closed task is counted once, on any node and in any order of commits; wrong figures are found and mended.</summary>
internal sealed class RollupTests
{
    private TestEngine _engine = null!;
    private RollupJob _job = null!;
    private DefinitionVersion _definition;
    private int _unit;
    private long _clerk;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _job = Job();
        _unit = await _engine.AddUnit();
        _clerk = await _engine.AddPerson(_unit, "loket", ["loket"], [Role.Supervisor]);
        _definition = await _engine.Publish(_unit,
            Definition.Chart("alur", [Definition.Step("satu", "loket", "60 menit"), Definition.Step("dua", "loket")]));
    }

    [TearDown]
    public async Task TearDown()
    {
        _job.Dispose();
        await _engine.DisposeAsync();
    }

    [Test]
    public async Task A_step_is_counted_on_its_day_with_its_time_in_office_hours()
    {
        // From Monday 08:00 to Tuesday 08:30: the office's hours of a day and half an hour, without the night.
        var late = (await _engine.Start(_definition, _clerk)).Case;
        _engine.Clock.Advance(Duration.FromHours(24) + Duration.FromMinutes(30));
        await Complete(late, 1);
        var punctual = (await _engine.Start(_definition, _clerk)).Case;
        _engine.Clock.Advance(Duration.FromMinutes(15));
        await Complete(punctual, 1);
        await Complete(punctual, 2);
        var off = (await _engine.Start(_definition, _clerk)).Case;
        await _engine.Happens(_unit, off, new CaseCancelled(_clerk, "salah buka"), _clerk);
        await _engine.CatchUp(_job);

        var steps = await _engine.Rows<(string Day, int Done, int Limited, int Late, int Cancelled)>(
            "select day::text, sum(done)::int, sum(limited)::int, sum(late)::int, sum(cancelled)::int " +
                "from step_days group by day, activity order by activity");
        Assert.That(steps, Is.EqualTo(new[] { ("2026-11-24", 2, 2, 1, 1), ("2026-11-24", 1, 0, 0, 0) }));
        var worked = new QuantileSketch();
        foreach (var packed in await _engine.Rows<byte[]>("select worked from step_days where limited > 0")) worked.Add(packed);
        Assert.That(worked.Quantile(0.5), Is.EqualTo(15 * 60).Within(2).Percent, "the punctual one");
        Assert.That(worked.Quantile(1), Is.InRange(7 * 3600, 9 * 3600), "no night in it");
        Assert.That(await _engine.Scalar<int>("select sum(done)::int from person_days where person_id = @_clerk", new { _clerk }),
            Is.EqualTo(3));
        Assert.That(await Verify(), Is.Empty);
    }

    [Test]
    public async Task A_closing_that_is_committed_after_a_later_one_is_not_missed()
    {
        // The escalated first case waits for the locked row while completing, with its closing number already taken.
        var slow = (await _engine.Start(_definition, _clerk)).Case;
        _engine.Clock.Advance(Duration.FromMinutes(50));
        Assert.That(await _engine.Alarms.RingDue(CancellationToken.None), Is.EqualTo(1));
        var quick = (await _engine.Start(_definition, _clerk)).Case;
        await using var connection = await _engine.Database.System.OpenConnectionAsync();
        await using var held = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("select from escalations for update");
        var completing = Complete(slow, 1);
        while (await _engine.Scalar<long>("select case when is_called then last_value else 0 end from task_closing") == 0)
            await Patience.Pause();
        await Complete(quick, 1);

        Assert.That(await CountFor(TimeSpan.FromSeconds(1)), Is.Zero, "a lower number may still turn up");
        await held.RollbackAsync();
        await completing;
        await _engine.CatchUp(_job);
        Assert.That(await Done(), Is.EqualTo(2));
        Assert.That(await Verify(), Is.Empty);
    }

    [Test]
    public async Task Nodes_that_count_at_once_count_everything_once_while_work_goes_on()
    {
        using var other = Job();
        using var third = Job();
        var cases = new List<long>();
        for (var i = 0; i < 60; i++) cases.Add((await _engine.Start(_definition, _clerk)).Case);
        var working = Task.WhenAll(cases.Chunk(15).Select(async some =>
        {
            foreach (var id in some) await Complete(id, 1);
        }));
        while (!working.IsCompleted)
            await Task.WhenAll(_job.CountClosed(CancellationToken.None), other.CountClosed(CancellationToken.None),
                third.CountClosed(CancellationToken.None));
        await working;
        await _engine.CatchUp(_job);

        Assert.That(await Done(), Is.EqualTo(60));
        Assert.That(await Verify(), Is.Empty);
    }

    [TestCase("update step_days set done = done + 1", "history gives done 1")]
    [TestCase("update step_days set worked = '\\x0301' where limited > 0", "worked [0301]")]
    [TestCase("update person_days set late = 1", "late 1")]
    [TestCase("delete from step_days where limited > 0", "stored are nothing")]
    [TestCase("insert into step_days select unit_id, day + 1, definition_id, version, activity, lane, done, limited, late, cancelled, " +
        "levels, worked, share, 1, 1 from step_days", "history gives nothing")]
    [TestCase("update tasks set closing = null", "have no number")]
    public async Task A_figure_changed_by_hand_is_found_and_mended(string sql, string because)
    {
        var id = (await _engine.Start(_definition, _clerk)).Case;
        await Complete(id, 1);
        await Complete(id, 2);
        await _engine.CatchUp(_job);
        Assert.That(await Verify(), Is.Empty);
        await using (var connection = new NpgsqlConnection(_engine.ConnectionString))
        {
            await connection.OpenAsync();
            foreach (var table in new[] { "tasks", "step_days", "person_days" })
                await connection.ExecuteAsync($"alter table {table} no force row level security");
            Assert.That(await connection.ExecuteAsync(sql), Is.GreaterThan(0));
            foreach (var table in new[] { "tasks", "step_days", "person_days" })
                await connection.ExecuteAsync($"alter table {table} force row level security");
        }

        Assert.That((await Verify()).Select(difference => difference.What), Has.Some.Contains(because));
        Assert.That(await Verify(repair: true), Is.Not.Empty);
        await _engine.CatchUp(_job);
        Assert.That(await Verify(), Is.Empty);
        Assert.That(await Done(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_calendar_that_changes_later_makes_no_figure_of_before_wrong()
    {
        var id = (await _engine.Start(_definition, _clerk)).Case;
        _engine.Clock.Advance(Duration.FromHours(26));
        await Complete(id, 1);
        await _engine.CatchUp(_job);
        var rules = new WorkingCalendarRules { Zone = "Asia/Jakarta", Hours = WeeklyHours.Office };

        Assert.That(await _engine.Calendars.Change(
            _unit, 1, rules, _clerk, "jam loket", _engine.Clock.GetCurrentInstant(), CancellationToken.None), Is.EqualTo(2));

        Assert.That(await Verify(), Is.Empty);
    }

    private RollupJob Job() => new(_engine.Database, _engine.Flows, new UnitCalendars(_engine.Database), NullLogger<RollupJob>.Instance);

    private Task<CaseResult> Complete(long id, int task) => _engine.Happens(_unit, id, new TaskCompleted(task, _clerk), _clerk);

    private Task<int> Done() => _engine.Scalar<int>("select coalesce(sum(done), 0)::int from step_days");

    private async Task<int> CountFor(TimeSpan time)
    {
        var counted = 0;
        using var over = new CancellationTokenSource(time);
        while (!over.IsCancellationRequested) counted += await _job.CountClosed(CancellationToken.None);
        return counted;
    }

    private async Task<List<RollupDifference>> Verify(bool repair = false)
    {
        var found = new List<RollupDifference>();
        var verifier = new RollupVerifier(_engine.Database, _engine.Flows, new UnitCalendars(_engine.Database));
        await foreach (var difference in verifier.Verify(repair)) found.Add(difference);
        return found;
    }
}
