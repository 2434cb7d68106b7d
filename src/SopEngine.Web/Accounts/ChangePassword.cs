using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Accounts;

/// <summary>
/// A person's own account: another password, and the end of every session. Both change the stamp that sessions carry; the session from which it is
/// asked is begun anew by whoever asked.
/// </summary>
public static class ChangePassword
{
    public sealed record Command(Person Person, string Current, string Password, string Again) : IRequestOf<Account>;

    public sealed record EndSessions(Person Person) : IRequestOf<Account>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Current).NotEmpty().MaximumLength(200).WithName(_ => texts["Account.Current"]);
            RuleFor(command => command.Password).MinimumLength(SetPassword.ShortestPassword).MaximumLength(200).WithName(_ => texts["Account.New"]);
            RuleFor(command => command.Password).Must((command, password) => !password.Contains(command.Person.UserName, StringComparison.OrdinalIgnoreCase)).WithMessage(_ => texts["Welcome.HasName"]);
            RuleFor(command => command.Again).Equal(command => command.Password).WithMessage(_ => texts["Welcome.NotTheSame"]);
        }
    }

    internal sealed class Handler(UserManager<Account> users, SopDatabase database, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, Account>, IRequestHandler<EndSessions, Account>
    {
        public async Task<Account> Handle(Command command, CancellationToken cancellationToken)
        {
            var account = (await users.FindByNameAsync(command.Person.UserName))!;
            // Guessing here locks the account as guessing at the door does.
            if (await users.IsLockedOutAsync(account)) throw new ProblemException(problems.Invalid("current", texts["SignIn.Locked"]));
            if (!await users.CheckPasswordAsync(account, command.Current))
            {
                await users.AccessFailedAsync(account);
                throw new ProblemException(problems.Invalid("current", texts["Account.CurrentWrong"]));
            }

            account.PasswordHash = users.PasswordHasher.HashPassword(account, command.Password);
            account.FailedSignIns = 0;
            return await Renew(account, AuditLog.PasswordSet, cancellationToken);
        }

        public async Task<Account> Handle(EndSessions command, CancellationToken cancellationToken) =>
            await Renew((await users.FindByNameAsync(command.Person.UserName))!, AuditLog.SessionsEnded, cancellationToken);

        private async Task<Account> Renew(Account account, string action, CancellationToken cancellation)
        {
            account.SecurityStamp = Stamp.New();
            await users.UpdateAsync(account);
            await database.Execute(
                account.UnitId, AuditLog.Insert, new { now = clock.Now(), by = account.Id, subject = account.Id, action, detail = (string?)null }, cancellation);
            return account;
        }
    }
}
