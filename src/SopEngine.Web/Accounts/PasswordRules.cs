using FluentValidation;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Language;

namespace SopEngine.Web.Accounts;

/// <summary>
/// The rules for a password, after NIST SP 800-63B-4: it is long, and not among the first that are guessed. It need not mix kinds of
/// characters, and it does not expire.
/// </summary>
internal static class PasswordRules
{
    /// <summary>For sign-in by password alone, because a second factor is a person's own choice and may be switched off.</summary>
    public const int Shortest = 15;

    public const int Longest = 200;

    /// <summary>The decimal logarithm of the guesses that a password has to withstand from somebody who knows people's habits.</summary>
    private const double FewestGuesses = 8;

    public static void BePassword<T>(this IRuleBuilder<T, string> rule, IStringLocalizer<Texts> texts, string name) => rule
        .MaximumLength(Longest).WithName(_ => texts[name])
        .Must(password => password.EnumerateRunes().Count() >= Shortest).WithMessage(_ => texts["Welcome.TooShort", Shortest]);

    /// <summary>The reason why a password of sufficient length is refused; null when it is accepted.</summary>
    /// <param name="own">Names of the person and of the office.</param>
    public static string? Fault(string password, string userName, IEnumerable<string> own, IStringLocalizer<Texts> texts) =>
        password.Contains(userName, StringComparison.OrdinalIgnoreCase) ? texts["Welcome.HasName"].Value
            : PasswordGuesses.Log10(password, own.Prepend(userName)) < FewestGuesses ? texts["Welcome.Common"].Value
            : null;
}
