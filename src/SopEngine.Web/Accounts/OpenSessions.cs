using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Accounts;

/// <summary>The open sessions of people: their use and their end.</summary>
public sealed class OpenSessions(SopDatabase database, People people, SessionLimits limits, IClock clock)
{
    private const int LongestAgent = 300;

    /// <summary>A session that is open.</summary>
    /// <param name="Agent">The User-Agent of the browser or program.</param>
    /// <param name="Address">The address of the sign-in.</param>
    public sealed record Session(long Id, bool IsProgram, string Agent, string Address, Instant BegunAt, Instant SeenAt);

    /// <summary>Begins a session and notes the time of the sign-in.</summary>
    public async Task<long> Begin(Account account, bool isProgram, string agent, string address, CancellationToken cancellation)
    {
        var now = clock.Now();
        var id = await database.QuerySingle<long>(
            account.UnitId,
            """
            with done as (update people set last_sign_in_at = @now where unit_id = @unit and id = @Id)
            insert into sessions (unit_id, person_id, stamp, is_program, agent, address, begun_at, seen_at, expires_at)
            values (@unit, @Id, @SecurityStamp, @isProgram, @agent, @address, @now, @now, @expires) returning id
            """,
            new
            {
                account.Id,
                account.SecurityStamp,
                isProgram,
                agent = StorableText.Start(agent, LongestAgent),
                address,
                now,
                expires = now + Duration.Min(limits.Idle(isProgram) + People.SeenEvery, limits.Longest(isProgram)),
            },
            cancellation);
        people.Forget(account.UnitId, account.Id);
        return id;
    }

    /// <summary>The open sessions of a person, the last seen first.</summary>
    public async Task<IReadOnlyList<Session>> Of(int unit, long person, CancellationToken cancellation) =>
    [
        .. (await database.Query<Row>(
            unit,
            $"""
            select s.id, s.is_program, s.agent, s.address, s.begun_at, s.seen_at
            from sessions s join people p on p.unit_id = s.unit_id and p.id = s.person_id
            where s.unit_id = @unit and s.person_id = @person and {People.IsOpen} order by s.seen_at desc, s.id desc limit 200
            """,
            new { person, now = clock.Now() }, cancellation))
        .Select(row => new Session(row.Id, row.IsProgram, row.Agent, row.Address, row.BegunAt.ToInstant(), row.SeenAt.ToInstant())),
    ];

    /// <summary>Ends one session of a person, or all but one; every node refuses it from its next request on.</summary>
    /// <param name="only">Null for all.</param>
    /// <param name="except">Null for none.</param>
    public async Task End(Person by, long subject, long? only, long? except, CancellationToken cancellation)
    {
        await database.Execute(
            by.UnitId,
            """
            with ended as (
              update sessions set ended_at = @now where unit_id = @unit and person_id = @subject and ended_at is null
                and (@only::bigint is null or id = @only) and (@except::bigint is null or id <> @except) returning id
            )
            insert into audit_log (unit_id, at, person_id, subject_id, action)
            select @unit, @now, @by, @subject, @action where exists (select from ended)
            """,
            new
            {
                subject,
                only,
                except,
                by = by.Id,
                now = clock.Now(),
                action = only is null ? AuditLog.SessionsEnded : AuditLog.SessionEnded,
            }, cancellation);
        await people.Changed(by.UnitId, subject, cancellation);
    }

    /// <summary>
    /// Ends the session that makes the request. It runs out and is not ended as by <see cref="End"/>, which somebody does to a session that
    /// may not be their own: the person stays known at its address.
    /// </summary>
    public async Task SignOut(Person person, CancellationToken cancellation)
    {
        await database.Execute(
            person.UnitId, "update sessions set expires_at = @now where unit_id = @unit and id = @Session and ended_at is null",
            new { person.Session, now = clock.Now() }, cancellation);
        await people.Changed(person.UnitId, person.Id, cancellation);
    }

    private sealed record Row(long Id, bool IsProgram, string Agent, string Address, DateTime BegunAt, DateTime SeenAt);
}
