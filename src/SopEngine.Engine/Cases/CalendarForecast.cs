using NodaTime;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Cases;

/// <summary>The effect that another calendar would have on the open tasks. Changes nothing.</summary>
/// <param name="Tasks">The number of tasks that would be due at another moment.</param>
/// <param name="Standards">The number of cases whose service standard would be due at another moment.</param>
/// <param name="Looked">The number of running cases looked at.</param>
/// <param name="IsComplete">True when these were all running cases.</param>
/// <param name="First">The first of the tasks that would move.</param>
/// <param name="Late">The number of tasks that would be late at once.</param>
/// <param name="Relieved">The number of late tasks that would have time again.</param>
/// <param name="Escalated">The number of tasks that would climb their ladder at once.</param>
public sealed record Forecast(
    int Tasks, int Standards, int Looked, bool IsComplete, IReadOnlyList<ForecastTask> First, int Late, int Relieved, int Escalated);

/// <param name="Case">The case, with its title.</param>
/// <param name="Climbs">True when a level of its ladder would be reached at once, unless its case is paused.</param>
public sealed record ForecastTask(long Case, string Title, int No, string Step, Instant Before, Instant After, bool Climbs);

/// <summary>The dry run of a change of the calendar.</summary>
public sealed class CalendarForecasts(SopDatabase database, FlowCache flows, IClock clock)
{
    private const int CasesAtOnce = 1_000, MostCases = 20_000, MostShown = 12;

    private const string Sql =
        """
        select c.id, c.title, c.definition_id, c.version, c.state::text as state, c.started_at, c.standard_due_at, c.standard_stops,
          t.no, t.activity, t.lane, t.opened_at, t.due_at, t.time_limit, coalesce(t.level, 0)::int as level
        from (select * from cases where unit_id = @unit and status = 'running' and id > @after order by id limit @CasesAtOnce) c
        left join tasks t on t.unit_id = c.unit_id and t.case_id = c.id and t.closed_at is null and t.time_limit is not null
        order by c.id, t.no
        """;

    public async Task<Forecast> Of(int unit, WorkingCalendar calendar, CancellationToken cancellation)
    {
        var now = clock.GetCurrentInstant();
        var (tasks, standards, looked, late, relieved, escalated) = (0, 0, 0, 0, 0, 0);
        var first = new List<ForecastTask>();
        var isComplete = false;
        for (long after = 0; !isComplete && looked < MostCases;)
        {
            var rows = await database.Query<Row>(unit, Sql, new { after, CasesAtOnce }, cancellation);
            var cases = rows.GroupBy(row => row.Id).ToList();
            foreach (var found in cases)
            {
                var head = found.First();
                var flow = await flows.Get(new DefinitionVersion(unit, head.DefinitionId, head.Version), cancellation);
                if (Standard(flow, calendar, head)) standards++;
                var state = CaseStateJson.Read(head.State);
                foreach (var row in found.Where(row => row.No is not null))
                {
                    if (Moved(flow, calendar, state, row, now) is not { } moved) continue;
                    tasks++;
                    if (first.Count < MostShown) first.Add(moved);
                    // The clocks of a paused case stand, and a customer's time is not the office's.
                    if (state.IsPaused || flow.Lane(row.Lane) is { External: true }) continue;
                    if (moved.Before > now && moved.After <= now) late++;
                    if (moved.Before <= now && moved.After > now) relieved++;
                    if (moved.Climbs) escalated++;
                }
            }

            looked += cases.Count;
            isComplete = cases.Count < CasesAtOnce;
            if (cases.Count > 0) after = cases[^1].Key;
        }

        return new Forecast(tasks, standards, looked, isComplete, first, late, relieved, escalated);
    }

    private static ForecastTask? Moved(Flow flow, WorkingCalendar calendar, CaseState state, Row row, Instant now)
    {
        if (!TimeLimit.TryParse(row.TimeLimit, out var limit) || limit is not { } time) return null;

        var clock = flow.ClockOf(
            calendar, row.Activity!.Value, row.Lane, row.OpenedAt!.Value.ToInstant(), time, state.TermsOf(row.No!.Value), state.Pauses,
            row.StartedAt.ToInstant(), StandardStops.Read(row.StandardStops));
        var (before, after) = (row.DueAt!.Value.ToInstant(), clock.Due.ToMicroseconds());
        return before == after
            ? null
            : new ForecastTask(row.Id, row.Title, row.No.Value, flow.Activities[row.Activity.Value].Name, before, after,
                flow.LadderOf(row.Activity.Value).Skip(row.Level).Any(level => clock.At(level.Percent) <= now));
    }

    private static bool Standard(Flow flow, WorkingCalendar calendar, Row row) =>
        row.StandardDueAt is { } before && flow.Definition.Sop?.ServiceStandard is { } standard
        && ServiceClock.Due(calendar.For(flow.HoursOf()), standard, row.StartedAt.ToInstant(), StandardStops.Read(row.StandardStops),
            flow.Definition.Sop.CountsWholeDays).ToMicroseconds() != before.ToInstant();

    private sealed class Row
    {
        public long Id { get; init; }
        public string Title { get; init; } = "";
        public string DefinitionId { get; init; } = "";
        public int Version { get; init; }
        public string State { get; init; } = "";
        public DateTime StartedAt { get; init; }
        public DateTime? StandardDueAt { get; init; }
        public DateTime[] StandardStops { get; init; } = [];
        public int? No { get; init; }
        public int? Activity { get; init; }
        public string? Lane { get; init; }
        public DateTime? OpenedAt { get; init; }
        public DateTime? DueAt { get; init; }
        public string? TimeLimit { get; init; }
        public int Level { get; init; }
    }
}
