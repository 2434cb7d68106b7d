using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Rollups;
using SopEngine.Engine.Units;
using SopEngine.Tests.Support;
using SopEngine.Web.Cases;

namespace SopEngine.Tests.Rollups;

/// <summary>Over random histories a page, the list of cases, the figures and the compensation say the same of each promise.</summary>
internal sealed class PromiseAgreementTests
{
    private TestEngine _engine = null!;
    private DefinitionVersion _service;
    private int _unit;
    private long _clerk;
    private long _head;
    private long _customer;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _clerk = await _engine.AddPerson(_unit, "loket", ["loket"]);
        _head = await _engine.AddPerson(_unit, "kepala", roles: [Role.Head]);
        _customer = await _engine.AddPerson(_unit, "budi", isCustomer: true);
        await _engine.Publish(_unit, Definition.Shipped("sop-21-bipa-5.json"));
        _service = await _engine.Publish(_unit, Definition.Promised(
            Definition.Chart("layanan",
            [
                Definition.Step("ajukan", "pelanggan", "1 hari"), Definition.Step("terima", "loket", "1 jam"),
                Definition.Step("bayar", "pelanggan", "2 hari"), Definition.Step("uji", "loket", "2 jam"),
                Definition.Step("ambil", "pelanggan"),
            ]), "1 hari"));
    }

    [TearDown]
    public Task TearDown() => _engine.DisposeAsync().AsTask();

    [TestCase(3)]
    [TestCase(11)]
    public async Task Page_list_figures_and_compensation_agree(int seed)
    {
        var random = new Random(seed);
        var (cases, paused) = (new List<long>(), new HashSet<long>());
        for (var round = 0; round < 45; round++)
        {
            for (var i = 0; i < 4; i++)
            {
                if (cases.Count < 15 || random.Next(4) == 0) cases.Add((await _engine.Start(_service, customer: _customer)).Case);
                await Something(cases[random.Next(cases.Count)], random, paused);
            }

            _engine.Clock.Advance(Duration.FromMinutes(random.Next(1, 500)));
            await _engine.Alarms.RingDue(CancellationToken.None);
            await _engine.Outbox.DeliverDue(CancellationToken.None);
            if (round % 5 == 0) await Agree($"round {round}");
        }

        var kinds = await Agree("end");
        Assert.That(kinds, Is.SupersetOf(new[] { "finished True", "finished False", "running True", "running False", "cancelled True" }));
    }

    private async Task Something(long id, Random random, HashSet<long> paused)
    {
        var open = await _engine.Rows<(int No, string Lane)>(
            "select no, lane from tasks where case_id = @id and closed_at is null order by no", new { id });
        if (open.Count == 0) return;
        var who = open[0].Lane == "pelanggan" ? _customer : _clerk;
        if (paused.Remove(id)) await Happens(id, new CaseResumed(_head), _head);
        else if (random.Next(8) == 0 && paused.Add(id)) await Happens(id, new CasePaused(_head, "Tunggu"), _head);
        else if (random.Next(14) == 0) await Happens(id, new CaseCancelled(_head, "Batal"), _head);
        else await Happens(id, new TaskCompleted(open[0].No, who), who);
    }

    /// <returns>The statuses met, and whether their promise was broken.</returns>
    private async Task<HashSet<string>> Agree(string when)
    {
        var calendar = (await new UnitCalendars(_engine.Database).Get(_unit, 1, CancellationToken.None))
            .For((await _engine.Flows.Get(_service, CancellationToken.None)).HoursOf());
        var now = _engine.Clock.GetCurrentInstant();
        using var job = new RollupJob(_engine.Database, _engine.Flows, new UnitCalendars(_engine.Database), NullLogger<RollupJob>.Instance);
        while (await _engine.Scalar<bool>("select exists (select from promise_changes)")) await job.CountClosed(CancellationToken.None);

        await using var connection = await _engine.Database.System.OpenConnectionAsync();
        var rows = (await connection.QueryAsync<Row>(
            $"""
            select c.id, c.status, c.started_at, c.ended_at, c.standard_due_at, c.standard_stops, {CasePauses.Column} as pauses,
              o.is_broken,
              c.status = 'running' and {CaseListSql.IsLate} as is_late,
              exists (select from cases k where k.unit_id = c.unit_id and k.parent_case = c.id and k.parent_wait = 0) as is_compensated
            from cases c left join promise_outcomes o on o.unit_id = c.unit_id and o.case_id = c.id
            where c.definition_id = 'layanan'
            """,
            new { now })).AsList();
        var tasks = (await connection.QueryAsync<(long Case, DateTime From, DateTime? To, string Lane)>(
            "select case_id, opened_at, closed_at, lane from tasks where definition_id = 'layanan'"))
            .ToLookup(task => task.Case);
        foreach (var row in rows)
        {
            var (started, ended, stops) = (row.StartedAt.ToInstant(), row.EndedAt?.ToInstant(), StandardStops.Read(row.StandardStops));
            var promise = PromiseTime.Of(calendar, row.StandardDueAt.ToInstant(), started, stops, ended, now);
            var until = ended ?? now;
            var steps = tasks[row.Id].Where(task => task.To != task.From)
                .Select(task => (new Interval(task.From.ToInstant(), task.To?.ToInstant()), task.Lane == "pelanggan")).ToList();
            var used = calendar.Measure(started, until, CaseTime.StopsOf(started, until, steps, CasePauses.Read(row.Pauses)));

            Assert.Multiple(() =>
            {
                var what = $"{when}, case {row.Id}, {row.Status}: {promise}";
                Assert.That(promise.Used, Is.EqualTo(used), $"{what}: the steps say so, too");
                Assert.That(row.IsBroken, Is.EqualTo(promise.IsBroken || row.Status == "finished" ? promise.IsBroken : null), what);
                Assert.That(row.IsLate, Is.EqualTo(row.Status == "running" && promise.IsBroken), what);
                Assert.That(row.IsCompensated, Is.EqualTo(promise.IsBroken), what);
                Assert.That(Standing.Of(promise, ended is not null).Late,
                    Is.EqualTo(Duration.Max(Duration.Zero, used - promise.Promised)), what);
            });
        }

        return [.. rows.Select(row => $"{row.Status} {row.IsBroken == true}")];
    }

    private async Task Happens(long id, CaseEvent happened, long actor) =>
        Assert.That(await _engine.Happens(_unit, id, happened, actor), Is.InstanceOf<CaseResult.Done>());

    private sealed record Row
    {
        public long Id { get; init; }
        public string Status { get; init; } = "";
        public DateTime StartedAt { get; init; }
        public DateTime? EndedAt { get; init; }
        public DateTime StandardDueAt { get; init; }
        public DateTime[] StandardStops { get; init; } = [];
        public string? Pauses { get; init; }
        public bool? IsBroken { get; init; }
        public bool IsLate { get; init; }
        public bool IsCompensated { get; init; }
    }
}
