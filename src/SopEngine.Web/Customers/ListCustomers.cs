using FluentValidation;
using MediatR;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Customers;

/// <summary>The customers of the unit, by name.</summary>
public static class ListCustomers
{
    /// <param name="Search">Part of the name, organisation or user name; null for all.</param>
    public sealed record Query(Person Person, string? Search, string? After, int Size) : IRequestOf<Page<Item>>;

    /// <param name="Open">The number of the customer's running cases.</param>
    /// <param name="LastSignInAt">Null before the first sign-in.</param>
    public sealed record Item(long Id, string Name, string UserName, string Title, int Open, bool HasPassword, Instant? LastSignInAt);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Size).InclusiveBetween(1, 200);
    }

    private sealed record Key(string Name, long Id);

    internal sealed class Handler(SopDatabase database, Problems problems) : IRequestHandler<Query, Page<Item>>
    {
        internal const string Sql =
            """
            select p.id, p.name, p.user_name, p.title, p.password_hash is not null as has_password, p.last_sign_in_at,
              (select count(*)::int from cases c where c.unit_id = p.unit_id and c.customer_id = p.id and c.status = 'running') as open
            from people p
            where p.unit_id = @unit and p.kind = 'customer' and p.deactivated_at is null and (lower(p.name), p.id) > (@Name, @Id)
              and (@search::text is null or strpos(folded(p.name), @search) > 0
                or strpos(p.user_name, @search) > 0 or strpos(folded(p.title), @search) > 0)
            order by lower(p.name), p.id limit @limit
            """;

        public async Task<Page<Item>> Handle(Query query, CancellationToken cancellationToken)
        {
            if (query.Person.IsCustomer) throw new ProblemException(problems.Forbidden());
            var after = Cursor.Read<Key>(query.After) ?? new Key("", 0);
            var rows = await database.Query<Row>(query.Person.UnitId, Sql, new
            {
                search = string.IsNullOrWhiteSpace(query.Search) ? null : query.Search.Trim().Normalize().ToLowerInvariant(),
                after.Name,
                after.Id,
                limit = query.Size + 1,
            }, cancellationToken);
            var page = Cursor.Page(rows, query.Size, row => new Key(row.Name.ToLowerInvariant(), row.Id));
            return new(
                [.. page.Items.Select(row => new Item(
                    row.Id, row.Name, row.UserName, row.Title, row.Open, row.HasPassword, row.LastSignInAt?.ToInstant()))],
                page.Next);
        }

        private sealed class Row
        {
            public long Id { get; init; }
            public string Name { get; init; } = "";
            public string UserName { get; init; } = "";
            public string Title { get; init; } = "";
            public bool HasPassword { get; init; }
            public DateTime? LastSignInAt { get; init; }
            public int Open { get; init; }
        }
    }
}
