using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Reports;
using SopEngine.Core.Sla;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Messages;
using SopEngine.Engine.Rollups;
using SopEngine.Engine.Units;

namespace SopEngine.Engine.Reports;

/// <summary>
/// Makes the reports of ended periods: exactly one for each office and period, on any node. A missed period is made up for; the office's
/// leaders are told of the latest report, in the transaction that makes it.
/// </summary>
public sealed class PeriodReports(SopDatabase database, FlowCache flows, UnitCalendars calendars, IClock clock)
{
    /// <summary>The most past periods for an office that begins with years of cases.</summary>
    private const int MostOfPast = 12;

    private const string Units = "select id, calendar_version, report_grains as grains from units where report_grains <> '{}' order by id";

    /// <summary>Takes the case with the lowest id for the oldest: ids grow with time.</summary>
    private const string ReadSince =
        """
        select coalesce(
          (select max(to_day) + 1 from reports where unit_id = @unit and grain = @grain),
          (select (started_at at time zone @zone)::date from cases where unit_id = @unit order by id limit 1))
        """;

    /// <summary>True when the rollups have all closings and promises of a period.</summary>
    private const string IsCounted =
        """
        select not exists (select from tasks where unit_id = @unit
          and closing > coalesce((select counted_to from rollup_marks where unit_id = @unit), 0) and closed_at < @until)
          and not exists (select from promise_changes p join cases c on c.unit_id = p.unit_id and c.id = p.case_id
            where p.unit_id = @unit and least(c.ended_at, c.standard_due_at) < @until)
          and not exists (select from deed_changes n join history h using (unit_id, case_id, seq) where n.unit_id = @unit and h.at < @until)
        """;

    /// <summary>Passes over all of the office's cases, which is cheap enough a few times a year.</summary>
    private static readonly string ReadFigures =
        $"""
        select definition_id, count(*) filter (where started_at >= @from)::int as opened,
          count(*) filter (where status = 'finished' and ended_at >= @from and ended_at < @until)::int as finished,
          count(*) filter (where status in ('cancelled', 'faulted') and ended_at >= @from and ended_at < @until)::int as called_off
        from cases where unit_id = @unit and started_at < @until and (ended_at is null or ended_at >= @from) group by 1;
        {Promises.Count};
        {DeedCounts.Read};
        select definition_id, version, lane, done, limited, late, late_extended, cancelled, share from step_days
          where unit_id = @unit and day between @first and @last;
        select distinct on (definition_id) definition_id, name, json -> 'customProperties' -> 'sop' ->> 'number' as number from definitions
        where unit_id = @unit order by definition_id, is_published desc, version desc
        """;

    private const string Insert =
        """
        insert into reports (unit_id, grain, from_day, to_day, made_at, content) values (@unit, @grain, @first, @last, @now, @content::json)
        on conflict do nothing
        """;

    /// <summary>Makes the due reports.</summary>
    /// <returns>The number of reports made.</returns>
    public async Task<int> MakeDue(CancellationToken cancellation)
    {
        var now = clock.Now();
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var made = 0;
        foreach (var unit in (await connection.QueryAsync<Unit>(new CommandDefinition(Units, cancellationToken: cancellation))).AsList())
        {
            var zone = (await calendars.Get(unit.Id, unit.CalendarVersion, cancellation)).Zone;
            foreach (var grain in unit.Grains.Select(ToGrain))
            {
                var ended = await Ended(connection, unit.Id, grain, zone, now.InZone(zone).Date, cancellation);
                foreach (var (i, period) in ended.Index())
                {
                    if (!await Make(connection, unit.Id, period, zone, now, isLatest: i == ended.Count - 1, cancellation)) break;
                    made++;
                }
            }
        }

        return made;
    }

    public static string ToSql(ReportGrain grain) => grain == ReportGrain.Month ? "month" : "quarter";

    public static ReportGrain ToGrain(string text) => text == "month" ? ReportGrain.Month : ReportGrain.Quarter;

    /// <summary>
    /// The figures of a period as they are now, also before its end, read in the transaction that is open on the connection.
    /// </summary>
    public async Task<PeriodReport> Read(
        NpgsqlConnection connection, int unit, ReportPeriod period, DateTimeZone zone, CancellationToken cancellation)
    {
        var parameters = new
        {
            unit,
            first = period.From.ToDateOnly(),
            last = period.To.ToDateOnly(),
            from = zone.AtStartOfDay(period.From).ToInstant(),
            until = zone.AtStartOfDay(period.Next.From).ToInstant(),
            sops = (string[]?)null,
        };
        await using var results = await connection.QueryMultipleAsync(
            new CommandDefinition(ReadFigures, parameters, cancellationToken: cancellation));
        return await Count(unit, results, cancellation);
    }

    private static async Task<List<ReportPeriod>> Ended(
        NpgsqlConnection connection, int unit, ReportGrain grain, DateTimeZone zone, LocalDate today, CancellationToken cancellation)
    {
        var since = await connection.ExecuteScalarAsync<DateOnly?>(
            new CommandDefinition(ReadSince, new { unit, grain = ToSql(grain), zone = zone.Id }, cancellationToken: cancellation));
        return since is not { } from ? [] : [.. ReportPeriod.Ended(grain, LocalDate.FromDateOnly(from), today).TakeLast(MostOfPast)];
    }

