using System.Diagnostics;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Accounts;

/// <summary>Checks a name and a password, then the person's second factor if there is one.</summary>
public static class SignIn
{
    /// <param name="Code">A code of the second factor, which programs send along.</param>
    public sealed record Command(string UserName, string Password, Origin Origin, string? Code = null) : IRequest<Result>;

    /// <summary>The second step: the code of the second factor.</summary>
    /// <param name="Account">The account whose password was right.</param>
    public sealed record Confirm(Account Account, string Code, Origin Origin) : IRequest<Result>;

    /// <param name="CodeNeeded">True when the password was right and the second factor is still missing.</param>
    /// <param name="RecoveryCodesLeft">Null unless a recovery code was used.</param>
    public sealed record Result(Account Account, bool CodeNeeded, int? RecoveryCodesLeft = null);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.UserName).NotEmpty().MaximumLength(100).WithName(_ => texts["SignIn.UserName"]);
            RuleFor(command => command.Password).NotEmpty().MaximumLength(PasswordRules.Longest).WithName(_ => texts["SignIn.Password"]);
            RuleFor(command => command.Code).MaximumLength(100).WithName(_ => texts["SecondStep.Code"]);
        }
    }

    internal sealed class ConfirmValidator : AbstractValidator<Confirm>
    {
        public ConfirmValidator(IStringLocalizer<Texts> texts) =>
            RuleFor(command => command.Code).NotEmpty().MaximumLength(100).WithName(_ => texts["SecondStep.Code"]);
    }

    internal sealed class Handler(
        UserManager<Account> users, SecondFactors factors, Attempts attempts, SopDatabase database, IClock clock,
        IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, Result>, IRequestHandler<Confirm, Result>
    {
        // The failure of a known name takes longer, because the log gets a row for it. Both failures are answered no sooner than this, so
        // nobody can tell them apart.
        private static readonly TimeSpan ShortestFailure = TimeSpan.FromMilliseconds(400);

        // Checked for an unknown name, so that it takes as long as a wrong password.
        private static readonly string NobodysHash = new Passwords.Hasher().HashPassword(new Account(), Guid.NewGuid().ToString());

        public async Task<Result> Handle(Command command, CancellationToken cancellationToken)
        {
            var begun = Stopwatch.GetTimestamp();
            if (await Password(command, cancellationToken) is not { } account)
            {
                if (ShortestFailure - Stopwatch.GetElapsedTime(begun) is var left && left > TimeSpan.Zero)
                    await Task.Delay(left, cancellationToken);
                throw Failed("SignIn.Wrong");
            }

            if (!account.HasSecondFactor) return await Done(new Result(account, CodeNeeded: false), cancellationToken);
            return string.IsNullOrWhiteSpace(command.Code)
                ? new Result(account, CodeNeeded: true)
                : await Handle(new Confirm(account, command.Code, command.Origin), cancellationToken);
        }

        public async Task<Result> Handle(Confirm command, CancellationToken cancellationToken)
        {
            var account = command.Account;
            using var attempt = await attempts.Begin(Brake.Code, account.UserName, account, command.Origin, cancellationToken);
            if (await factors.Check(account, command.Code, cancellationToken) is not { } shown)
            {
                await Note(
                    account, await attempt.Failed(cancellationToken) ? AuditLog.LockedOut : AuditLog.SecondFactorWrong,
                    by: null, cancellationToken);
                throw Failed("SecondStep.Wrong");
            }

            await attempt.Succeeded(cancellationToken);
            return await Done(new Result(account, CodeNeeded: false, shown.RecoveryCodesLeft), cancellationToken);
        }

        /// <summary>The account, if the password is right; null otherwise.</summary>
        private async Task<Account?> Password(Command command, CancellationToken cancellation)
        {
            var account = await users.FindByNameAsync(command.UserName);
            using var attempt = await attempts.Begin(
                Brake.Password, users.NormalizeName(command.UserName)!, account, command.Origin, cancellation);
            var isRight = account?.PasswordHash is not null
                ? await users.CheckPasswordAsync(account, command.Password)
                : users.PasswordHasher.VerifyHashedPassword(new Account(), NobodysHash, command.Password)
                    != PasswordVerificationResult.Failed;
            if (isRight)
            {
                // With a second factor, the failures stay until that is right, too.
                if (account is { HasSecondFactor: false }) await attempt.Succeeded(cancellation);
                return account;
            }

            var isSlowed = await attempt.Failed(cancellation);
            if (account is not null) await Note(account, isSlowed ? AuditLog.LockedOut : AuditLog.SignInFailed, by: null, cancellation);
            return null;
        }

        private async Task<Result> Done(Result result, CancellationToken cancellation)
        {
            await Note(result.Account, AuditLog.SignedIn, result.Account.Id, cancellation);
            return result;
        }

        private Task Note(Account account, string action, long? by, CancellationToken cancellation) => database.Execute(
            account.UnitId, AuditLog.Insert,
            new { now = clock.Now(), by, subject = account.Id, action, detail = (string?)null }, cancellation);

        private ProblemException Failed(string key) => new(new Problem(401, "wrong-credentials", texts[key]));
    }
}
