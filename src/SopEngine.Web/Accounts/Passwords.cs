using System.Security.Cryptography;

namespace SopEngine.Web.Accounts;

internal static class Passwords
{
    // Without what is easily mistaken when read from a screen.
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>A password to hand over once: 16 characters in groups of four, 79 bits.</summary>
    public static string Random() => Groups(4);

    /// <summary>A code that stands in for the second factor once: 12 characters in groups of four, 59 bits.</summary>
    public static string RecoveryCode() => Groups(3);

    private static string Groups(int count) => string.Join('-', Enumerable.Range(0, count).Select(_ => RandomNumberGenerator.GetString(Letters, 4)));
}
