using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

/// <summary>The roles of which the unit asks a second factor, and the staff with one. A change holds from their next request on.</summary>
public static class SecondFactorRule
{
    [Requires(Right.ManageStaff)]
    public sealed record Query(Person Person) : IRequestOf<View>;

    [Requires(Right.ManageStaff)]
    public sealed record Command(Person Person, IReadOnlyList<string> Roles) : IRequestOf<Unit>;

    /// <param name="Roles">The roles of which it is asked.</param>
    /// <param name="People">The staff: first people of these roles who lack one.</param>
    public sealed record View(IReadOnlyList<string> Roles, IReadOnlyList<Holder> People);

    public sealed record Holder(long Id, string Name, string Title, bool Has, bool IsAsked);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts) =>
            RuleFor(command => command.Roles).Must(roles => roles.All(StaffRules.IsKnown)).WithMessage(_ => texts["Staff.RoleUnknown"]);
    }

    internal sealed class Handler(SopDatabase database, People people, IClock clock)
        : IRequestHandler<Query, View>, IRequestHandler<Command, Unit>
    {
        public Task<View> Handle(Query query, CancellationToken cancellationToken) => database.QueryMany(
            query.Person.UnitId,
            """
            select unnest(second_factor_roles) from units where id = @unit;

            select p.id, p.name, p.title, f.person_id is not null as has, p.roles && u.second_factor_roles as is_asked
            from people p join units u on u.id = p.unit_id
            left join second_factors f on f.unit_id = p.unit_id and f.person_id = p.id and f.confirmed_at is not null
            where p.unit_id = @unit and p.kind = 'staff' and p.deactivated_at is null
            order by is_asked desc, has, p.name, p.id limit 1000
            """,
            null,
            async results => new View((await results.ReadAsync<string>()).ToList(), (await results.ReadAsync<Holder>()).ToList()),
            cancellationToken);

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var roles = BookOfRights.Roles.Select(role => role.Name()).Where(command.Roles.Contains).ToArray();
            var person = command.Person;
            var asked = await database.Query<long>(
                person.UnitId,
                """
                with former as (
                  select id, array_to_string(second_factor_roles, ', ') as text from units where id = @unit
                ), changed as (
                  update units set second_factor_roles = @roles where id = @unit and second_factor_roles <> @roles returning id
                ), noted as (
                  insert into audit_log (unit_id, at, person_id, action, before, detail)
                  select id, @now, @by, @action, former.text, @detail from changed join former using (id)
                )
                select p.id from people p join changed on changed.id = p.unit_id
                where p.unit_id = @unit and p.kind = 'staff' and cardinality(p.roles) > 0
                """,
                new { roles, by = person.Id, now = clock.Now(), action = AuditLog.SecondFactorRule, detail = string.Join(", ", roles) },
                cancellationToken);
            foreach (var id in asked) await people.Changed(person.UnitId, id, cancellationToken);
            return Unit.Value;
        }
    }
}
