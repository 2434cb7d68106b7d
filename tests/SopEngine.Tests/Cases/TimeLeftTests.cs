using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SopEngine.Core.Sla;
using SopEngine.Web.Cases;
using SopEngine.Web.Language;

namespace SopEngine.Tests.Cases;

/// <summary>The wording of the time left.</summary>
[SetUICulture("id")]
internal sealed class TimeLeftTests
{
    [TestCase(StandingKind.OnTime, 7, "sisa 7 menit")]
    [TestCase(StandingKind.Late, -7, "terlambat 7 menit")]
    [TestCase(StandingKind.Escalated, -90, "terlambat 1 jam 30 menit")]
    [TestCase(StandingKind.Escalated, 0, "terlambat sejak kantor tutup", Description = "due, and the office has been closed since")]
    [TestCase(StandingKind.Late, -(2 * 24 * 60) - 61, "terlambat 2 hari 1 jam 1 menit")]
    public void Time_left_and_time_passed_are_worded(StandingKind kind, int minutes, string told) =>
        Assert.That(OfficeClock.Left(Words(), new StandingItem(kind, 1, minutes)), Is.EqualTo(told));

    [TestCase(StandingKind.OnTime, 5, "sisa 5 menit kerja")]
    [TestCase(StandingKind.DoneLate, -429, "terlambat 7 jam 9 menit kerja")]
    [TestCase(StandingKind.DoneLate, -909, "terlambat 2 hari 9 menit kerja")]
    public void Working_time_is_said_to_be_working_time(StandingKind kind, int minutes, string told) =>
        Assert.That(OfficeClock.Left(Words(), new StandingItem(kind, 0, minutes) { MinutesADay = 450 }), Is.EqualTo(told));

    [TestCase("2 hari", "2 hari")]
    [TestCase("90 menit", "90 menit")]
    public void A_limit_is_said_as_the_sop_writes_it(string written, string told) =>
        Assert.That(LimitText.Of(Words(), written), Is.EqualTo(told));

    private static StringLocalizer<Texts> Words() =>
        new(new ResourceManagerStringLocalizerFactory(Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance));
}
