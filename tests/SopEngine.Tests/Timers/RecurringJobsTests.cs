using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Quartz;
using Quartz.Extensibility;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Schedules;
using SopEngine.Engine.Timers;
using SopEngine.Engine.Units;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Timers;

/// <summary>Quartz on the real database, several nodes at once.</summary>
internal sealed class RecurringJobsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly List<ServiceProvider> _nodes = [];
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
        foreach (var node in _nodes)
        {
            await (await Scheduler(node)).Shutdown(true);
            await node.DisposeAsync();
        }

        _nodes.Clear();
        await _engine.DisposeAsync();
    }

    [Test]
    public async Task Two_nodes_that_look_every_second_start_each_time_once()
    {
        var sop = await _engine.Publish(_unit, Definition.Line("susun:loket"));
        await Start(("start-sops", "* * * * * ?"));
        var node = await Start(("start-sops", "* * * * * ?"));
        var store = node.GetRequiredService<ScheduleStore>();
        for (var i = 0; i < 5; i++)
            await store.Add(_unit, null, new ScheduleSettings(sop.DefinitionId, ScheduleRule.TryParse("0 9 * * *")!, "", new Dictionary<string, System.Text.Json.JsonElement>()), default);

        _engine.Clock.Advance(Duration.FromHours(1));
        await Until(async () => await Count("schedule_runs") == 5);
        var looks = await Looks();
        await Until(async () => await Looks() > looks + 1);

        Assert.That(await Count("cases"), Is.EqualTo(5));
    }

    [Test]
    public async Task Every_job_does_its_work_and_says_what_it_was()
    {
        var node = await Start();
        await _engine.Start(await _engine.Publish(_unit, Definition.Line("terima:loket")));
        var scheduler = await Scheduler(node);

        foreach (var job in RecurringJob.All) await scheduler.TriggerJob(job.Key);
        await Until(async () => await Count("qrtz_job_status") == RecurringJob.All.Count);

        var history = node.GetRequiredService<IExecutionHistoryStore>();
        foreach (var job in RecurringJob.All)
        {
            var status = await history.GetJobRunStatus(RecurringJobs.SchedulerName, job.Key);
            Assert.That(status?.LastFailureMessage, Is.Null, job.Name);
            Assert.That(status!.LastResult, Is.EqualTo(job.Name == "verify-history" ? JobRunResult.Succeeded : JobRunResult.Skipped), job.Name);
        }
    }

    [Test]
    public async Task A_history_that_was_tampered_with_is_found_at_night_and_each_night_goes_on_behind_the_last()
    {
        var started = await _engine.Start(await _engine.Publish(_unit, Definition.Line("terima:loket")));
        await _engine.Scalar<int>("update cases set state = replace(state::text, 'running', 'finished')::json, status = 'finished', ended_at = now() where id = @id returning 1", new { id = started.Case });
        var node = await Start();

        await (await Scheduler(node)).TriggerJob(new JobKey("verify-history"));
        await Until(async () => await Count("qrtz_execution_history") == 1);

        var status = await node.GetRequiredService<IExecutionHistoryStore>().GetJobRunStatus(RecurringJobs.SchedulerName, new JobKey("verify-history"));
        Assert.That(status!.LastResult, Is.EqualTo(JobRunResult.Failed));
    }

    [Test]
    public async Task Settings_change_when_a_job_runs_and_turn_it_off_and_a_restart_keeps_what_was_missed()
    {
        var node = await Start();
        var due = await Next(node, "retention");
        await _engine.Scalar<int>("update qrtz_triggers set next_fire_time = next_fire_time - 864000000000 where trigger_name = 'retention' returning 1"); // a day ago
        await Start();
        await Until(async () => await _engine.Scalar<int>("select count(*) from qrtz_job_status where job_name = 'retention'") == 1);
        Assert.That(await Next(node, "retention"), Is.EqualTo(due), "missed, it ran once and waits for its next time");

        var other = await Start(("retention", "0 0 4 * * ?"), ("verify-history", ""));

        Assert.That((await Next(other, "retention"))!.Value.UtcDateTime.Hour, Is.EqualTo(21), "four in the morning in Jakarta");
        Assert.That(await Next(other, "verify-history"), Is.Null);
    }

    [Test]
    public async Task A_trigger_that_a_clock_far_ahead_left_waiting_waits_for_its_next_time_again()
    {
        var node = await Start();
        var due = await Next(node, "verify-history");
        await _engine.Scalar<int>("update qrtz_triggers set next_fire_time = next_fire_time + 365 * 864000000000 where trigger_name = 'verify-history' returning 1");

        await node.GetRequiredService<RecurringJobs>().Ensure(default);

        Assert.That(await Next(node, "verify-history"), Is.EqualTo(due));
    }

    [Test]
    public async Task What_has_been_kept_long_enough_is_deleted_and_nothing_else()
    {
        var store = new ScheduleStore(_engine.Database, new UnitCalendars(_engine.Database), _engine.Clock);
        var id = await store.Add(_unit, null, new ScheduleSettings("sop", ScheduleRule.TryParse("0 9 * * *")!, "", new Dictionary<string, System.Text.Json.JsonElement>()), default);
        var now = _engine.Clock.GetCurrentInstant();
        foreach (var days in new[] { 1096, 1094 })
            await _engine.Scalar<int>("insert into schedule_runs (unit_id, schedule_id, at, ran_at, result) values (@_unit, @id, @at, @at, 'missed') returning 1", new { _unit, id, at = now - Duration.FromDays(days) });
        var node = await Start();

        await (await Scheduler(node)).TriggerJob(new JobKey("retention"));
        await Until(async () => await Count("qrtz_job_status") == 1);

        Assert.That(await Count("schedule_runs"), Is.EqualTo(1));
    }

    /// <summary>A node that runs jobs; only those of the settings, so that none runs by itself in between.</summary>
    private async Task<ServiceProvider> Start(params (string Job, string Cron)[] jobs)
    {
        var settings = jobs.ToDictionary(job => $"Sop:Jobs:{job.Job}", string? (job) => job.Cron);
        settings.TryAdd("Sop:Jobs:start-sops", "0 0 0 1 1 ? 2099");
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        services.AddSingleton<IClock>(_engine.Clock);
        services.AddSingleton(_engine.Database);
        services.AddSingleton(_engine.Engine);
        services.AddSingleton(_engine.Flows);
        services.AddSingleton<UnitCalendars>();
        services.AddSingleton<DocumentStore>();
        services.AddSingleton<TaskDrafts>();
        RecurringJobs.Register(services);
        var node = services.BuildServiceProvider();
        _nodes.Add(node);
        await node.GetRequiredService<RecurringJobs>().Ensure(default);
        await (await Scheduler(node)).Start();
        return node;
    }

    private static ValueTask<IScheduler> Scheduler(ServiceProvider node) => node.GetRequiredService<ISchedulerFactory>().GetScheduler();

    private static async Task<DateTimeOffset?> Next(ServiceProvider node, string job) =>
        (await (await Scheduler(node)).GetTrigger(new TriggerKey(job)))?.NextFireTimeUtc;

    private Task<int> Count(string table) => _engine.Scalar<int>($"select count(*) from {table}");

    private Task<long> Looks() => _engine.Scalar<long>("select coalesce(sum(run_count), 0)::bigint from qrtz_job_status");

    private static async Task Until(Func<Task<bool>> holds)
    {
        var since = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.That(since.Elapsed, Is.LessThan(Patience), "what is waited for does not come");
            await Task.Delay(50);
        }
    }
}
