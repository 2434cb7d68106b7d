using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Accounts;

/// <summary>Sets a password with a link that an admin has made, and signs the person in.</summary>
public static class SetPassword
{
    public const int ShortestPassword = 10;

    public sealed record Command(string Token, string Password, string Again) : IRequest<Account>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Password).MinimumLength(ShortestPassword).MaximumLength(200).WithName(_ => texts["SignIn.Password"]);
            RuleFor(command => command.Again).Equal(command => command.Password).WithMessage(_ => texts["Welcome.NotTheSame"]);
        }
    }

    internal sealed class Handler(AccountLinks links, UserManager<Account> users, IPasswordHasher<Account> passwords, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, Account>
    {
        public async Task<Account> Handle(Command command, CancellationToken cancellationToken)
        {
            var invited = await links.Find(command.Token, cancellationToken) ?? throw new ProblemException(problems.NotFound());
            if (command.Password.Contains(invited.UserName, StringComparison.OrdinalIgnoreCase))
                throw new ProblemException(problems.Invalid("password", texts["Welcome.HasName"]));
            if (!await links.Use(invited, passwords.HashPassword(new Account(), command.Password), cancellationToken)) throw new ProblemException(problems.NotFound());
            return (await users.FindByNameAsync(invited.UserName))!;
        }
    }
}
