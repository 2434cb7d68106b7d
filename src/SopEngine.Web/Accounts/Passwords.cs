using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;

namespace SopEngine.Web.Accounts;

internal static class Passwords
{
    // Without letters and digits that are easily mistaken on a screen.
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>A password to hand over once: 16 characters in groups of four, 79 bits.</summary>
    public static string Random() => Groups(4);

    /// <summary>A code that stands in for the second factor once: 12 characters in groups of four, 59 bits.</summary>
    public static string RecoveryCode() => Groups(3);

    private static string Groups(int count) =>
        string.Join('-', Enumerable.Range(0, count).Select(_ => RandomNumberGenerator.GetString(Letters, 4)));

    /// <summary>Keyboards write an accented letter as one character or as two. Both are the same password.</summary>
    internal sealed class Hasher : PasswordHasher<Account>
    {
        public override string HashPassword(Account user, string password) =>
            base.HashPassword(user, password.Normalize(NormalizationForm.FormC));

        public override PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword) =>
            base.VerifyHashedPassword(user, hashedPassword, providedPassword.Normalize(NormalizationForm.FormC));
    }
}
