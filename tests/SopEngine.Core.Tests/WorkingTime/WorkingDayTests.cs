using NodaTime;
using NUnit.Framework;
using SopEngine.Core.WorkingTime;
using static SopEngine.Core.Tests.WorkingTime.Calendars;

namespace SopEngine.Core.Tests.WorkingTime;

public sealed class WorkingDayTests
{
    [TestCase("2026-03-17", 10, "2026-04-08", "2026-04-01")]
    [TestCase("2026-04-08", 7, "2026-04-17", "2026-04-17")]
    [TestCase("2026-05-13", 10, "2026-06-03", "2026-05-29")]
    [TestCase("2026-11-23", 10, "2026-12-07", "2026-12-07")]
    [TestCase("2026-12-18", 10, "2027-01-07", "2027-01-06")]
    [TestCase("2027-03-05", 10, "2027-03-31", "2027-03-24")]
    [TestCase("2027-03-05", 30, "2027-04-28", "2027-04-22")]
    [TestCase("2027-05-14", 10, "2027-06-04", "2027-06-02")]
    public void The_day_of_receipt_is_day_zero_and_the_last_day_ends_with_its_service_hours(
        string received, int days, string due, string dueIfCollectiveLeaveIsWorked)
    {
        var worked = new WorkingCalendar(ServiceRules with { CollectiveLeaveWorked = true });

        Assert.That(Due(Service), Is.EqualTo(due));
        Assert.That(Due(worked), Is.EqualTo(dueIfCollectiveLeaveIsWorked));

        string Due(WorkingCalendar calendar)
        {
            var end = calendar.EndOfWorkingDay(At($"{received} 09:00"), days);
            var local = Local(end);
            Assert.That(local, Does.EndWith(end.InZone(Jakarta).DayOfWeek == IsoDayOfWeek.Friday ? " 16:30" : " 16:00"));
            return local[..10];
        }
    }

    [TestCase("2026-11-20 23:59", "2026-11-23 16:00", Description = "Friday, after hours")]
    [TestCase("2026-11-21 10:00", "2026-11-23 16:00", Description = "Saturday")]
    [TestCase("2026-11-22 00:00", "2026-11-23 16:00", Description = "Sunday")]
    [TestCase("2026-11-23 00:00", "2026-11-24 16:00", Description = "Monday, before hours")]
    public void The_hour_of_receipt_does_not_matter_nor_whether_its_day_is_worked(string received, string due) =>
        Assert.That(Local(Service.EndOfWorkingDay(At(received), 1)), Is.EqualTo(due));

    [Test]
    public void A_last_day_that_is_open_until_midnight_ends_there()
    {
        var calendar = new WorkingCalendar(new() { Zone = "Asia/Jakarta", Hours = new() { Monday = DayHours.Parse("20:00-24:00") } });

        Assert.That(calendar.EndOfWorkingDay(At("2026-11-20 09:00"), 1), Is.EqualTo(At("2026-11-24 00:00")));
    }

