using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Staff;

/// <summary>The staff of the unit by name, for choosing one.</summary>
public static class ListStaff
{
    public sealed record Query(Person Person) : IRequestOf<IReadOnlyList<Member>>;

    /// <param name="MayHoldLanes">True when the person may hold lanes, and stand in for others.</param>
    /// <param name="Lanes">The lanes that the person holds, with their names.</param>
    public sealed record Member(long Id, string Name, string Title, bool MayHoldLanes, IReadOnlyList<(string Id, string Name)> Lanes);

    internal sealed class Handler(SopDatabase database, Problems problems) : IRequestHandler<Query, IReadOnlyList<Member>>
    {
        private static readonly string Sql =
            $"""
            select p.id, p.name, p.title, {RightsSql.Of(Right.HoldLanes, "p.roles")} as may_hold_lanes,
              array(select lane from lane_holders h where h.unit_id = p.unit_id and h.person_id = p.id order by lane) as lanes
            from people p where p.unit_id = @unit and p.kind = 'staff' and p.deactivated_at is null order by p.name, p.id
            """;

        public async Task<IReadOnlyList<Member>> Handle(Query query, CancellationToken cancellationToken)
        {
            if (query.Person.IsCustomer) throw new ProblemException(problems.Forbidden());
            var names = (await UnitLanes.Read(database, query.Person.UnitId, cancellationToken))
                .ToDictionary(lane => lane.Id, lane => lane.Name);
            return
            [
                .. (await database.Query<Row>(query.Person.UnitId, Sql, null, cancellationToken)).Select(row =>
                    new Member(row.Id, row.Name, row.Title, row.MayHoldLanes,
                        [.. row.Lanes.Select(lane => (lane, names.GetValueOrDefault(lane, lane)))])),
            ];
        }

        private sealed class Row
        {
            public long Id { get; init; }
            public string Name { get; init; } = "";
            public string Title { get; init; } = "";
            public bool MayHoldLanes { get; init; }
            public string[] Lanes { get; init; } = [];
        }
    }
}
