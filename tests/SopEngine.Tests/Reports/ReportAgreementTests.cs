using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Reports;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Reports;

/// <summary>
/// Over random histories, every figure of every report is what SQL counts in the histories alone. That SQL has a calendar of its own, the
/// office's hours as one multirange, and shares nothing with the engine's clocks, its due moments or its rollups.
/// </summary>
internal sealed class ReportAgreementTests
{
    private const int PromisedHours = 20;

    /// <summary>Working time between two moments, without the stops.</summary>
    private const string Worked =
        """
        create function pg_temp.worked(a timestamptz, b timestamptz, stops tstzmultirange) returns interval language sql as $$
          with days as (select generate_series('2026-11-01'::date, '2027-03-31'::date, interval '1 day')::date as day),
          hours as (
            select day, h.opens::time, h.closes::time from days join (values
              (1, 4, '08:00', '12:00'), (1, 4, '13:00', '16:00'), (5, 5, '08:00', '12:00'), (5, 5, '13:30', '16:30'))
              h (first, last, opens, closes) on extract(isodow from day) between first and last),
          open as (
            select range_agg(tstzrange((day + opens) at time zone 'Asia/Jakarta', (day + closes) at time zone 'Asia/Jakarta')) as span
            from hours)
          select coalesce(sum(upper(part) - lower(part)), interval '0')
          from open, unnest(open.span * tstzmultirange(tstzrange(a, greatest(a, b))) - coalesce(stops, '{}')) as part
        $$
        """;

