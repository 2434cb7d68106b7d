using SopEngine.Engine.Cases.Tables;

namespace SopEngine.Engine.Timers;

/// <summary>The statements by which the sweep claims tasks that lapse.</summary>
internal static class LapseClaims
{
    /// <summary>
    /// Claims tasks that are reminded of their lapse or lapse now. A reminded one rings next when it lapses; one that lapses is closed by
    /// that. Should its case be unable to go on, it is tried again in an hour. A task that another node has just rung has another physical
    /// place, so it is not rung again.
    /// </summary>
    public const string Claim =
        $"""
        with due as materialized (
          select t.ctid as place, t.lapse_at, t.lapse_at <= $1 as is_over, {CasesTable.Columns}
          from tasks t join cases c on c.unit_id = t.unit_id and c.id = t.case_id join units u on u.id = c.unit_id
          where t.lapse_alarm <= $1 and t.closed_at is null
          order by t.lapse_alarm, t.case_id, t.no limit $2
          for update of c skip locked
        )
        update tasks t set lapse_alarm = case when due.is_over then $1 + interval '1 hour' else due.lapse_at end
        from due where t.ctid = due.place
        returning t.no as lapsing, due.*
        """;

    public const string Postpone = "update tasks set lapse_alarm = $4 where unit_id = $1 and case_id = $2 and no = $3";
}
