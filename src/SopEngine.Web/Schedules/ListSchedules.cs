using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Schedules;
using SopEngine.Engine.Timers;
using SopEngine.Web.Http;

namespace SopEngine.Web.Schedules;

/// <summary>Everything that starts by itself: the unit's SOPs with a schedule, SOPs that propose one, and the service's jobs.</summary>
public static class ListSchedules
{
    [Requires(Right.SeeSchedules)]
    public sealed record Query(Person Person) : IRequestOf<Overview>;

    public sealed record Overview(IReadOnlyList<Schedule> Schedules, IReadOnlyList<Proposal> Proposals, IReadOnlyList<JobState> Jobs);

    /// <summary>A SOP in force that proposes a schedule and has none.</summary>
    public sealed record Proposal(string Sop, string Name, ScheduleRule Rule);

    internal sealed class Handler(ScheduleReading schedules, SopDatabase database, RecurringJobs jobs) : IRequestHandler<Query, Overview>
    {
        private const string Proposals =
            """
            select d.definition_id, d.name, d.json #>> '{customProperties,sop,schedule}' as rule from definitions d
            where d.unit_id = @unit and d.is_published and d.json #>> '{customProperties,sop,schedule}' is not null
              and not exists (select from schedules s where s.unit_id = d.unit_id and s.definition_id = d.definition_id)
            order by d.name
            """;

        public async Task<Overview> Handle(Query query, CancellationToken cancellationToken)
        {
            var unit = query.Person.UnitId;
            var proposals = await database.Query<(string Sop, string Name, string Rule)>(unit, Proposals, null, cancellationToken);
            return new Overview(
                await schedules.All(unit, cancellationToken),
                [.. proposals.Select(row => (row.Sop, row.Name, Rule: ScheduleRule.TryParse(row.Rule)))
                    .Where(row => row.Rule is not null).Select(row => new Proposal(row.Sop, row.Name, row.Rule!))],
                await jobs.States(cancellationToken));
        }
    }
}

/// <summary>A SOP that starts by itself.</summary>
/// <param name="Sop">The definition id.</param>
/// <param name="Title">Title of the cases that it starts; empty for the SOP's own name.</param>
/// <param name="IsOfDefinition">True when the definition sets the schedule: then it is changed there.</param>
/// <param name="NextAt">Null when paused, or when there is no next time.</param>
public sealed record Schedule(
    long Id, string Sop, string Name, bool IsInForce, ScheduleRule Rule, string Title, string Inputs, bool RunsWhenMissed,
    bool SkipsWhileRunning, bool IsPaused, Instant? NextAt, int Revision, bool IsOfDefinition, ScheduleRun? Last);

/// <summary>The result of one time of a schedule.</summary>
/// <param name="At">The time that was due.</param>
/// <param name="PassedOver">Number of earlier times that were given up for this one.</param>
/// <param name="By">Name of the person who asked for it; null for the schedule itself.</param>
public sealed record ScheduleRun(Instant At, Instant RanAt, ScheduleResult Result, long? Case, string? CaseTitle, string? CaseStatus,
    int PassedOver, string? By, string? Note);

/// <summary>Reads a unit's schedules.</summary>
public sealed class ScheduleReading(SopDatabase database)
{
    private const string RunColumns =
        "r.at, r.ran_at, r.result, r.case_id as \"case\", c.title as case_title, c.status as case_status, r.passed_over, "
        + "p.name as by, r.note";

    private const string RunJoins =
        "left join cases c on c.unit_id = r.unit_id and c.id = r.case_id "
        + "left join people p on p.unit_id = r.unit_id and p.id = r.person_id";

    private const string Sql =
        $"""
        select s.id, s.definition_id as sop, coalesce(d.name, s.definition_id) as name, coalesce(d.is_published, false) as is_in_force,
          s.rule, s.title, s.inputs::text,
          s.if_missed = 'run' as runs_when_missed, s.while_running = 'skip' as skips_while_running, s.is_paused, s.next_at, s.revision,
          s.activity_id is not null as is_of_definition, {RunColumns}
        from schedules s
        left join lateral (
          select name, is_published from definitions where unit_id = s.unit_id and definition_id = s.definition_id
          order by is_published desc, is_latest desc limit 1) d on true
        left join lateral (select * from schedule_runs where unit_id = s.unit_id and schedule_id = s.id order by at desc limit 1) r on true
        {RunJoins}
        where s.unit_id = @unit and (@id::bigint is null or s.id = @id) order by lower(d.name), s.id
        """;

    private const string Runs =
        $"select {RunColumns} from schedule_runs r {RunJoins} where r.unit_id = @unit and r.schedule_id = @id "
        + "order by r.at desc limit @most";

    public Task<IReadOnlyList<Schedule>> All(int unit, CancellationToken cancellation) => Read(unit, null, cancellation);

    /// <summary>Null when there is none.</summary>
    public async Task<Schedule?> Find(int unit, long id, CancellationToken cancellation) =>
        (await Read(unit, id, cancellation)).SingleOrDefault();

    /// <summary>The last runs of a schedule, newest first.</summary>
    public async Task<IReadOnlyList<ScheduleRun>> RunsOf(int unit, long id, int most, CancellationToken cancellation) =>
        [.. (await database.Query<RunRow>(unit, Runs, new { id, most }, cancellation)).Select(row => row.ToRun()!)];

    private async Task<IReadOnlyList<Schedule>> Read(int unit, long? id, CancellationToken cancellation) =>
        [.. (await database.Query<Row>(unit, Sql, new { id }, cancellation)).Select(row => row.ToSchedule())];

    private class RunRow
    {
        public DateTime? At { get; init; }
        public DateTime RanAt { get; init; }
        public string Result { get; init; } = "";
        public long? Case { get; init; }
        public string? CaseTitle { get; init; }
        public string? CaseStatus { get; init; }
        public int PassedOver { get; init; }
        public string? By { get; init; }
        public string? Note { get; init; }

        public ScheduleRun? ToRun() =>
            At is not { } at ? null
                : new(at.ToInstant(), RanAt.ToInstant(), ScheduleResults.Parse(Result), Case, CaseTitle, CaseStatus, PassedOver, By, Note);
    }

    private sealed class Row : RunRow
    {
        public long Id { get; init; }
        public string Sop { get; init; } = "";
        public string Name { get; init; } = "";
        public bool IsInForce { get; init; }
        public string Rule { get; init; } = "";
        public string Title { get; init; } = "";
        public string Inputs { get; init; } = "{}";
        public bool RunsWhenMissed { get; init; }
        public bool SkipsWhileRunning { get; init; }
        public bool IsPaused { get; init; }
        public DateTime NextAt { get; init; }
        public int Revision { get; init; }
        public bool IsOfDefinition { get; init; }

        public Schedule ToSchedule() => new(
            Id, Sop, Name, IsInForce, ScheduleRule.TryParse(Rule) ?? throw new InvalidDataException($"'{Rule}' is no rule."), Title, Inputs,
            RunsWhenMissed, SkipsWhileRunning, IsPaused,
            IsPaused || NextAt == DateTime.MaxValue ? null : NextAt.ToInstant(), Revision, IsOfDefinition, ToRun());
    }
}
