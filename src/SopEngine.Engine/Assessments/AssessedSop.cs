using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Assessments;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Assessments;

/// <summary>A SOP in force with the days of its last assessments.</summary>
/// <param name="InForceSince">The day from which its version is in force.</param>
/// <param name="MonitoredOn">Null for never.</param>
/// <param name="EvaluatedOn">Null for never.</param>
public sealed record AssessedSop(
    string Id, int Version, string Name, string? Number, LocalDate InForceSince, LocalDate? MonitoredOn, LocalDate? EvaluatedOn,
    AssessmentCycle Cycle)
{
    public LocalDate? Last(AssessmentKind kind) => kind == AssessmentKind.Monitoring ? MonitoredOn : EvaluatedOn;

    public LocalDate DueOn(AssessmentKind kind) => Cycle.DueOn(kind, InForceSince, Last(kind));
}

/// <summary>An office's SOPs in force and its time.</summary>
/// <param name="Today">In the zone of the office.</param>
public sealed record AssessedOffice(LocalDate Today, AssessmentCycle Cycle, IReadOnlyList<AssessedSop> Sops);

/// <summary>Reads the SOPs in force with their last assessments; a workflow that is no SOP has none.</summary>
public sealed class AssessedSops(SopDatabase database, IClock clock)
{
    /// <summary>Takes <c>@unit</c> and <c>@sop</c>, null for all.</summary>
    private const string Sql =
        """
        select calendar ->> 'zone' as zone, evaluation_months as months from units where id = @unit;

        select d.definition_id as id, d.version, d.name, d.json #>> '{customProperties,sop,number}' as number,
          d.json #>> '{customProperties,sop,effectiveOn}' as effective_on,
          coalesce((select max(l.at) from definition_log l
            where l.unit_id = d.unit_id and l.definition_id = d.definition_id and l.version = d.version and l.action = 'put_in_force'),
            d.changed_at) as in_force_at,
          (select max(a.on_day) from assessments a
            where a.unit_id = d.unit_id and a.definition_id = d.definition_id and a.kind = 'monitoring') as monitored_on,
          (select max(a.on_day) from assessments a
            where a.unit_id = d.unit_id and a.definition_id = d.definition_id and a.kind = 'evaluation') as evaluated_on
        from definitions d
        where d.unit_id = @unit and d.is_published and (@sop::text is null or d.definition_id = @sop)
          and json_typeof(d.json #> '{customProperties,sop}') = 'object'
        order by lower(d.name), d.definition_id
        """;

    /// <param name="sop">Null for all.</param>
    public Task<AssessedOffice> Read(int unit, string? sop, CancellationToken cancellation) =>
        database.QueryMany(unit, Sql, new { sop }, async results =>
        {
            var (zoneId, months) = await results.ReadSingleAsync<(string, int)>();
            var (zone, cycle) = (DateTimeZoneProviders.Tzdb[zoneId], new AssessmentCycle(months));
            var sops = (await results.ReadAsync<Row>()).Select(row => row.Sop(zone, cycle)).ToList();
            return new AssessedOffice(clock.Now().InZone(zone).Date, cycle, sops);
        }, cancellation);

    private sealed record Row
    {
        public string Id { get; init; } = "";
        public int Version { get; init; }
        public string Name { get; init; } = "";
        public string? Number { get; init; }
        public string? EffectiveOn { get; init; }
        public DateTime InForceAt { get; init; }
        public DateOnly? MonitoredOn { get; init; }
        public DateOnly? EvaluatedOn { get; init; }

        /// <summary>A SOP of an earlier year counts from the day it was put in force here: nobody could assess it before.</summary>
        public AssessedSop Sop(DateTimeZone zone, AssessmentCycle cycle)
        {
            var began = InForceAt.ToInstant().InZone(zone).Date;
            var effective = LocalDatePattern.Iso.Parse(EffectiveOn ?? "") is { Success: true, Value: var day } ? day : began;
            return new AssessedSop(
                Id, Version, Name, string.IsNullOrEmpty(Number) ? null : Number, LocalDate.Max(began, effective), Day(MonitoredOn),
                Day(EvaluatedOn), cycle);
        }

        private static LocalDate? Day(DateOnly? day) => day is { } date ? LocalDate.FromDateOnly(date) : null;
    }
}
