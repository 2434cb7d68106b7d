using System.Net;
using MailKit.Security;
using NodaTime;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Messages;

namespace SopEngine.Tests.Messages;

/// <summary>Rules of delivery that need no server: allowed addresses, encryption, times, pauses.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class DeliveryRulesTests
{
    [TestCase(587, null, SecureSocketOptions.StartTls)]
    [TestCase(25, null, SecureSocketOptions.StartTls)]
    [TestCase(465, null, SecureSocketOptions.SslOnConnect)]
    [TestCase(465, false, SecureSocketOptions.StartTls)]
    [TestCase(2465, true, SecureSocketOptions.SslOnConnect)]
    public void Port_465_begins_with_TLS_and_every_other_by_STARTTLS_unless_told_otherwise(int port, bool? isImplicit,
        SecureSocketOptions expected)
    {
        Assert.That(new Web.Messages.SmtpSettings { Port = port, ImplicitTls = isImplicit }.Encryption, Is.EqualTo(expected));
        Assert.That(new Web.Messages.SmtpSettings { Port = port, ImplicitTls = isImplicit, Tls = false }.Encryption,
            Is.EqualTo(SecureSocketOptions.None));
    }

    [TestCase("127.0.0.1", false)]
    [TestCase("10.1.2.3", false)]
    [TestCase("169.254.169.254", false)]
    [TestCase("192.168.1.1", false)]
    [TestCase("100.64.0.1", false)]
    [TestCase("::1", false)]
    [TestCase("fd00::1", false)]
    [TestCase("::ffff:127.0.0.1", false)]
    [TestCase("8.8.8.8", true)]
    [TestCase("2001:4860:4860::8888", true)]
    public void A_webhook_reaches_public_addresses_only(string address, bool isPublic) =>
        Assert.That(Web.Messages.PublicAddresses.IsPublic(IPAddress.Parse(address)), Is.EqualTo(isPublic));

    [Test]
    public async Task A_name_that_resolves_to_this_machine_is_refused() => await Assert.ThatAsync(
        async () => await Web.Messages.PublicAddresses.Connect(new DnsEndPoint("localhost", 80), alsoPrivate: false,
            CancellationToken.None), Throws.TypeOf<HttpRequestException>());

    // Monday 23 November 2026; Saturday and Sunday are free.
    [TestCase("2026-11-23T00:00:00Z", "2026-11-23T00:30:00Z")]
    [TestCase("2026-11-23T00:30:00Z", "2026-11-24T00:30:00Z")]
    [TestCase("2026-11-27T05:00:00Z", "2026-11-30T00:30:00Z")]
    [TestCase("2026-11-28T00:00:00Z", "2026-11-30T00:30:00Z")]
    public void The_digest_goes_out_at_half_past_seven_of_a_working_day(string after, string expected)
    {
        var calendar = new WorkingCalendar(new WorkingCalendarRules { Zone = "Asia/Jakarta", Hours = WeeklyHours.Service });
        var pattern = NodaTime.Text.InstantPattern.General;

        Assert.That(pattern.Format(DeliveryTimes.NextDigest(calendar, pattern.Parse(after).Value)), Is.EqualTo(expected));
    }

    [Test]
    public void Pauses_grow_and_never_become_longer_than_six_hours()
    {
        var pauses = Enumerable.Range(1, DeliveryTimes.MostAttempts).Select(DeliveryTimes.Pause).ToList();

        Assert.That(pauses, Is.Ordered);
        Assert.That((pauses[0], pauses[^1]), Is.EqualTo((Duration.FromSeconds(30), Duration.FromHours(6))));
    }
}