    /// <returns>True when the report is made; false while the rollups lack part of the period.</returns>
    private async Task<bool> Make(NpgsqlConnection connection, int unit, ReportPeriod period, DateTimeZone zone, Instant now, bool isLatest,
        CancellationToken cancellation)
    {
        var until = zone.AtStartOfDay(period.Next.From).ToInstant();
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            IsCounted, new { unit, until }, cancellationToken: cancellation))) return false;

        var report = await Read(connection, unit, period, zone, cancellation);
        var content = report.Write();
        var inserted = await connection.ExecuteAsync(new CommandDefinition(
            Insert,
            new
            {
                unit,
                grain = ToSql(period.Grain),
                first = period.From.ToDateOnly(),
                last = period.To.ToDateOnly(),
                now,
                content,
            }, cancellationToken: cancellation));
        if (inserted == 1 && isLatest) await Tell(connection, unit, period, now, cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    private async Task<PeriodReport> Count(int unit, SqlMapper.GridReader results, CancellationToken cancellation)
    {
        var cases = (await results.ReadAsync<CaseRow>()).ToDictionary(row => row.DefinitionId);
        var promises = (await results.ReadAsync<PromiseRow>()).ToDictionary(row => row.DefinitionId);
        var deeds = (await results.ReadAsync<DeedRow>()).ToDictionary(row => row.DefinitionId);
        var (total, lanes, sops) = (
            new Tally(), new Dictionary<(string Id, string Name), Tally>(),
            new Dictionary<string, Dictionary<(string Id, string Name), Tally>>());
        foreach (var row in await results.ReadAsync<StepRow>())
        {
            var flow = await flows.Get(new DefinitionVersion(unit, row.DefinitionId, row.Version), cancellation);
            // Steps of customers say nothing about the office.
            if (flow.Lane(row.Lane) is { External: true }) continue;
            var lane = (row.Lane, flow.Lane(row.Lane)?.Name ?? row.Lane);
            row.AddTo(total);
            row.AddTo(Of(lanes, lane));
            row.AddTo(Of(sops.TryGetValue(row.DefinitionId, out var known) ? known : sops[row.DefinitionId] = [], lane));
        }

        var names = (await results.ReadAsync<(string Id, string Name, string? Number)>()).ToDictionary(row => row.Id);
        var figures = cases.Keys.Union(promises.Keys).Union(deeds.Keys).Union(sops.Keys).Select(Sop)
            .Where(sop => sop.Cases != CaseFigures.None || sop.Steps.Done > 0)
            .OrderByDescending(sop => sop.Steps.Late).ThenByDescending(sop => sop.Steps.Done)
            .ThenBy(sop => sop.Id, StringComparer.Ordinal).ToList();
        return new PeriodReport(figures.Aggregate(CaseFigures.None, (sum, sop) => sum + sop.Cases), Figures(total), figures, Lanes(lanes));

        SopFigures Sop(string id)
        {
            var ofLanes = sops.GetValueOrDefault(id) ?? [];
            var sum = new Tally();
            foreach (var tally in ofLanes.Values) sum.Add(tally);
            var (opened, promised, deed) = (cases.GetValueOrDefault(id), promises.GetValueOrDefault(id), deeds.GetValueOrDefault(id));
            return new SopFigures(
                id, names.GetValueOrDefault(id).Name ?? id, names.GetValueOrDefault(id).Number,
                new CaseFigures(
                    opened?.Opened ?? 0, opened?.Finished ?? 0, opened?.CalledOff ?? 0,
                    promised?.Kept ?? 0, promised?.Broken ?? 0, promised?.Compensated ?? 0,
                    deed?.Returned ?? 0, deed?.Extended ?? 0, deed?.HandedOver ?? 0, deed?.Paused ?? 0),
                Figures(sum), Lanes(ofLanes));
        }
    }

    private static Tally Of(Dictionary<(string, string), Tally> tallies, (string, string) key) =>
        tallies.TryGetValue(key, out var tally) ? tally : tallies[key] = new Tally();

    private static List<LaneFigures> Lanes(Dictionary<(string Id, string Name), Tally> tallies) =>
    [
        .. tallies.Select(pair => new LaneFigures(pair.Key.Id, pair.Key.Name, Figures(pair.Value))).Where(lane => lane.Steps.Done > 0)
            .OrderByDescending(lane => lane.Steps.Late).ThenByDescending(lane => lane.Steps.Done)
            .ThenBy(lane => lane.Id, StringComparer.Ordinal),
    ];

    private static StepFigures Figures(Tally tally) =>
        new(tally.Done, tally.Limited, tally.Late, Percent(tally, 0.5), Percent(tally, 0.9), tally.LateExtended);

    private static double? Percent(Tally tally, double share) =>
        tally.Share.Quantile(share) is { } thousandths ? Math.Round(thousandths / 10, 1) : null;

    private static async Task Tell(NpgsqlConnection connection, int unit, ReportPeriod period, Instant now, CancellationToken cancellation)
    {
        var leaders = await connection.QueryAsync<long>(
            new CommandDefinition(ReportReaders.Sql, new { unit }, cancellationToken: cancellation));
        var details = new Dictionary<string, string> { ["period"] = period.ToString() };
        await Tellings.Tell(
            connection,
            [.. leaders.Select(person => new Telling(unit, MessageKind.Report, $"report:{period}", now, details) { Person = person })],
            cancellation);
    }

    private sealed record Unit
    {
        public int Id { get; init; }
        public int CalendarVersion { get; init; }
        public string[] Grains { get; init; } = [];
    }

    private sealed record CaseRow(string DefinitionId, int Opened, int Finished, int CalledOff);

    private sealed record DeedRow(string DefinitionId, int Returned, int Extended, int HandedOver, int Paused);

    private sealed record PromiseRow(string DefinitionId, int Kept, int Broken, int Compensated);

    private sealed record StepRow(
        string DefinitionId, int Version, string Lane, int Done, int Limited, int Late, int LateExtended, int Cancelled, byte[] Share)
    {
        public void AddTo(Tally tally) => tally.Add(Done, Limited, Late, LateExtended, Cancelled, [], [], Share);
    }
}
