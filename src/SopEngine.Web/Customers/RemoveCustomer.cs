using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Customers;

/// <summary>
/// Takes a customer out of the register, or brings them back. Outside of it they cannot sign in, and no case is opened for them. Refused
/// while a case of theirs runs, which only they could go on with.
/// </summary>
public static class RemoveCustomer
{
    /// <param name="Returns">True when they come back, with their cases; a password they set anew.</param>
    [Requires(Right.ManageCustomers)]
    public sealed record Command(Person Person, long Id, bool Returns) : IRequestOf<Unit>;

    internal sealed class Handler(SopDatabase database, People people, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, Unit>
    {
        // As in MergeCustomers: no case of theirs begins or goes on between the look at their cases and the removal.
        private const string Removes =
            $"""
            select id from cases where unit_id = @unit and customer_id = @Id order by id for no key update;
            {CalendarLocks.PassOpeningsOfUnit};
            with gone as (
              update people p set deactivated_at = @now, password_hash = null, security_stamp = @stamp
              where p.unit_id = @unit and p.id = @Id and p.kind = 'customer' and p.deactivated_at is null
                and not exists (select from cases c where c.unit_id = p.unit_id and c.customer_id = p.id and c.status = 'running')
              returning p.unit_id, p.id
            ), links as (
              update account_links l set used_at = @now from gone
                where l.unit_id = gone.unit_id and l.person_id = gone.id and l.used_at is null
            )
            insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
            select unit_id, @now, @by, id, @action, null from gone returning subject_id
            """;

        private const string BringsBack =
            """
            with back as (
              update people set deactivated_at = null
              where unit_id = @unit and id = @Id and kind = 'customer' and deactivated_at is not null and merged_into is null
              returning unit_id, id
            )
            insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
            select unit_id, @now, @by, id, @action, null from back returning subject_id
            """;

        private const string IsThere =
            "select exists (select from people where unit_id = @unit and id = @Id and kind = 'customer' and deactivated_at is null)";

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var isDone = await database.QueryMany(person.UnitId, command.Returns ? BringsBack : Removes, new
            {
                command.Id,
                now = clock.Now(),
                by = person.Id,
                stamp = Stamp.New(),
                action = command.Returns ? AuditLog.PersonReturned : AuditLog.PersonLeft,
            }, async results =>
            {
                if (!command.Returns)
                {
                    await results.ReadAsync<long>();
                    await results.ReadAsync();
                }

                return (await results.ReadAsync<long>()).Any();
            }, cancellationToken);
            if (!isDone)
            {
                throw new ProblemException(!command.Returns
                    && await database.QuerySingle<bool>(person.UnitId, IsThere, new { command.Id }, cancellationToken)
                    ? problems.Invalid("customer", texts["Customers.HasCases"]) : problems.NotFound());
            }

            await people.Changed(person.UnitId, command.Id, cancellationToken);
            return Unit.Value;
        }
    }
}
