using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace SopEngine.Web.Accounts;

/// <summary>
/// Codes that change every half minute, as every authenticator app makes them: RFC 6238 with its defaults (HMAC-SHA-1, 30 s from the Unix
/// epoch) and six digits. Pure.
/// </summary>
public static class OneTimeCode
{
    public const int SecretBytes = 20;
    private const int StepSeconds = 30;
    private const int Digits = 6;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The number of the half minute in which a moment lies.</summary>
    public static long Step(Instant at) => at.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a half minute (RFC 4226, section 5.3).</summary>
    [SuppressMessage("Security", "CA5350", Justification =
        "RFC 6238's own choice, and the only one that every app knows; HMAC does not need SHA-1 to resist collisions.")]
    public static string At(byte[] secret, long step, int digits = Digits)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var hash = HMACSHA1.HashData(secret, counter);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf)) & 0x7fffffff;
        return (number % (int)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>
    /// The half minute whose code this is, the present one or a neighbour, because clocks differ and typing takes time.
    /// </summary>
    /// <param name="after">Only later half minutes than this one count.</param>
    /// <returns>Null when the code belongs to none of them.</returns>
    public static long? Find(byte[] secret, string code, Instant now, long after)
    {
        var given = Encoding.ASCII.GetBytes(code);
        for (var step = Math.Max(Step(now) - 1, after + 1); step <= Step(now) + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(At(secret, step)), given)) return step;
        }

        return null;
    }

    /// <summary>A secret as people type it into an app (RFC 4648): groups of four letters and digits.</summary>
    public static string Text(byte[] secret) => string.Join(' ', Letters(secret).Chunk(4).Select(group => new string(group)));

    /// <summary>A secret as apps read it from a QR code.</summary>
    /// <param name="issuer">The office to which the account belongs.</param>
    public static string Address(byte[] secret, string issuer, string account) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(account)}"
        + $"?secret={Letters(secret)}&issuer={Uri.EscapeDataString(issuer)}";

    private static string Letters(byte[] bytes)
    {
        var text = new StringBuilder();
        for (var bit = 0; bit < bytes.Length * 8; bit += 5)
        {
            var two = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[bit / 8 + 1] : 0);
            text.Append(Base32[(two >> (11 - bit % 8)) & 31]);
        }

        return text.ToString();
    }
}
