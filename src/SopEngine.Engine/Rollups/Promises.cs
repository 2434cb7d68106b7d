using SopEngine.Engine.Cases;

namespace SopEngine.Engine.Rollups;

/// <summary>
/// The promises for whole cases (SPM) that were kept or broken in a period, as counted by <see cref="PromiseCounts"/>. A promise is broken
/// on the day of its own end, and kept on the day of its case's end; the promise of a case called off before is neither.
/// </summary>
public static class Promises
{
    /// <summary>
    /// By SOP: definition_id, kept, broken, compensated. Takes <c>@unit</c>, the days <c>@first</c> to <c>@last</c>, and <c>@sops</c>
    /// (null for all).
    /// </summary>
    public const string Count =
        $"""
        select definition_id, sum(kept)::int as kept, sum(broken)::int as broken, sum(compensated)::int as compensated
        from promise_days where unit_id = @unit and day between @first and @last and {ChosenSops.Are}
        group by 1 having sum(kept) > 0 or sum(broken) > 0 order by broken desc, 1
        """;

    /// <summary>
    /// The cases behind the counts of one outcome, the last day first: id, title, definition_id, day, due_at, ended_at (null while the case
    /// runs), status, compensation and compensation_status (null for none). Takes <c>@unit</c>, the days <c>@first</c> to <c>@last</c>,
    /// <c>@sops</c>, <c>@limit</c>, and the end of the page before, <c>@Day</c> and <c>@Id</c>.
    /// </summary>
    /// <param name="outcome">SQL condition on a row of <c>promise_outcomes</c>.</param>
    public static string List(string outcome) =>
        $"""
        select c.id, c.title, c.definition_id, o.day, c.standard_due_at as due_at, c.ended_at, c.status, k.id as compensation,
          k.status as compensation_status
        from (
          select unit_id, case_id, day from promise_outcomes
          where unit_id = @unit and day between @first and @last and (day, case_id) < (@Day, @Id) and {outcome} and {ChosenSops.Are}
          order by day desc, case_id desc limit @limit
        ) o
        join cases c on c.unit_id = o.unit_id and c.id = o.case_id
        left join cases k on {ParentWait.IsCompensation}
        order by o.day desc, c.id desc
        """;
}