    private const string Recount =
        """
        with events as (
          select h.case_id, h.seq, h.at, h.event ->> 'event' as kind, (h.event ->> 'task')::int as no, h.event::jsonb as event,
            c.definition_id as sop
          from history h join cases c on c.unit_id = h.unit_id and c.id = h.case_id where h.unit_id = @unit
        ), days as (
          select *, (at at time zone 'Asia/Jakarta')::date as day from events
        ), pauses as (
          select case_id, range_agg(tstzrange(at, (
            select min(r.at) from events r where r.case_id = p.case_id and r.kind = 'resumed' and r.seq > p.seq))) as stops
          from events p where kind = 'paused' group by case_id
        ), done as (
          select e.case_id, e.no, e.seq, e.at, e.day, e.sop, t.lane, t.activity, t.opened_at, t.time_limit, p.stops
          from days e join tasks t on t.unit_id = @unit and t.case_id = e.case_id and t.no = e.no
          left join pauses p on p.case_id = e.case_id
          where e.kind = 'completed' and not exists (
            select from events u where u.case_id = e.case_id and u.no = e.no and u.kind = 'undone' and u.seq > e.seq)
        ), measured as (
          select d.*, split_part(time_limit, ' ', 1)::int * case when time_limit like '%jam' then 60 else 1 end * interval '1 minute'
              as allowed,
            pg_temp.worked(d.opened_at, d.at, d.stops) as took,
            x.at as extended_at, (x.event #>> '{due,after}')::timestamptz as extended_to
          from done d left join lateral (
            select x.at, x.event from events x where x.case_id = d.case_id and x.no = d.no and x.kind = 'extended' and x.seq < d.seq
            order by x.seq desc limit 1) x on true
        ), steps as (
          select sop, lane, day, allowed, extract(epoch from took) / nullif(extract(epoch from allowed), 0) * 100 as share,
            took > allowed as late,
            took > allowed and (extended_at is null
              or pg_temp.worked(extended_at, at, stops) > pg_temp.worked(extended_at, extended_to, null)) as late_extended
          from measured where lane <> 'pelanggan'
        ), ends as (
          select c.id as case_id, c.definition_id as sop, c.started_at, f.at as finished_at, k.at as cancelled_at
          from cases c
          left join lateral (
            select max(d.at) as at from done d
            where d.case_id = c.id and d.activity = (select max(activity) from tasks m where m.definition_id = c.definition_id)
              and not exists (select from events r where r.case_id = c.id and r.kind = 'reopened' and r.seq > d.seq)) f on true
          left join lateral (
            select max(e.at) as at from events e where e.case_id = c.id and e.kind = 'cancelled'
              and not exists (select from events r where r.case_id = c.id and r.kind = 'reopened' and r.seq > e.seq)) k on true
          where c.unit_id = @unit
        ), waits as (
          select case_id, range_agg(tstzrange(opened_at, closed_at)) as stops from tasks
          where unit_id = @unit and lane = 'pelanggan' and (closed_at is null or closed_at > opened_at) group by 1
        ), clocks as (
          select e.*, coalesce(e.finished_at, e.cancelled_at, @now) as until, coalesce(p.stops, '{}') + coalesce(w.stops, '{}') as stops
          from ends e left join pauses p using (case_id) left join waits w using (case_id) where e.sop = 'layanan'
        ), promises as (
          select *, pg_temp.worked(started_at, until, stops) > @hours * interval '1 hour' as is_broken,
            (select min(d.day)::date from generate_series(
                (started_at at time zone 'Asia/Jakarta')::date, (until at time zone 'Asia/Jakarta')::date, interval '1 day') as d (day)
              where pg_temp.worked(started_at, least(until, (d.day + interval '1 day') at time zone 'Asia/Jakarta'), stops)
                > @hours * interval '1 hour') as broken_on,
            exists (select from cases k where k.unit_id = @unit and k.parent_case = case_id) as is_compensated
          from clocks
        ), figures (day, figure, count) as (
          select day, 'opened ' || sop, 1 from days where kind = 'started'
          union all select (finished_at at time zone 'Asia/Jakarta')::date, 'finished ' || sop, 1 from ends where finished_at is not null
          union all select (cancelled_at at time zone 'Asia/Jakarta')::date, 'called off ' || sop, 1 from ends
            where cancelled_at is not null
          union all select (finished_at at time zone 'Asia/Jakarta')::date, 'kept ' || sop, 1 from promises
            where finished_at is not null and not is_broken
          union all select broken_on, 'broken ' || sop, 1 from promises where is_broken
          union all select broken_on, 'compensated ' || sop, 1 from promises where is_broken and is_compensated
          union all select day, kind || ' ' || sop, 1 from days where kind in ('sentBack', 'extended', 'handedOver', 'paused')
          union all select day, 'done ' || sop || ' ' || lane, 1 from steps
          union all select day, 'limited ' || sop || ' ' || lane, 1 from steps where allowed is not null
          union all select day, 'late ' || sop || ' ' || lane, 1 from steps where late
          union all select day, 'late extended ' || sop || ' ' || lane, 1 from steps where late_extended
        )
        select figure, sum(count)::int from figures where day between @first and @last group by 1
        union all
        select 'p90 ' || sop, percentile_disc(0.9) within group (order by share)::int from steps
        where allowed is not null and day between @first and @last group by 1
        """;

