using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Accounts;

/// <summary>Asks whoever is signed in for the password once more. Guessing here locks the account as guessing at the door does.</summary>
public sealed class OwnPassword(UserManager<Account> users, Attempts attempts, Problems problems, IStringLocalizer<Texts> texts)
{
    /// <param name="field">Of the form, for what is wrong.</param>
    public async Task<Account> Check(Person person, string password, string field, CancellationToken cancellation)
    {
        var account = (await users.FindByNameAsync(person.UserName))!;
        var isLast = await attempts.Begin(account, cancellation) ?? throw new ProblemException(problems.Invalid(field, texts["SignIn.Locked"]));
        if (!await users.CheckPasswordAsync(account, password)) throw new ProblemException(problems.Invalid(field, texts[isLast ? "SignIn.Locked" : "Account.CurrentWrong"]));
        await attempts.Forget(account, cancellation);
        return account;
    }
}
