namespace SopEngine.Engine.Rollups;

/// <summary>
/// Counts by day the deeds that hold cases up: steps sent back, given more time and handed over, and cases put off. The transaction of such
/// an event notes it; history never changes, so each is counted once and stays.
/// </summary>
public static class DeedCounts
{
    private const int Batch = 2_000;

    /// <summary>SQL: the names of the events in the history, as <see cref="Cases.Tables.DeedChangesTable"/> notes them.</summary>
    private const string Kinds = "in ('sentBack', 'extended', 'handedOver', 'paused')";

    /// <summary>
    /// By SOP: definition_id, returned, extended, handed_over, paused. Takes <c>@unit</c>, the days <c>@first</c> to <c>@last</c>, and
    /// <c>@sops</c> (null for all).
    /// </summary>
    public const string Read =
        $"""
        select definition_id, sum(returned)::int as returned, sum(extended)::int as extended, sum(handed_over)::int as handed_over,
          sum(paused)::int as paused
        from deed_days where unit_id = @unit and day between @first and @last and {ChosenSops.Are}
        group by 1 order by sum(returned + extended + handed_over + paused) desc, 1
        """;

    private const string ByDay =
        """
        h.unit_id, (h.at at time zone (u.calendar ->> 'zone'))::date as day, c.definition_id,
          count(*) filter (where e.kind = 'sentBack')::int as returned, count(*) filter (where e.kind = 'extended')::int as extended,
          count(*) filter (where e.kind = 'handedOver')::int as handed_over, count(*) filter (where e.kind = 'paused')::int as paused
        """;

    private const string Of =
        """
        join cases c on c.unit_id = h.unit_id and c.id = h.case_id join units u on u.id = h.unit_id
        cross join lateral (select readable(h.event) ->> 'event') as e (kind)
        """;

    private static readonly string CountBatch =
        $"""
        with taken as (
          delete from deed_changes where ctid = any (array(select ctid from deed_changes limit {Batch})) returning unit_id, case_id, seq
        ), counted as (
          insert into deed_days as d
          select {ByDay} from taken join history h using (unit_id, case_id, seq) {Of} group by 1, 2, 3
          on conflict (unit_id, day, definition_id) do update set
            returned = d.returned + excluded.returned, extended = d.extended + excluded.extended,
            handed_over = d.handed_over + excluded.handed_over, paused = d.paused + excluded.paused
        )
        select count(*)::int from taken
        """;

    /// <summary>Counts that differ from the histories. Deeds that are yet to be counted are left out.</summary>
    private const string Differences =
        $"""
        select format('deeds of %s on %s: stored is %s; histories give %s', definition_id, day, coalesce(d::text, 'nothing'),
          coalesce(h::text, 'nothing'))
        from (select * from deed_days where unit_id = @unit) d
        full join (
          select {ByDay} from history h {Of}
          where h.unit_id = @unit and e.kind {Kinds} and not exists (
            select from deed_changes n where n.unit_id = h.unit_id and n.case_id = h.case_id and n.seq = h.seq)
          group by 1, 2, 3) h using (unit_id, day, definition_id)
        where d is distinct from h
        """;

    private const string Forget =
        $"""
        delete from deed_days where unit_id = @unit;
        delete from deed_changes where unit_id = @unit;
        insert into deed_changes select unit_id, case_id, seq from history
          where unit_id = @unit and readable(event) ->> 'event' {Kinds}
        """;

    internal static QueuedCounts Queue { get; } = new("sop.deeds", Batch, CountBatch, Differences, Forget);
}
