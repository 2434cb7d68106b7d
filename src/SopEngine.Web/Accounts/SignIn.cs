using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Accounts;

/// <summary>Checks a name and a password, and then the second factor of who has one. After too many wrong ones the account is locked for a while.</summary>
public static class SignIn
{
    /// <param name="Code">Of the second factor, if it is sent along; a program does so.</param>
    public sealed record Command(string UserName, string Password, string? Code = null) : IRequest<Result>;

    /// <summary>The second step.</summary>
    /// <param name="Account">Of whom the password was right.</param>
    public sealed record Confirm(Account Account, string Code) : IRequest<Result>;

    /// <param name="CodeNeeded">The password was right, and the second factor is still to be shown.</param>
    /// <param name="RecoveryCodesLeft">Null unless a recovery code was used.</param>
    public sealed record Result(Account Account, bool CodeNeeded, int? RecoveryCodesLeft = null);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.UserName).NotEmpty().MaximumLength(100).WithName(_ => texts["SignIn.UserName"]);
            RuleFor(command => command.Password).NotEmpty().MaximumLength(200).WithName(_ => texts["SignIn.Password"]);
            RuleFor(command => command.Code).MaximumLength(100).WithName(_ => texts["SecondStep.Code"]);
        }
    }

    internal sealed class ConfirmValidator : AbstractValidator<Confirm>
    {
        public ConfirmValidator(IStringLocalizer<Texts> texts) => RuleFor(command => command.Code).NotEmpty().MaximumLength(100).WithName(_ => texts["SecondStep.Code"]);
    }

    internal sealed class Handler(
        UserManager<Account> users, SecondFactors factors, Attempts attempts, SopDatabase database, IClock clock, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, Result>, IRequestHandler<Confirm, Result>
    {
        // Checked when there is no such name, so that it takes as long as a wrong password.
        private static readonly string NobodysHash = new PasswordHasher<Account>().HashPassword(new Account(), Guid.NewGuid().ToString());

        public async Task<Result> Handle(Command command, CancellationToken cancellationToken)
        {
            var account = await users.FindByNameAsync(command.UserName);
            if (account?.PasswordHash is null)
            {
                users.PasswordHasher.VerifyHashedPassword(new Account(), NobodysHash, command.Password);
                throw Failed("SignIn.Wrong", "wrong-credentials");
            }

            var isLast = await attempts.Begin(account, cancellationToken) ?? throw Failed("SignIn.Locked", "locked-out");
            if (!await users.CheckPasswordAsync(account, command.Password)) throw await Wrong(account, isLast, AuditLog.SignInFailed, "SignIn.Wrong", cancellationToken);
            if (account.HasSecondFactor)
            {
                await attempts.TakeBack(account, isLast, cancellationToken);
                return string.IsNullOrWhiteSpace(command.Code) ? new Result(account, CodeNeeded: true) : await Handle(new Confirm(account, command.Code), cancellationToken);
            }

            return await Done(new Result(account, CodeNeeded: false), cancellationToken);
        }

        public async Task<Result> Handle(Confirm command, CancellationToken cancellationToken)
        {
            var account = command.Account;
            var isLast = await attempts.Begin(account, cancellationToken) ?? throw Failed("SignIn.Locked", "locked-out");
            var shown = await factors.Check(account, command.Code, cancellationToken)
                ?? throw await Wrong(account, isLast, AuditLog.SecondFactorWrong, "SecondStep.Wrong", cancellationToken);
            return await Done(new Result(account, CodeNeeded: false, shown.RecoveryCodesLeft), cancellationToken);
        }

        private async Task<Result> Done(Result result, CancellationToken cancellation)
        {
            await attempts.Forget(result.Account, cancellation);
            await Note(result.Account, AuditLog.SignedIn, result.Account.Id, cancellation);
            return result;
        }

        private async Task<ProblemException> Wrong(Account account, bool isLast, string action, string text, CancellationToken cancellation)
        {
            await Note(account, isLast ? AuditLog.LockedOut : action, by: null, cancellation);
            return Failed(isLast ? "SignIn.Locked" : text, "wrong-credentials");
        }

        private Task Note(Account account, string action, long? by, CancellationToken cancellation) => database.Execute(
            account.UnitId, AuditLog.Insert, new { now = clock.Now(), by, subject = account.Id, action, detail = (string?)null }, cancellation);

        private ProblemException Failed(string key, string code) => new(new Problem(401, code, texts[key]));
    }
}
