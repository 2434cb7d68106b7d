using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Accounts;

/// <summary>Begins, confirms and switches off a person's own second factor, and renews its recovery codes.</summary>
public static class ManageSecondFactor
{
    public sealed record Query(Person Person) : IRequestOf<View>;

    /// <summary>Returns the recovery codes, to be shown once.</summary>
    public sealed record Confirm(Person Person, string Code) : IRequestOf<IReadOnlyList<string>>;

    /// <inheritdoc cref="Confirm"/>
    public sealed record RenewRecovery(Person Person, string Password) : IRequestOf<IReadOnlyList<string>>;

    public sealed record SwitchOff(Person Person, string Password) : IRequestOf<Unit>;

    /// <param name="Secret">To be put into an app; null once confirmed.</param>
    /// <param name="CodesLeft">The number of unused recovery codes.</param>
    /// <param name="IsRequired">True when the unit requires a second factor of the person's roles.</param>
    public sealed record View(byte[]? Secret, int CodesLeft, bool IsRequired);

    internal sealed class ConfirmValidator : AbstractValidator<Confirm>
    {
        public ConfirmValidator(IStringLocalizer<Texts> texts) =>
            RuleFor(command => command.Code).NotEmpty().MaximumLength(20).WithName(_ => texts["SecondStep.Code"]);
    }

    internal sealed class Handler(
        SecondFactors factors, OwnPassword own, OpenSessions sessions, People people, SopDatabase database,
        Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Query, View>, IRequestHandler<Confirm, IReadOnlyList<string>>,
            IRequestHandler<RenewRecovery, IReadOnlyList<string>>, IRequestHandler<SwitchOff, Unit>
    {
        public async Task<View> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            var secret = await factors.Begin(person, cancellationToken);
            var (codes, isRequired) = await database.QuerySingle<(int, bool)>(
                person.UnitId,
                """
                select coalesce((select cardinality(recovery) from second_factors where unit_id = @unit and person_id = @Id), 0),
                  p.roles && u.second_factor_roles
                from people p join units u on u.id = p.unit_id where p.unit_id = @unit and p.id = @Id
                """,
                new { person.Id }, cancellationToken);
            return new View(secret, codes, isRequired);
        }

        public async Task<IReadOnlyList<string>> Handle(Confirm command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var codes = await factors.Confirm(person, command.Code, cancellationToken)
                ?? throw new ProblemException(problems.Invalid("code", texts["SecondFactor.Wrong"]));
            // Sessions that began with the password alone end.
            await sessions.End(person, person.Id, only: null, except: person.Session, cancellationToken);
            return codes;
        }

        public async Task<IReadOnlyList<string>> Handle(RenewRecovery command, CancellationToken cancellationToken)
        {
            await own.Check(command.Person, command.Password, "password", cancellationToken);
            return await factors.RenewRecovery(command.Person, cancellationToken) ?? throw new ProblemException(problems.NotFound());
        }

        public async Task<Unit> Handle(SwitchOff command, CancellationToken cancellationToken)
        {
            if ((await Handle(new Query(command.Person), cancellationToken)).IsRequired)
                throw new ProblemException(problems.Invalid("password", texts["SecondFactor.IsRequired"]));
            await own.Check(command.Person, command.Password, "password", cancellationToken);
            await factors.Remove(command.Person, command.Person.Id, cancellationToken);
            await people.Changed(command.Person.UnitId, command.Person.Id, cancellationToken);
            return Unit.Value;
        }
    }
}
