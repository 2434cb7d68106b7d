using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Accounts;

/// <summary>Checks a name and a password. After too many wrong ones the account is locked for a while.</summary>
public static class SignIn
{
    public sealed record Command(string UserName, string Password) : IRequest<Account>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.UserName).NotEmpty().MaximumLength(100).WithName(_ => texts["SignIn.UserName"]);
            RuleFor(command => command.Password).NotEmpty().MaximumLength(200).WithName(_ => texts["SignIn.Password"]);
        }
    }

    internal sealed class Handler(UserManager<Account> users, SopDatabase database, IClock clock, IStringLocalizer<Texts> texts) : IRequestHandler<Command, Account>
    {
        // Checked when there is no such name, so that it takes as long as a wrong password.
        private static readonly string NobodysHash = new PasswordHasher<Account>().HashPassword(new Account(), Guid.NewGuid().ToString());

        public async Task<Account> Handle(Command command, CancellationToken cancellationToken)
        {
            var account = await users.FindByNameAsync(command.UserName);
            if (account?.PasswordHash is null)
            {
                users.PasswordHasher.VerifyHashedPassword(new Account(), NobodysHash, command.Password);
                throw Failed("SignIn.Wrong", "wrong-credentials");
            }

            if (await users.IsLockedOutAsync(account)) throw Failed("SignIn.Locked", "locked-out");
            if (!await users.CheckPasswordAsync(account, command.Password))
            {
                await users.AccessFailedAsync(account);
                var isLocked = await users.IsLockedOutAsync(account);
                await Note(account, isLocked ? AuditLog.LockedOut : AuditLog.SignInFailed, by: null, cancellationToken);
                throw Failed(isLocked ? "SignIn.Locked" : "SignIn.Wrong", "wrong-credentials");
            }

            if (account.FailedSignIns > 0) await users.ResetAccessFailedCountAsync(account);
            await Note(account, AuditLog.SignedIn, account.Id, cancellationToken);
            return account;
        }

        private Task Note(Account account, string action, long? by, CancellationToken cancellation) => database.Execute(
            account.UnitId,
            $"{AuditLog.Insert} update people set last_sign_in_at = @now where unit_id = @unit and id = @by",
            new { now = clock.Now(), by, subject = account.Id, action, detail = (string?)null }, cancellation);

        private ProblemException Failed(string key, string code) => new(new Problem(401, code, texts[key]));
    }
}