    [Test]
    public void A_number_of_working_days_is_positive() =>
        Assert.That(() => Service.EndOfWorkingDay(At("2026-11-20 09:00"), 0), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [TestCase("2026-11-19 15:30", 240, TimeUnit.Minutes, "2026-11-20 11:30")]
    [TestCase("2026-11-19 15:30", 4, TimeUnit.Hours, "2026-11-20 11:30")]
    [TestCase("2026-11-19 10:07", 1, TimeUnit.WorkingDays, "2026-11-20 10:07")]
    [TestCase("2026-11-20 10:07", 1, TimeUnit.WorkingDays, "2026-11-23 10:07")]
    [TestCase("2026-03-17 10:07", 1, TimeUnit.WorkingDays, "2026-03-25 10:07", Description = "over Nyepi and Idulfitri")]
    [TestCase("2026-11-18 12:30", 1, TimeUnit.WorkingDays, "2026-11-19 13:00", Description = "in the break")]
    [TestCase("2026-11-19 13:10", 1, TimeUnit.WorkingDays, "2026-11-20 13:30", Description = "in Friday's longer break")]
    [TestCase("2026-11-20 16:20", 1, TimeUnit.WorkingDays, "2026-11-24 08:00", Description = "open on Friday, closed on Monday")]
    [TestCase("2026-11-19 06:00", 1, TimeUnit.WorkingDays, "2026-11-20 08:00", Description = "before hours")]
    [TestCase("2026-11-21 10:00", 1, TimeUnit.WorkingDays, "2026-11-23 10:00", Description = "Saturday is day 0")]
    [TestCase("2026-11-19 10:07", 1, TimeUnit.Weeks, "2026-11-26 10:07")]
    [TestCase("2026-12-17 10:07", 1, TimeUnit.Weeks, "2026-12-28 10:07", Description = "five working days, over Christmas")]
    [TestCase("2026-11-19 10:07", 2, TimeUnit.Weeks, "2026-12-03 10:07")]
    [TestCase("2026-10-19 10:07", 1, TimeUnit.Months, "2026-11-19 10:07")]
    [TestCase("2026-10-21 10:07", 1, TimeUnit.Months, "2026-11-23 10:07", Description = "a Saturday moves to Monday")]
    [TestCase("2026-12-31 10:07", 2, TimeUnit.Months, "2027-03-01 10:07", Description = "28 February is a Sunday")]
    [TestCase("2026-11-25 10:07", 1, TimeUnit.Months, "2026-12-28 10:07", Description = "Christmas")]
    [TestCase("2026-10-20 16:20", 1, TimeUnit.Months, "2026-11-20 16:20")]
    [TestCase("2026-10-19 16:20", 1, TimeUnit.Months, "2026-11-20 08:00", Description = "closed at that clock time")]
    public void A_limit_is_due_by_the_rule_of_its_unit(string start, int value, TimeUnit unit, string due) =>
        Assert.That(Local(Service.Add(At(start), new TimeLimit(value, unit))), Is.EqualTo(due));

    [TestCase("2026-11-20", 0, "2026-11-20")]
    [TestCase("2026-11-21", 0, "2026-11-23")]
    [TestCase("2026-11-20", 1, "2026-11-23")]
    [TestCase("2026-11-21", 1, "2026-11-23")]
    [TestCase("2026-12-18", 10, "2027-01-07")]
    public void Working_days_are_counted_after_a_date(string date, int days, string expected) =>
        Assert.That(Service.AddWorkingDays(Date(date), days), Is.EqualTo(Date(expected)));

    [Test]
    public void Counting_working_days_takes_the_first_date_and_leaves_the_last()
    {
        Assert.That(Service.CountWorkingDays(Date("2026-11-20"), Date("2026-11-23")), Is.EqualTo(1));
        Assert.That(Service.CountWorkingDays(Date("2026-11-23"), Date("2026-11-20")), Is.EqualTo(-1));
        Assert.That(Service.IsWorkingDay(Date("2026-11-20")), Is.True);
        Assert.That(Service.IsWorkingDay(Date("2026-11-21")), Is.False);
        Assert.That(Service.IsWorkingDay(Date("2026-12-31")), Is.True);
    }

    [TestCase(2026, false, new[] { 20, 18, 17, 21, 16, 20, 23, 19, 22, 22, 21, 21 }, 240)]
    [TestCase(2026, true, new[] { 20, 19, 21, 21, 18, 20, 23, 19, 22, 22, 21, 22 }, 248)]
    [TestCase(2027, false, new[] { 19, 19, 15, 22, 16, 21, 22, 21, 22, 21, 22, 22 }, 242)]
    [TestCase(2027, true, new[] { 19, 20, 19, 22, 18, 21, 22, 21, 22, 21, 22, 23 }, 250)]
    public void Each_month_has_its_working_days(int year, bool collectiveLeaveWorked, int[] months, int total)
    {
        var calendar = new WorkingCalendar(ServiceRules with { CollectiveLeaveWorked = collectiveLeaveWorked });

        var counted = Enumerable.Range(1, 12).Select(month => new LocalDate(year, month, 1))
            .Select(first => calendar.CountWorkingDays(first, first.PlusMonths(1))).ToArray();

        Assert.That(counted, Is.EqualTo(months));
        Assert.That(counted.Sum(), Is.EqualTo(total));
    }

    private static LocalDate Date(string iso) => NodaTime.Text.LocalDatePattern.Iso.Parse(iso).Value;
}
