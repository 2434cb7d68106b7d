using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Substitutes;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Staff;

/// <summary>People who are away and their deputies: now, soon, and in the past. All of the staff may know.</summary>
public static class ListSubstitutes
{
    private const int MostPast = 100;

    public sealed record Query(Person Person) : IRequestOf<Lists>;

    public sealed record Lists(IReadOnlyList<Item> Now, IReadOnlyList<Item> Coming, IReadOnlyList<Item> Past);

    /// <param name="Lanes">By name; null for everything.</param>
    /// <param name="EndedBy">Name of the person who ended it before its time or called it off; null for nobody.</param>
    /// <param name="MayEnd">True when the person may end it now.</param>
    public sealed record Item(
        long Id, string Away, string AwayTitle, string Deputy, string DeputyTitle, SubstituteKind Kind, IReadOnlyList<string>? Lanes,
        Instant From, Instant Until, string Reason, string MadeBy, string? EndedBy, bool MayEnd);

    internal sealed class Handler(SopDatabase database, IClock clock, Problems problems) : IRequestHandler<Query, Lists>
    {
        private const string Sql =
            """
            select s.id, s.person_id, a.name as away, a.title as away_title, d.name as deputy, d.title as deputy_title, s.kind, s.lanes,
              s.from_at, s.until_at, s.reason, m.name as made_by, e.name as ended_by
            from substitutions s
            join people a on a.unit_id = s.unit_id and a.id = s.person_id
            join people d on d.unit_id = s.unit_id and d.id = s.deputy_id
            join people m on m.unit_id = s.unit_id and m.id = s.made_by
            left join people e on e.unit_id = s.unit_id and e.id = s.ended_by
            where s.unit_id = @unit
            order by s.until_at desc, s.id desc limit @most
            """;

        public async Task<Lists> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            if (person.IsCustomer) throw new ProblemException(problems.Forbidden());

            var now = clock.Now();
            var rows = await database.Query<Row>(person.UnitId, Sql, new { most = 1_000 }, cancellationToken);
            var names = rows.Any(row => row.Lanes is not null)
                ? (await UnitLanes.Read(database, person.UnitId, cancellationToken)).ToDictionary(lane => lane.Id, lane => lane.Name) : [];
            var items = rows.Select(row => new Item(
                row.Id, row.Away, row.AwayTitle, row.Deputy, row.DeputyTitle, Enum.Parse<SubstituteKind>(row.Kind, ignoreCase: true),
                row.Lanes is null ? null : [.. row.Lanes.Select(lane => names.GetValueOrDefault(lane, lane))], row.FromAt.ToInstant(),
                row.UntilAt.ToInstant(), row.Reason, row.MadeBy,
                row.EndedBy, row.UntilAt.ToInstant() > now && (person.May(Right.MakeSubstitutes) || row.PersonId == person.Id))).ToList();
            return new Lists(
                [.. items.Where(item => item.From <= now && item.Until > now).OrderBy(item => item.Until)],
                [.. items.Where(item => item.From > now && item.Until > item.From).OrderBy(item => item.From)],
                [.. items.Where(item => item.Until <= now || item.Until <= item.From).Take(MostPast)]);
        }

        private sealed class Row
        {
            public long Id { get; init; }
            public long PersonId { get; init; }
            public string Away { get; init; } = "";
            public string AwayTitle { get; init; } = "";
            public string Deputy { get; init; } = "";
            public string DeputyTitle { get; init; } = "";
            public string Kind { get; init; } = "";
            public string[]? Lanes { get; init; }
            public DateTime FromAt { get; init; }
            public DateTime UntilAt { get; init; }
            public string Reason { get; init; } = "";
            public string MadeBy { get; init; } = "";
            public string? EndedBy { get; init; }
        }
    }
}
