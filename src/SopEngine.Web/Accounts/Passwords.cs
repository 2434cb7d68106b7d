using System.Security.Cryptography;

namespace SopEngine.Web.Accounts;

internal static class Passwords
{
    // Without what is easily mistaken when read from a screen.
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>A password to hand over once: 16 characters in groups of four, 79 bits.</summary>
    public static string Random() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Letters, 4)));
}
