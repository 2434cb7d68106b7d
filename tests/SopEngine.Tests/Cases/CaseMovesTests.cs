using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Cases;

/// <summary>Running cases move to another version of their SOP, or stay as they are.</summary>
internal sealed class CaseMovesTests
{
    private TestEngine _engine = null!;
    private CaseMoves _moves = null!;
    private int _unit;
    private long _clerk;
    private long _head;
    private DefinitionVersion _first;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _moves = new CaseMoves(_engine.Database, _engine.Flows, _engine.Engine);
        _unit = await _engine.AddUnit();
        _clerk = await _engine.AddPerson(_unit, "loket", ["loket"]);
        _head = await _engine.AddPerson(_unit, "kepala", roles: [Role.Head]);
        _first = await _engine.Publish(_unit, Definition.Line("satu:loket", "dua:loket", "tiga:loket"));
    }

    [TearDown]
    public async Task TearDown() => await _engine.DisposeAsync();

    [Test]
    public async Task A_moved_case_goes_on_with_the_new_steps_and_its_history_replays()
    {
        var moved = await CaseAtStepTwo();
        await _engine.Happens(_unit, moved, new TaskClaimed(2, _clerk), _clerk);
        var opened = await _engine.Scalar<DateTime>("select opened_at from tasks where case_id = @moved and no = 2", new { moved });
        _engine.Clock.Advance(NodaTime.Duration.FromMinutes(3));
        var second = await _engine.Publish(_unit, Definition.Chart("alur",
            [Definition.Step("satu", "loket"), Definition.Step("dua", "loket", "30 menit"), Definition.Step("baru", "loket"),
                Definition.Step("tiga", "loket")]));

        var results = await _moves.Apply(_unit, await Plan(second), second.Version, _head, "SOP diperbaiki", CancellationToken.None);

        Assert.That(results, Is.All.InstanceOf<CaseResult.Done>());
        var task = (await _engine.Rows<(int Version, string Limit, long Holder, DateTime OpenedAt, DateTime DueAt)>(
            "select version, time_limit, holder_id, opened_at, due_at from tasks where case_id = @moved and no = 2",
            new { moved })).Single();
        Assert.That(task, Is.EqualTo((2, "30 menit", _clerk, opened, opened.AddMinutes(30))));
        Assert.That(await _engine.Verify(), Is.Empty);

        for (var step = 2; step <= 4; step++)
            Assert.That(await _engine.Happens(_unit, moved, new TaskCompleted(step, _clerk), _clerk), Is.InstanceOf<CaseResult.Done>());
        Assert.That(await _engine.Scalar<string>("select status from cases where id = @moved", new { moved }), Is.EqualTo("finished"));
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [Test]
    public async Task A_case_at_a_step_missing_from_the_new_version_is_refused_with_its_name_and_stays()
    {
        var at = await CaseAtStepTwo();
        var second = await _engine.Publish(_unit, Definition.Line("satu:loket", "tiga:loket"));
        var before = await Rows(at);

        var plan = await Plan(second);
        var result = (await _moves.Apply(_unit, plan, second.Version, _head, "SOP diperbaiki", CancellationToken.None)).Single();

        Assert.That(plan.Single().Plan.Obstacles.Single(), Is.EqualTo(new MoveObstacle(MoveObstacleReason.ActivityGone, "dua")));
        Assert.That(result is CaseResult.Refused { Refusal: { Reason: RefusalReason.CannotMove, Subject: "dua" } });
        Assert.That(await Rows(at), Is.EqualTo(before));
        Assert.That(await _engine.Happens(_unit, at, new TaskCompleted(2, _clerk), _clerk), Is.InstanceOf<CaseResult.Done>());
    }

    [Test]
    public async Task The_dry_run_changes_nothing()
    {
        var at = await CaseAtStepTwo();
        var second = await _engine.Publish(_unit, Definition.Line("satu:loket", "dua:loket"));
        var before = await Rows(at);

        Assert.That((await Plan(second)).Single().CanMove);
        Assert.That(await Rows(at), Is.EqualTo(before));
        Assert.That(await _moves.Count(_unit, "alur", second.Version, CancellationToken.None), Is.EqualTo(1));
    }

    [Test]
    public async Task A_late_task_with_time_again_on_the_new_version_drops_its_escalations_and_climbs_again()
    {
        var first = await _engine.Publish(_unit,
            Definition.Chart("alur", [Definition.Step("satu", "loket", "30 menit"), Definition.Step("dua", "loket")]));
        var at = (await _engine.Start(first)).Case;
        _engine.Clock.Advance(NodaTime.Duration.FromMinutes(70));
        await _engine.Alarms.RingDue(CancellationToken.None);
        Assert.That(await Standing(), Is.EqualTo((3, true)), "warned, raised, raised to the head");
        var second = await _engine.Publish(_unit,
            Definition.Chart("alur", [Definition.Step("satu", "loket", "2 jam"), Definition.Step("dua", "loket")]));

        await _moves.Apply(_unit, [.. (await Plan(second)).Where(plan => plan.Case == at)], second.Version, _head, "SOP diperbaiki",
            CancellationToken.None);

        Assert.That(await Standing(), Is.EqualTo((0, false)));
        Assert.That(await _engine.Verify(), Is.Empty);
        _engine.Clock.Advance(NodaTime.Duration.FromMinutes(60));
        await _engine.Alarms.RingDue(CancellationToken.None);
        Assert.That((await Standing()).Level, Is.EqualTo(2), "late by the longer limit");
        Assert.That(await _engine.Verify(), Is.Empty);

        async Task<(int Level, bool IsRaised)> Standing() => (await _engine.Rows<(int, bool)>(
            "select level, exists (select from escalations e where e.case_id = t.case_id) from tasks t where case_id = @at and no = 1",
            new { at })).Single();
    }

    [Test]
    public async Task A_case_moves_there_and_back_again()
    {
        var at = await CaseAtStepTwo();
        var second = await _engine.Publish(_unit, Definition.Line("satu:loket", "nol:loket", "dua:loket", "tiga:loket"));
        var (_, _, state) = (await Rows(at)).Single();

        await _moves.Apply(_unit, await Plan(second), second.Version, _head, "SOP diperbaiki", CancellationToken.None);
        await _moves.Apply(_unit, await Plan(_first), _first.Version, _head, "SOP diperbaiki", CancellationToken.None);

        Assert.That((await Rows(at)).Single(), Is.EqualTo((1, 4, state)));
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [Test]
    public async Task A_move_and_work_at_the_same_moment_both_take_effect()
    {
        var cases = new List<long>();
        for (var i = 0; i < 30; i++) cases.Add(await CaseAtStepTwo());
        var second = await _engine.Publish(_unit, Definition.Line("satu:loket", "dua:loket", "baru:loket", "tiga:loket"));
        var plan = await Plan(second);

        var working = Task.WhenAll(cases.Select(id => _engine.Happens(_unit, id, new TaskCompleted(2, _clerk), _clerk)));
        var moved = await _moves.Apply(_unit, plan, second.Version, _head, "SOP diperbaiki", CancellationToken.None);
        var done = await working;

        Assert.That(moved, Is.All.InstanceOf<CaseResult.Done>());
        Assert.That(done, Is.All.InstanceOf<CaseResult.Done>());
        Assert.That(await _engine.Verify(), Is.Empty);
        foreach (var id in cases)
        {
            while (await _engine.OpenTasks(_unit, id) is [var open, ..])
                await _engine.Happens(_unit, id, new TaskCompleted(open, _clerk), _clerk);
        }

        Assert.That(await _engine.Scalar<int>("select count(*)::int from cases where status = 'finished' and version = 2"), Is.EqualTo(30));
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [Test]
    public async Task Only_the_units_leaders_move_cases()
    {
        await CaseAtStepTwo();
        var second = await _engine.Publish(_unit, Definition.Line("satu:loket", "dua:loket"));

        var results = await _moves.Apply(_unit, await Plan(second), second.Version, _clerk, "SOP diperbaiki", CancellationToken.None);

        Assert.That(results.Single(), Is.InstanceOf<CaseResult.Forbidden>());
    }

    [Test]
    public async Task The_verifier_finds_a_version_changed_behind_the_programs_back()
    {
        var at = await CaseAtStepTwo();
        await _engine.Publish(_unit, Definition.Line("satu:loket", "dua:loket"));
        await _engine.Scalar<int>("update cases set version = 2 where id = @at returning 1", new { at });

        Assert.That((await _engine.Verify()).Select(found => found.What), Is.Not.Empty);
    }

    private async Task<long> CaseAtStepTwo()
    {
        var id = (await _engine.Start(_first, _clerk)).Case;
        await _engine.Happens(_unit, id, new TaskCompleted(1, _clerk), _clerk);
        return id;
    }

    private Task<IReadOnlyList<CaseMove>> Plan(DefinitionVersion to) =>
        _moves.Plan(_unit, to.DefinitionId, to.Version, 0, 100, CancellationToken.None);

    private Task<List<(int Version, int Seq, string State)>> Rows(long id) =>
        _engine.Rows<(int, int, string)>("select version, seq, state::text from cases where id = @id", new { id });
}
