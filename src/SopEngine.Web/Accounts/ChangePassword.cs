using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Accounts;

/// <summary>
/// Changes one's own password. The stamp that sessions carry changes with it, so every session ends but the one that asks.
/// </summary>
public static class ChangePassword
{
    public sealed record Command(Person Person, string Current, string Password, string Again) : IRequestOf<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Current).NotEmpty().MaximumLength(PasswordRules.Longest).WithName(_ => texts["Account.Current"]);
            RuleFor(command => command.Password).BePassword(texts, "Account.New");
            RuleFor(command => command.Again).Equal(command => command.Password).WithMessage(_ => texts["Welcome.NotTheSame"]);
        }
    }

    internal sealed class Handler(
        UserManager<Account> users, OwnPassword own, SopDatabase database, People people, IClock clock, Problems problems,
        IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            if (PasswordRules.Fault(command.Password, person.UserName, [person.Name, person.UnitName], texts) is { } fault)
                throw new ProblemException(problems.Invalid("password", fault));
            var account = await own.Check(person, command.Current, "current", cancellationToken);
            await database.Execute(
                person.UnitId,
                $"""
                update people set password_hash = @hash, security_stamp = @stamp where unit_id = @unit and id = @by;
                update sessions set stamp = @stamp where unit_id = @unit and id = @Session;
                {AuditLog.Insert}
                """,
                new
                {
                    person.Session,
                    hash = users.PasswordHasher.HashPassword(account, command.Password),
                    stamp = Stamp.New(),
                    now = clock.Now(),
                    by = person.Id,
                    subject = person.Id,
                    action = AuditLog.PasswordSet,
                    detail = (string?)null,
                },
                cancellationToken);
            await people.Changed(person.UnitId, person.Id, cancellationToken);
            return Unit.Value;
        }
    }
}
