using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace SopEngine.Web.Cases;

/// <summary>
/// The secrets on receipts. The database has a slow hash of each: eight letters can be tried out by whoever has a quick one. Until the
/// receipt has been mailed it has the secret itself, too, under the service's keys.
/// </summary>
public sealed class FollowSecrets(IDataProtectionProvider protection)
{
    private const int Rounds = 20_000;

    private readonly IDataProtector _protector = protection.CreateProtector("SopEngine.FollowSecrets");

    public static byte[] Hash(int unit, string secret) => Rfc2898DeriveBytes.Pbkdf2(
        secret, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"follow {unit}")), Rounds, HashAlgorithmName.SHA256,
        outputLength: 32);

    public string Seal(string secret) => _protector.Protect(secret);

    /// <returns>Null for a text of other keys.</returns>
    public string? Open(string text)
    {
        try
        {
            return _protector.Unprotect(text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
