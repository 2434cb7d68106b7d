using NUnit.Framework;
using SopEngine.Core.WorkingTime;
using static SopEngine.Core.Tests.WorkingTime.Calendars;

namespace SopEngine.Core.Tests.WorkingTime;

public sealed class OpeningNowTests
{
    [TestCase("2026-11-23 08:00", "open until 16:00, break 12:00-13:00")]
    [TestCase("2026-11-23 11:59", "open until 16:00, break 12:00-13:00")]
    [TestCase("2026-11-23 13:00", "open until 16:00")]
    [TestCase("2026-11-27 14:00", "open until 16:30", Description = "Friday")]
    [TestCase("2026-11-23 12:00", "opens 2026-11-23 13:00", Description = "in the break")]
    [TestCase("2026-11-23 07:59", "opens 2026-11-23 08:00")]
    [TestCase("2026-11-23 16:00", "opens 2026-11-24 08:00")]
    [TestCase("2026-11-27 17:00", "opens 2026-11-30 08:00", Description = "over the weekend")]
    [TestCase("2026-03-17 17:00", "opens 2026-03-25 08:00", Description = "over Nyepi and Idulfitri")]
    public void It_says_until_when_or_from_when_the_counter_is_open(string now, string expected)
    {
        var opening = OpeningNow.At(Service, At(now));
        var told = opening.IsOpen
            ? $"open until {opening.Until:HH':'mm}" + (opening.Break is { } pause ? $", break {pause}" : "")
            : $"opens {opening.NextDay:uuuu'-'MM'-'dd} {opening.NextAt:HH':'mm}";

        Assert.That(told, Is.EqualTo(expected));
    }

    [Test]
    public void An_office_that_closes_at_midnight_is_open_all_day()
    {
        var calendar = new WorkingCalendar(new() { Zone = "Asia/Jakarta", Hours = new() { Monday = DayHours.Parse("20:00-24:00") } });
        Assert.That(OpeningNow.At(calendar, At("2026-11-23 21:00")), Is.EqualTo(new OpeningNow(true, null, null, null, null)));
    }
}
