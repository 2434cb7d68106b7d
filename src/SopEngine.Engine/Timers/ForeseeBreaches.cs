using Dapper;
using NodaTime;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Units;

namespace SopEngine.Engine.Timers;

/// <summary>
/// Finds cases whose promise for the whole case will be broken even if every remaining step keeps its limit, early enough to tell the
/// customer: see <see cref="ServiceClock.EarliestEnd"/>. It looks only at SOPs that name a compensation.
/// </summary>
internal sealed class ForeseeBreaches(SopDatabase database, CaseEngine engine, FlowCache flows, UnitCalendars calendars, IClock clock)
    : IRecurringJob
{
    private const int Batch = 1_000;

    private const string Sql =
        """
        select c.unit_id, c.id, c.definition_id, c.version, c.standard_due_at, u.calendar_version,
          array_agg(t.activity order by t.no) as activities, array_agg(t.due_at order by t.no) as dues
        from cases c
        join units u on u.id = c.unit_id
        join definitions d on d.unit_id = c.unit_id and d.definition_id = c.definition_id and d.version = c.version
        join tasks t on t.unit_id = c.unit_id and t.case_id = c.id and t.closed_at is null
        where c.status = 'running' and c.standard_alarm_at is not null and c.standard_due_at > @now and (c.unit_id, c.id) > (@unit, @last)
          and d.json #>> '{customProperties,sop,compensation}' <> '' and readable(c.state) ->> 'foreseen' is null
        group by c.unit_id, c.id, u.calendar_version
        order by c.unit_id, c.id limit @batch
        """;

    public async Task<JobResult> Run(string? place, CancellationToken cancellation) =>
        JobResult.Of("foreseen", await RunOnce(cancellation));

    /// <returns>The number of cases found.</returns>
    public async Task<int> RunOnce(CancellationToken cancellation)
    {
        var now = clock.Now();
        var foreseen = 0;
        for (Row[] rows = [new Row()]; rows.Length > 0;)
        {
            rows = await Read(now, rows[^1], cancellation);
            foreach (var row in rows)
            {
                var flow = await flows.Get(new DefinitionVersion(row.UnitId, row.DefinitionId, row.Version), cancellation);
                var calendar = await calendars.Get(row.UnitId, row.CalendarVersion, cancellation);
                var open = row.Activities.Zip(
                    row.Dues, (activity, due) => (activity, due == DateTime.MaxValue ? (Instant?)null : due.ToInstant()));
                var (due, expected) = (row.StandardDueAt.ToInstant(), ServiceClock.EarliestEnd(flow, calendar, open, now));
                if (expected <= due) continue;
                if (await engine.Execute(
                    new AdvanceCase(row.UnitId, row.Id, new BreachForeseen(due, expected), null),
                    cancellation) is CaseResult.Done) foreseen++;
            }
        }

        return foreseen;
    }

    private async Task<Row[]> Read(Instant now, Row last, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<Row>(new CommandDefinition(
            Sql, new { now, unit = last.UnitId, last = last.Id, batch = Batch }, cancellationToken: cancellation))];
    }

    private sealed record Row
    {
        public int UnitId { get; init; }
        public long Id { get; init; }
        public string DefinitionId { get; init; } = "";
        public int Version { get; init; }
        public DateTime StandardDueAt { get; init; }
        public int CalendarVersion { get; init; }
        public int[] Activities { get; init; } = [];
        public DateTime[] Dues { get; init; } = [];
    }
}
