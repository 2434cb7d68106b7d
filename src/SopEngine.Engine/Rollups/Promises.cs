namespace SopEngine.Engine.Rollups;

/// <summary>The promises for whole cases (SPM) that were kept or broken in a period.</summary>
public static class Promises
{
    /// <summary>
    /// As a relation <c>promised</c>, with parameters from and until (instants), now, and sop (null for all). A promise is broken on the day it
    /// ends, and kept on that on which its case does; one that was called off before is neither. While its clock stands, it is as when it stopped.
    /// </summary>
    public const string With =
        """
        with clocked as (
          select c.unit_id, c.id, c.definition_id, c.version, c.title, c.standard_due_at as due_at, c.ended_at, c.status,
            coalesce(case when cardinality(c.standard_stops) % 2 = 1 then c.standard_stops[cardinality(c.standard_stops)] end, c.ended_at, @now) > c.standard_due_at as is_broken
          from cases c
          where c.unit_id = @unit and c.standard_due_at is not null and (c.ended_at >= @from or c.ended_at is null) and c.started_at < @until
            and (@sop::text is null or c.definition_id = @sop)),
        promised as (
          select p.*, k.id as compensation, k.status as compensation_status
          from clocked p left join cases k on k.unit_id = p.unit_id and k.parent_case = p.id and k.parent_wait = 0
          where case when is_broken then due_at else p.ended_at end >= @from and case when is_broken then due_at else p.ended_at end < @until
            and (is_broken or p.status = 'finished'))
        """;

    /// <summary>By SOP: definition_id, kept, broken, compensated.</summary>
    public const string Count =
        $"""
        {With}
        select definition_id, count(*) filter (where not is_broken)::int as kept, count(*) filter (where is_broken)::int as broken, count(compensation)::int as compensated
        from promised group by 1 order by broken desc, 1
        """;
}
