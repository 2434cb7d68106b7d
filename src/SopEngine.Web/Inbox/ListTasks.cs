using FluentValidation;
using MediatR;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Inbox;

/// <summary>The open tasks of a person: those he holds, or those in the queues of his lanes. Nearest due first, those without a limit last.</summary>
public static class ListTasks
{
    public enum TaskList
    {
        /// <summary>Held by the person, or by those for whom he stands in; of a customer, all of his own cases' steps.</summary>
        Mine,

        /// <summary>In the queue of one of the person's lanes.</summary>
        Queue,

        /// <summary>Late, and raised to one of the person's lanes or to the head of the office.</summary>
        Escalated,
    }

    /// <param name="After">Cursor of the page before.</param>
    public sealed record Query(Person Person, TaskList List, string? Lane, string? After, int Size) : IRequestOf<Page<TaskItem>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Size).InclusiveBetween(1, 200);
    }

    /// <summary>The sort key of a list's last row.</summary>
    public sealed record Key(DateTime DueAt, long Case, int No);

    internal sealed class Handler(SopDatabase database, FlowCache flows, IClock clock) : IRequestHandler<Query, Page<TaskItem>>
    {
        private const string Behind = "(t.due_at, t.case_id, t.no) > (@DueAt, @Case, @No)";
        private const string InOrder = "order by t.due_at, t.case_id, t.no limit @limit";

        // Each lane's queue is read in its index's order, no further than a page; then the pages are merged.
        private const string Queue =
            $"""
            select {TaskRow.Columns}
            from (
              select unit_id, lane from lane_holders where unit_id = @unit and person_id = @person
              union select @unit, lane from acting_lanes(@unit, @person, @now)
            ) h
            cross join lateral (
              select * from tasks t
              where t.unit_id = h.unit_id and t.lane = h.lane and t.closed_at is null and t.holder_id is null and not t.is_reassigned and {Behind}
              {InOrder}
            ) t
            join cases c on c.unit_id = t.unit_id and c.id = t.case_id
            where @lane::text is null or h.lane = @lane
            {InOrder}
            """;

        /// <summary>What is late and raised to somebody is little.</summary>
        private const string Escalated =
            $"""
            select {TaskRow.Columns}
            from (
              select distinct unit_id, case_id, no from escalations where unit_id = @unit and target = any (@targets) and is_open
            ) e
            join tasks t using (unit_id, case_id, no)
            join cases c on c.unit_id = t.unit_id and c.id = t.case_id
            where t.closed_at is null and {Behind} and (@lane::text is null or t.lane = @lane)
            {InOrder}
            """;

        /// <summary>Also what those hold who are away, as far as it is this person's to do.</summary>
        private const string Mine =
            $"""
            select {TaskRow.Columns}
            from (
              select @person as holder_id, null as lane
              union all select person_id, nullif(lane, '{Engine.Cases.Escalated.Holder}') from acting_lanes(@unit, @person, @now) a
              where lane = '{Engine.Cases.Escalated.Holder}' or not exists (
                select from acting_lanes(@unit, @person, @now) b where b.person_id = a.person_id and b.lane = '{Engine.Cases.Escalated.Holder}')
            ) h
            cross join lateral (
              select * from tasks t
              where t.unit_id = @unit and t.holder_id = h.holder_id and (h.lane is null or t.lane = h.lane) and (@lane::text is null or t.lane = @lane) and {Behind}
              {InOrder}
            ) t
            join cases c on c.unit_id = t.unit_id and c.id = t.case_id
            {InOrder}
            """;

        /// <summary>A customer has few cases, and every step of an external lane in them is his.</summary>
        private const string Customers =
            $"""
            select {TaskRow.Columns}
            from cases c join tasks t on t.unit_id = c.unit_id and t.case_id = c.id
            where c.unit_id = @unit and c.customer_id = @person and c.status = 'running' and t.closed_at is null and t.lane = any (@externalLanes) and {Behind}
            {InOrder}
            """;

        public async Task<Page<TaskItem>> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            if (person.IsCustomer && query.List != TaskList.Mine) return new([], null);

            var after = Cursor.Read<Key>(query.After) ?? new Key(DateTime.UnixEpoch, 0, 0);
            var sql = query.List switch
            {
                TaskList.Queue => Queue,
                TaskList.Escalated => Escalated,
                _ => person.IsCustomer ? Customers : Mine,
            };
            var rows = await database.Query<TaskRow>(person.UnitId, sql, new
            {
                person = person.Id,
                now = clock.Now(),
                lane = query.Lane,
                DueAt = DateTime.SpecifyKind(after.DueAt, DateTimeKind.Utc),
                after.Case,
                after.No,
                limit = query.Size + 1,
                targets = Engine.Cases.Escalated.TargetsOf(person.Lanes, person.Roles),
                externalLanes = person.IsCustomer ? await ExternalLanes(person, cancellationToken) : [],
            }, cancellationToken);

            var page = Cursor.Page(rows, query.Size, row => new Key(row.DueAt, row.CaseId, row.No));
            var items = new List<TaskItem>(page.Items.Count);
            foreach (var row in page.Items) items.Add(await row.With(flows, person.UnitId, cancellationToken));
            return new(items, page.Next);
        }

        private async Task<string[]> ExternalLanes(Person person, CancellationToken cancellation)
        {
            var versions = await database.Query<(string DefinitionId, int Version)>(person.UnitId,
                "select distinct definition_id, version from cases where unit_id = @unit and customer_id = @person and status = 'running'",
                new { person = person.Id }, cancellation);
            var lanes = new HashSet<string>();
            foreach (var (definitionId, version) in versions)
            {
                var flow = await flows.Get(new DefinitionVersion(person.UnitId, definitionId, version), cancellation);
                lanes.UnionWith(flow.Lanes.Where(lane => lane.External).Select(lane => lane.Id));
            }

            return [.. lanes];
        }
    }
}
