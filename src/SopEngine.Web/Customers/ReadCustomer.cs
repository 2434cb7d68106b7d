using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Customers;

/// <summary>One of the unit's customers; without an id, the blank of a new one.</summary>
public static class ReadCustomer
{
    public sealed record Query(Person Person, long? Id) : IRequestOf<Customer>;

    /// <param name="Id">Null for a new customer.</param>
    /// <param name="Title">The organisation.</param>
    /// <param name="LinkUntil">The end of a link that still works; null for none.</param>
    /// <param name="Open">The number of the customer's running cases.</param>
    public sealed record Customer(
        long? Id, string Name, string UserName, string Title, bool HasPassword, Instant? LastSignInAt, Instant? LinkUntil, int Open);

    internal sealed class Handler(SopDatabase database, IClock clock, Problems problems) : IRequestHandler<Query, Customer>
    {
        private const string Sql =
            """
            select p.id, p.name, p.user_name, p.title, p.password_hash is not null as has_password, p.last_sign_in_at,
              (select max(l.expires_at) from account_links l
                where l.unit_id = p.unit_id and l.person_id = p.id and l.used_at is null
                  and l.expires_at > @now and l.purpose <> 'forgotten') as link_until,
              (select count(*)::int from cases c where c.unit_id = p.unit_id and c.customer_id = p.id and c.status = 'running') as open
            from people p where p.unit_id = @unit and p.id = @Id and p.kind = 'customer' and p.deactivated_at is null
            """;

        public async Task<Customer> Handle(Query query, CancellationToken cancellationToken)
        {
            if (query.Person.IsCustomer) throw new ProblemException(problems.Forbidden());
            if (query.Id is null)
                return query.Person.May(Right.ServeCustomers)
                    ? new(null, "", "", "", false, null, null, 0)
                    : throw new ProblemException(problems.Forbidden());

            var row = await database.QuerySingle<Row?>(
                query.Person.UnitId, Sql, new { query.Id, now = clock.Now() }, cancellationToken)
                ?? throw new ProblemException(problems.NotFound());
            return new(
                row.Id, row.Name, row.UserName, row.Title, row.HasPassword, row.LastSignInAt?.ToInstant(),
                row.LinkUntil?.ToInstant(), row.Open);
        }

        private sealed class Row
        {
            public long Id { get; init; }
            public string Name { get; init; } = "";
            public string UserName { get; init; } = "";
            public string Title { get; init; } = "";
            public bool HasPassword { get; init; }
            public DateTime? LastSignInAt { get; init; }
            public DateTime? LinkUntil { get; init; }
            public int Open { get; init; }
        }
    }
}
