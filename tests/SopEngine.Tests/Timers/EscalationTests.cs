using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Timers;

/// <summary>Late steps climb the escalation ladder during office hours, each level once.</summary>
internal sealed class EscalationTests
{
    private TestEngine _engine = null!;
    private int _unit;
    private long _counter;
    private long _analyst;
    private long _head;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _counter = await _engine.AddPerson(_unit, "loket", ["loket"]);
        _analyst = await _engine.AddPerson(_unit, "analis", ["analis"]);
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
    public async Task A_late_step_warns_its_lane_then_is_shared_with_the_next_actor_and_at_last_with_the_head()
    {
        var started = await Start();

        // 60 minutes from Monday 08:00: 75 % at 08:45, the breach at 09:00, twice the time at 10:00.
        Assert.That(await ReachedAfter(started, minutes: 44), Is.Empty);
        Assert.That(await ReachedAfter(started, minutes: 1), Is.EqualTo(new[] { "1 @holder notify" }));
        Assert.That(await ReachedAfter(started, minutes: 15), Is.EqualTo(new[] { "1 @holder notify", "2 analis share" }));
        Assert.That(await ReachedAfter(started, minutes: 60), Is.EqualTo(new[] { "1 @holder notify", "2 analis share", "3 @head share" }));
        Assert.That(await ReachedAfter(started, minutes: 10_000), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task No_level_is_climbed_while_the_office_is_closed()
    {
        _engine.Clock.Advance(Duration.FromHours(7.5));
        var started = await Start();

        // From 15:30: half an hour until closing, the rest on Tuesday from 08:00.
        Assert.That(await ReachedAfter(started, minutes: (16 * 60) + 44), Is.Empty);
        Assert.That(await ReachedAfter(started, minutes: 1), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_escalation_target_may_do_the_task_from_then_on_and_not_before()
    {
        var started = await Start();
        await _engine.Happens(_unit, started.Case, new TaskClaimed(1, _counter), _counter);
        await ReachedAfter(started, minutes: 59);
        Assert.That(await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _analyst), _analyst),
            Is.TypeOf<CaseResult.Forbidden>());
        Assert.That(await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _head), _head), Is.TypeOf<CaseResult.Forbidden>());

        await ReachedAfter(started, minutes: 1);
        Assert.That(await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _head), _head), Is.TypeOf<CaseResult.Forbidden>());
        Assert.That(await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _analyst), _analyst), Is.TypeOf<CaseResult.Done>());
        Assert.That(await _engine.Scalar<int>("select count(*) from escalations where is_open"), Is.Zero, "it leaves every inbox");
    }

    [Test]
    public async Task A_reassigned_task_is_refused_to_its_former_lane()
    {
        var started = await Start("""[{"at": 100, "to": "head", "mode": "reassign"}]""");
        await _engine.Happens(_unit, started.Case, new TaskClaimed(1, _counter), _counter);

        await ReachedAfter(started, minutes: 60);

        Assert.That(await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _counter), _counter),
            Is.TypeOf<CaseResult.Forbidden>());
        Assert.That(await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _head), _head), Is.TypeOf<CaseResult.Done>());
    }

    [Test]
    public async Task After_downtime_all_overdue_levels_are_climbed_once_in_one_sweep()
    {
        var started = await Start();
        _engine.Clock.Advance(Duration.FromDays(3));
        await using var other = _engine.AnotherNode();

        await Task.WhenAll(_engine.Alarms.RingDue(CancellationToken.None), other.Alarms.RingDue(CancellationToken.None));

        Assert.That(await Reached(started), Has.Count.EqualTo(3));
        Assert.That(await _engine.Scalar<int>("select count(*) from history where event ->> 'event' = 'escalated'"), Is.EqualTo(3));
    }

    [Test]
    public async Task Two_nodes_escalate_each_of_very_many_due_tasks_once()
    {
        var definition = await Publish();
        await Task.WhenAll(Enumerable.Range(0, 1_700).Select(_ => _engine.Start(definition)));
        _engine.Clock.Advance(Duration.FromHours(1));
        await using var other = _engine.AnotherNode();

        await Task.WhenAll(_engine.Alarms.RingAll(CancellationToken.None), other.Alarms.RingAll(CancellationToken.None));

        Assert.That(await _engine.Scalar<int>("select count(*) from tasks where level = 2"), Is.EqualTo(1_700), "warned and late");
        Assert.That(await _engine.Rows<int>("select distinct count(*)::int from escalations group by case_id, no"),
            Is.EqualTo(new[] { 2 }));
        Assert.That(await _engine.Rows<int>(
            "select distinct count(*)::int from history where event ->> 'event' = 'escalated' group by case_id"), Is.EqualTo(new[] { 2 }));
    }

    [Test]
    public async Task Steps_completed_during_the_sweep_are_done_or_escalated_without_deadlock()
    {
        var definition = await Publish();
        var cases = new List<long>();
        for (var i = 0; i < 60; i++) cases.Add((await _engine.Start(definition)).Case);
        _engine.Clock.Advance(Duration.FromHours(1));

        var completions = cases.Select(id => _engine.Happens(_unit, id, new TaskCompleted(1, _counter), _counter)).ToList();
        var sweeps = Enumerable.Range(0, 4).Select(_ => _engine.Alarms.RingDue(CancellationToken.None)).ToList();
        Assert.That(await Task.WhenAll(completions), Is.All.TypeOf<CaseResult.Done>());
        await Task.WhenAll(sweeps);

        Assert.That(await _engine.Scalar<int>("select count(*) from tasks where no = 1 and closed_at is null"), Is.Zero);
        Assert.That(await _engine.Scalar<int>("select count(*) from escalations where is_open and no = 1"), Is.Zero);
    }

    private async Task<CaseResult.Done> Start(string? ladder = null) => await _engine.Start(await Publish(ladder));

    private Task<DefinitionVersion> Publish(string? ladder = null)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(
            Definition.Chart("uji", [Definition.Step("terima", "loket", "60 menit"), Definition.Step("uji", "analis", "60 menit")]))!;
        if (ladder is not null) json["customProperties"]!["sop"]!["escalation"] = System.Text.Json.Nodes.JsonNode.Parse(ladder);
        return _engine.Publish(_unit, json.ToJsonString());
    }

    private async Task<List<string>> ReachedAfter(CaseResult.Done started, double minutes)
    {
        _engine.Clock.Advance(Duration.FromMinutes(minutes));
        await _engine.Alarms.RingDue(CancellationToken.None);
        return await Reached(started);
    }

    private Task<List<string>> Reached(CaseResult.Done started) =>
        _engine.Rows<string>(
            "select concat_ws(' ', level, target, mode) from escalations where case_id = @Case order by level, target", started);
}
