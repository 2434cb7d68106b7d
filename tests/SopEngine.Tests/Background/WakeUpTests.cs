using Microsoft.Extensions.Logging.Abstractions;
using SopEngine.Engine.Background;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Background;

/// <summary>Nodes notify one another of commits.</summary>
internal sealed class WakeUpTests
{
    private TestEngine _engine = null!;
    private WakeUps _one = null!;
    private WakeUps _another = null!;
    private int _ofOne;
    private int _ofAnother;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        (_ofOne, _ofAnother) = (0, 0);
        _one = new WakeUps(_engine.Database, NullLogger<WakeUps>.Instance);
        _another = new WakeUps(_engine.Database, NullLogger<WakeUps>.Instance);
        _one.Woken += () => Interlocked.Increment(ref _ofOne);
        _another.Woken += () => Interlocked.Increment(ref _ofAnother);
        foreach (var node in new[] { _one, _another }) await node.StartAsync(default);
        await Patience.Until(() => Task.FromResult(_ofOne == 1 && _ofAnother == 1), "both listen, and look what they have missed");
    }

    [TearDown]
    public async Task TearDown()
    {
        await _one.StopAsync(default);
        await _another.StopAsync(default);
        _one.Dispose();
        _another.Dispose();
        await _engine.DisposeAsync();
    }

    [Test]
    public async Task A_thousand_commits_wake_their_own_node_each_time_and_the_other_once_or_twice()
    {
        for (var i = 0; i < 1000; i++) _one.Committed();

        Assert.That(_ofOne, Is.EqualTo(1001));
        await Patience.Until(() => Task.FromResult(_ofAnother > 1), "the other hears of it");
        await Task.Delay(1000);
        Assert.That(_ofAnother, Is.InRange(2, 3));
        Assert.That(_ofOne, Is.EqualTo(1001), "a node does not wake itself a second time");
    }

    [Test]
    public async Task A_statement_that_notifies_wakes_every_node()
    {
        await _engine.Scalar<int?>(WakeUps.Notify);

        await Patience.Until(() => Task.FromResult(_ofOne == 2 && _ofAnother == 2), "both hear of it");
    }
}
