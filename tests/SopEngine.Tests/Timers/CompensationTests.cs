using System.Text.Json.Nodes;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Timers;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Timers;

/// <summary>A service later than promised, or foreseen to be, opens its customer's compensation once.</summary>
internal sealed class CompensationTests
{
    private TestEngine _engine = null!;
    private int _unit;
    private long _customer;
    private long _counter;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _customer = await _engine.AddPerson(_unit, "budi", isCustomer: true);
        _counter = await _engine.AddPerson(_unit, "loket", ["loket"]);
        await _engine.Publish(_unit, Definition.Shipped("sop-21-bipa-5.json"));
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task A_broken_promise_opens_one_linked_compensation_with_the_facts()
    {
        var late = await _engine.Start(await Service("2 jam"), customer: _customer);
        _engine.Clock.Advance(Duration.FromHours(3));

        await Ring();
        await Ring();

        Assert.That(await Compensations(late), Is.EqualTo(new[] { "Pemberian Kompensasi Pelanggan" }));
        var facts = await _engine.Scalar<string>(
            """
            select h.event ->> 'inputs' from cases c join history h on h.unit_id = c.unit_id and h.case_id = c.id and h.seq = 1
            where c.parent_case = @Case and c.parent_wait = 0 and c.customer_id = @_customer
            """, new { late.Case, _customer });
        Assert.That(JsonNode.Parse(facts)!.AsObject().Select(fact => fact.Key),
            Is.EquivalentTo(new[] { "berkas", "perihal", "pelanggan", "layanan", "nomorSop", "tenggat", "nomorRegister", "tanggalJanji" }));
    }

    [Test]
    public async Task A_promise_that_the_remaining_limits_cannot_keep_opens_the_compensation_early_and_once()
    {
        var late = await _engine.Start(await Service("4 jam", "terima:loket:1 jam", "uji:loket:2 jam", "lapor:loket:90 menit"),
            customer: _customer);
        Assert.That(await Foresee(), Is.EqualTo(1), "one and two hours and a half more than four");
        Assert.That(await Foresee(), Is.Zero, "it is known");
        await _engine.Outbox.DeliverDue(CancellationToken.None);

        Assert.That(await Compensations(late), Has.Count.EqualTo(1));
        _engine.Clock.Advance(Duration.FromDays(2));
        await Ring();
        Assert.That(await Compensations(late), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_late_case_goes_on_when_its_compensation_ends_first()
    {
        var late = await _engine.Start(await Service("2 jam"), customer: _customer);
        _engine.Clock.Advance(Duration.FromHours(3));
        await Ring();
        var head = await _engine.AddPerson(_unit, "kepala", roles: [Role.Head]);
        var compensation = await _engine.Scalar<long>("select id from cases where parent_case = @Case", new { late.Case });

        Assert.That(await _engine.Happens(_unit, compensation, new CaseCancelled(head, "Sudah diselesaikan langsung"), head),
            Is.InstanceOf<CaseResult.Done>());
        await _engine.Outbox.DeliverDue(CancellationToken.None);

        Assert.That(await _engine.Rows<string>("select failure from outbox"), Is.Empty, "nobody waits for it");
        Assert.That(await _engine.OpenTasks(_unit, late.Case), Is.Not.Empty);
    }

    [Test]
    public async Task A_case_that_can_still_keep_its_promise_opens_no_compensation()
    {
        var started = await _engine.Start(await Service("4 jam", "terima:loket:1 jam", "uji:loket:2 jam"), customer: _customer);

        Assert.That(await Foresee(), Is.Zero);
        Assert.That(await Compensations(started), Is.Empty);
    }

    [Test]
    public async Task A_case_without_a_customer_opens_no_compensation()
    {
        var started = await _engine.Start(await Service("2 jam"), actor: _counter);
        _engine.Clock.Advance(Duration.FromHours(3));

        await Ring();

        Assert.That(await Compensations(started), Is.Empty);
        Assert.That(await _engine.Scalar<int>("select count(*) from outbox"), Is.Zero, "and nothing is tried again");
    }

    private async Task Ring()
    {
        await _engine.Alarms.RingDue(CancellationToken.None);
        await _engine.Outbox.DeliverDue(CancellationToken.None);
    }

    private Task<int> Foresee() =>
        new ForeseeBreaches(_engine.Database, _engine.Engine, _engine.Flows, _engine.Calendars, _engine.Clock).RunOnce(default);

    private Task<List<string>> Compensations(CaseResult.Done of) => _engine.Rows<string>(
        "select d.name from cases c join definitions d using (unit_id, definition_id, version) " +
            "where c.parent_case = @Case and c.parent_wait = 0", new { of.Case });

    /// <summary>A service with a promise, whose steps are given as id, lane and limit.</summary>
    private Task<DefinitionVersion> Service(string standard, params string[] steps)
    {
        var chart = steps.Length == 0
            ? Definition.Line("terima:loket", "uji:loket")
            : Definition.Chart("layanan", steps.Select(step => step.Split(':')).Select(step => Definition.Step(step[0], step[1], step[2])));
        return _engine.Publish(_unit, Definition.Promised(chart, standard));
    }
}
