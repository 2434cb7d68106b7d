using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Expressions;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Cases;

/// <summary>An office whose scripts take long holds up itself alone.</summary>
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
    public async Task A_script_that_does_not_end_gives_its_event_up_and_no_other_office_waits_for_it()
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
    public async Task A_script_that_takes_longer_than_a_moment_is_decided_all_the_same()
    {
        // Each search alone stays far below the second that one may take, on a slow machine too.
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
            Definition.Step("terima", "loket"), Definition.Activity("Elsa.RunJavaScript", "hitung", ("script", script)), Definition.Step("simpan", "loket")])));
    }
}
