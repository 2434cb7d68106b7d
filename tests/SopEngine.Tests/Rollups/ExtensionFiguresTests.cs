using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Rollups;
using SopEngine.Engine.Units;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Rollups;

/// <summary>More time given erases no breach, a pause is nobody's delay, and the deeds that hold a case up are counted.</summary>
internal sealed class ExtensionFiguresTests
{
    private TestEngine _engine = null!;
    private DefinitionVersion _definition;
    private int _unit;
    private long _clerk;
    private long _colleague;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _clerk = await _engine.AddPerson(_unit, "loket", ["loket"], [Role.Supervisor]);
        _colleague = await _engine.AddPerson(_unit, "rekan", ["loket"]);
        _definition = await _engine.Publish(_unit,
            Definition.Chart("alur", [Definition.Step("satu", "loket", "60 menit"), Definition.Step("dua", "loket", "60 menit")]));
    }

    [TearDown]
    public async Task TearDown() => await _engine.DisposeAsync();

    [TestCase(0, 50, "0 0")]
    [TestCase(0, 70, "1 0", Description = "extended in time, done after the first limit")]
    [TestCase(90, 20, "1 0", Description = "extended when it was late")]
    [TestCase(90, 150, "1 1", Description = "late by its extension, too")]
    public async Task A_step_is_late_by_its_first_limit_whatever_time_it_was_given(int before, int after, string counted)
    {
        var id = await Begin();
        await Wait(before);
        await Happens(id, new TaskExtended(1, _clerk, new TimeLimit(2, TimeUnit.Hours), "Alat rusak"));
        await Wait(after);
        await Happens(id, new TaskCompleted(1, _clerk));
        await _engine.CatchUp();

        Assert.That(await _engine.Rows<string>("select concat_ws(' ', late, late_extended) from step_days"), Is.EqualTo(new[] { counted }));
        Assert.That(await _engine.Rows<string>("select concat_ws(' ', late, late_extended) from person_months"),
            Is.EqualTo(new[] { counted }));
        Assert.That(await Verify(), Is.Empty);
    }

    [Test]
    public async Task A_closing_that_is_taken_back_takes_its_breach_along()
    {
        var id = await Begin();
        await Wait(90);
        await Happens(id, new TaskExtended(1, _clerk, new TimeLimit(2, TimeUnit.Hours), "Alat rusak"));
        await Happens(id, new TaskCompleted(1, _clerk));
        await Happens(id, new TaskUndone(1, _clerk));
        await _engine.CatchUp();

        Assert.That(await _engine.Scalar<int>("select sum(late + late_extended + done)::int from step_days"), Is.Zero);
        Assert.That(await Verify(), Is.Empty);
    }

    [Test]
    public async Task A_pause_is_no_part_of_the_time_that_a_step_took()
    {
        var id = await Begin();
        await Wait(20);
        await Happens(id, new CasePaused(_clerk, "Menunggu reagen"));
        await Wait(120);
        await Happens(id, new CaseResumed(_clerk));
        await Wait(10);
        await Happens(id, new TaskCompleted(1, _clerk));
        await _engine.CatchUp();

        var (worked, share) = (new QuantileSketch(), new QuantileSketch());
        foreach (var packed in await _engine.Rows<byte[]>("select worked from step_days")) worked.Add(packed);
        foreach (var packed in await _engine.Rows<byte[]>("select share from step_days")) share.Add(packed);
        Assert.That(worked.Quantile(0.5), Is.EqualTo(30 * 60).Within(2).Percent);
        Assert.That(share.Quantile(0.5), Is.EqualTo(500).Within(2).Percent);
        Assert.That(await Verify(), Is.Empty);
    }

    [Test]
    public async Task A_pause_after_a_step_changes_no_figure_of_the_step()
    {
        var id = await Begin();
        await Wait(10);
        await Happens(id, new TaskCompleted(1, _clerk));
        await _engine.CatchUp();
        await Happens(id, new CasePaused(_clerk, "Menunggu reagen"));
        await Wait(30);
        await Happens(id, new CaseResumed(_clerk));

        Assert.That(await Verify(), Is.Empty);
    }

    [Test]
    public async Task Returns_extensions_hand_overs_and_pauses_are_counted_on_their_day()
    {
        var id = await Begin();
        await Happens(id, new TaskHandedOver(1, _clerk, _colleague, "Cuti"));
        await Happens(id, new TaskExtended(1, _clerk, new TimeLimit(2, TimeUnit.Hours), "Alat rusak"));
        await Happens(id, new CasePaused(_clerk, "Menunggu reagen"));
        await Wait(30);
        await Happens(id, new CaseResumed(_clerk));
        await Happens(id, new TaskCompleted(1, _colleague), _colleague);
        _engine.Clock.Advance(Duration.FromDays(1));
        await Happens(id, new TaskSentBack(2, _clerk, "satu", "Keliru"));
        await Happens(id, new TaskHandedOver(3, _clerk, _clerk, "Dikerjakan sendiri"));
        await _engine.CatchUp();

        string[] expected = ["2026-11-23 alur 0 1 1 1", "2026-11-24 alur 1 0 1 0"];
        Assert.That(await Deeds(), Is.EqualTo(expected));
        Assert.That(await Verify(), Is.Empty);
        Assert.That(
            await _engine.Rows<string>(
                """
                select concat_ws(' ', (at at time zone 'Asia/Jakarta')::date, event ->> 'event', count(*)) from history
                where event ->> 'event' in ('sentBack', 'extended', 'handedOver', 'paused')
                group by (at at time zone 'Asia/Jakarta')::date, event ->> 'event'
                order by 1
                """),
            Is.EqualTo(new[] { "2026-11-23 extended 1", "2026-11-23 handedOver 1", "2026-11-23 paused 1",
                "2026-11-24 handedOver 1", "2026-11-24 sentBack 1" }));
    }

    [Test]
    public async Task Deeds_counted_wrongly_are_found_and_counted_anew()
    {
        var id = await Begin();
        await Happens(id, new TaskHandedOver(1, _clerk, _colleague, "Cuti"));
        await _engine.CatchUp();
        await using (var connection = await _engine.Database.System.OpenConnectionAsync())
            await Dapper.SqlMapper.ExecuteAsync(connection, "update deed_days set handed_over = 5");

        Assert.That(await Verify(), Has.Some.Contains("deeds of alur"));
        Assert.That(await Verify(repair: true), Is.Not.Empty);
        await _engine.CatchUp();
        Assert.That(await Deeds(), Is.EqualTo(new[] { "2026-11-23 alur 0 0 1 0" }));
        Assert.That(await Verify(), Is.Empty);
    }

    private Task<List<string>> Deeds() => _engine.Rows<string>(
        "select concat_ws(' ', day, definition_id, returned, extended, handed_over, paused) from deed_days order by day");

    private async Task<long> Begin() => (await _engine.Start(_definition, _clerk)).Case;

    private async Task Wait(int minutes)
    {
        _engine.Clock.Advance(Duration.FromMinutes(minutes));
        await _engine.Alarms.RingDue(CancellationToken.None);
    }

    private async Task Happens(long id, CaseEvent happened, long? actor = null) =>
        Assert.That(await _engine.Happens(_unit, id, happened, actor ?? _clerk), Is.InstanceOf<CaseResult.Done>());

    private async Task<List<string>> Verify(bool repair = false)
    {
        var found = new List<string>();
        var verifier = new RollupVerifier(_engine.Database, _engine.Flows, new UnitCalendars(_engine.Database));
        await foreach (var difference in verifier.Verify(repair)) found.Add(difference.What);
        return found;
    }
}
