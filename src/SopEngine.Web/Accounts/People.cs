using Microsoft.Extensions.Caching.Memory;
using SopEngine.Engine.Data;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Accounts;

/// <summary>
/// The people who are signed in, as the pages need them. Kept for a few seconds, so that a page full of requests asks once; what a person
/// may do to a case is checked by the engine itself, in the transaction that does it.
/// </summary>
public sealed class People(SopDatabase database, IMemoryCache cache)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    private const string Sql =
        """
        select p.unit_id, p.id, p.user_name, p.name, p.title, p.kind = 'customer' as is_customer, p.roles,
          array(select lane from lane_holders h where h.unit_id = p.unit_id and h.person_id = p.id order by lane) as lanes,
          u.short_name as unit_name, u.calendar ->> 'zone' as zone, p.security_stamp
        from people p join units u on u.id = p.unit_id
        where p.unit_id = @unit and p.id = @id
        """;

    public async ValueTask<Person?> Find(int unit, long id, CancellationToken cancellation)
    {
        if (cache.TryGetValue((typeof(Person), unit, id), out Person? known)) return known;

        var row = await database.QuerySingle<Row>(unit, Sql, new { id }, cancellation);
        var person = row is null ? null : new Person(row.UnitId, row.Id, row.UserName, row.Name, row.Title, row.IsCustomer, row.Roles, row.Lanes,
            row.UnitName, row.Zone, row.SecurityStamp);
        cache.Set((typeof(Person), unit, id), person, KeptFor);
        return person;
    }

    private sealed class Row
    {
        public int UnitId { get; init; }
        public long Id { get; init; }
        public string UserName { get; init; } = "";
        public string Name { get; init; } = "";
        public string Title { get; init; } = "";
        public bool IsCustomer { get; init; }
        public string[] Roles { get; init; } = [];
        public string[] Lanes { get; init; } = [];
        public string UnitName { get; init; } = "";
        public string Zone { get; init; } = "";
        public string SecurityStamp { get; init; } = "";
    }
}
