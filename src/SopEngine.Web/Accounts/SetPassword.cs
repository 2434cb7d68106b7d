using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Accounts;

/// <summary>Sets a password with a link that an admin made or that came by e-mail.</summary>
public static class SetPassword
{
    public sealed record Command(string Token, string Password, string Again) : IRequest<Account>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Password).BePassword(texts, "SignIn.Password");
            RuleFor(command => command.Again).Equal(command => command.Password).WithMessage(_ => texts["Welcome.NotTheSame"]);
        }
    }

    internal sealed class Handler(
        AccountLinks links, Attempts attempts, People people, UserManager<Account> users,
        IPasswordHasher<Account> passwords, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, Account>
    {
        public async Task<Account> Handle(Command command, CancellationToken cancellationToken)
        {
            var invited = await links.Find(command.Token, cancellationToken) ?? throw new ProblemException(problems.NotFound());
            if (PasswordRules.Fault(command.Password, invited.UserName, [invited.Name, invited.UnitName], texts) is { } fault)
                throw new ProblemException(problems.Invalid("password", fault));
            if (!await links.Use(invited, passwords.HashPassword(new Account(), command.Password), cancellationToken))
                throw new ProblemException(problems.NotFound());
            await people.Changed(invited.UnitId, invited.PersonId, cancellationToken);
            await attempts.Forget(invited.UserName, Attempts.Strangers, cancellationToken);
            return (await users.FindByNameAsync(invited.UserName))!;
        }
    }
}
