using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Substitutes;
using SopEngine.Web.Accounts;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

/// <summary>
/// A person leaves, or comes back. After leaving they cannot sign in, have no lanes, roles or deputies, and their tasks are in the queues
/// again. A second call finishes a first one that broke off.
/// </summary>
public static class LeaveMember
{
    /// <param name="Returns">True when they come back; lanes and roles are then given anew.</param>
    [Requires(Right.ManageStaff)]
    public sealed record Command(Person Person, long Id, bool Returns) : IRequestOf<Unit>;

    internal sealed class Handler(
        SopDatabase database, SubstituteStore substitutes, HeldTasks held, VacantLanes vacant, People people, IClock clock,
        Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, Unit>
    {
        private static readonly string Leaves =
            $"""
            {StaffRules.InTurn}
            with left_now as (
              update people p set deactivated_at = coalesce(deactivated_at, @now), roles = array[]::text[], password_hash = null,
                security_stamp = @stamp
              where p.unit_id = @unit and p.id = @id and p.kind = 'staff'
                and (not {RightsSql.Of(Right.ManageStaff, "p.roles")} or {StaffRules.AnotherAdmin})
              returning p.unit_id, p.id
            ), lanes as (
              delete from lane_holders h using left_now where h.unit_id = left_now.unit_id and h.person_id = left_now.id
            ), sops as (
              delete from sop_officers o using left_now where o.unit_id = left_now.unit_id and o.person_id = left_now.id
            ), links as (
              update account_links l set used_at = @now from left_now where l.unit_id = left_now.unit_id and l.person_id = left_now.id
                and l.used_at is null
            )
            insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
            select unit_id, @now, @by, id, @action, null from left_now cross join hold_post(unit_id, id, '') returning subject_id
            """;

        private const string ComesBack =
            $"""
            {StaffRules.InTurn}
            with back as (
              update people set deactivated_at = null where unit_id = @unit and id = @id and kind = 'staff' and deactivated_at is not null
              returning unit_id, id, title
            )
            insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
            select unit_id, @now, @by, id, @action, null from back cross join hold_post(unit_id, id, title) returning subject_id
            """;

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var isDone = await database.QueryMany(person.UnitId, command.Returns ? ComesBack : Leaves, new
            {
                id = command.Id,
                now = clock.Now(),
                by = person.Id,
                stamp = Stamp.New(),
                action = command.Returns ? AuditLog.PersonReturned : AuditLog.PersonLeft,
            }, async results =>
            {
                await results.ReadAsync();
                return (await results.ReadAsync<long>()).Any();
            }, cancellationToken);
            if (!isDone)
            {
                var isThere = await database.QuerySingle<bool>(
                    person.UnitId, "select exists (select from people where unit_id = @unit and id = @Id and kind = 'staff')",
                    new { command.Id }, cancellationToken);
                throw new ProblemException(isThere && !command.Returns
                    ? problems.Invalid("roles", texts["Staff.LastAdmin"]) : problems.NotFound());
            }

            await people.Changed(person.UnitId, command.Id, cancellationToken);
            if (command.Returns) return Unit.Value;
            await substitutes.EndAllOf(person.UnitId, command.Id, person.Id, cancellationToken);
            await held.PutBack(person, command.Id, null, cancellationToken);
            await vacant.Raise(person.UnitId, cancellationToken);
            return Unit.Value;
        }
    }
}
