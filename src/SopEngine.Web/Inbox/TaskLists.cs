using SopEngine.Engine.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>The lists of an inbox.</summary>
public enum TaskList
{
    /// <summary>Tasks held by the person or by people whom they stand in for; for a customer, their steps of their cases.</summary>
    Mine,

    /// <summary>Tasks in the queues of the person's lanes.</summary>
    Queue,

    /// <summary>
    /// Tasks raised to one of the person's lanes or to the head of the office: first tasks that they may do, then tasks that they are only
    /// told of (by a level of mode notify, or because they supervise the task's lane).
    /// </summary>
    Escalated,

    /// <summary>Tasks with a colleague's unanswered question to the person.</summary>
    Asked,

    /// <summary>
    /// Open tasks of others in cases of which the person did a step in the last <see cref="TaskLists.WaitingDays"/> days.
    /// </summary>
    Waiting,

    /// <summary>Tasks that the person completed, latest first.</summary>
    Done,
}

/// <summary>
/// The lists as SQL over the task <c>t</c>. Of the parameters, <c>@person</c>, <c>@now</c>, <c>@targets</c>, <c>@isSupervisor</c>,
/// <c>@since</c> and <c>@externalLanes</c> belong to the person, and <c>@DueAt</c>, <c>@Case</c>, <c>@No</c>, <c>@IsTold</c> are the key
/// from which on rows are read. Limits are literals: the query plan depends on them.
/// </summary>
internal static class TaskLists
{
    public const int WaitingDays = 90;

    /// <summary>
    /// Number of tasks of a list (for a queue, of each lane) that a filter looks through before the reader has to ask for more.
    /// </summary>
    public const int MostRead = 2_000;

    /// <summary>The same for the count beside a kept view.</summary>
    public const int MostCounted = 1_000;

    /// <summary>
    /// Number of a person's latest completed tasks whose cases are searched for open tasks of others: a bound on reading.
    /// </summary>
    private const int MostWaiting = 1_000;

    private const string OwnLanes =
        "select lane from lane_holders where unit_id = @unit and person_id = @person "
        + "union select lane from acting_lanes(@unit, @person, @now)";

    /// <summary>True for a task of a lane that the person may take: one that a disposition gave to others is not for them.</summary>
    private const string IsForPerson =
        """
        (t.chosen is null or @person = any (t.chosen) or exists (
          select from acting_lanes(@unit, @person, @now) a where a.lane = t.lane and a.person_id = any (t.chosen)))
        """;

    /// <summary>The lists that a person has.</summary>
    public static IReadOnlyList<TaskList> Of(Person person) => person.IsCustomer ? [TaskList.Mine] : Enum.GetValues<TaskList>();

    /// <summary>Rows of the list from a key on, in the list's order: nearest due first, tasks without a limit last.</summary>
    public static string Sql(TaskList list, bool isCustomer, TaskFilter.Conditions filter, int limit)
    {
        var (_, tasks, order) = Parts(list, isCustomer, filter.Range);
        var found = filter.Rest.Length == 0 ? $"{tasks} {order} limit {limit}"
            : $"select * from ({tasks} {order} limit {MostRead}) t where true{filter.Rest} {order} limit {limit}";
        return $"select {TaskRow.Columns(IsTold(list))} from {Each(list, isCustomer, found)} "
            + $"join cases c on c.unit_id = t.unit_id and c.id = t.case_id {order} limit {limit}";
    }

    /// <summary>The key up to which <see cref="Sql"/> looks through the list; no row when that is all of it.</summary>
    public static string ReachedSql(TaskList list, bool isCustomer, TaskFilter.Conditions filter)
    {
        var (at, tasks, order) = Parts(list, isCustomer, filter.Range);
        return $"select {at} as due_at, t.case_id as \"case\", t.no, {IsTold(list)} as is_told "
            + $"from {Each(list, isCustomer, $"{tasks} {order} limit 1 offset {MostRead - 1}")} {order} limit 1";
    }

    /// <summary>SQL that is true for a task on <see cref="TaskList.Escalated"/> that the person is only told of.</summary>
    private static string IsTold(TaskList list) => list == TaskList.Escalated ? "t.is_told" : "false";

    /// <summary>Conditions of a list's tasks that wait for the person's action.</summary>
    public static TaskFilter.Conditions ToDo(TaskList list) => list == TaskList.Escalated ? new("", $" and not {IsTold(list)}") : default;

    /// <summary>Counts the tasks that the filter leaves of those looked through; <c>more</c>: there are more to look through.</summary>
    public static string CountSql(TaskList list, TaskFilter.Conditions filter, int most)
    {
        var (_, tasks, order) = Parts(list, isCustomer: false, filter.Range);
        // No index has these lists in order, and a count needs no sorting.
        if (list is TaskList.Escalated or TaskList.Asked or TaskList.Waiting) order = "";
        return $"select count(*) filter (where true{filter.Rest})::int as count, count(*) >= {most} as more "
            + $"from {Each(list, false, $"{tasks} {order} limit {most}")}";
    }

