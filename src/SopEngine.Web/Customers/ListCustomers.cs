using FluentValidation;
using MediatR;
using NodaTime;
using SopEngine.Core.Contacts;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Customers;

/// <summary>The customers of the unit, by name.</summary>
public static class ListCustomers
{
    /// <param name="Search">
    /// Beginnings of words of the name, organisation or user name, an e-mail address, or a number; null for all.
    /// </param>
    /// <param name="IsRemoved">True for the customers who were taken out of the register.</param>
    public sealed record Query(Person Person, string? Search, bool IsRemoved, string? After, int Size) : IRequestOf<Page<Item>>;

    /// <param name="Open">The number of the customer's running cases.</param>
    /// <param name="LastSignInAt">Null before the first sign-in.</param>
    public sealed record Item(
        long Id, string Name, string UserName, string Title, string Phone, string Email, int Open, bool HasPassword,
        Instant? LastSignInAt);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(query => query.Size).InclusiveBetween(1, 200);
            RuleFor(query => query.Search).MaximumLength(200);
        }
    }

    private sealed record Key(string Name, long Id);

    internal sealed class Handler(SopDatabase database, Problems problems) : IRequestHandler<Query, Page<Item>>
    {
        /// <summary>A search starts from a word with at most this many customers; without one it walks the register.</summary>
        private const int Rare = 2_000;

        internal static readonly string Counts =
            $"""
            select word,
              (select count(*)::int from (select from customer_words w {Range("s.word")} limit {Rare + 1}) found) as customers
            from unnest(@words) as s (word)
            """;

        private static string Range(string word) =>
            $"where w.unit_id = @unit and w.word >= {word} and w.word < {word} || chr(1114111)";

        /// <param name="isRare">True when the search starts from the word <c>@rare</c>.</param>
        internal static string Sql(bool isRemoved, bool isRare) =>
            $"""
            select p.id, p.name, p.user_name, p.title, coalesce(p.phone, '') as phone, coalesce(p.email, '') as email, p.sort_name,
              p.password_hash is not null as has_password, p.last_sign_in_at,
              (select count(*)::int from cases c where c.unit_id = p.unit_id and c.customer_id = p.id and c.status = 'running') as open
            from people p
            where p.unit_id = @unit and p.kind = 'customer' and (p.sort_name, p.id) > (@Name, @Id)
              and {(isRemoved ? "p.deactivated_at is not null and p.merged_into is null" : "p.deactivated_at is null")}
              {(isRare ? $"and p.id = any (array(select w.person_id from customer_words w {Range("@rare")}))" : "")}
              and not exists (select from unnest(@words) as s (word) where strpos(p.search, ' ' || s.word) = 0)
            order by p.sort_name, p.id limit @limit
            """;

        public async Task<Page<Item>> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            if (person.IsCustomer || (query.IsRemoved && !person.May(Right.ManageCustomers)))
                throw new ProblemException(problems.Forbidden());
            var words = CustomerSearch.Words(query.Search).ToArray();
            // Customers who were taken out are few, and have no words.
            var (rare, customers) = words.Length == 0 || query.IsRemoved
                ? (null, int.MaxValue)
                : (await database.Query<(string Word, int Customers)>(person.UnitId, Counts, new { words }, cancellationToken))
                    .MinBy(found => found.Customers);
            var after = Cursor.Read<Key>(query.After) ?? new Key("", 0);
            var rows = await database.Query<Row>(person.UnitId, Sql(query.IsRemoved, customers <= Rare), new
            {
                words,
                rare,
                after.Name,
                after.Id,
                limit = query.Size + 1,
            }, cancellationToken);
            var page = Cursor.Page(rows, query.Size, row => new Key(row.SortName, row.Id));
            return new(
                [.. page.Items.Select(row => new Item(
                    row.Id, row.Name, row.UserName, row.Title, PhoneNumber.Show(row.Phone), row.Email, row.Open, row.HasPassword,
                    row.LastSignInAt?.ToInstant()))],
                page.Next);
        }

        private sealed class Row
        {
            public long Id { get; init; }
            public string Name { get; init; } = "";
            public string UserName { get; init; } = "";
            public string Title { get; init; } = "";
            public string Phone { get; init; } = "";
            public string Email { get; init; } = "";
            public string SortName { get; init; } = "";
            public bool HasPassword { get; init; }
            public DateTime? LastSignInAt { get; init; }
            public int Open { get; init; }
        }
    }
}
