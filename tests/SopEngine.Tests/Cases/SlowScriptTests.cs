using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Expressions;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Cases;

/// <summary>Slow scripts of one office delay that office alone.</summary>
public sealed class SlowScriptTests
{
    private TestEngine _engine = null!;
    private int _offices;

    [OneTimeSetUp]
    public async Task SetUp() => _engine = await TestEngine.Create();

    [OneTimeTearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty, "every case replays to what is stored");
    }

    [Test]
    public async Task An_endless_script_fails_its_event_and_delays_no_other_office()
    {
        var (unit, clerk, scripted) = await Office("/(a+)+$/.test('a'.repeat(60) + 'b')");
        var (other, neighbour, line) = await Office("1 + 1");
        var started = await _engine.Start(scripted, clerk);
        var beside = await _engine.Start(line, neighbour);

        var slow = Enumerable.Range(0, 5).Select(_ => _engine.Happens(unit, started.Case, new TaskCompleted(1, clerk), clerk)).ToList();
        var quick = await _engine.Happens(other, beside.Case, new TaskCompleted(1, neighbour), neighbour);

        Assert.That(quick, Is.InstanceOf<CaseResult.Done>());
        Assert.That(slow[^1].IsCompleted, Is.False);
        foreach (var one in slow) Assert.That(async () => await one, Throws.TypeOf<ScriptTimeoutException>());
        Assert.That(await _engine.OpenTasks(unit, started.Case), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task A_slow_script_within_its_limit_still_succeeds()
    {
        // Each search stays far below its limit of one second, even on a slow machine.
        var (unit, clerk, scripted) = await Office("for (let i = 0; i < 8; i++) /(a+)+$/.test('a'.repeat(19) + 'b')");
        var started = await _engine.Start(scripted, clerk);

        Assert.That(await _engine.Happens(unit, started.Case, new TaskCompleted(1, clerk), clerk), Is.InstanceOf<CaseResult.Done>());
        Assert.That(await _engine.OpenTasks(unit, started.Case), Is.EqualTo(new[] { 2 }));
    }

    private async Task<(int Unit, long Clerk, DefinitionVersion Version)> Office(string script)
    {
        var unit = await _engine.AddUnit($"kantor{++_offices}");
        var clerk = await _engine.AddPerson(unit, $"loket{unit}", ["loket"]);
        return (unit, clerk, await _engine.Publish(unit, Definition.Chart("skrip", [
            Definition.Step("terima", "loket"), Definition.Activity("Elsa.RunJavaScript", "hitung", ("script", script)),
            Definition.Step("simpan", "loket")])));
    }
}
