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
    [TestCase(StandingKind.Escalated, 0, "terlambat 0 menit", Description = "due, and the office has been closed since")]
    [TestCase(StandingKind.Escalated, 300, "sisa 5 jam", Description = "raised because nobody holds its lane")]
    public void Time_left_and_time_passed_are_worded(StandingKind kind, int minutes, string told)
    {
        var texts = new StringLocalizer<Texts>(
            new ResourceManagerStringLocalizerFactory(Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance));

        Assert.That(OfficeClock.Left(texts, new StandingItem(kind, 1, minutes)), Is.EqualTo(told));
    }
}
