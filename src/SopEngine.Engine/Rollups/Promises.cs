namespace SopEngine.Engine.Rollups;

/// <summary>
/// The promises for whole cases (SPM) that were kept or broken in a period. A promise is broken on the day it ends, and kept on that on which its case does;
/// one that was called off before is neither. Those of cases that are over are read from what <see cref="PromiseCounts"/> keeps; what is broken
/// while its case runs is so few that it is looked for.
/// </summary>
public static class Promises
{
    /// <summary>While its clock stands, it is as when it stopped. Over the case <c>c</c>, until an instant.</summary>
    internal static string IsBroken(string until) =>
        $"coalesce(case when cardinality(c.standard_stops) % 2 = 1 then c.standard_stops[cardinality(c.standard_stops)] end, {until}) > c.standard_due_at";

    /// <summary>Whether a compensation was opened for the case <c>c</c>, also in advance.</summary>
    internal const string IsCompensated = "exists (select from cases k where k.unit_id = c.unit_id and k.parent_case = c.id and k.parent_wait = 0)";

    private const string OfSop = "(@sop::text is null or definition_id = @sop)";

    private static readonly string Running =
        $"""
        from cases c
        where c.unit_id = @unit and c.status = 'running' and c.standard_due_at >= @from and c.standard_due_at < @until and {OfSop} and {IsBroken("@now")}
        """;

    /// <summary>
    /// By SOP: definition_id, kept, broken, compensated. Takes <c>@unit</c>, the days <c>@first</c> to <c>@last</c>, which are the instants from
    /// <c>@from</c> to before <c>@until</c>, <c>@now</c>, and <c>@sop</c> (null for all).
    /// </summary>
    public static readonly string Count =
        $"""
        select definition_id, sum(kept)::int as kept, sum(broken)::int as broken, sum(compensated)::int as compensated
        from (
          select definition_id, kept, broken, compensated from promise_days where unit_id = @unit and day between @first and @last and {OfSop}
          union all
          select c.definition_id, 0, 1, ({IsCompensated})::int {Running}
        ) counted
        group by 1 having sum(kept) > 0 or sum(broken) > 0 order by broken desc, 1
        """;

    /// <summary>
    /// The latest that were broken: id, title, definition_id, due_at, ended_at (null while the case runs), compensation and compensation_status (null for
    /// none). Takes what <see cref="Count"/> does, and <c>@most</c>.
    /// </summary>
    public static readonly string Broken =
        $"""
        select c.id, c.title, c.definition_id, c.standard_due_at as due_at, c.ended_at, k.id as compensation, k.status as compensation_status
        from (
          (select case_id from promise_outcomes where unit_id = @unit and is_broken and at >= @from and at < @until and {OfSop} order by at desc, case_id limit @most)
          union all
          (select c.id {Running} order by c.standard_due_at desc, c.id limit @most)
        ) broken (id)
        join cases c on c.unit_id = @unit and c.id = broken.id
        left join cases k on k.unit_id = c.unit_id and k.parent_case = c.id and k.parent_wait = 0
        order by c.standard_due_at desc, c.id limit @most
        """;
}
