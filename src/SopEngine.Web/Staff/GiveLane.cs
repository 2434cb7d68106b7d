using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;

namespace SopEngine.Web.Staff;

/// <summary>Gives a lane to one more person, whose queue then has its waiting tasks.</summary>
public static class GiveLane
{
    [Requires(Right.ManageStaff)]
    public sealed record Command(Person Person, string Lane, long To) : IRequestOf<Unit>;

    internal sealed class Handler(SopDatabase database, People people, IClock clock, Problems problems) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var unit = command.Person.UnitId;
            if (!(await UnitLanes.Read(database, unit, cancellationToken)).Any(lane => lane.Id == command.Lane && !lane.External))
                throw new ProblemException(problems.NotFound());

            var given = await database.QuerySingle<long?>(
                unit,
                $"""
                with taker as (
                  select unit_id, id from people
                  where unit_id = @unit and id = @To and kind = 'staff' and deactivated_at is null
                    and {RightsSql.Of(Right.HoldLanes, "roles")}),
                given as (insert into lane_holders (unit_id, person_id, lane) select unit_id, id, @Lane from taker on conflict do nothing)
                insert into audit_log (unit_id, at, person_id, subject_id, action, before, detail)
                select unit_id, @now, @by, id, @action, '', @Lane from taker returning subject_id
                """,
                new { command.Lane, command.To, now = clock.Now(), by = command.Person.Id, action = AuditLog.PersonChanged },
                cancellationToken);
            await people.Changed(unit, command.To, cancellationToken);
            return given is null ? throw new ProblemException(problems.NotFound()) : Unit.Value;
        }
    }
}
