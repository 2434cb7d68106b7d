using NodaTime;
using NUnit.Framework;
using SopEngine.Core.WorkingTime;
using static SopEngine.Core.Tests.WorkingTime.Calendars;

namespace SopEngine.Core.Tests.WorkingTime;

/// <summary>
/// Indonesia does not change its clocks, but the arithmetic does not rely on it: Berlin, where 2026-03-29 has 23 hours and 2026-10-25 has
/// 25.
/// </summary>
public sealed class ClockChangeTests
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    private static readonly WorkingCalendar RoundTheClock = Sundays("00:00-24:00");

    [Test]
    public void Hours_that_the_clock_skips_are_not_open()
    {
        Assert.That(OpenHours(RoundTheClock, "2026-03-29"), Is.EqualTo(23));
        Assert.That(OpenHours(Sundays("01:30-03:30"), "2026-03-29"), Is.EqualTo(1));
    }

    [Test]
    public void Hours_that_the_clock_repeats_are_open_twice()
    {
        Assert.That(OpenHours(RoundTheClock, "2026-10-25"), Is.EqualTo(25));
        Assert.That(OpenHours(Sundays("02:00-02:30"), "2026-10-25"), Is.EqualTo(1));
    }

    [Test]
    public void A_day_whose_only_hours_are_skipped_is_no_working_day()
    {
        var calendar = Sundays("02:00-03:00");

        Assert.That(calendar.IsWorkingDay(new LocalDate(2026, 3, 29)), Is.False);
        Assert.That(calendar.NextOpening(At("2026-03-23 00:00", Berlin)), Is.EqualTo(At("2026-04-05 02:00", Berlin)));
    }

    [Test]
    public void The_same_clock_time_is_kept_across_a_change()
    {
        var office = new WorkingCalendar(new() { Zone = "Europe/Berlin", Hours = WeeklyHours.Office });
        var due = office.Add(At("2026-03-27 10:07", Berlin), new TimeLimit(1, TimeUnit.WorkingDays));

        Assert.That(Local(due, Berlin), Is.EqualTo("2026-03-30 10:07"));
    }

    [Test]
    public void A_date_that_comes_back_after_midnight_is_one_working_day()
    {
        // 2010-11-07 00:01 in St. John's was followed by 2010-11-06 23:01.
        var day = DayHours.Parse("00:00-24:00");
        var calendar = new WorkingCalendar(new() { Zone = "America/St_Johns", Hours = new() { Saturday = day, Sunday = day } });

        Assert.That(calendar.CountWorkingDays(new LocalDate(2010, 11, 6), new LocalDate(2010, 11, 9)), Is.EqualTo(2));
    }

    [Test]
    public void A_date_that_a_zone_left_out_is_no_working_day()
    {
        var samoa = new WorkingCalendar(new() { Zone = "Pacific/Apia", Hours = WeeklyHours.Office });

        Assert.That(samoa.IsWorkingDay(new LocalDate(2011, 12, 30)), Is.False);
        Assert.That(samoa.AddWorkingDays(new LocalDate(2011, 12, 29), 1), Is.EqualTo(new LocalDate(2012, 1, 2)));
    }

    private static WorkingCalendar Sundays(string hours) =>
        new(new() { Zone = "Europe/Berlin", Hours = new() { Sunday = DayHours.Parse(hours) } });

    private static double OpenHours(WorkingCalendar calendar, string date)
    {
        var midnight = At($"{date} 00:00", Berlin);
        return calendar.Measure(midnight, midnight + Duration.FromHours(25)).TotalHours; // on Monday it is closed
    }
}
