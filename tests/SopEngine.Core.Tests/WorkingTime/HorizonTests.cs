using NodaTime;
using NUnit.Framework;
using SopEngine.Core.WorkingTime;
using static SopEngine.Core.Tests.WorkingTime.Calendars;

namespace SopEngine.Core.Tests.WorkingTime;

/// <summary>The day and the week that a dashboard looks ahead to, and the length of limits.</summary>
public sealed class HorizonTests
{
    // 19 November 2026 is a Thursday.
    [TestCase("2026-11-19 10:00", "2026-11-20", "2026-11-22", TestName = "On a working day the week ends on Sunday")]
    [TestCase("2026-11-20 18:30", "2026-11-21", "2026-11-22", TestName = "On Friday evening it is still this week")]
    [TestCase("2026-11-21 10:00", "2026-11-22", "2026-11-29", TestName = "On a Saturday the next week matters")]
    [TestCase("2026-11-23 00:00", "2026-11-24", "2026-11-29", TestName = "A week begins on Monday at midnight")]
    public void The_office_looks_to_the_end_of_its_day_and_week(string now, string tomorrow, string lastDay)
    {
        var horizon = Horizon.Of(Office, At(now));

        Assert.That(horizon.Tomorrow, Is.EqualTo(At(tomorrow + " 00:00")));
        Assert.That(horizon.LastDay(Office.Zone).ToString("uuuu-MM-dd", null), Is.EqualTo(lastDay));
        Assert.That(horizon.NextWeek, Is.EqualTo(At(lastDay + " 00:00") + Duration.FromDays(1)));
    }

    [Test]
    public void A_day_of_a_limit_is_one_of_the_ordinary_week()
    {
        Assert.That(Office.LengthOf(new TimeLimit(90, TimeUnit.Minutes)), Is.EqualTo(Duration.FromMinutes(90)));
        Assert.That(Office.LengthOf(new TimeLimit(2, TimeUnit.WorkingDays)), Is.EqualTo(Office.OrdinaryDay * 2));
        Assert.That(Office.LengthOf(new TimeLimit(1, TimeUnit.Weeks)), Is.EqualTo(Office.OrdinaryDay * 5));
    }
}
