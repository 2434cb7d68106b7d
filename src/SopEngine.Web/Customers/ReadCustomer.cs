using MediatR;
using NodaTime;
using SopEngine.Core.Contacts;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Customers;

/// <summary>One of the unit's customers; without an id, the blank of a new one.</summary>
public static class ReadCustomer
{
    public sealed record Query(Person Person, long? Id) : IRequestOf<Customer>;

    /// <param name="Id">Null for a new customer.</param>
    /// <param name="LinkUntil">The end of a link that still works; null for none.</param>
    /// <param name="Open">The number of the customer's running cases.</param>
    public sealed record Customer(
        long? Id, CustomerFields Fields, string UserName, bool HasPassword, Instant? LastSignInAt, Instant? LinkUntil, int Open)
    {
        public string Name => Fields.Name;

        /// <summary>True when the owner of the e-mail address has confirmed it.</summary>
        public bool IsConfirmed { get; init; }

        /// <summary>When the customer was taken out of the register; only people who may bring them back see them then.</summary>
        public Instant? RemovedAt { get; init; }

        /// <summary>The customer with whom this one was merged; null for none.</summary>
        public long? MergedInto { get; init; }

        /// <summary>The number of all cases of the customer.</summary>
        public int Cases { get; init; }
    }

    internal sealed class Handler(SopDatabase database, IClock clock, Problems problems) : IRequestHandler<Query, Customer>
    {
        private const string Sql =
            """
            select p.id, p.name, p.user_name, p.title, coalesce(p.phone, '') as phone, coalesce(p.email, '') as email, p.address,
              coalesce(p.npwp, '') as npwp, p.email_confirmed_at is not null as is_confirmed, p.deactivated_at, p.merged_into,
              p.password_hash is not null as has_password, p.last_sign_in_at,
              (select max(l.expires_at) from account_links l
                where l.unit_id = p.unit_id and l.person_id = p.id and l.used_at is null
                  and l.expires_at > @now and l.purpose <> 'forgotten') as link_until,
              (select count(*)::int from cases c where c.unit_id = p.unit_id and c.customer_id = p.id and c.status = 'running') as open,
              (select count(*)::int from cases c where c.unit_id = p.unit_id and c.customer_id = p.id) as cases
            from people p where p.unit_id = @unit and p.id = @Id and p.kind = 'customer'
            """;

        public async Task<Customer> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            if (person.IsCustomer) throw new ProblemException(problems.Forbidden());
            if (query.Id is null)
                return person.May(Right.ServeCustomers)
                    ? new(null, CustomerFields.Empty, "", false, null, null, 0)
                    : throw new ProblemException(problems.Forbidden());

            var row = await database.QuerySingle<Row?>(person.UnitId, Sql, new { query.Id, now = clock.Now() }, cancellationToken);
            if (row is null || (row is { DeactivatedAt: not null, MergedInto: null } && !person.May(Right.ManageCustomers)))
                throw new ProblemException(problems.NotFound());
            return new(
                row.Id,
                new CustomerFields(
                    row.Name, row.Title, PhoneNumber.Show(row.Phone), row.Email, row.Address, TaxNumber.Show(row.Npwp)),
                row.UserName, row.HasPassword, row.LastSignInAt?.ToInstant(), row.LinkUntil?.ToInstant(), row.Open)
            {
                IsConfirmed = row.IsConfirmed,
                RemovedAt = row.DeactivatedAt?.ToInstant(),
                MergedInto = row.MergedInto,
                Cases = row.Cases,
            };
        }

        private sealed class Row
        {
            public long Id { get; init; }
            public string Name { get; init; } = "";
            public string UserName { get; init; } = "";
            public string Title { get; init; } = "";
            public string Phone { get; init; } = "";
            public string Email { get; init; } = "";
            public string Address { get; init; } = "";
            public string Npwp { get; init; } = "";
            public bool IsConfirmed { get; init; }
            public bool HasPassword { get; init; }
            public DateTime? DeactivatedAt { get; init; }
            public long? MergedInto { get; init; }
            public DateTime? LastSignInAt { get; init; }
            public DateTime? LinkUntil { get; init; }
            public int Open { get; init; }
            public int Cases { get; init; }
        }
    }
}
