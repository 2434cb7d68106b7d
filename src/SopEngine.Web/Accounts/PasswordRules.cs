using FluentValidation;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Language;

namespace SopEngine.Web.Accounts;

/// <summary>
/// The rules for a password, after NIST SP 800-63B-4: it is long, and not among those that are tried first. It need not mix kinds of
/// characters, and it does not expire.
/// </summary>
internal static class PasswordRules
{
    /// <summary>For a password that is asked for alone; a second factor is a person's own choice, and may be switched off.</summary>
    public const int Shortest = 15;

    public const int Longest = 200;

    /// <summary>Powers of ten: what a guesser who knows people's habits may try.</summary>
    private const double FewestGuesses = 8;

    public static void BePassword<T>(this IRuleBuilder<T, string> rule, IStringLocalizer<Texts> texts, string name) => rule
        .MaximumLength(Longest).WithName(_ => texts[name])
        .Must(password => password.EnumerateRunes().Count() >= Shortest).WithMessage(_ => texts["Welcome.TooShort", Shortest]);

    /// <summary>Why a password of that length will not do; null when it will.</summary>
    /// <param name="own">Names of the person and of the office.</param>
    public static string? Fault(string password, string userName, IEnumerable<string> own, IStringLocalizer<Texts> texts) =>
        password.Contains(userName, StringComparison.OrdinalIgnoreCase) ? texts["Welcome.HasName"].Value
            : PasswordGuesses.Log10(password, own.Prepend(userName)) < FewestGuesses ? texts["Welcome.Common"].Value
            : null;
}
