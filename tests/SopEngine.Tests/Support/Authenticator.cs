using System.Text.RegularExpressions;
using NodaTime;
using SopEngine.Web.Accounts;

namespace SopEngine.Tests.Support;

/// <summary>An authenticator app: takes the secret from the page, and computes codes.</summary>
internal static partial class Authenticator
{
    /// <param name="ahead">Steps of 30 seconds from now.</param>
    public static string Code(byte[] secret, int ahead = 0) =>
        OneTimeCode.At(secret, OneTimeCode.Step(SystemClock.Instance.GetCurrentInstant()) + ahead);

    /// <param name="base32">The secret as the page shows it, with spaces.</param>
    public static byte[] Secret(string base32)
    {
        var bits = string.Concat(base32.Where(char.IsAsciiLetterOrDigit)
            .Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(part => part.Length == 8).Select(part => Convert.ToByte(new string(part), 2))];
    }

    public static async Task<(byte[] Secret, string[] Recovery)> Enrol(TestApp app, string userName)
    {
        using var client = await SessionClient.SignIn(app, userName);
        return await Enrol(client);
    }

    /// <summary>Takes the secret from a person's page and confirms it with the current code.</summary>
    public static async Task<(byte[] Secret, string[] Recovery)> Enrol(SessionClient client)
    {
        var secret = Secret(ShownSecret().Match((await client.Get("/account/second-factor")).Text).Groups[1].Value);
        var confirmed = await client.Submit("/account/second-factor", ("code", Code(secret)));
        Assert.That(confirmed.Status, Is.EqualTo(200));
        return (secret, [.. RecoveryCode().Matches(confirmed.Text).Select(match => match.Groups[1].Value)]);
    }

    [GeneratedRegex("""class="secret"[^>]*>([A-Z2-7 ]+)<""")]
    private static partial Regex ShownSecret();

    [GeneratedRegex("<li><code>([^<]+)</code>")]
    private static partial Regex RecoveryCode();
}