    private TestEngine _engine = null!;
    private DefinitionVersion _service;
    private DefinitionVersion _routine;
    private int _unit;
    private long _clerk;
    private long _colleague;
    private long _head;
    private long _customer;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _clerk = await _engine.AddPerson(_unit, "loket", ["loket", "analis"], [Role.Supervisor]);
        _colleague = await _engine.AddPerson(_unit, "rekan", ["loket", "analis"]);
        _head = await _engine.AddPerson(_unit, "kepala", roles: [Role.Head]);
        _customer = await _engine.AddPerson(_unit, "budi", isCustomer: true);
        await _engine.Publish(_unit, Definition.Shipped("sop-21-bipa-5.json"));
        _service = await _engine.Publish(_unit, Definition.Promised(
            Definition.Chart("layanan",
            [
                Definition.Step("terima", "loket", "90 menit"), Definition.Step("bayar", "pelanggan", "4 jam"),
                Definition.Step("uji", "analis", "5 jam"), Definition.Step("serahkan", "loket"),
            ]), $"{PromisedHours} jam"));
        _routine = await _engine.Publish(_unit, Definition.Chart("rutin",
            [Definition.Step("satu", "loket", "3 jam"), Definition.Step("dua", "analis", "45 menit"), Definition.Step("tiga", "loket")]));
    }

    [TearDown]
    public Task TearDown() => _engine.DisposeAsync().AsTask();

    [TestCase(5)]
    [TestCase(17)]
    public async Task Every_figure_of_a_report_is_what_the_histories_say(int seed)
    {
        var random = new Random(seed);
        var (cases, met) = (new List<(long Id, bool IsService)>(), new HashSet<string>());
        while (_engine.Clock.GetCurrentInstant() < Instant.FromUtc(2027, 1, 12, 0, 0))
        {
            for (var i = 0; i < 5; i++)
            {
                if (cases.Count < 4 || random.Next(3) == 0)
                {
                    var isService = random.Next(2) == 0;
                    var started = await _engine.Start(isService ? _service : _routine, _clerk, isService ? _customer : null);
                    cases.Add((started.Case, isService));
                }

                var (id, ofService) = cases[random.Next(Math.Max(0, cases.Count - 12), cases.Count)];
                if (await Something(id, ofService, random) is { } deed) met.Add(deed);
                _engine.Clock.Advance(Duration.FromSeconds(random.Next(61, 9_000)));
            }

            _engine.Clock.Advance(Duration.FromMinutes(random.Next(30, 900)));
            await _engine.Alarms.RingDue(CancellationToken.None);
            await _engine.Outbox.DeliverDue(CancellationToken.None);
        }

        Assert.That(met, Is.EquivalentTo(new[]
            { "completed", "undone", "sentBack", "extended", "handedOver", "paused", "resumed", "cancelled", "reopened" }));
        await _engine.CatchUp();
        await new PeriodReports(_engine.Database, _engine.Flows, _engine.Calendars, _engine.Clock).MakeDue(CancellationToken.None);
        var reports = await _engine.Rows<(DateTime From, DateTime To, string Content)>(
            "select from_day::timestamp, to_day::timestamp, content::text from reports order by from_day, to_day");
        Assert.That(reports, Has.Count.EqualTo(3), "November, the quarter, December");

        await using var connection = await _engine.Database.System.OpenConnectionAsync();
        await connection.ExecuteAsync(Worked);
        foreach (var (from, to, content) in reports) await Compare(connection, from, to, PeriodReport.Read(content));
    }

    private async Task Compare(NpgsqlConnection connection, DateTime from, DateTime to, PeriodReport report)
    {
        var counted = (await connection.QueryAsync<(string Figure, int Count)>(Recount, new
        {
            unit = _unit,
            hours = PromisedHours,
            now = _engine.Clock.GetCurrentInstant(),
            first = DateOnly.FromDateTime(from),
            last = DateOnly.FromDateTime(to),
        })).ToDictionary(row => row.Figure, row => row.Count);
        var reported = report.Sops.SelectMany(Figures).Where(figure => figure.Count != 0).ToDictionary(row => row.Figure, row => row.Count);
        var when = $"{from:yyyy-MM-dd} to {to:yyyy-MM-dd}";

        foreach (var sop in counted.Keys.Where(figure => figure.StartsWith("p90", StringComparison.Ordinal)).ToList())
        {
            counted.Remove(sop, out var expected);
            var p90 = report.Sops.Single(found => $"p90 {found.Id}" == sop).Steps.P90;
            Assert.That(p90, Is.EqualTo(expected).Within(3).Percent.Or.EqualTo(expected).Within(1.5), $"{when}: {sop}");
        }

        Assert.That(
            reported.Select(pair => $"{pair.Key}: {pair.Value}").Order(),
            Is.EqualTo(counted.Select(pair => $"{pair.Key}: {pair.Value}").Order()), when);
        Assert.That(report.Cases, Is.EqualTo(report.Sops.Aggregate(CaseFigures.None, (sum, sop) => sum + sop.Cases)), when);
        Assert.That(
            (report.Steps.Done, report.Steps.Limited, report.Steps.Late, report.Steps.LateExtended),
            Is.EqualTo((Sum(steps => steps.Done), Sum(steps => steps.Limited), Sum(steps => steps.Late),
                (int?)Sum(steps => steps.LateExtended ?? 0))), when);
        Assert.That(
            report.Lanes.Select(lane => (lane.Id, lane.Steps.Done, lane.Steps.Late)),
            Is.EquivalentTo(report.Sops.SelectMany(sop => sop.Lanes).GroupBy(lane => lane.Id)
                .Select(lanes => (lanes.Key, lanes.Sum(lane => lane.Steps.Done), lanes.Sum(lane => lane.Steps.Late)))), when);

        int Sum(Func<StepFigures, int> figure) => report.Sops.Sum(sop => figure(sop.Steps));
    }

    private static IEnumerable<(string Figure, int Count)> Figures(SopFigures sop)
    {
        var cases = sop.Cases;
        foreach (var (name, count) in new[]
        {
            ("opened", cases.Opened), ("finished", cases.Finished), ("called off", cases.CalledOff), ("kept", cases.Kept),
            ("broken", cases.Broken), ("compensated", cases.Compensated), ("sentBack", cases.Returned ?? 0),
            ("extended", cases.Extended ?? 0), ("handedOver", cases.HandedOver ?? 0), ("paused", cases.Paused ?? 0),
        }) yield return ($"{name} {sop.Id}", count);
        foreach (var lane in sop.Lanes)
        {
            yield return ($"done {sop.Id} {lane.Id}", lane.Steps.Done);
            yield return ($"limited {sop.Id} {lane.Id}", lane.Steps.Limited);
            yield return ($"late {sop.Id} {lane.Id}", lane.Steps.Late);
            yield return ($"late extended {sop.Id} {lane.Id}", lane.Steps.LateExtended ?? 0);
        }
    }

    /// <returns>The name of the deed; null when none was possible.</returns>
    private async Task<string?> Something(long id, bool isService, Random random)
    {
        var paused = await _engine.Scalar<bool>("select paused_at is not null from cases where id = @id", new { id });
        var open = await _engine.Rows<(int No, string Lane, int Count)>(
            "select no, lane, (select count(*)::int from tasks o where o.case_id = @id and o.outcome is not null) as count from tasks "
            + "where case_id = @id and closed_at is null", new { id });
        if (open is not [var (no, lane, done)])
        {
            if (isService || random.Next(3) > 0) return null;
            return await Happens(id, new CaseReopened(_head, "dua", "Keliru"), _head) ? "reopened" : null;
        }

        var who = lane == "pelanggan" ? _customer : _clerk;
        if (paused) return random.Next(2) == 0 && await Happens(id, new CaseResumed(_clerk), _clerk) ? "resumed" : null;
        switch (random.Next(22))
        {
            case 0: return await Happens(id, new CasePaused(_clerk, "Tunggu"), _clerk) ? "paused" : null;
            case 1: return random.Next(2) == 0 && await Happens(id, new CaseCancelled(_head, "Batal"), _head) ? "cancelled" : null;
            case 2 or 3 when lane != "pelanggan":
                return await Happens(id, new TaskExtended(no, _clerk, new TimeLimit(2, TimeUnit.Hours), "Alat rusak"), _clerk)
                    ? "extended" : null;
            case 4 when lane != "pelanggan":
                return await Happens(id, new TaskHandedOver(no, _clerk, _colleague, "Cuti"), _clerk) ? "handedOver" : null;
            case 5 or 6 when lane != "pelanggan" && done > 0 && !isService:
                return await Happens(id, new TaskSentBack(no, _clerk, "satu", "Keliru"), _clerk) ? "sentBack" : null;
            default:
                var holder = await _engine.Scalar<long?>(
                    "select holder_id from tasks where case_id = @id and no = @no", new { id, no }) ?? who;
                if (!await Happens(id, new TaskCompleted(no, holder), holder)) return null;
                if (random.Next(9) > 0) return "completed";
                _engine.Clock.Advance(Duration.FromSeconds(20));
                return await Happens(id, new TaskUndone(no, holder), holder) ? "undone" : "completed";
        }
    }

    private async Task<bool> Happens(long id, CaseEvent happened, long actor) =>
        await _engine.Happens(_unit, id, happened, actor) is CaseResult.Done;
}