    /// <summary>
    /// Reads a queue lane by lane in its index's order, no further than a page, then merges the pages; the list of held tasks likewise,
    /// holder by holder.
    /// </summary>
    private static string Each(TaskList list, bool isCustomer, string tasks) => (list, isCustomer) switch
    {
        (TaskList.Queue, false) => $"({OwnLanes}) h cross join lateral ({tasks}) t",

        // Also tasks of absent holders, as far as the person stands in for them.
        (TaskList.Mine, false) =>
            $"""
            (
              select @person as holder_id, null as lane
              union all select person_id, nullif(lane, '{Escalated.Holder}') from acting_lanes(@unit, @person, @now) a
              where lane = '{Escalated.Holder}' or not exists (
                select from acting_lanes(@unit, @person, @now) b where b.person_id = a.person_id and b.lane = '{Escalated.Holder}')
            ) h
            cross join lateral ({tasks}) t
            """,

        _ => $"({tasks}) t",
    };

    /// <summary>The column of time that the list is sorted by, the tasks that are on it, and that order.</summary>
    private static (string At, string Tasks, string Order) Parts(TaskList list, bool isCustomer, string range)
    {
        const string Due = "order by t.due_at, t.case_id, t.no";
        var behind = $" and (t.due_at, t.case_id, t.no) > (@DueAt, @Case, @No){range}";
        return (list, isCustomer) switch
        {
            // A customer has few cases, and every step of an external lane in them is theirs.
            (_, true) => ("t.due_at",
                $"""
                select t.* from cases k join tasks t on t.unit_id = k.unit_id and t.case_id = k.id
                where k.unit_id = @unit and k.customer_id = @person and k.status = 'running' and t.closed_at is null
                  and t.lane = any (@externalLanes){behind}
                """, Due),

            (TaskList.Queue, _) => ("t.due_at",
                $"""
                select * from tasks t
                where t.unit_id = @unit and t.lane = h.lane and t.closed_at is null and t.holder_id is null and not t.is_reassigned
                  and {IsForPerson}{behind}
                """, Due),

            // Few tasks are raised to one person.
            (TaskList.Escalated, _) => ("t.due_at",
                $"""
                select t.*, e.is_told from (
                  select unit_id, case_id, no, bool_and(is_told) as is_told from (
                    select unit_id, case_id, no, mode = 'notify' and percent > {Escalated.Vacant} as is_told
                    from escalations where unit_id = @unit and target = any (@targets) and is_open
                    union all
                    select e.unit_id, e.case_id, e.no, true from escalations e
                    join tasks o on o.unit_id = e.unit_id and o.case_id = e.case_id and o.no = e.no
                    where @isSupervisor and e.unit_id = @unit and e.is_open and e.target <> '{Escalated.Holder}'
                      and oversees(@unit, @person, o.lane)) raised
                  group by unit_id, case_id, no) e
                join tasks t using (unit_id, case_id, no)
                where t.closed_at is null and (e.is_told, t.due_at, t.case_id, t.no) > (@IsTold, @DueAt, @Case, @No){range}
                """, "order by is_told, t.due_at, t.case_id, t.no"),

            (TaskList.Asked, _) => ("t.due_at",
                $"""
                select t.* from (select distinct unit_id, case_id, task_no as no from questions
                  where unit_id = @unit and person_id = @person and answered_at is null) q
                join tasks t using (unit_id, case_id, no)
                where t.closed_at is null{behind}
                """, Due),

            (TaskList.Waiting, _) => ("t.due_at",
                $"""
                select t.* from (
                  select distinct unit_id, case_id
                  from (select unit_id, case_id from tasks where unit_id = @unit and closed_by = @person and closed_at > @since
                    order by closed_at desc limit {MostWaiting}) recent
                ) mine
                join cases k on k.unit_id = mine.unit_id and k.id = mine.case_id and k.status = 'running'
                join tasks t on t.unit_id = k.unit_id and t.case_id = k.id
                where t.closed_at is null and t.holder_id is distinct from @person
                  and (t.holder_id is not null or t.lane is null or t.lane not in ({OwnLanes}) or not {IsForPerson}){behind}
                """, Due),

            (TaskList.Done, _) => ("t.closed_at",
                """
                select * from tasks t
                where t.unit_id = @unit and t.closed_by = @person and t.closed_at <= @DueAt
                  and (t.closed_at < @DueAt or (t.case_id, t.no) > (@Case, @No))
                """, "order by t.closed_at desc, t.case_id, t.no"),

            _ => ("t.due_at",
                $"""
                select * from tasks t
                where t.unit_id = @unit and t.holder_id = h.holder_id and (h.lane is null or t.lane = h.lane){behind}
                """, Due),
        };
    }
}
