using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Rollups;
using SopEngine.Engine.Units;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Rollups;

/// <summary>Counts of kept and broken promises while cases are opened, closed and opened again.</summary>
internal sealed class PromiseCountsTests
{
    /// <summary>The same figures, from the cases alone.</summary>
    private const string OfCases =
        """
        with promised as (
          select c.*,
            exists (select from cases k where k.unit_id = c.unit_id and k.parent_case = c.id and k.parent_wait = 0) as is_compensated,
            coalesce(case when cardinality(c.standard_stops) % 2 = 1 then c.standard_stops[cardinality(c.standard_stops)] end,
              c.ended_at, @now) > c.standard_due_at as is_broken
          from cases c where unit_id = @unit and standard_due_at is not null
        ), ended as (
          select * from promised
          where case when is_broken then standard_due_at else ended_at end >= @from
            and case when is_broken then standard_due_at else ended_at end < @until
            and (is_broken or status = 'finished')
        )
        select coalesce(sum((not is_broken)::int), 0)::int, coalesce(sum(is_broken::int), 0)::int,
          coalesce(sum(is_compensated::int), 0)::int
        from ended
        """;

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
            Definition.Chart("layanan", [Definition.Step("terima", "loket", "1 jam"), Definition.Step("serah", "loket", "1 jam")]),
            "3 jam"));
    }

    [TearDown]
    public Task TearDown() => _engine.DisposeAsync().AsTask();

    [Test]
    public async Task Each_promise_is_counted_once_on_its_day_and_subtracted_when_its_case_is_opened_again()
    {
        var kept = await Begin();
        await Complete(kept, 1, 2);
        var broken = await Begin();
        var calledOff = await Begin();
        await Happens(calledOff, new CaseCancelled(_head, "Batal"));
        _engine.Clock.Advance(Duration.FromHours(5));
        await Ring();
        Assert.That(await Counted(), Is.EqualTo((1, 1, 1)), "one is broken while its case runs");

        await Complete(broken, 1, 2);
        Assert.That(await Counted(), Is.EqualTo((1, 1, 1)));
        await Happens(kept, new CaseReopened(_head, "serah", "Keliru"));
        Assert.That(await Counted(), Is.EqualTo((0, 1, 1)));
        _engine.Clock.Advance(Duration.FromDays(1));
        await Complete(kept, 3);
        Assert.That(await Counted(), Is.EqualTo(await OfTheCases()));
        Assert.That(
            await _engine.Rows<string>("select concat_ws(' ', day, kept, broken) from promise_days where kept + broken > 0 order by day"),
            Is.EqualTo(new[] { "2026-11-23 0 2" }));
        Assert.That(await Verify(), Is.Empty);
    }

    [Test]
    public async Task After_any_events_in_any_order_on_any_nodes_the_counts_match_the_cases()
    {
        var random = new Random(7);
        var cases = new List<long>();
        for (var round = 0; round < 60; round++)
        {
            for (var i = 0; i < 3; i++)
            {
                if (cases.Count < 12 || random.Next(3) == 0) cases.Add(await Begin());
                var id = cases[random.Next(cases.Count)];
                var open = await _engine.OpenTasks(_unit, id);
                // A step that the case never reached is refused.
                if (open.Count == 0)
                    await _engine.Happens(_unit, id, new CaseReopened(_head, random.Next(2) == 0 ? "terima" : "serah", "Lagi"), _head);
                else if (random.Next(6) == 0) await Happens(id, new CaseCancelled(_head, "Batal"));
                else await Complete(id, open[0]);
            }

            _engine.Clock.Advance(Duration.FromMinutes(random.Next(1, 45)));
            await Ring();
            if (round % 4 > 0) continue;
            await Task.WhenAll(Count(), Count(), Count());
            Assert.That(await Counted(), Is.EqualTo(await OfTheCases()), $"round {round}");
        }

        Assert.That(await Verify(), Is.Empty);
        var (kept, broken, compensated) = await Counted();
        Assert.That(new[] { kept, broken, compensated }, Is.All.GreaterThan(2), "all of it happened");
    }

    [TestCase("update promise_days set kept = kept + 1", "promises of")]
    [TestCase("delete from promise_days", "stored is nothing")]
    [TestCase("delete from promise_outcomes", "stored is nothing")]
    [TestCase("update promise_outcomes set is_broken = not is_broken", "the case gives")]
    public async Task A_figure_changed_by_hand_is_found_and_mended(string sql, string because)
    {
        await Complete(await Begin(), 1, 2);
        await Count();
        await using (var connection = new NpgsqlConnection(_engine.ConnectionString))
        {
            await connection.OpenAsync();
            foreach (var table in new[] { "promise_days", "promise_outcomes" })
                await connection.ExecuteAsync($"alter table {table} no force row level security");
            Assert.That(await connection.ExecuteAsync(sql), Is.GreaterThan(0));
            foreach (var table in new[] { "promise_days", "promise_outcomes" })
                await connection.ExecuteAsync($"alter table {table} force row level security");
        }

        Assert.That(await Verify(), Has.Some.Contains(because));
        Assert.That(await Verify(repair: true), Is.Not.Empty);
        Assert.That(await Counted(), Is.EqualTo((1, 0, 0)));
        Assert.That(await Verify(), Is.Empty);
    }

    private async Task<long> Begin() => (await _engine.Start(_service, customer: _customer)).Case;

    private async Task Complete(long id, params int[] tasks)
    {
        foreach (var task in tasks) await Happens(id, new TaskCompleted(task, _clerk), _clerk);
    }

    private async Task Happens(long id, CaseEvent happened, long? actor = null) =>
        Assert.That(await _engine.Happens(_unit, id, happened, actor ?? _head), Is.InstanceOf<CaseResult.Done>());

    private async Task Ring()
    {
        await _engine.Alarms.RingDue(CancellationToken.None);
        await _engine.Outbox.DeliverDue(CancellationToken.None);
    }

    private async Task Count()
    {
        using var job = new RollupJob(_engine.Database, _engine.Flows, new UnitCalendars(_engine.Database), NullLogger<RollupJob>.Instance);
        await job.CountClosed(CancellationToken.None);
    }

    private async Task<(int Kept, int Broken, int Compensated)> Counted()
    {
        while (await _engine.Scalar<bool>("select exists (select from promise_changes)")) await Count();
        await using var connection = await _engine.Database.System.OpenConnectionAsync();
        var rows = (await connection.QueryAsync<(string Sop, int Kept, int Broken, int Compensated)>(Promises.Count, Period())).ToList();
        return (rows.Sum(row => row.Kept), rows.Sum(row => row.Broken), rows.Sum(row => row.Compensated));
    }

    private async Task<(int Kept, int Broken, int Compensated)> OfTheCases()
    {
        await using var connection = await _engine.Database.System.OpenConnectionAsync();
        return await connection.QuerySingleAsync<(int, int, int)>(OfCases, Period());
    }

    /// <summary>Parameters of the last days up to today, in the office's zone.</summary>
    private object Period()
    {
        var zone = DateTimeZoneProviders.Tzdb["Asia/Jakarta"];
        var last = _engine.Clock.GetCurrentInstant().InZone(zone).Date;
        var first = last.PlusDays(-40);
        return new
        {
            unit = _unit,
            first = first.ToDateOnly(),
            last = last.ToDateOnly(),
            from = first.AtStartOfDayInZone(zone).ToDateTimeUtc(),
            until = last.PlusDays(1).AtStartOfDayInZone(zone).ToDateTimeUtc(),
            now = _engine.Clock.GetCurrentInstant().ToDateTimeUtc(),
            sop = (string?)null,
            sops = (string[]?)null,
        };
    }

    private async Task<List<string>> Verify(bool repair = false)
    {
        var found = new List<string>();
        var verifier = new RollupVerifier(_engine.Database, _engine.Flows, new UnitCalendars(_engine.Database));
        await foreach (var difference in verifier.Verify(repair)) found.Add(difference.What);
        return found;
    }
}
