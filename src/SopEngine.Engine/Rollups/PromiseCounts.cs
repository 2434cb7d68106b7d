using SopEngine.Engine.Cases;

namespace SopEngine.Engine.Rollups;

/// <summary>
/// Counts promises by day. A transaction that may change the outcome of a case's promise notes the case. Here each noted case is looked at
/// once: its old outcome is counted off, and its present one counted in.
/// </summary>
internal static class PromiseCounts
{
    private const int Batch = 2_000;

    /// <summary>
    /// While its clock stands, a promise has the outcome of the moment at which it stopped. While its case runs, the promise is broken once
    /// its alarm is gone, which has rung then. A compensation counts also when it was opened in advance.
    /// </summary>
    private const string Outcomes =
        $"""
        select c.unit_id, c.id as case_id, c.definition_id, b.is_broken, o.at, (o.at at time zone (u.calendar ->> 'zone'))::date as day,
          exists (select from cases k where {ParentWait.IsCompensation}) as is_compensated
        from cases c join units u on u.id = c.unit_id
        cross join lateral (select case
          when {StandardStops.Stands} then {StandardStops.StoppedLate}
          when c.ended_at is null then c.standard_alarm_at is null
          else c.ended_at > c.standard_due_at end as is_broken) b
        cross join lateral (select case when b.is_broken then c.standard_due_at else c.ended_at end as at) o
        where c.standard_due_at is not null and (b.is_broken or c.status = 'finished')
        """;

    private static readonly string CountBatch =
        $"""
        with taken as (
          delete from promise_changes where ctid = any (array(select ctid from promise_changes limit {Batch})) returning unit_id, case_id
        ), touched as (
          select distinct unit_id, case_id from taken
        ), before as (
          select o.* from promise_outcomes o join touched using (unit_id, case_id)
        ), after as (
          select o.* from touched t cross join lateral ({Outcomes} and c.unit_id = t.unit_id and c.id = t.case_id) o
        ), gone as (
          delete from promise_outcomes o using before b
          where (o.unit_id, o.case_id) = (b.unit_id, b.case_id) and (b.unit_id, b.case_id) not in (select unit_id, case_id from after)
        ), noted as (
          insert into promise_outcomes select * from after
          on conflict (unit_id, case_id) do update set
            definition_id = excluded.definition_id, is_broken = excluded.is_broken, at = excluded.at, day = excluded.day,
            is_compensated = excluded.is_compensated
        ), counted as (
          insert into promise_days as d
          select unit_id, day, definition_id, sum(case when is_broken then 0 else sign end), sum(case when is_broken then sign else 0 end),
            sum(case when is_compensated then sign else 0 end)
          from (select *, 1 as sign from after union all select *, -1 from before) changed
          group by 1, 2, 3
          on conflict (unit_id, day, definition_id) do update set
            kept = d.kept + excluded.kept, broken = d.broken + excluded.broken, compensated = d.compensated + excluded.compensated
        )
        select count(*)::int from taken
        """;

    /// <summary>
    /// Outcomes that differ from the cases, and counts that differ from the outcomes. Cases that are yet to be counted are left out.
    /// </summary>
    private static readonly string Differences =
        $"""
        select format('promise of case %s: stored is %s; the case gives %s', case_id, coalesce(o::text, 'nothing'),
          coalesce(c::text, 'nothing'))
        from (select * from promise_outcomes where unit_id = @unit) o
        full join ({Outcomes} and c.unit_id = @unit) c using (unit_id, case_id)
        where o is distinct from c and not exists (select from promise_changes p
          where p.unit_id = @unit and p.case_id = coalesce(o.case_id, c.case_id))
        union all
        select format('promises of %s on %s: stored is %s; cases give %s', definition_id, day, coalesce(d::text, 'nothing'),
          coalesce(o::text, 'nothing'))
        from (select * from promise_days where unit_id = @unit and (kept, broken, compensated) <> (0, 0, 0)) d
        full join (
          select unit_id, day, definition_id, count(*) filter (where not is_broken)::int as kept,
            count(*) filter (where is_broken)::int as broken, count(*) filter (where is_compensated)::int as compensated
          from promise_outcomes where unit_id = @unit group by 1, 2, 3) o using (unit_id, day, definition_id)
        where d is distinct from o
        """;

    private const string Forget =
        """
        delete from promise_days where unit_id = @unit;
        delete from promise_outcomes where unit_id = @unit;
        insert into promise_changes select unit_id, id from cases where unit_id = @unit and standard_due_at is not null
          and (ended_at is not null or standard_alarm_at is null)
        """;

    public static QueuedCounts Queue { get; } = new("sop.promises", Batch, CountBatch, Differences, Forget);
}
