using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Timers;

/// <summary>A task in a lane without holders is escalated at once, to the actors who would get it when late.</summary>
internal sealed class VacantLaneTests
{
    private TestEngine _engine = null!;
    private int _unit;
    private long _analyst;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _analyst = await _engine.AddPerson(_unit, "analis", ["analis"]);
        await _engine.AddPerson(_unit, "kepala", [], [Role.Head]);
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task A_task_of_an_empty_lane_rises_to_the_next_actor_at_once_and_to_the_head_when_late()
    {
        var started = await Start("terima:loket:60 menit", "uji:analis:60 menit");

        Assert.That(await Reached(started), Is.EqualTo(new[] { "1 @holder 0", "2 analis 0" }));
        _engine.Clock.Advance(Duration.FromHours(2));
        Assert.That(await Reached(started), Is.EqualTo(new[] { "1 @holder 0", "2 analis 0", "3 @head 200" }));
        Assert.That(await _engine.Happens(_unit, started.Case, new TaskCompleted(1, _analyst), _analyst), Is.TypeOf<CaseResult.Done>());
        Assert.That(await _engine.Scalar<bool>("select (event ->> 'vacant')::boolean from history where seq = 3 and case_id = @Case",
            started), Is.True);
    }

    [Test]
    public async Task With_the_next_actors_lane_empty_too_the_task_rises_to_the_head() =>
        Assert.That(await Reached(await Start("terima:loket:60 menit", "periksa:arsip:60 menit")),
            Is.EqualTo(new[] { "1 @holder 0", "2 arsip 0", "3 @head 0" }));

    [Test]
    public async Task A_task_without_a_time_limit_rises_as_well() =>
        Assert.That(await Reached(await Start("terima:loket", "uji:analis")), Is.EqualTo(new[] { "1 @holder 0", "2 analis 0" }));

    [Test]
    public async Task Tasks_of_held_lanes_and_of_customers_do_not_rise()
    {
        Assert.That(await Reached(await Start("uji:analis:60 menit", "terima:loket:60 menit")), Is.Empty);
        Assert.That(await Reached(await Start("bayar:pelanggan:60 menit", "terima:loket:60 menit")), Is.Empty);
    }

    [Test]
    public async Task A_task_moved_into_an_empty_lane_rises_at_once()
    {
        var first = await _engine.Publish(_unit,
            Definition.Chart("pindah", [Definition.Step("periksa", "analis", "60 menit"), Definition.Step("uji", "analis", "60 menit")]));
        var started = await _engine.Start(first);
        var second = await _engine.Publish(_unit,
            Definition.Chart("pindah", [Definition.Step("periksa", "loket", "60 menit"), Definition.Step("uji", "analis", "60 menit")]));
        Assert.That(await Reached(started), Is.Empty);

        Assert.That(await _engine.Happens(_unit, started.Case, new CaseMoved(first.Version, second.Version), null),
            Is.TypeOf<CaseResult.Done>());

        Assert.That(await Reached(started), Is.EqualTo(new[] { "1 @holder 0", "2 analis 0" }));
    }

    [Test]
    public async Task A_new_holder_of_the_lane_may_do_the_task()
    {
        var started = await Start("terima:loket:60 menit", "uji:analis:60 menit");
        await Reached(started);
        var counter = await _engine.AddPerson(_unit, "loket", ["loket"]);

        Assert.That(await _engine.Happens(_unit, started.Case, new TaskCompleted(1, counter), counter), Is.TypeOf<CaseResult.Done>());
    }

    private async Task<CaseResult.Done> Start(params string[] steps) => await _engine.Start(await _engine.Publish(_unit, Definition.Chart(
        "uji-" + Guid.NewGuid().ToString("N")[..6],
        steps.Select(step => step.Split(':')).Select(step => Definition.Step(step[0], step[1], step.ElementAtOrDefault(2))))));

    private async Task<List<string>> Reached(CaseResult.Done started)
    {
        await _engine.Alarms.RingDue(CancellationToken.None);
        return await _engine.Rows<string>(
            "select concat_ws(' ', level, target, percent) from escalations where case_id = @Case order by level, target", started);
    }
}
