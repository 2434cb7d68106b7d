using MediatR;
using NodaTime;
using SopEngine.Core.Escalation;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>The people who may take a task over, with the number of tasks that each holds and their absence.</summary>
public static class ListTakers
{
    public sealed record Query(Person Person, TaskId Task) : IRequestOf<IReadOnlyList<Taker>>;

    /// <summary>For several open tasks: people with the number of the tasks that each may do, the highest first.</summary>
    /// <param name="WithSelf">True to count the person among them, who may take tasks over from others.</param>
    public sealed record Together(Person Person, IReadOnlyList<TaskId> Tasks, bool WithSelf) : IRequestOf<IReadOnlyList<Able>>;

    public sealed record Able(Taker Taker, int Tasks);

    /// <param name="Tasks">Number of open tasks that the person holds.</param>
    /// <param name="AwayUntil">Null for a person who is present.</param>
    /// <param name="Deputy">Name of the person's deputy meanwhile.</param>
    public sealed record Taker(long Id, string Name, string Title, int Tasks, Instant? AwayUntil, string? Deputy);

    internal sealed class Handler(SopDatabase database, FlowCache flows, IClock clock, Problems problems)
        : IRequestHandler<Query, IReadOnlyList<Taker>>, IRequestHandler<Together, IReadOnlyList<Able>>
    {
        private const string Sql =
            """
            select t.definition_id, t.version, t.activity, t.lane, t.level::int, t.holder_id, c.customer_id
            from unnest(@cases, @numbers) as wanted (case_id, no)
            join tasks t on t.unit_id = @unit and t.case_id = wanted.case_id and t.no = wanted.no
            join cases c on c.unit_id = t.unit_id and c.id = t.case_id
            where t.closed_at is null;

            select p.id, p.name, p.title, p.roles,
              array(select lane from lane_holders h where h.unit_id = p.unit_id and h.person_id = p.id) as lanes,
              acting.persons, acting.kinds, acting.lanes as acting_lanes,
              (select count(*)::int from tasks t where t.unit_id = p.unit_id and t.holder_id = p.id) as tasks,
              away.until_at as away_until, away.name as deputy
            from people p
            cross join lateral (
              select coalesce(array_agg(person_id), '{}') as persons, coalesce(array_agg(kind), '{}') as kinds,
                coalesce(array_agg(lane), '{}') as lanes
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
            var able = await Read(query.Person, [query.Task], cancellationToken) ?? throw new ProblemException(problems.NotFound());
            return [.. able.Select(one => one.Taker)];
        }

        public async Task<IReadOnlyList<Able>> Handle(Together query, CancellationToken cancellationToken) =>
            await Read(query.Person, query.Tasks, cancellationToken) is { } able
                ? [.. able.Where(one => query.WithSelf || one.Taker.Id != query.Person.Id).OrderByDescending(one => one.Tasks)] : [];

        /// <returns>Null when none of the tasks is open, and for a customer.</returns>
        private async Task<List<Able>?> Read(Person reader, IReadOnlyList<TaskId> wanted, CancellationToken cancellation)
        {
            var parameters = new
            {
                cases = wanted.Select(task => task.Case).ToArray(),
                numbers = wanted.Select(task => task.No).ToArray(),
                now = clock.Now(),
            };
            var (rows, people) = await database.QueryMany(reader.UnitId, Sql, parameters,
                async results => ((await results.ReadAsync<TaskToGive>()).ToList(), (await results.ReadAsync<Colleague>()).ToList()),
                cancellation);
            if (rows.Count == 0 || reader.IsCustomer) return null;

            var tasks = new List<(TaskToGive Row, Flow Flow, List<EscalationLevel> Reached)>();
            foreach (var row in rows)
            {
                var flow = await flows.Get(new DefinitionVersion(reader.UnitId, row.DefinitionId, row.Version), cancellation);
                tasks.Add((row, flow, flow.LadderOf(row.Activity).Take(row.Level).ToList()));
            }

            return
            [
                .. people.Select(person => (person, able: tasks.Count(task => person.Id != task.Row.HolderId
                        && Authority.CapacityFor(
                            person.Actor, task.Flow, task.Row.Lane, task.Row.CustomerId, task.Reached, task.Row.HolderId) is not null)))
                    .Where(one => one.able > 0)
                    .Select(one => new Able(new Taker(one.person.Id, one.person.Name, one.person.Title, one.person.Tasks,
                        one.person.AwayUntil?.ToInstant(), one.person.Deputy), one.able)),
            ];
        }

        private sealed record TaskToGive(
            string DefinitionId, int Version, int Activity, string? Lane, int Level, long? HolderId, long? CustomerId);

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

            public Actor Actor => new(Id, false, BookOfRights.Read(Roles), Lanes, ActingLane.Rows(Persons, Kinds, ActingLanes));
        }
    }
}
