using System.Text;
using NodaTime;
using SopEngine.Web.Accounts;

namespace SopEngine.Tests.Accounts;

internal sealed class OneTimeCodeTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    [TestCase(59, "94287082")]
    [TestCase(1111111109, "07081804")]
    [TestCase(1111111111, "14050471")]
    [TestCase(1234567890, "89005924")]
    [TestCase(2000000000, "69279037")]
    [TestCase(20000000000, "65353130")]
    public void Codes_are_those_of_appendix_B_of_RFC_6238(long seconds, string code) =>
        Assert.That(OneTimeCode.At(Secret, OneTimeCode.Step(Instant.FromUnixTimeSeconds(seconds)), digits: 8), Is.EqualTo(code));

    [TestCase(0, "755224")]
    [TestCase(1, "287082")]
    [TestCase(7, "162583")]
    [TestCase(9, "520489")]
    public void Six_digits_are_those_of_appendix_D_of_RFC_4226(long step, string code) =>
        Assert.That(OneTimeCode.At(Secret, step), Is.EqualTo(code));

    [Test]
    public void A_code_is_valid_in_its_half_minute_and_the_two_beside_it()
    {
        var now = Instant.FromUnixTimeSeconds(1_700_000_000);
        var step = OneTimeCode.Step(now);

        var found = Enumerable.Range(-2, 5).Select(by => OneTimeCode.Find(Secret, OneTimeCode.At(Secret, step + by), now, after: 0) - step);

        Assert.That(found, Is.EqualTo(new long?[] { null, -1, 0, 1, null }));
    }

    [Test]
    public void A_used_code_and_all_earlier_ones_are_refused()
    {
        var now = Instant.FromUnixTimeSeconds(1_700_000_000);
        var step = OneTimeCode.Step(now);

        Assert.That(OneTimeCode.Find(Secret, OneTimeCode.At(Secret, step), now, after: step), Is.Null);
        Assert.That(OneTimeCode.Find(Secret, OneTimeCode.At(Secret, step - 1), now, after: step), Is.Null);
        Assert.That(OneTimeCode.Find(Secret, OneTimeCode.At(Secret, step + 1), now, after: step), Is.EqualTo(step + 1));
    }

    [Test]
    public void A_secret_is_written_as_RFC_4648_has_it()
    {
        Assert.That(OneTimeCode.Text(Secret), Is.EqualTo("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"));
        Assert.That(
            OneTimeCode.Address(Secret, "SopEngine Palembang", "kasi.palembang"),
            Is.EqualTo("otpauth://totp/SopEngine%20Palembang:kasi.palembang?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" +
                "&issuer=SopEngine%20Palembang"));
    }
}
