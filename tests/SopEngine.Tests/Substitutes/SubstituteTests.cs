using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Substitutes;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Substitutes;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Substitutes;

/// <summary>Deputies do the work of absent people during the absence; the history records in whose name.</summary>
internal sealed class SubstituteTests
{
    private TestEngine _engine = null!;
    private SubstituteStore _substitutes = null!;
    private DefinitionVersion _definition;
    private int _unit;
    private long _counter;
    private long _analyst;
    private long _head;
    private long _deputy;
    private long _other;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _substitutes = new SubstituteStore(_engine.Database, _engine.Clock);
        _unit = await _engine.AddUnit();
        _counter = await _engine.AddPerson(_unit, "loket", ["loket"]);
        _analyst = await _engine.AddPerson(_unit, "analis", ["analis"]);
        _head = await _engine.AddPerson(_unit, "kepala", [], [Role.Head]);
        _deputy = await _engine.AddPerson(_unit, "pengganti");
        _other = await _engine.AddPerson(_unit, "lain");
        _definition = await _engine.Publish(_unit,
            Definition.Chart("uji", [Definition.Step("terima", "loket", "60 menit"), Definition.Step("uji", "analis", "60 menit")]));
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task A_deputy_does_the_lane_on_its_days_and_not_before_or_after()
    {
        await Away(_counter, _deputy, fromHours: 1, untilHours: 3);
        var before = await Start();
        Assert.That(await Complete(before, _deputy), Is.TypeOf<CaseResult.Forbidden>());

        _engine.Clock.Advance(Duration.FromHours(1));
        Assert.That(await Complete(before, _deputy), Is.TypeOf<CaseResult.Done>());
        Assert.That(await LastEvent(before), Does.Contain($"\"for\":{{\"person\":{_counter}}}"));

        var after = await Start();
        _engine.Clock.Advance(Duration.FromHours(2));
        Assert.That(await Complete(after, _deputy), Is.TypeOf<CaseResult.Forbidden>());
        Assert.That(await Complete(after, _counter), Is.TypeOf<CaseResult.Done>());
        Assert.That(await LastEvent(after), Does.Not.Contain("\"for\""));
    }

    [Test]
    public async Task A_deputy_may_complete_claim_or_release_tasks_held_by_the_absent_person()
    {
        var (finished, taken, released) = (await Start(), await Start(), await Start());
        foreach (var started in new[] { finished, taken, released })
            await _engine.Happens(_unit, started.Case, new TaskClaimed(1, _counter), _counter);
        Assert.That(await Complete(finished, _deputy), Is.TypeOf<CaseResult.Forbidden>());

        await Away(_counter, _deputy);
        Assert.That(await Complete(finished, _deputy), Is.TypeOf<CaseResult.Done>());
        Assert.That(await _engine.Happens(_unit, taken.Case, new TaskClaimed(1, _deputy), _deputy), Is.TypeOf<CaseResult.Done>());
        Assert.That(await LastEvent(taken), Does.Contain($"\"from\":{_counter}"));
        Assert.That(await _engine.Happens(_unit, released.Case, new TaskReleased(1, _deputy), _deputy), Is.TypeOf<CaseResult.Done>());
    }

    [Test]
    public async Task A_deputy_may_finish_tasks_still_held_after_the_last_day()
    {
        await Away(_counter, _deputy, untilHours: 1);
        var started = await Start();
        await _engine.Happens(_unit, started.Case, new TaskClaimed(1, _deputy), _deputy);

        _engine.Clock.Advance(Duration.FromHours(2));

        Assert.That(await Complete(started, _deputy), Is.TypeOf<CaseResult.Done>());
    }

    [Test]
    public async Task Escalations_reach_the_deputy_of_the_head_through_a_chain()
    {
        await Away(_head, _other);
        await Away(_other, _deputy);
        var started = await Start();
        await _engine.Happens(_unit, started.Case, new TaskClaimed(1, _counter), _counter);
        _engine.Clock.Advance(Duration.FromHours(2));
        await _engine.Alarms.RingDue(CancellationToken.None);

        Assert.That(await Complete(started, _deputy), Is.TypeOf<CaseResult.Done>());
        Assert.That(await LastEvent(started), Does.Contain($"\"for\":{{\"person\":{_head}}}"));
    }

    [Test]
    public async Task A_deputy_for_some_lanes_gets_no_others()
    {
        await _engine.Scalar<int>("insert into lane_holders values (@_unit, @_counter, 'analis') returning 1", new { _unit, _counter });
        await Away(_counter, _deputy, lanes: ["analis"]);
        var started = await Start();

        Assert.That(await Complete(started, _deputy), Is.TypeOf<CaseResult.Forbidden>());
        await Complete(started, _counter);
        Assert.That(await _engine.Happens(_unit, started.Case, new TaskCompleted(2, _deputy), _deputy), Is.TypeOf<CaseResult.Done>());
    }

