using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Staff;

/// <summary>Every lane that the SOPs in force name, with its holders and the number of its open tasks; vacant lanes first.</summary>
public static class ListLanes
{
    [Requires(Right.SeeStaff)]
    public sealed record Query(Person Person) : IRequestOf<IReadOnlyList<Item>>;

    /// <param name="Sops">The SOPs in force that have it.</param>
    /// <param name="Steps">Number of their steps in the lane.</param>
    /// <param name="InQueue">Number of open tasks without a holder.</param>
    /// <param name="Held">Number of open tasks with a holder.</param>
    public sealed record Item(string Id, string Name, IReadOnlyList<Holder> Holders, IReadOnlyList<(string Id, string Name)> Sops,
        int Steps, int InQueue, int Held)
    {
        /// <summary>True when the lane has steps and no holder; a lane without a step keeps nobody waiting.</summary>
        public bool IsVacant => Holders.Count == 0 && Steps > 0;
    }

    public sealed record Holder(long Id, string Name);

    internal sealed class Handler(SopDatabase database, FlowCache flows) : IRequestHandler<Query, IReadOnlyList<Item>>
    {
        private const string Sql =
            """
            select definition_id, version from definitions where unit_id = @unit and is_published order by name;

            select h.lane, p.id, p.name from lane_holders h join people p on p.unit_id = h.unit_id and p.id = h.person_id
            where h.unit_id = @unit order by p.name;

            select lane, count(*) filter (where holder_id is null)::int as queued, count(holder_id)::int as held
            from tasks where unit_id = @unit and closed_at is null and lane is not null group by lane
            """;

        public async Task<IReadOnlyList<Item>> Handle(Query query, CancellationToken cancellationToken)
        {
            var unit = query.Person.UnitId;
            var (sops, holders, tasks) = await database.QueryMany(unit, Sql, null, async results => (
                (await results.ReadAsync<(string Id, int Version)>()).ToList(),
                (await results.ReadAsync<(string Lane, long Id, string Name)>())
                    .ToLookup(row => row.Lane, row => new Holder(row.Id, row.Name)),
                (await results.ReadAsync<(string Lane, int Queued, int Held)>()).ToDictionary(row => row.Lane)), cancellationToken);

            var found = new Dictionary<string, (string Name, List<(string, string)> Sops, int Steps)>();
            foreach (var (id, version) in sops)
            {
                var flow = await flows.Get(new DefinitionVersion(unit, id, version), cancellationToken);
                foreach (var lane in flow.Lanes.Where(lane => !lane.External))
                {
                    var known = found.GetValueOrDefault(lane.Id, (lane.Name, [], 0));
                    known.Sops.Add((id, flow.Definition.Name));
                    found[lane.Id] = (known.Name, known.Sops, known.Steps + flow.Steps.Count(step => step.Lane == lane.Id));
                }
            }

            return
            [
                .. found.Select(lane => new Item(
                        lane.Key, lane.Value.Name, [.. holders[lane.Key]], lane.Value.Sops, lane.Value.Steps,
                        tasks.GetValueOrDefault(lane.Key).Queued, tasks.GetValueOrDefault(lane.Key).Held))
                    .OrderByDescending(lane => lane.IsVacant).ThenBy(lane => lane.Name, StringComparer.CurrentCultureIgnoreCase),
            ];
        }
    }
}
