using Microsoft.Extensions.Caching.Memory;
using NodaTime;
using SopEngine.Core.Substitutes;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Accounts;

/// <summary>
/// The people who are signed in, as the pages need them. Kept for a few seconds, so that a page full of requests asks once; what a person
/// may do to a case is checked by the engine itself, in the transaction that does it.
/// </summary>
public sealed class People(SopDatabase database, IMemoryCache cache, IClock clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    private const string Sql =
        """
        select p.unit_id, p.id, p.user_name, p.name, p.title, p.kind = 'customer' as is_customer, p.roles,
          array(select lane from lane_holders h where h.unit_id = p.unit_id and h.person_id = p.id order by lane) as lanes,
          u.short_name as unit_name, u.calendar ->> 'zone' as zone, p.security_stamp,
          acting.persons as acting_persons, acting.kinds as acting_kinds, acting.lanes as acting_lanes
        from people p join units u on u.id = p.unit_id
        cross join lateral (
          select coalesce(array_agg(person_id), '{}') as persons, coalesce(array_agg(kind), '{}') as kinds, coalesce(array_agg(lane), '{}') as lanes
          from acting_lanes(p.unit_id, p.id, @now)) acting
        where p.unit_id = @unit and p.id = @id;

        select s.deputy_id = @id as is_deputy, s.kind, other.name, other.title, s.until_at as until
        from stand_ins s join people other on other.unit_id = s.unit_id and other.id = case s.deputy_id when @id then s.person_id else s.deputy_id end
        where s.unit_id = @unit and @id in (s.deputy_id, s.person_id) and s.from_at <= @now and s.until_at > @now
        order by s.until_at, s.no
        """;

    public async ValueTask<Person?> Find(int unit, long id, CancellationToken cancellation)
    {
        if (cache.TryGetValue((typeof(Person), unit, id), out Person? known)) return known;

        var person = await database.QueryMany(unit, Sql, new { id, now = clock.Now() }, async results =>
        {
            var row = await results.ReadSingleOrDefaultAsync<Row>();
            return row is null ? null : Person(row, await results.ReadAsync<SubstituteRow>());
        }, cancellation);
        cache.Set((typeof(Person), unit, id), person, KeptFor);
        return person;
    }

    /// <summary>Lets what was just changed of a person be seen at the next request to this node; the others see it in a few seconds.</summary>
    public void Forget(int unit, long id) => cache.Remove((typeof(Person), unit, id));

    private static Person Person(Row row, IEnumerable<SubstituteRow> substitutes)
    {
        var actor = new Actor(row.Id, row.IsCustomer, row.Roles, row.Lanes, ActingLane.Rows(row.ActingPersons, row.ActingKinds, row.ActingLanes));
        return new Person(row.UnitId, row.UserName, row.Name, row.Title, actor, row.UnitName, row.Zone, row.SecurityStamp)
        {
            Substitutes = [.. substitutes.Select(other => new Substitute(
                other.IsDeputy, Enum.Parse<SubstituteKind>(other.Kind, ignoreCase: true), other.Name, other.Title, other.Until.ToInstant()))],
        };
    }

    private sealed record SubstituteRow(bool IsDeputy, string Kind, string Name, string Title, DateTime Until);

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
        public long[] ActingPersons { get; init; } = [];
        public string[] ActingKinds { get; init; } = [];
        public string[] ActingLanes { get; init; } = [];
    }
}