    [Test]
    public async Task A_deputys_request_repeated_after_the_last_day_gets_its_first_answer()
    {
        await Away(_counter, _deputy, untilHours: 1);
        var started = await Start();
        var done = await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _deputy), _deputy, "kunci");
        _engine.Clock.Advance(Duration.FromHours(2));

        Assert.That(await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _deputy), _deputy, "kunci"), Is.EqualTo(done));
    }

    [Test]
    public async Task Of_two_substitutions_made_at_once_that_form_a_circle_one_is_refused()
    {
        var faults = await Task.WhenAll(Make(_counter, _deputy), Make(_deputy, _counter), Make(_analyst, _head), Make(_head, _analyst));

        Assert.That(faults.Count(fault => fault == SubstitutionFault.Circle), Is.EqualTo(2));
        Assert.That(faults.Count(fault => fault is null), Is.EqualTo(2));
    }

    [Test]
    public async Task An_ended_substitution_has_no_effect_from_that_moment()
    {
        await Away(_counter, _deputy);
        var id = await _engine.Scalar<long>("select id from substitutions");
        var started = await Start();

        Assert.That(await _substitutes.End(_unit, id, _counter, CancellationToken.None), Is.True);
        Assert.That(await Complete(started, _deputy), Is.TypeOf<CaseResult.Forbidden>());
        Assert.That(await _substitutes.End(_unit, id, _counter, CancellationToken.None), Is.False);
    }

    [Test]
    public async Task The_holder_or_a_superior_hands_a_task_over_to_somebody_who_may_do_it()
    {
        var second = await _engine.AddPerson(_unit, "loket2", ["loket"]);
        var started = await Start();
        await _engine.Happens(_unit, started.Case, new TaskClaimed(1, _counter), _counter);

        Assert.That(await HandOver(started, second, second), Is.TypeOf<CaseResult.Forbidden>(), "a colleague takes nothing away");
        Assert.That(await HandOver(started, _analyst, _analyst), Is.TypeOf<CaseResult.Forbidden>());
        Assert.That(((CaseResult.Refused)await HandOver(started, _counter, _analyst)).Refusal.Reason,
            Is.EqualTo(RefusalReason.PersonMayNot));
        Assert.That(await HandOver(started, _counter, second), Is.TypeOf<CaseResult.Done>());
        Assert.That(await LastEvent(started), Does.Contain($"\"from\":{_counter}").And.Contain("sakit"));
        Assert.That(await Complete(started, _counter), Is.TypeOf<CaseResult.Refused>(), "it is not theirs any more");
        Assert.That(await HandOver(started, _head, _counter), Is.TypeOf<CaseResult.Done>());
        Assert.That(await Complete(started, _counter), Is.TypeOf<CaseResult.Done>());
    }

    [Test]
    public async Task An_escalation_target_claims_the_held_task_and_the_history_records_it()
    {
        var started = await Start();
        await _engine.Happens(_unit, started.Case, new TaskClaimed(1, _counter), _counter);
        _engine.Clock.Advance(Duration.FromHours(1));
        await _engine.Alarms.RingDue(CancellationToken.None);

        Assert.That(await _engine.Happens(_unit, started.Case, new TaskClaimed(1, _analyst), _analyst), Is.TypeOf<CaseResult.Done>());
        Assert.That(await LastEvent(started), Does.Contain($"\"from\":{_counter}"));
        Assert.That(await _engine.Scalar<long>("select holder_id from tasks where case_id = @Case and no = 1", started),
            Is.EqualTo(_analyst));
    }

    private async Task<CaseResult.Done> Start() => await _engine.Start(_definition);

    private Task<CaseResult> Complete(CaseResult.Done started, long person) =>
        _engine.Happens(_unit, started.Case, new TaskCompleted(1, person), person);

    private Task<CaseResult> HandOver(CaseResult.Done started, long person, long to) =>
        _engine.Happens(_unit, started.Case, new TaskHandedOver(1, person, to, "sakit"), person);

    private async Task Away(long person, long deputy, double fromHours = 0, double untilHours = 100, string[]? lanes = null) =>
        Assert.That(await Make(person, deputy, fromHours, untilHours, lanes), Is.Null);

    private Task<SubstitutionFault?> Make(long person, long deputy, double fromHours = 0, double untilHours = 100, string[]? lanes = null)
    {
        var now = _engine.Clock.GetCurrentInstant();
        var wanted = new Substitution(person, deputy, SubstituteKind.Plh, lanes,
            new Interval(now + Duration.FromHours(fromHours), now + Duration.FromHours(untilHours)));
        return _substitutes.Make(_unit, wanted, "cuti", _head, CancellationToken.None);
    }

    private Task<string> LastEvent(CaseResult.Done started) =>
        _engine.Scalar<string>("select event::text from history where case_id = @Case order by seq desc limit 1", started);
}
