using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;

namespace SopEngine.Web.Staff;

/// <summary>One of the staff, with the fields that an admin can change. Without an id, the empty form of a new member.</summary>
public static class ReadMember
{
    [Requires(Right.SeeStaff)]
    public sealed record Query(Person Person, long? Id) : IRequestOf<Member>;

    /// <param name="Id">Null for a new member.</param>
    /// <param name="Lanes">Ids of the lanes that the person holds.</param>
    /// <param name="AllLanes">All lanes that staff can hold.</param>
    /// <param name="Tasks">Number of open tasks that the person holds.</param>
    /// <param name="SlowedUntil">End of the wait for other devices than the person's; null unless these tried too many passwords.</param>
    /// <param name="LinkUntil">End of the validity of an open link; null for none.</param>
    public sealed record Member(
        long? Id, string Name, string UserName, string Title, IReadOnlyList<string> Roles, IReadOnlyList<string> Lanes,
        IReadOnlyList<Lane> AllLanes, int Tasks,
        bool HasLeft, bool HasPassword, Instant? SlowedUntil, Instant? LastSignInAt, Instant? LinkUntil)
    {
        public bool HasSecondFactor { get; init; }

        /// <summary>As it is printed; empty for none.</summary>
        public string Nip { get; init; } = "";

        /// <summary>Ids of the lanes that the person answers for as a supervisor; none for all of the office.</summary>
        public IReadOnlyList<string> Oversees { get; init; } = [];

        /// <summary>Ids of the SOPs that the person answers for.</summary>
        public IReadOnlyList<string> AnswersFor { get; init; } = [];

        /// <summary>The office's SOPs, by name.</summary>
        public IReadOnlyList<(string Id, string Name)> AllSops { get; init; } = [];

        /// <summary>The person's sessions; for admins.</summary>
        public IReadOnlyList<OpenSessions.Session> Sessions { get; init; } = [];
    }

    internal sealed class Handler(SopDatabase database, OpenSessions sessions, Attempts attempts, IClock clock, Problems problems)
        : IRequestHandler<Query, Member>
    {
        private static readonly string Sql =
            $"""
            select p.id, p.name, p.user_name, p.title, p.roles, p.nip, p.deactivated_at is not null as has_left,
              p.password_hash is not null as has_password, p.last_sign_in_at,
              exists (select from second_factors f where f.unit_id = p.unit_id and f.person_id = p.id
                and f.confirmed_at is not null) as has_second_factor,
              array(select lane from lane_holders h where h.unit_id = p.unit_id and h.person_id = p.id order by lane) as lanes,
              array(select lane from lane_supervisors s where s.unit_id = p.unit_id and s.person_id = p.id order by lane) as oversees,
              array(select definition_id from sop_officers o where o.unit_id = p.unit_id and o.person_id = p.id) as answers_for,
              (select count(*)::int from tasks t where t.unit_id = p.unit_id and t.holder_id = p.id) as tasks,
              (select max(expires_at) from account_links l where l.unit_id = p.unit_id and l.person_id = p.id and l.used_at is null
                and l.expires_at > @now and l.purpose <> 'forgotten') as link_until
            from people p where p.unit_id = @unit and p.id = @Id and p.kind = 'staff';

            {OfficerSops.Sql}
            """;

        public async Task<Member> Handle(Query query, CancellationToken cancellationToken)
        {
            var unit = query.Person.UnitId;
            var lanes = (await UnitLanes.Read(database, unit, cancellationToken))
                .Where(lane => !lane.External).OrderBy(lane => lane.Name, StringComparer.CurrentCultureIgnoreCase).ToList();
            if (query.Id is null) return new Member(null, "", "", "", [], [], lanes, 0, false, false, null, null, null);

            var (row, sops) = await database.QueryMany(unit, Sql, new { query.Id, now = clock.Now() }, async results => (
                await results.ReadSingleOrDefaultAsync<Row>(), (await results.ReadAsync<(string Id, string Name)>()).ToList()),
                cancellationToken);
            if (row is null) throw new ProblemException(problems.NotFound());

            return new Member(
                row.Id, row.Name, row.UserName, row.Title, row.Roles, row.Lanes, lanes, row.Tasks, row.HasLeft, row.HasPassword,
                await attempts.SlowedUntil(row.UserName, cancellationToken), row.LastSignInAt?.ToInstant(), row.LinkUntil?.ToInstant())
            {
                HasSecondFactor = row.HasSecondFactor,
                Nip = row.Nip ?? "",
                Oversees = row.Oversees,
                AnswersFor = row.AnswersFor,
                AllSops = [.. sops.OrderBy(sop => sop.Name, StringComparer.CurrentCultureIgnoreCase)],
                Sessions = query.Person.May(Right.ManageStaff) ? await sessions.Of(unit, row.Id, cancellationToken) : [],
            };
        }

        private sealed class Row
        {
            public long Id { get; init; }
            public string Name { get; init; } = "";
            public string UserName { get; init; } = "";
            public string Title { get; init; } = "";
            public string? Nip { get; init; }
            public string[] Roles { get; init; } = [];
            public string[] Lanes { get; init; } = [];
            public string[] Oversees { get; init; } = [];
            public string[] AnswersFor { get; init; } = [];
            public int Tasks { get; init; }
            public bool HasLeft { get; init; }
            public bool HasPassword { get; init; }
            public bool HasSecondFactor { get; init; }
            public DateTime? LastSignInAt { get; init; }
            public DateTime? LinkUntil { get; init; }
        }
    }
}
