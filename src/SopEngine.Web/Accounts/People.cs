using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Substitutes;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Web.Chrome.Live;
using SopEngine.Web.Http;

namespace SopEngine.Web.Accounts;

/// <summary>
/// The signed-in people, as the pages need them. Kept for a few seconds, so that the many requests of a page read them once; the engine
/// itself checks a person's rights to a case, in the transaction that acts.
/// </summary>
public sealed class People(SopDatabase database, IMemoryCache cache, SessionLimits limits, IClock clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    /// <summary>SQL: session <c>s</c> of person <c>p</c> is open at <c>@now</c>.</summary>
    public const string IsOpen = "s.ended_at is null and s.expires_at > @now and s.stamp = p.security_stamp";

    /// <summary>The topic by which each node tells the others of a change: a person's unit and number.</summary>
    public const string Topic = LiveUpdates.PeopleTopic;

    /// <summary>The use of a session is written down at most this often.</summary>
    internal static readonly Duration SeenEvery = Duration.FromMinutes(5);

    private const string Sql =
        $"""
        select p.unit_id, p.id, p.user_name, p.name, p.title, p.kind = 'customer' as is_customer, p.roles,
          array(select lane from lane_holders h where h.unit_id = p.unit_id and h.person_id = p.id order by lane) as lanes,
          array(select distinct o.definition_id from sop_officers o where o.unit_id = p.unit_id and (o.person_id = p.id
            or o.person_id in (select s.person_id from stand_ins s
              where s.unit_id = p.unit_id and s.deputy_id = p.id and s.lanes is null
                and s.from_at <= @now and s.until_at > @now))) as answers_for,
          u.short_name as unit_name, u.calendar ->> 'zone' as zone,
          p.roles && u.second_factor_roles and not exists (
            select from second_factors f
              where f.unit_id = p.unit_id and f.person_id = p.id and f.confirmed_at is not null) as lacks_second_factor,
          acting.persons as acting_persons, acting.kinds as acting_kinds, acting.lanes as acting_lanes
        from people p join units u on u.id = p.unit_id
        cross join lateral (
          select coalesce(array_agg(person_id), array[]::bigint[]) as persons,
            coalesce(array_agg(kind), array[]::text[]) as kinds, coalesce(array_agg(lane), array[]::text[]) as lanes
          from acting_lanes(p.unit_id, p.id, @now)) acting
        where p.unit_id = @unit and p.id = @id;

        select s.deputy_id = @id as is_deputy, s.kind, other.name, other.title, s.until_at as until
        from stand_ins s join people other on other.unit_id = s.unit_id
          and other.id = case s.deputy_id when @id then s.person_id else s.deputy_id end
        where s.unit_id = @unit and @id in (s.deputy_id, s.person_id) and s.from_at <= @now and s.until_at > @now
        order by s.until_at, s.no;

        select s.id, s.seen_at from sessions s join people p on p.unit_id = s.unit_id and p.id = s.person_id
        where s.unit_id = @unit and s.person_id = @id and {IsOpen}
        """;

    /// <summary>The person of a session; null when it has ended.</summary>
    /// <param name="isUse">True for an act of the person; requests that an open page makes by itself do not prolong a session.</param>
    public async ValueTask<Person?> Find(int unit, long id, long session, bool isUse, CancellationToken cancellation)
    {
        // An unknown session may have begun on another node just now.
        if (!cache.TryGetValue(Key(unit, id), out Known? known) || known?.Sessions.ContainsKey(session) != true)
            known = await Read(unit, id, cancellation);
        if (known is null || !known.Sessions.TryGetValue(session, out var seen)) return null;

        var now = clock.Now();
        if (isUse && now - seen >= SeenEvery)
        {
            known.Sessions[session] = now;
            await database.Execute(
                unit,
                """
                update sessions set seen_at = @now,
                  expires_at = least(@now + case when is_program then @programIdle else @idle end,
                    begun_at + case when is_program then @programLongest else @longest end)
                where unit_id = @unit and id = @session and seen_at < @now and ended_at is null
                """,
                new
                {
                    session,
                    now,
                    idle = Idle(isProgram: false),
                    longest = Longest(isProgram: false),
                    programIdle = Idle(isProgram: true),
                    programLongest = Longest(isProgram: true),
                }, cancellation);
        }

        return known.Person with { Session = session };
    }

    /// <summary>
    /// Makes a change of a person visible at the next request to this node; the other nodes see it in a few seconds.
    /// </summary>
    public void Forget(int unit, long id) => cache.Remove(Key(unit, id));

    /// <summary>Makes a change of a person visible at the next request to any node.</summary>
    public async Task Changed(int unit, long id, CancellationToken cancellation)
    {
        Forget(unit, id);
        await database.Execute(unit, "select pg_notify(@Topic, @unit || ':' || @id)", new { Topic, id }, cancellation);
    }

    // Longer by SeenEvery, because use is written down that much later at most.
    private TimeSpan Idle(bool isProgram) => (limits.Idle(isProgram) + SeenEvery).ToTimeSpan();

    private TimeSpan Longest(bool isProgram) => limits.Longest(isProgram).ToTimeSpan();

    private static object Key(int unit, long id) => (typeof(Person), unit, id);

    private async Task<Known?> Read(int unit, long id, CancellationToken cancellation)
    {
        var known = await database.QueryMany(unit, Sql, new { id, now = clock.Now() }, async results =>
        {
            var row = await results.ReadSingleOrDefaultAsync<Row>();
            if (row is null) return null;
            var person = Person(row, await results.ReadAsync<SubstituteRow>());
            var sessions = (await results.ReadAsync<SessionRow>())
                .ToDictionary(session => session.Id, session => session.SeenAt.ToInstant());
            return new Known(person, new ConcurrentDictionary<long, Instant>(sessions));
        }, cancellation);
        cache.Set(Key(unit, id), known, KeptFor);
        return known;
    }

    private static Person Person(Row row, IEnumerable<SubstituteRow> substitutes)
    {
        var actor = new Actor(row.Id, row.IsCustomer, BookOfRights.Read(row.Roles), row.Lanes,
            ActingLane.Rows(row.ActingPersons, row.ActingKinds, row.ActingLanes));
        return new Person(row.UnitId, row.UserName, row.Name, row.Title, actor, row.UnitName, row.Zone)
        {
            LacksSecondFactor = row.LacksSecondFactor,
            AnswersFor = row.AnswersFor,
            Substitutes = [.. substitutes.Select(other => new Substitute(
                other.IsDeputy, Enum.Parse<SubstituteKind>(other.Kind, ignoreCase: true), other.Name, other.Title,
                other.Until.ToInstant()))],
        };
    }

    private sealed record Known(Person Person, ConcurrentDictionary<long, Instant> Sessions);

    private sealed record SessionRow(long Id, DateTime SeenAt);

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
        public string[] AnswersFor { get; init; } = [];
        public string UnitName { get; init; } = "";
        public string Zone { get; init; } = "";
        public bool LacksSecondFactor { get; init; }
        public long[] ActingPersons { get; init; } = [];
        public string[] ActingKinds { get; init; } = [];
        public string[] ActingLanes { get; init; } = [];
    }
}
