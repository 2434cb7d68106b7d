using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Accounts;

/// <summary>
/// Asks a signed-in person for the password once more. Guessing here slows down the session, not the person's other devices.
/// </summary>
public sealed class OwnPassword(UserManager<Account> users, Attempts attempts, Problems problems, IStringLocalizer<Texts> texts)
{
    /// <param name="field">The form's field that the error belongs to.</param>
    public async Task<Account> Check(Person person, string password, string field, CancellationToken cancellation)
    {
        var account = (await users.FindByNameAsync(person.UserName))!;
        using var attempt = await attempts.Begin(Brake.Password, account.UserName, account, Origin.Of(person, account), cancellation);
        if (!await users.CheckPasswordAsync(account, password))
        {
            await attempt.Failed(cancellation);
            throw new ProblemException(problems.Invalid(field, texts["Account.CurrentWrong"]));
        }

        await attempt.Succeeded(cancellation);
        return account;
    }
}
