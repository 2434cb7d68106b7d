using NodaTime;
using NUnit.Framework;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Tests.WorkingTime;

public sealed class HoursTests
{
    [Test]
    public void The_presets_have_the_weekly_minutes_of_their_sources()
    {
        Assert.That(WeeklyHours.Office.Length, Is.EqualTo(Duration.FromMinutes(2250)));
        Assert.That(WeeklyHours.Ramadan.Length, Is.EqualTo(Duration.FromMinutes(1950)));
        Assert.That(WeeklyHours.Service.Length, Is.EqualTo(Duration.FromHours(35)));
    }

    [TestCase("07:30-12:00, 13:00-16:00", "07:30-12:00, 13:00-16:00")]
    [TestCase("13:00-16:00,7:30 - 12:00", "07:30-12:00, 13:00-16:00")]
    [TestCase("07.30–12.00", "07:30-12:00")]
    [TestCase("22:00-24:00", "22:00-24:00")]
    [TestCase("00:00-00:00", "00:00-24:00")]
    [TestCase("08:00-12:00, 12:00-16:00", "08:00-12:00, 12:00-16:00")]
    [TestCase("", "")]
    [TestCase(null, "")]
    public void A_day_is_read_and_printed(string? text, string printed)
    {
        Assert.That(DayHours.TryParse(text, out var hours, out var problem), Is.True);
        Assert.That(problem, Is.Null);
        Assert.That(hours!.ToString(), Is.EqualTo(printed));
        Assert.That(DayHours.Parse(printed), Is.EqualTo(hours));
    }

    [TestCase("pagi", CalendarProblem.HoursNotUnderstood, "pagi")]
    [TestCase("08:00-12:00, 13-16", CalendarProblem.HoursNotUnderstood, "13-16")]
    [TestCase("08:00-25:00", CalendarProblem.HoursNotUnderstood, "08:00-25:00")]
    [TestCase("24:00-08:00", CalendarProblem.HoursNotUnderstood, "24:00-08:00")]
    [TestCase("08:00-12:00-16:00", CalendarProblem.HoursNotUnderstood, "08:00-12:00-16:00")]
    [TestCase("12:00-08:00", CalendarProblem.HoursInverted, "12:00-08:00")]
    [TestCase("08:00-08:00", CalendarProblem.HoursInverted, "08:00-08:00")]
    [TestCase("08:00-12:00, 11:59-16:00", CalendarProblem.HoursOverlap, "08:00-12:00, 11:59-16:00")]
    [TestCase("22:00-24:00, 23:00-23:30", CalendarProblem.HoursOverlap, "22:00-24:00, 23:00-23:30")]
    public void A_fault_in_a_days_hours_is_named(string text, string code, string subject)
    {
        Assert.That(DayHours.TryParse(text, out _, out var problem), Is.False);
        Assert.That(problem, Is.EqualTo(new CalendarProblem(code, subject)));
        Assert.That(() => DayHours.Parse(text), Throws.InstanceOf<FormatException>());
    }

    [Test]
    public void Impossible_hours_cannot_be_created()
    {
        var (eight, nine) = (new LocalTime(8, 0), new LocalTime(9, 0));

        Assert.That(() => new OpenHours(nine, eight), Throws.ArgumentException);
        Assert.That(() => new OpenHours(eight, eight), Throws.ArgumentException);
        Assert.That(() => new OpenHours(eight, nine.PlusSeconds(1)), Throws.ArgumentException);
        Assert.That(() => new DayHours(new OpenHours(eight, nine), new OpenHours(eight, nine)), Throws.ArgumentException);
    }

    [Test]
    public void Days_and_weeks_are_equal_when_their_hours_are()
    {
        var day = DayHours.Parse("08:00-12:00");
        var same = new DayHours(new OpenHours(new LocalTime(8, 0), new LocalTime(12, 0)));

        Assert.That(same, Is.EqualTo(day));
        Assert.That(same.GetHashCode(), Is.EqualTo(day.GetHashCode()));
        Assert.That(new WeeklyHours { Monday = same }, Is.EqualTo(new WeeklyHours { Monday = day }));
        Assert.That(new WeeklyHours { Monday = same }, Is.Not.EqualTo(new WeeklyHours { Tuesday = day }));
    }

    [Test]
    public void A_week_gives_each_day_its_hours()
    {
        var hours = WeeklyHours.Office;

        Assert.That(hours[IsoDayOfWeek.Friday], Is.EqualTo(hours.Friday));
        Assert.That(hours[IsoDayOfWeek.Sunday].IsClosed, Is.True);
        Assert.That(() => hours[IsoDayOfWeek.None], Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
