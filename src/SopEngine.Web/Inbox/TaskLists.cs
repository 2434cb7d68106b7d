using SopEngine.Engine.Cases;

namespace SopEngine.Web.Inbox;

/// <summary>The lists of an inbox.</summary>
public enum TaskList
{
    /// <summary>Held by the person, or by those for whom he stands in; of a customer, all of his own cases' steps.</summary>
    Mine,

    /// <summary>In the queue of one of the person's lanes.</summary>
    Queue,

    /// <summary>Late, and raised to one of the person's lanes or to the head of the office.</summary>
    Escalated,

    /// <summary>What others have to do now in the cases of which the person did a step in the last <see cref="TaskLists.WaitingDays"/> days.</summary>
    Waiting,

    /// <summary>What the person has done, latest first.</summary>
    Done,
}

/// <summary>The lists as SQL over the task <c>t</c>. Of the parameters, <c>@person</c>, <c>@now</c>, <c>@targets</c>, <c>@since</c> and <c>@externalLanes</c> belong to the person.</summary>
internal static class TaskLists
{
    public const int WaitingDays = 90;

    /// <summary>So many of a person's latest tasks are looked through for what he waits for: enough for anybody, and never more than that to read.</summary>
    private const int MostWaiting = 1_000;

    /// <summary>The lists that a person has.</summary>
    public static IReadOnlyList<TaskList> Of(Shared.Person person) => person.IsCustomer ? [TaskList.Mine] : Enum.GetValues<TaskList>();

    /// <summary>Rows of the list from a key on, in the list's order. Nearest due first, those without a limit last.</summary>
    /// <param name="filter">Conditions of <see cref="TaskFilter.Sql"/>.</param>
    /// <param name="limit">A parameter or a number.</param>
    public static string Sql(TaskList list, bool isCustomer, string columns, string filter, string limit)
    {
        const string Behind = "(t.due_at, t.case_id, t.no) > (@DueAt, @Case, @No)";
        const string Earlier = "t.closed_at <= @DueAt and (t.closed_at < @DueAt or (t.case_id, t.no) > (@Case, @No))";
        const string Lanes = "select lane from lane_holders where unit_id = @unit and person_id = @person union select lane from acting_lanes(@unit, @person, @now)";
        const string Case = "join cases c on c.unit_id = t.unit_id and c.id = t.case_id";
        var inOrder = $"order by t.due_at, t.case_id, t.no limit {limit}";
        return list switch
        {
            // Each lane's queue is read in its index's order, no further than a page; then the pages are merged.
            TaskList.Queue =>
                $"""
                select {columns}
                from ({Lanes}) h
                cross join lateral (
                  select * from tasks t
                  where t.unit_id = @unit and t.lane = h.lane and t.closed_at is null and t.holder_id is null and not t.is_reassigned and {Behind}{filter}
                  {inOrder}
                ) t
                {Case}
                {inOrder}
                """,

            // What is late and raised to somebody is little.
            TaskList.Escalated =>
                $"""
                select {columns}
                from (select distinct unit_id, case_id, no from escalations where unit_id = @unit and target = any (@targets) and is_open) e
                join tasks t using (unit_id, case_id, no)
                {Case}
                where t.closed_at is null and {Behind}{filter}
                {inOrder}
                """,

            TaskList.Waiting =>
                $"""
                select {columns}
                from (
                  select distinct unit_id, case_id
                  from (select unit_id, case_id from tasks where unit_id = @unit and closed_by = @person and closed_at > @since order by closed_at desc limit {MostWaiting}) recent
                ) mine
                join cases c on c.unit_id = mine.unit_id and c.id = mine.case_id and c.status = 'running'
                join tasks t on t.unit_id = c.unit_id and t.case_id = c.id
                where t.closed_at is null and t.holder_id is distinct from @person and {Behind}{filter}
                  and (t.holder_id is not null or t.lane is null or t.lane not in ({Lanes}))
                {inOrder}
                """,

            TaskList.Done =>
                $"""
                select {columns}
                from tasks t {Case}
                where t.unit_id = @unit and t.closed_by = @person and {Earlier}{filter}
                order by t.closed_at desc, t.case_id, t.no limit {limit}
                """,

            // A customer has few cases, and every step of an external lane in them is his.
            _ when isCustomer =>
                $"""
                select {columns}
                from cases c join tasks t on t.unit_id = c.unit_id and t.case_id = c.id
                where c.unit_id = @unit and c.customer_id = @person and c.status = 'running' and t.closed_at is null and t.lane = any (@externalLanes) and {Behind}{filter}
                {inOrder}
                """,

            // Also what those hold who are away, as far as it is this person's to do.
            _ =>
                $"""
                select {columns}
                from (
                  select @person as holder_id, null as lane
                  union all select person_id, nullif(lane, '{Escalated.Holder}') from acting_lanes(@unit, @person, @now) a
                  where lane = '{Escalated.Holder}' or not exists (
                    select from acting_lanes(@unit, @person, @now) b where b.person_id = a.person_id and b.lane = '{Escalated.Holder}')
                ) h
                cross join lateral (
                  select * from tasks t
                  where t.unit_id = @unit and t.holder_id = h.holder_id and (h.lane is null or t.lane = h.lane) and {Behind}{filter}
                  {inOrder}
                ) t
                {Case}
                {inOrder}
                """,
        };
    }
}
