using MediatR;
using NodaTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Inbox;

/// <summary>Those to whom a task can be given: who may do it, how much each has to do, and who is away.</summary>
public static class ListTakers
{
    public sealed record Query(Person Person, TaskId Task) : IRequestOf<IReadOnlyList<Taker>>;

    /// <param name="Tasks">How many open tasks the person holds.</param>
    /// <param name="AwayUntil">Null for somebody who is there.</param>
    /// <param name="Deputy">Who stands in for the person meanwhile.</param>
    public sealed record Taker(long Id, string Name, string Title, int Tasks, Instant? AwayUntil, string? Deputy);

    internal sealed class Handler(SopDatabase database, FlowCache flows, IClock clock, Problems problems) : IRequestHandler<Query, IReadOnlyList<Taker>>
    {
        private const string Sql =
            """
            select t.definition_id, t.version, t.activity, t.lane, t.level::int, t.holder_id, c.customer_id
            from tasks t join cases c on c.unit_id = t.unit_id and c.id = t.case_id
            where t.unit_id = @unit and t.case_id = @Case and t.no = @No and t.closed_at is null;

            select p.id, p.name, p.title, p.roles,
              array(select lane from lane_holders h where h.unit_id = p.unit_id and h.person_id = p.id) as lanes,
              acting.persons, acting.kinds, acting.lanes as acting_lanes,
              (select count(*)::int from tasks t where t.unit_id = p.unit_id and t.holder_id = p.id) as tasks,
              away.until_at as away_until, away.name as deputy
            from people p
            cross join lateral (
              select coalesce(array_agg(person_id), '{}') as persons, coalesce(array_agg(kind), '{}') as kinds, coalesce(array_agg(lane), '{}') as lanes
              from acting_lanes(p.unit_id, p.id, @now)) acting
            left join lateral (
              select s.until_at, d.name from substitutions s join people d on d.unit_id = s.unit_id and d.id = s.deputy_id
              where s.unit_id = p.unit_id and s.person_id = p.id and s.from_at <= @now and s.until_at > @now
              order by s.until_at desc limit 1) away on true
            where p.unit_id = @unit and p.kind = 'staff' and p.deactivated_at is null
            order by away.until_at is not null, tasks, p.name
            """;

        public async Task<IReadOnlyList<Taker>> Handle(Query query, CancellationToken cancellationToken)
        {
            var (task, people) = await database.QueryMany(query.Person.UnitId, Sql, new { query.Task.Case, query.Task.No, now = clock.Now() },
                async results => (await results.ReadSingleOrDefaultAsync<TaskToGive>(), (await results.ReadAsync<Colleague>()).ToList()), cancellationToken);
            if (task is null || query.Person.IsCustomer) throw new ProblemException(problems.NotFound());

            var flow = await flows.Get(new DefinitionVersion(query.Person.UnitId, task.DefinitionId, task.Version), cancellationToken);
            var reached = flow.LadderOf(task.Activity).Take(task.Level).ToList();
            return
            [
                .. people.Where(person => person.Id != task.HolderId
                        && Authority.CapacityFor(person.Actor, flow, task.Lane, task.CustomerId, reached, task.HolderId) is not null)
                    .Select(person => new Taker(person.Id, person.Name, person.Title, person.Tasks, person.AwayUntil?.ToInstant(), person.Deputy)),
            ];
        }

        private sealed record TaskToGive(string DefinitionId, int Version, int Activity, string? Lane, int Level, long? HolderId, long? CustomerId);

        private sealed class Colleague
        {
            public long Id { get; init; }
            public string Name { get; init; } = "";
            public string Title { get; init; } = "";
            public string[] Roles { get; init; } = [];
            public string[] Lanes { get; init; } = [];
            public long[] Persons { get; init; } = [];
            public string[] Kinds { get; init; } = [];
            public string[] ActingLanes { get; init; } = [];
            public int Tasks { get; init; }
            public DateTime? AwayUntil { get; init; }
            public string? Deputy { get; init; }

            public Actor Actor => new(Id, false, Roles, Lanes, ActingLane.Rows(Persons, Kinds, ActingLanes));
        }
    }
}
