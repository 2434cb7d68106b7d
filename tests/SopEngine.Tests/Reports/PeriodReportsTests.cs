using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Reports;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Reports;

/// <summary>Each past month and quarter is reported once, from the rollups, even after downtime.</summary>
internal sealed class PeriodReportsTests
{
    private TestEngine _engine = null!;
    private PeriodReports _reports = null!;
    private DefinitionVersion _definition;
    private int _unit;
    private long _clerk;
    private long _customer;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _reports = new PeriodReports(_engine.Database, _engine.Flows, _engine.Calendars, _engine.Clock);
        _unit = await _engine.AddUnit();
        _clerk = await _engine.AddPerson(_unit, "loket", ["loket"]);
        _customer = await _engine.AddPerson(_unit, "budi", isCustomer: true);
        await _engine.AddPerson(_unit, "kepala", roles: [Role.Head]);
        await _engine.AddPerson(_unit, "pengawas", roles: [Role.Supervisor]);
        await _engine.Publish(_unit, Definition.Shipped("sop-21-bipa-5.json"));
        _definition = await _engine.Publish(_unit, Definition.Promised(
            Definition.Chart("alur", [Definition.Step("satu", "loket", "60 menit"), Definition.Step("dua", "loket")]), "2 hari"));
    }

    [TearDown]
    public async Task TearDown() => await _engine.DisposeAsync();

    [Test]
    public async Task A_past_month_is_reported_once_with_its_figures()
    {
        // Monday 23 November, 08:00.
        await Finish((await _engine.Start(_definition, customer: _customer)).Case);
        var late = (await _engine.Start(_definition, customer: _customer)).Case;
        _engine.Clock.Advance(Duration.FromDays(4));
        await Ring();
        await Finish(late);
        var calledOff = (await _engine.Start(_definition, customer: _customer)).Case;
        await _engine.Happens(_unit, calledOff, new CaseCancelled(_clerk, "dobel"), null);
        Assert.That(await _reports.MakeDue(default), Is.Zero, "the month goes on");

        _engine.Clock.Advance(Duration.FromDays(4));
        Assert.That(await _reports.MakeDue(default), Is.Zero, "what was closed is not all counted");
        await _engine.CatchUp();
        Assert.That(await _reports.MakeDue(default), Is.EqualTo(1));
        Assert.That(await _reports.MakeDue(default), Is.Zero, "once");

        var report = await Report("month", "2026-11-01");
        Assert.That(report.Cases, Is.EqualTo(new CaseFigures(4, 2, 1, 1, 1, 1, 0, 0, 0, 0)), "and the compensation is a case, too");
        var sop = report.Sops.Single(sop => sop.Id == _definition.DefinitionId);
        Assert.That((sop.Steps.Done, sop.Steps.Limited, sop.Steps.Late, sop.Steps.InTimeShare), Is.EqualTo((4, 2, 1, 50.0)));
        Assert.That(sop.Lanes.Single().Steps, Is.EqualTo(sop.Steps));
        Assert.That(
            await _engine.Rows<string>("select p.user_name || ' ' || (m.details ->> 'period') " +
                "from messages m join people p on p.id = m.person_id where m.kind = 'report' order by 1"),
            Is.EqualTo(new[] { "kepala 2026-11", "pengawas 2026-11" }));
    }

    [Test]
    public async Task Time_of_customers_does_not_count_as_the_offices()
    {
        var requests = await _engine.Publish(_unit, Definition.Chart("permintaan",
            [Definition.Step("minta", "pelanggan", "5 menit"), Definition.Step("terima", "loket", "1 hari")]));
        var id = (await _engine.Start(requests, customer: _customer)).Case;
        _engine.Clock.Advance(Duration.FromDays(1));
        await _engine.Happens(_unit, id, new TaskCompleted(1, _customer), _customer);
        await _engine.Happens(_unit, id, new TaskCompleted(2, _clerk), _clerk);
        await _engine.CatchUp();
        _engine.Clock.Advance(Duration.FromDays(8));

        await _reports.MakeDue(default);

        var report = await Report("month", "2026-11-01");
        Assert.That((report.Steps.Done, report.Steps.Late), Is.EqualTo((1, 0)));
        Assert.That(report.Sops.Single().Lanes.Select(lane => lane.Name), Is.EqualTo(new[] { "loket" }));
    }

    [Test]
    public async Task Missed_reports_are_made_once_and_only_the_latest_of_each_grain_is_announced()
    {
        await Finish((await _engine.Start(_definition, customer: _customer)).Case);
        await _engine.CatchUp();
        _engine.Clock.Advance(Duration.FromDays(100));
        await using var other = _engine.AnotherNode();
        var again = new PeriodReports(other.Database, other.Flows, other.Calendars, _engine.Clock);

        await Task.WhenAll(_reports.MakeDue(default), again.MakeDue(default));

        Assert.That(await _engine.Rows<string>("select grain || ' ' || from_day from reports order by to_day, grain"), Is.EqualTo(new[]
        {
            "month 2026-11-01", "month 2026-12-01", "quarter 2026-10-01", "month 2027-01-01", "month 2027-02-01",
        }));
        Assert.That(await _engine.Rows<string>("select distinct details ->> 'period' from messages where kind = 'report' order by 1"),
            Is.EqualTo(new[] { "2026-Q4", "2027-02" }));
        Assert.That((await Report("month", "2027-01-01")).Sops, Is.Empty, "nothing happened then");
    }

    [Test]
    public async Task An_office_gets_only_the_reports_it_chose_and_one_without_cases_none()
    {
        await Finish((await _engine.Start(_definition, customer: _customer)).Case);
        await _engine.CatchUp();
        await _engine.AddUnit("kosong");
        await _engine.Scalar<int>("update units set report_grains = '{quarter}' where id = @_unit returning 1", new { _unit });
        _engine.Clock.Advance(Duration.FromDays(100));

        Assert.That(await _reports.MakeDue(default), Is.EqualTo(1));

        await _engine.Scalar<int>("update units set report_grains = '{}' where id = @_unit returning 1", new { _unit });
        _engine.Clock.Advance(Duration.FromDays(100));
        Assert.That(await _reports.MakeDue(default), Is.Zero);
    }

    private async Task Finish(long id)
    {
        await _engine.Happens(_unit, id, new TaskCompleted(1, _clerk), _clerk);
        await _engine.Happens(_unit, id, new TaskCompleted(2, _clerk), _clerk);
    }

    private async Task Ring()
    {
        await _engine.Alarms.RingDue(CancellationToken.None);
        await _engine.Outbox.DeliverDue(CancellationToken.None);
    }

    private async Task<PeriodReport> Report(string grain, string from) =>
        PeriodReport.Read(await _engine.Scalar<string>("select content::text from reports where grain = @grain and from_day = @from::date",
            new { grain, from }));
}
