using System.Text.Json;
using Dapper;
using Hangfire.Common;
using NodaTime;
using Npgsql;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Schedules;
using SopEngine.Engine.Timers;
using SopEngine.Engine.Units;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Timers;

/// <summary>The recurring jobs of several nodes over one database.</summary>
internal sealed class RecurringJobsTests
{
    private readonly List<JobNode> _nodes = [];
    private TestEngine _engine = null!;
    private int _unit;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
    }

    [TearDown]
    public async Task TearDown()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        _nodes.Clear();
        await _engine.DisposeAsync();
    }

    [Test]
    public async Task Two_nodes_asked_repeatedly_run_each_scheduled_time_once()
    {
        var sop = await _engine.Publish(_unit, Definition.Line("susun:loket"));
        var (one, another) = (await Start(), await Start());
        for (var i = 0; i < 5; i++) await AddSchedule(one.Get<ScheduleStore>(), sop.DefinitionId);

        _engine.Clock.Advance(Duration.FromHours(1));
        for (var i = 0; i < 3; i++) await Task.WhenAll(one.Jobs.RunNow("start-sops", default), another.Jobs.RunNow("start-sops", default));
        await Patience.Until(async () => await Succeeded() == 6, "all six calls have ended");

        Assert.That(await Count("cases"), Is.EqualTo(5));
    }

    [Test]
    public async Task Every_job_does_its_work_and_records_a_summary()
    {
        var node = await Start();
        await _engine.Start(await _engine.Publish(_unit, Definition.Line("terima:loket")));

        foreach (var job in WorkList.Jobs) Assert.That(await node.Jobs.RunNow(job.Name, default), Is.True);
        await Patience.Until(async () => await Count("job_runs") == WorkList.Jobs.Count, "every job has run");

        foreach (var job in WorkList.Jobs.Select(job => job.Name))
            Assert.That((await node.Last(job))!.End, Is.EqualTo(job == "verify-history" ? JobEnd.Succeeded : JobEnd.Nothing), job);
        Assert.That(await node.Jobs.RunNow("tidak-ada", default), Is.False);
    }

    [Test]
    public async Task A_job_running_on_one_node_does_not_start_on_another()
    {
        var node = await Start();
        await using var elsewhere = await SessionLock.TryTake(_engine.Database, JobRunner.Scope, "retention", TimeSpan.Zero, default);

        await node.Jobs.RunNow("retention", default);
        await Patience.Until(async () => await Succeeded() == 1, "the call has ended");

        Assert.That(await node.Last("retention"), Is.Null);
    }

    [Test]
    public async Task The_nightly_check_finds_a_changed_history_and_resumes_after_the_previous_night()
    {
        // Without a holder of the lane, the step would be escalated now and its case written again.
        await _engine.AddPerson(_unit, "loket", ["loket"]);
        var started = await _engine.Start(await _engine.Publish(_unit, Definition.Line("terima:loket")));
        await _engine.Scalar<int>(
            """
            update cases set state = replace(state::text, 'Running', 'Finished')::json, status = 'finished', ended_at = now()
            where id = @id returning 1
            """,
            new { id = started.Case });
        var node = await Start();

        await node.Jobs.RunNow("verify-history", default);
        await Patience.Until(async () => await node.Last("verify-history") is not null, "it has run");
        Assert.That((await node.Last("verify-history"))!.End, Is.EqualTo(JobEnd.Failed));
        await Patience.Until(
            async () => await _engine.Scalar<int>("select count(*) from hangfire.job where statename = 'Failed'") == 1,
            "Hangfire shows it, too");

        await _engine.Scalar<int>(
            "update job_runs set place = @place where name = 'verify-history' returning 1", new { place = $"{_unit}/{started.Case}" });
        await node.Jobs.RunNow("verify-history", default);
        await Patience.Until(async () => (await node.Last("verify-history"))!.End == JobEnd.Nothing, "nothing stands behind the last case");
        var place = await _engine.Scalar<string>("select place from job_runs where name = 'verify-history'");
        Assert.That(place, Is.EqualTo("0/0"), "the next night begins again");
    }

    [Test]
    public async Task Settings_change_the_times_of_a_job_and_turn_it_off()
    {
        await Scheduled(await Start());
        var node = await Start(("retention", "0 4 * * *"), ("verify-history", ""));

        await Patience.Until(async () => await Field("retention", "Cron") == "0 4 * * *", "the setting counts");

        Assert.That(Next(await Field("retention", "NextExecution")).Hour, Is.EqualTo(21), "four in the morning in Jakarta");
        Assert.That(await Field("verify-history", "Cron"), Is.Null);
        Assert.That((await node.Jobs.States(default)).Single(job => job.Name == "verify-history").NextAt, Is.Null);
    }

    [Test]
    public async Task A_job_missed_while_no_node_ran_runs_once_even_after_a_node_died_with_the_schedulers_lock()
    {
        var first = await Start();
        await Scheduled(first);
        await first.DisposeAsync();
        _nodes.Clear();
        await Set("retention", "CreatedAt", DateTime.UtcNow.AddDays(-2));
        await Set("retention", "NextExecution", DateTime.UtcNow.AddDays(-1));
        await _engine.Scalar<int>("update hangfire.set set score = 1 where key = 'recurring-jobs' and value = 'retention' returning 1");
        await using var dying = await SessionLock.TryTake(
            _engine.Database, SteadyStorage.Scope, "recurring-jobs:lock", TimeSpan.Zero, default);

        var node = await Start();
        await Task.Delay(1000);
        Assert.That(await node.Last("retention"), Is.Null);
        await using (var killer = new NpgsqlConnection(_engine.ConnectionString))
        {
            await killer.ExecuteAsync(
                """
                select pg_terminate_backend(pid) from pg_locks
                where locktype = 'advisory' and classid::bigint = hashtext(@Scope)::bigint & 4294967295
                """,
                new { SteadyStorage.Scope });
        }

        await Patience.Until(async () => await node.Last("retention") is not null, "it runs");

        await Patience.Until(async () => await Succeeded() == 1, "the call has ended");
        Assert.That(Next(await Field("retention", "NextExecution")), Is.GreaterThan(DateTime.UtcNow));
        Assert.That(await _engine.Scalar<int>("select count(*) from hangfire.job"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_job_postponed_by_a_clock_far_ahead_gets_its_regular_next_time_back()
    {
        var node = await Start();
        await Scheduled(node);
        var due = await Field("verify-history", "NextExecution");
        await Set("verify-history", "NextExecution", DateTime.UtcNow.AddYears(1));
        await Set("verify-history", "LastExecution", DateTime.UtcNow.AddYears(1));

        await node.Jobs.Ensure(default);

        Assert.That(await Field("verify-history", "NextExecution"), Is.EqualTo(due));
    }

    [Test]
    public async Task Only_records_past_their_retention_are_deleted()
    {
        var store = new ScheduleStore(_engine.Database, new UnitCalendars(_engine.Database), _engine.Clock);
        var id = await AddSchedule(store, "sop");
        var now = _engine.Clock.GetCurrentInstant();
        foreach (var days in new[] { 1096, 1094 })
            await _engine.Scalar<int>(
                "insert into schedule_runs (unit_id, schedule_id, at, ran_at, result) values (@_unit, @id, @at, @at, 'missed') returning 1",
                new { _unit, id, at = now - Duration.FromDays(days) });
        var node = await Start();

        await node.Jobs.RunNow("retention", default);
        await Patience.Until(async () => await node.Last("retention") is not null, "it has run");

        Assert.That(await Count("schedule_runs"), Is.EqualTo(1));
    }

    private async Task<JobNode> Start(params (string Job, string Cron)[] jobs)
    {
        var node = await JobNode.Start(_engine, jobs);
        _nodes.Add(node);
        return node;
    }

    private Task Scheduled(JobNode node) => Patience.Until(
        async () => await Field(WorkList.Jobs[^1].Name, "NextExecution") is not null, $"Hangfire has the jobs of {node}");

    private Task<long> AddSchedule(ScheduleStore store, string sop) => store.Add(
        _unit, null, new ScheduleSettings(sop, ScheduleRule.TryParse("0 9 * * *")!, "", new Dictionary<string, JsonElement>()), default);

    private Task<string?> Field(string job, string field) => _engine.Scalar<string?>(
        "select value from hangfire.hash where key = 'recurring-job:' || @job and field = @field", new { job, field });

    private Task<int> Set(string job, string field, DateTime value) => _engine.Scalar<int>(
        """
        insert into hangfire.hash (key, field, value) values ('recurring-job:' || @job, @field, @value)
        on conflict (key, field) do update set value = excluded.value returning 1
        """,
        new { job, field, value = JobHelper.SerializeDateTime(value) });

    private static DateTime Next(string? stored) => JobHelper.DeserializeDateTime(stored);

    private Task<int> Succeeded() => _engine.Scalar<int>("select count(*) from hangfire.job where statename = 'Succeeded'");

    private Task<int> Count(string table) => _engine.Scalar<int>($"select count(*) from {table}");
}
