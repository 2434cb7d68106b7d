using FluentValidation;
using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Staff;

/// <summary>The staff of the unit with their lanes and the state of their accounts.</summary>
public static class ListPeople
{
    public enum Shown
    {
        Working,
        Left,
    }

    /// <param name="Search">Part of the name, user name or jabatan; null for all.</param>
    [Requires(Right.SeeStaff)]
    public sealed record Query(Person Person, string? Search, Shown Shown, string? After, int Size) : IRequestOf<Page<Item>>;

    /// <param name="Lanes">By name.</param>
    /// <param name="IsInvited">True while no password is set.</param>
    public sealed record Item(
        long Id, string Name, string UserName, string Title, IReadOnlyList<string> Lanes, IReadOnlyList<string> Roles, int Tasks,
        Instant? AwayUntil, string? Deputy, Instant? LastSignInAt, bool IsInvited);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Size).InclusiveBetween(1, 200);
    }

    private sealed record Key(string Name, long Id);

    internal sealed class Handler(SopDatabase database, IClock clock) : IRequestHandler<Query, Page<Item>>
    {
        private const string Sql =
            """
            select p.id, p.name, p.user_name, p.title, p.roles, p.last_sign_in_at, p.password_hash is null as is_invited,
              array(select lane from lane_holders h where h.unit_id = p.unit_id and h.person_id = p.id order by lane) as lanes,
              (select count(*)::int from tasks t where t.unit_id = p.unit_id and t.holder_id = p.id) as tasks,
              away.until_at as away_until, away.name as deputy
            from people p
            left join lateral (
              select s.until_at, d.name from substitutions s join people d on d.unit_id = s.unit_id and d.id = s.deputy_id
              where s.unit_id = p.unit_id and s.person_id = p.id and s.from_at <= @now and s.until_at > @now
              order by s.until_at desc limit 1) away on true
            where p.unit_id = @unit and p.kind = 'staff' and (p.deactivated_at is null) = @working and (lower(p.name), p.id) > (@Name, @Id)
              and (@search::text is null or strpos(folded(p.name), @search) > 0 or strpos(p.user_name, @search) > 0
                or strpos(folded(p.title), @search) > 0)
            order by lower(p.name), p.id limit @limit
            """;

        public async Task<Page<Item>> Handle(Query query, CancellationToken cancellationToken)
        {
            var after = Cursor.Read<Key>(query.After) ?? new Key("", 0);
            var unit = query.Person.UnitId;
            var rows = await database.Query<Row>(unit, Sql, new
            {
                now = clock.Now(),
                working = query.Shown == Shown.Working,
                search = string.IsNullOrWhiteSpace(query.Search) ? null : query.Search.Trim().Normalize().ToLowerInvariant(),
                after.Name,
                after.Id,
                limit = query.Size + 1,
            }, cancellationToken);
            var names = (await UnitLanes.Read(database, unit, cancellationToken)).ToDictionary(lane => lane.Id, lane => lane.Name);
            var page = Cursor.Page(rows, query.Size, row => new Key(row.Name.ToLowerInvariant(), row.Id));
            return new(
                [
                    .. page.Items.Select(row => new Item(
                        row.Id, row.Name, row.UserName, row.Title, [.. row.Lanes.Select(lane => names.GetValueOrDefault(lane, lane))],
                        row.Roles, row.Tasks, row.AwayUntil?.ToInstant(), row.Deputy, row.LastSignInAt?.ToInstant(), row.IsInvited)),
                ],
                page.Next);
        }

        private sealed class Row
        {
            public long Id { get; init; }
            public string Name { get; init; } = "";
            public string UserName { get; init; } = "";
            public string Title { get; init; } = "";
            public string[] Roles { get; init; } = [];
            public string[] Lanes { get; init; } = [];
            public int Tasks { get; init; }
            public DateTime? AwayUntil { get; init; }
            public string? Deputy { get; init; }
            public DateTime? LastSignInAt { get; init; }
            public bool IsInvited { get; init; }
        }
    }
}
