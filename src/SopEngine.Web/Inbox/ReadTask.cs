using MediatR;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Inbox;

/// <summary>One task with what its page shows: what to do, and what the case has gone through.</summary>
public static class ReadTask
{
    public sealed record Query(Person Person, TaskId Task) : IRequestOf<TaskDetail>;

    /// <param name="Step">The step of the SOP; null for a task that is no step.</param>
    /// <param name="MayDo">Whether the person may claim or complete it now.</param>
    /// <param name="IsMine">Whether the person holds it.</param>
    public sealed record TaskDetail(TaskItem Item, Step? Step, bool IsOpen, bool MayDo, bool IsMine, Instant? ClosedAt, string? ClosedBy, string? Outcome);

    internal sealed class Handler(SopDatabase database, FlowCache flows, Problems problems) : IRequestHandler<Query, TaskDetail>
    {
        private const string Sql =
            $"""
            select {TaskRow.Columns} from tasks t join cases c on c.unit_id = t.unit_id and c.id = t.case_id
            where t.unit_id = @unit and t.case_id = @Case and t.no = @No;

            select t.closed_at, p.name as closed_by, t.outcome, c.customer_id
            from tasks t join cases c on c.unit_id = t.unit_id and c.id = t.case_id
            left join people p on p.unit_id = t.unit_id and p.id = t.closed_by
            where t.unit_id = @unit and t.case_id = @Case and t.no = @No
            """;

        public async Task<TaskDetail> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            var (row, closing) = await database.QueryMany(person.UnitId, Sql, new { query.Task.Case, query.Task.No },
                async results => (await results.ReadSingleOrDefaultAsync<TaskRow>(), await results.ReadSingleOrDefaultAsync<Closing>()), cancellationToken);
            if (row is null || closing is null) throw new ProblemException(problems.NotFound());

            var flow = await flows.Get(new DefinitionVersion(person.UnitId, row.DefinitionId, row.Version), cancellationToken);
            var mayDo = flow.Lane(row.Lane) switch
            {
                null => person.Is("admin"),
                { External: true } => closing.CustomerId == person.Id,
                { Id: var lane } => person.Lanes.Contains(lane),
            };
            // Who has nothing to do with a case does not learn of it; staff of the unit may look on.
            if (person.IsCustomer && closing.CustomerId != person.Id) throw new ProblemException(problems.NotFound());

            var isOpen = closing.ClosedAt is null;
            return new TaskDetail(await row.With(flows, person.UnitId, cancellationToken), flow.StepAt(row.Activity), isOpen,
                isOpen && mayDo && (row.HolderId is null || row.HolderId == person.Id), row.HolderId == person.Id,
                closing.ClosedAt?.ToInstant(), closing.ClosedBy, closing.Outcome);
        }

        private sealed record Closing(DateTime? ClosedAt, string? ClosedBy, string? Outcome, long? CustomerId);
    }
}
