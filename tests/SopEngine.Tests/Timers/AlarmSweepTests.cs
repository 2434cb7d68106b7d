using NodaTime;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Timers;

internal sealed class AlarmSweepTests
{
    private TestEngine _engine = null!;
    private int _unit;

    /// <summary>Number of cases that the test has broken by hand.</summary>
    private int _broken;

    [SetUp]
    public async Task SetUp()
    {
        _broken = 0;
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        await _engine.AddPerson(_unit, "loket", ["loket"]);
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Has.Count.EqualTo(_broken));
    }

    [Test]
    public async Task An_alarm_rings_when_its_time_has_come_and_not_before()
    {
        var started = await _engine.Start(await _engine.Publish(_unit, Delayed()));

        _engine.Clock.Advance(Duration.FromMinutes(29));
        Assert.That(await _engine.Alarms.RingDue(CancellationToken.None), Is.Zero);
        _engine.Clock.Advance(Duration.FromMinutes(1));
        Assert.That(await _engine.Alarms.RingDue(CancellationToken.None), Is.EqualTo(1));
        Assert.That(await _engine.OpenTasks(_unit, started.Case), Is.EqualTo(new[] { 2 }));
    }

    [Test]
    public async Task Two_nodes_ring_every_alarm_once()
    {
        var definition = await _engine.Publish(_unit, Delayed());
        for (var i = 0; i < 250; i++) await _engine.Start(definition);
        _engine.Clock.Advance(Duration.FromHours(1));
        await using var other = _engine.AnotherNode();

        var rung = 0;
        for (var last = 1; last > 0;)
        {
            last = (await Task.WhenAll(_engine.Alarms.RingDue(CancellationToken.None), other.Alarms.RingDue(CancellationToken.None))).Sum();
            rung += last;
        }

        Assert.That(rung, Is.EqualTo(250));
        Assert.That(await _engine.Scalar<int>("select count(*) from tasks"), Is.EqualTo(250));
        Assert.That(await _engine.Scalar<int>("select count(*) from history where event ->> 'event' = 'alarmRang'"), Is.EqualTo(250));
    }

    [Test]
    public async Task An_alarm_that_cannot_ring_does_not_keep_the_others_from_ringing()
    {
        var definition = await _engine.Publish(_unit, Delayed());
        var bad = await _engine.Start(definition);
        var good = await _engine.Start(definition);
        await _engine.Scalar<int>("update cases set state = '{}' where id = @Case returning 1", bad);
        _engine.Clock.Advance(Duration.FromHours(1));

        await _engine.Alarms.RingDue(CancellationToken.None);

        Assert.That(await _engine.OpenTasks(_unit, good.Case), Is.EqualTo(new[] { 2 }));
        Assert.That(
            await _engine.Scalar<bool>("select due_at > @now from waits", new { now = _engine.Clock.GetCurrentInstant() }), Is.True);
        _broken = 1;
    }

    private static string Delayed() =>
        Definition.Chart("tunda", [Definition.Activity("Elsa.Delay", "d", ("timeSpan", "00:30:00")), Definition.Step("a", "loket")]);
}
